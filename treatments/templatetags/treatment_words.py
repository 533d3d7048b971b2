"""Follow-ups and places in words, for templates: {{ follow_up.code|task }}, {{ follow_up.exams|exams }}, {{ course|place }}."""

from typing import Any

from django import template

from treatments import wording

register = template.Library()
register.filter("task", wording.task)
register.filter("exams", wording.exams)


@register.filter
def place(part: Any) -> str:
    """The territory of a course or a step of a decision: "right hemiliver", "segments 6, 7"."""
    return wording.place(part.territory, part.segments)
