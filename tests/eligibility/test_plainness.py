"""The engine is plain Python: it works where Django is not, and imports nothing of ours."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.eligibility.cases import WORKED
from treatments.eligibility import RULES_VERSION, followups, propose
from treatments.eligibility.plan import plan
from treatments.eligibility.reference import page
from treatments.eligibility.response import response

HOUSE = Path(__file__).parents[2]
SOURCES = sorted((HOUSE / "treatments" / "eligibility").rglob("*.py"))
WITHOUT_DJANGO = """
import json, sys
from importlib import import_module

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "accounts", "conference", "config", "core", "patients"}:
            raise ImportError(name)

sys.meta_path.insert(0, Refuse())
for name in json.loads(sys.argv[1]):
    import_module(name)
from treatments.eligibility import RULES_VERSION, disagreements, followups, jsonl, propose, questions, reference, validate
from treatments.eligibility.parameters import limits_of, read_limits
from treatments.eligibility.plan import plan, validate_for_plan
from treatments.eligibility.response import response, validate_measurements
asked = json.load(sys.stdin)
assert validate(asked["case"]) == validate_for_plan(asked["plan"]) == validate_measurements(asked["response"]) == []
assert jsonl and disagreements.DISAGREEMENTS and questions.QUESTIONS
print(json.dumps({
    "version": RULES_VERSION,
    "proposal": propose(asked["case"]),
    "local": propose(asked["case"], limits=read_limits("ABL_D.met 25"))["rules_version"],
    "plan": plan(asked["plan"]),
    "response": response(asked["response"]),
    "followups": followups(asked["followups"]),
    "page": reference.page(),
    "page_here": reference.page(limits_of(read_limits("ABL_D.met 25"))),
    "modules": [name for name in sys.modules if name.split(".")[0] in {"django", "core", "patients"}],
}))
"""


def test_everything_the_rules_answer_is_answered_where_django_is_not() -> None:
    """Proposals, plans, responses, follow-ups and the page of the criteria, all as they are answered here."""
    asked = {
        "case": WORKED["W01"]["case"],
        "plan": WORKED["P01"]["input"],
        "response": WORKED["W19-response"]["input"],
        "followups": WORKED["W18-followups"]["input"],
    }
    files = [path.relative_to(HOUSE).with_suffix("") for path in SOURCES]
    names = [".".join(path.parts).removesuffix(".__init__") for path in files]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO, json.dumps(names)],
        cwd=HOUSE,
        input=json.dumps(asked),
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["version"] == told["proposal"]["rules_version"] == RULES_VERSION != told["local"]
    assert told["proposal"] == json.loads(json.dumps(propose(asked["case"])))
    assert told["plan"] == json.loads(json.dumps(plan(asked["plan"])))
    assert told["response"] == json.loads(json.dumps(response(asked["response"])))
    assert told["followups"] == json.loads(json.dumps(followups(asked["followups"])))
    assert told["page"] == page()
    assert "met < 25 mm" in told["page_here"]
    assert told["modules"] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_a_source_file_imports_the_library_numpy_the_schema_validator_and_its_neighbours_only(source: Path) -> None:
    allowed = {*sys.stdlib_module_names, "jsonschema_rs", "numpy"}
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert all(name.split(".")[0] in allowed or name.startswith("treatments.eligibility") for name in names)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_a_source_file_stays_under_400_lines_and_its_functions_under_40(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert text.count("\n") < 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name
