"""The rule set for cql-execution: expressions of CQL as its compiler would write them (ELM), run by node beside us."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.pipes import Piped, piped
from bench.rule_set import Answer, Patient, RuleSet, Test, Treatment

HERE = Path(__file__).parent
TYPES = "{urn:hl7-org:elm-types:r1}"
RECORD = "{https://github.com/cqframework/cql-execution/simple}Patient"
COMPARED = {"<=": "LessOrEqual", "<": "Less", "is": "Equal", ">=": "GreaterOrEqual"}

type Elm = dict[str, Any]


class NotHere(Exception):
    """Why this peer cannot be measured on this machine."""


def name() -> str:
    pinned = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return f"cql-execution {pinned['cql-execution']}"


class Judge:
    """A process that has the library and the patients."""

    def __init__(self, running: Piped) -> None:
        self._running = running

    def seconds(self) -> float:
        """How long all patients take."""
        took: float = self._asked("time")
        return took

    def answers(self) -> list[Answer]:
        found: list[Answer] = self._asked("answers")
        return found

    def _asked(self, word: str) -> Any:
        self.tell(word)
        line = self._running.taken.readline()
        if not line:
            raise RuntimeError(f"{name()} stopped with {self._running.process.wait()}.")
        return json.loads(line)

    def tell(self, line: str) -> None:
        self._running.given.write(line.encode() + b"\n")
        self._running.given.flush()


@contextmanager
def judging(rules: RuleSet, patients: list[Patient]) -> Iterator[Judge]:
    """Fetch the pinned packages into a folder of the moment, and start the judge there."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise NotHere("there is no node with npm on this machine")
    with tempfile.TemporaryDirectory(prefix="cantlie-cql-") as folder:
        for file in ("package.json", "package-lock.json", "judge.mjs"):
            shutil.copy(HERE / file, folder)
        fetched = subprocess.run(
            [npm, "ci", "--ignore-scripts"], cwd=folder, capture_output=True, text=True, timeout=300
        )
        if fetched.returncode:
            raise NotHere(f"npm ci ended with {fetched.returncode}: {fetched.stderr.strip()[:300]}")
        with piped([node, "judge.mjs"], folder) as running:
            judge = Judge(running)
            records = [one | {"id": str(place), "recordType": "Patient"} for place, one in enumerate(patients)]
            judge.tell(json.dumps({"library": library(rules), "patients": records}))
            yield judge


def library(rules: RuleSet) -> Elm:
    """The rule set as an ELM library in the context of a patient."""
    retrieved = {"type": "SingletonFrom", "operand": {"type": "Retrieve", "dataType": RECORD}}
    defined = {
        "Patient": retrieved,
        **{f"c{place}": _tested(place, test) for place, test in enumerate(rules.tests)},
        **{f"v{place}": _decided(treatment) for place, treatment in enumerate(rules.treatments)},
    }
    statements = [
        {"name": key, "context": "Patient", "accessLevel": "Public", "expression": expression}
        for key, expression in defined.items()
    ]
    return {
        "library": {
            "identifier": {"id": "Bench", "version": "1"},
            "schemaIdentifier": {"id": "urn:hl7-org:elm", "version": "r1"},
            "usings": {
                "def": [
                    {"localIdentifier": "System", "uri": TYPES[1:-1]},
                    {"localIdentifier": "Simple", "uri": RECORD[1:].partition("}")[0]},
                ]
            },
            "statements": {"def": statements},
        }
    }


def _tested(place: int, test: Test) -> Elm:
    kind, written = ("Boolean", "true") if test.sign == "is" else ("Integer", str(test.limit))
    fact = {"type": "Property", "path": f"f{place}", "source": {"type": "ExpressionRef", "name": "Patient"}}
    limit = {"type": "Literal", "valueType": f"{TYPES}{kind}", "value": written}
    return {"type": COMPARED[test.sign], "operand": [fact, limit]}


def _decided(treatment: Treatment) -> Elm:
    (first, second), (good, bad) = treatment.pair, treatment.alone
    parts = [
        *(_value(place) for place in treatment.each),
        _joined("Or", [_value(place) for place in treatment.any_of]),
        _not(treatment.none_of),
        _joined("Or", [_joined("And", [_value(first), _value(second)]), _joined("And", [_value(good), _not(bad)])]),
    ]
    return _joined("And", parts)


def _value(place: int) -> Elm:
    return {"type": "ExpressionRef", "name": f"c{place}"}


def _not(place: int) -> Elm:
    return {"type": "Not", "operand": _value(place)}


def _joined(kind: str, parts: list[Elm]) -> Elm:
    """And and Or take two each."""
    first, *rest = parts
    return {"type": kind, "operand": [first, _joined(kind, rest) if len(rest) > 1 else rest[0]]} if rest else first
