"""The rule set for zen-engine: one expression node. It has no third value, so unknown is a half."""

import json
from importlib.metadata import version
from typing import Any

from bench.rule_set import Answer, RuleSet, Test, Treatment

NAME = f"zen-engine {version('zen-engine')}"
VALUES = {0: False, 0.5: None, 1: True}


def decision(rules: RuleSet) -> Any:
    """The compiled decision; `evaluate` takes a flat patient."""
    from zen import ZenEngine

    return ZenEngine().create_decision(json.dumps(_graph(rules)))


def answer(found: dict[str, Any]) -> Answer:
    return {name: VALUES[value] for name, value in found["result"].items()}


def _graph(rules: RuleSet) -> dict[str, Any]:
    written = [
        *((f"c{place}", _tested(place, test)) for place, test in enumerate(rules.tests)),
        *((f"v{place}", _decided(treatment)) for place, treatment in enumerate(rules.treatments)),
    ]
    expressions = [{"id": name, "key": name, "value": value} for name, value in written]
    nodes = (
        {"id": "in", "type": "inputNode", "content": {"schema": ""}},
        {"id": "rules", "type": "expressionNode", "content": {"expressions": expressions}},
        {"id": "out", "type": "outputNode", "content": {"schema": ""}},
    )
    edges = (("in", "rules"), ("rules", "out"))
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [node | {"name": node["id"], "position": {"x": 0, "y": 0}} for node in nodes],
        "edges": [{"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in edges],
    }


def _tested(place: int, test: Test) -> str:
    held = f"f{place} == true" if test.sign == "is" else f"f{place} {test.sign} {test.limit}"
    return f"f{place} == null ? 0.5 : {held} ? 1 : 0"


def _decided(treatment: Treatment) -> str:
    """`$` is what the node has worked out so far."""
    (first, second), (good, bad) = treatment.pair, treatment.alone
    parts = (
        *(f"$.c{place}" for place in treatment.each),
        f"max([{', '.join(f'$.c{place}' for place in treatment.any_of)}])",
        f"1 - $.c{treatment.none_of}",
        f"max([min([$.c{first}, $.c{second}]), min([$.c{good}, 1 - $.c{bad}])])",
    )
    return f"min([{', '.join(parts)}])"
