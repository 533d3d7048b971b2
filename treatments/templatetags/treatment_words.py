"""Follow-ups and treatments, for templates: {{ follow_up.code|task }}, {{ follow_up.exams|exams }}, {{ course|place }}."""

from typing import Any

from django import template

from accounts.models import User
from treatments import wording
from treatments.models import Course

register = template.Library()
register.filter("task", wording.task)
register.filter("exams", wording.exams)


@register.filter
def place(part: Any) -> str:
    """The territory of a course or a step of a decision: "right hemiliver", "segments 6, 7"."""
    return wording.place(part.territory, part.segments)


@register.filter
def written_by(course: Course, user: User) -> bool:
    """Whether this person may write on the treatment: {% if course|written_by:user %}."""
    return course.is_written_by(user)
