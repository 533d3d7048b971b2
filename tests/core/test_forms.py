"""The form every write comes through: what guards it, and where it shows a broken rule."""

from types import SimpleNamespace
from uuid import uuid4

from django import forms

from core.forms import Form
from core.rules import RuleBroken


def break_rule(field: str) -> None:
    raise RuleBroken("No.", field)


class Sample(Form):
    BLAMED = {"size_mm": "size"}
    size = forms.IntegerField()


def test_a_broken_rule_is_shown_at_the_box_it_is_about_and_ends_what_was_begun() -> None:
    form = Sample({"size": "3"})
    assert form.is_valid()
    with form.blaming():
        break_rule("size_mm")
    assert form.errors == {"size": ["No."]}
    assert not form.is_valid()


def test_a_broken_rule_about_no_box_is_about_the_whole_form() -> None:
    form = Sample({"size": "3"})
    with form.blaming():
        break_rule("weather")
    assert form.non_field_errors() == ["No."]


def test_the_guards_are_the_key_and_the_version_and_nothing_else() -> None:
    key = uuid4()
    form = Sample({"size": "3", "once": str(key), "version": "4"}, of=SimpleNamespace(version=5))
    assert form.is_valid()
    assert form.guards() == {"key": key, "version": 4}
    new = Sample({"size": "3", "once": str(key)})
    assert new.is_valid()
    assert new.guards() == {"key": key}
