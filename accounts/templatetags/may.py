"""Whether somebody may do something, for templates: {% if user|may:"refer" %}."""

from typing import Any

from django import template

from accounts.roles import Permission

register = template.Library()


@register.filter
def may(user: Any, permission: str) -> bool:
    """Whether the person holds the permission here and today. A permission nobody knows is a bug and says so."""
    wanted = Permission(permission)
    return bool(user and user.is_authenticated and user.may(wanted))
