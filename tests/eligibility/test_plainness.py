"""The engine is plain Python: it works where Django is not, and imports nothing of ours."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
SOURCES = sorted((HOUSE / "treatments" / "eligibility").rglob("*.py"))
WITHOUT_DJANGO = """
import json, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "accounts", "conference", "config", "core", "patients"}:
            raise ImportError(name)

sys.meta_path.insert(0, Refuse())
from treatments.eligibility import RULES_VERSION, followups, propose, validate
from treatments.eligibility import jsonl
case = {"format": "cantlie-case/1", "reference": "A", "as_of": "2026-03-02"}
assert validate(case) == []
assert followups({"reference": "A", "procedures": []})["tasks"] == []
print(json.dumps([RULES_VERSION, propose(case)["rules_version"], len(propose(case)["modalities"])]))
"""


def test_the_engine_works_where_django_is_not() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_DJANGO], cwd=HOUSE, capture_output=True, check=True, text=True)
    import json

    from treatments.eligibility import RULES_VERSION

    assert json.loads(done.stdout) == [RULES_VERSION, RULES_VERSION, 19]


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
