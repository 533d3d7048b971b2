"""The page of style, held by tests: who is let in, where writes live, how long things are, what words are marked."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from treatments.models import Reminder

ROOT = Path(__file__).parents[2]
APPS = ("core", "accounts", "patients", "treatments", "conference", "config")
SOURCES = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def patterns(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern


# --- who is let in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("address", "pattern"), list(patterns()), ids=[address or "/" for address, _ in patterns()])
def test_every_address_declares_who_may_use_it(address: str, pattern: URLPattern) -> None:
    view = getattr(pattern.callback, "view_class", pattern.callback)
    assert hasattr(view, "permissions"), f"{address}: put @may(...) or @anyone on {view.__name__}"


def test_no_address_takes_a_name_or_a_number_of_a_person() -> None:
    for address, _pattern in patterns():
        parts = re.findall(r"<([^>]+)>", address)
        free = [part for part in parts if not part.startswith("uuid:") and part not in FREE_PARTS]
        assert not free, f"{address}: only opaque ids belong in an address"


def test_every_free_part_of_an_address_is_in_use() -> None:
    assert {part for address, _pattern in patterns() for part in re.findall(r"<([^>]+)>", address)} >= FREE_PARTS


FREE_PARTS = {"slug:name", "str:code", "slug:kind"}  # words of our own code


# --- where writes live -----------------------------------------------------------------------------------------------

WRITES = {
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "delete",
    "save",
    "change",
}
NO_RECORD = {"form", "self.form", "super()"}  # a form's save() calls an action; a model's own ends in its super's
MAY_WRITE = (
    *("actions", "demo"),  # what people do, and what the demo plays
    *("core/audit.py", "core/models.py", "core/tasks.py", "treatments/outbox.py", "config/"),  # the house itself
)


def test_writes_live_in_actions_only() -> None:
    found = []
    for path in SOURCES:
        place = str(path.relative_to(ROOT))
        if any(part in place for part in MAY_WRITE):
            continue
        calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
        found += [f"{place}:{call.lineno} {write_in(call)}" for call in calls if write_in(call)]
    assert not found


def write_in(call: ast.Call) -> str:
    """The write a call is, as `owner.method`; empty when it is none."""
    if not isinstance(call.func, ast.Attribute):
        return ""
    owner, method = ast.unparse(call.func.value), call.func.attr
    if method == "update":  # a query is updated by columns, a dict by another dict
        return "" if call.args else f"{owner}.update"
    return f"{owner}.{method}" if method in WRITES and owner not in NO_RECORD else ""


@pytest.mark.parametrize(
    "written",
    [
        *(
            "Case.objects.create(question=q)",
            "case.items.create(board=b)",
            "rows.update(status=s)",
            "rows.update(**said)",
        ),
        *("performed.save()", "form.instance.save()", "case.change(why=w)", "Seat.objects.filter(pk=1).delete()"),
        *("seats.bulk_create(rows)", "CareRelation.objects.get_or_create(user=u)"),
    ],
)
def test_a_write_is_seen_whoever_owns_it(written: str) -> None:
    (line,) = ast.parse(written).body
    assert isinstance(line, ast.Expr)
    assert isinstance(line.value, ast.Call)
    assert write_in(line.value)


@pytest.mark.parametrize(
    "read", ["form.save(send=True)", "super().save(*args)", "initial.update(other)", "case.items.all()"]
)
def test_what_writes_no_record_is_let_be(read: str) -> None:
    (line,) = ast.parse(read).body
    assert isinstance(line, ast.Expr)
    assert isinstance(line.value, ast.Call)
    assert not write_in(line.value)


def test_no_task_waits_for_a_time_in_the_broker() -> None:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                assert not {"eta", "countdown"} & {keyword.arg for keyword in node.keywords}, f"{path}:{node.lineno}"


# --- how long things are ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_stays_under_400_lines_and_a_function_under_40(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") < 400, "look for the second idea hiding inside"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (node.end_lineno or 0) - (body[0].lineno if body else node.lineno) + 1
            assert length < 40, f"{node.name} has {length} lines"


# --- fields that can name a person -----------------------------------------------------------------------------------

# Texts that name nobody: codes, labels, figures, addresses of the house itself. Where people write freely they may.
NEUTRAL = {
    "AuditEvent": {"action", "role", "hospital_name", "unit_name", "object_type", "details"},
    "Heartbeat": {"name"},
    "Hospital": {"name", "time_zone", "services"},
    "Unit": {"name", "email"},
    "User": {"password", "language"},
    "Patient": {"language", "source"},
    "Observation": {"item", "printed", "unit"},
    "PathologyReport": {"ki67_printed", "mitoses_printed"},
    "Study": {"phases"},
    "Lesion": {"label", "segments"},
    "Measurement": {"near"},
    "Entry": {"code"},
    "Judgement": {"item", "printed", "unit"},
    "Course": {"segments", "approach"},
    "ChecklistAnswer": {"item"},
    "Complication": {"code", "grade"},
    "FollowUp": {"code", "exams", "sources"},
    "Reminder": {"channel", "worker", "message_id"},
    "Referral": {"reasons"},
    "Series": {"name", "room", "link"},
    "Board": {"name", "room", "link"},
    "Proposal": {"rules_version", "facts", "answer"},
    "Decision": {"gaps", "plan"},
    "Alternative": {"segments", "acts"},
    "Step": {"segments"},
}
FREE = (models.CharField, models.TextField, models.JSONField)
MODELS = [model for app in APPS[:-1] for model in apps.get_app_config(app).get_models()]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_free_text_field_is_classed_as_naming_a_person_or_not(model: type[models.Model]) -> None:
    identifying = getattr(model, "identifying_fields", None)
    assert identifying is not None, f"{model.__name__} lists no identifying_fields"
    fields = {field.name: field for field in model._meta.get_fields()}
    free = {
        name
        for name, field in fields.items()
        if (isinstance(field, FREE) and not getattr(field, "choices", None)) or type(field).__name__ == "ArrayField"
    }
    neutral = NEUTRAL.get(model.__name__, set())
    assert free - identifying - neutral == {"patients"} & free, "class these"
    assert identifying <= fields.keys(), "no such fields"
    assert neutral <= free, "no such texts"
    assert not neutral & identifying, "classed twice"
    assert not [name for name in neutral if isinstance(fields[name], models.TextField)], "here people write"


def test_no_class_of_texts_is_of_a_model_that_is_gone() -> None:
    assert {model.__name__ for model in MODELS} >= NEUTRAL.keys()


def test_every_clinical_row_carries_its_owning_hospital() -> None:
    for model in (model for app in ("patients", "treatments") for model in apps.get_app_config(app).get_models()):
        if model is not Reminder:  # a line of the outbox, about a follow-up: nothing clinical stands in it
            assert not model._meta.get_field("hospital").null, f"{model.__name__} belongs to no hospital"


def test_every_row_of_the_conference_about_a_patient_carries_its_owning_hospital_or_hangs_on_one_that_does() -> None:
    for model in apps.get_app_config("conference").get_models():
        fields = {field.name for field in model._meta.get_fields()}
        if "patient" in fields:
            assert {"hospital", "item", "board"} & fields, f"{model.__name__} belongs to no hospital"


# --- the tour, the glossary, the ways to do a thing ---------------------------------------------------------------------

PAGES = [ROOT / "docs" / "tour.md", ROOT / "docs" / "glossary.md", *sorted((ROOT / "docs" / "howto").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_file_a_page_names_exists(page: Path) -> None:
    named = re.findall(r"`([\w.-]+/[\w./-]+\.(?:py|html|css|js|toml|md|yml))`", page.read_text())
    assert not [name for name in named if not (ROOT / name).exists() and not list(ROOT.glob(f"*/{name}"))]
    assert len(named) > 20 or page.stem != "tour"
