"""The name of the rule set: every file that decides a proposal is in it, and no other."""

import ast
from collections.abc import Iterator
from pathlib import Path

from treatments.eligibility import modalities, version
from treatments.eligibility.modalities import expectations
from treatments.eligibility.modality import Figure, Window
from treatments.eligibility.parameters import HOUSE, Limits

HERE = version.HERE
EVERY = {path.relative_to(HERE).as_posix() for path in HERE.rglob("*.py")}
COVERED = {name for name, _path in version.sources()}
REACHED_BUT_SILENT = {"version.py", "modalities/expectations.py"}  # the engine imports them, and they decide nothing


def imported(path: Path) -> Iterator[Path]:
    """The files of the package that one of them imports; that of the modalities imports each by its code."""
    if path == HERE / "modalities" / "__init__.py":
        yield from (path.parent / f"{code.replace('-', '_')}.py" for code in modalities.CODES)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("treatments.eligibility"):
            for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                place = HERE.joinpath(*str(name).split(".")[2:])
                if place != HERE:
                    yield from (one for one in (place.with_suffix(".py"), place / "__init__.py") if one.exists())


def reached_from(start: str) -> set[str]:
    seen: set[Path] = set()
    waiting = [HERE / start]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting += imported(path)
    return {path.relative_to(HERE).as_posix() for path in seen}


REACHED = reached_from("engine.py")


def test_every_file_the_engine_imports_is_in_the_name_of_the_rules() -> None:
    assert {"engine.py", "facts.py", "parameters.py", "asks.py", "checklist.py", "modalities/ablation.py"} <= REACHED
    assert REACHED - COVERED == REACHED_BUT_SILENT, "take it out of BESIDE in version.py: it decides proposals"


def test_no_other_file_claims_that_the_rules_have_changed() -> None:
    assert set() == COVERED - REACHED, "the engine does not import it: add it to BESIDE in version.py"
    assert version.BESIDE <= EVERY, "BESIDE names a file that is gone"


def test_what_the_engine_imports_and_the_name_leaves_out_holds_figures_and_controls_only() -> None:
    told = [value for name, value in vars(expectations).items() if name.isupper()]
    assert told
    for value in told:
        assert all(isinstance(one, Figure | Window) for one in (value if isinstance(value, tuple) else (value,)))


def test_a_changed_file_changes_the_name_and_an_unrelated_one_does_not(tmp_path: Path, monkeypatch: object) -> None:
    import pytest

    assert isinstance(monkeypatch, pytest.MonkeyPatch)
    for name in EVERY:
        copy = tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((HERE / name).read_bytes())
    monkeypatch.setattr(version, "HERE", tmp_path)
    assert f"{version.EDITION}+{version._content_hash()}" == version.RULES_VERSION
    before = version._content_hash()
    (tmp_path / "plan.py").write_text("PLAN = 2\n")
    assert version._content_hash() == before
    parameters = tmp_path / "parameters.py"
    parameters.write_bytes(parameters.read_bytes().replace(b"\n", b"\r\n"))
    assert version._content_hash() == before
    parameters.write_text(parameters.read_text().replace("30, 50", "25, 50"))
    assert version._content_hash() != before


def test_a_hospitals_limits_are_in_the_name_in_any_order_and_writing() -> None:
    name = version.rules_version(Limits({"ABL_D.met": 25, "ABL_N.met": 5}))
    assert name == version.rules_version(Limits({"ABL_N.met": 5.0, "ABL_D.met": 25}))
    assert name.startswith(f"{version.RULES_VERSION}.")
    assert version.rules_version(HOUSE) == version.RULES_VERSION
