"""The floor of one proposal: the rule set as generated Python source over flat facts, explaining nothing."""

from collections.abc import Callable, Iterable

from bench.rule_set import Answer, Patient, RuleSet


def _all(names: Iterable[str]) -> str:
    no, unknown = (" or ".join(f"{name} is {value}" for name in names) for value in ("False", "None"))
    return f"(False if {no} else None if {unknown} else True)"


def _any(names: Iterable[str]) -> str:
    yes, unknown = (" or ".join(f"{name} is {value}" for name in names) for value in ("True", "None"))
    return f"(True if {yes} else None if {unknown} else False)"


def _not(name: str) -> str:
    return f"(None if {name} is None else not {name})"


def compiled(rules: RuleSet) -> Callable[[Patient], Answer]:
    """A function of one flat patient."""
    lines = ["def judge(p):"]
    for n, test in enumerate(rules.tests):
        lines.append(f" x = p['f{n}']; c{n} = None if x is None else x {test.sign} {test.limit}")
    for n, one in enumerate(rules.treatments):
        names = {place: f"c{place}" for place in one.criteria}
        good, bad = one.alone
        lines.append(f" a = {_any([names[place] for place in one.any_of])}; n = {_not(names[one.none_of])}")
        lines.append(f" b = {_all([names[place] for place in one.pair])}; d = {_not(names[bad])}")
        lines.append(f" d = {_all([names[good], 'd'])}; b = {_any(['b', 'd'])}")
        lines.append(f" v{n} = {_all([*(names[place] for place in one.each), 'a', 'n', 'b'])}")
    lines.append(" return {" + ", ".join(f"'{name}': {name}" for name in rules.names) + "}")
    made: dict[str, Callable[[Patient], Answer]] = {}
    exec("\n".join(lines), made)  # noqa: S102 - our own lines
    return made["judge"]
