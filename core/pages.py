"""The three answers a view gives: a page or its partial, done, or a conflict."""

import json
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.rules import SavedBefore


def posted(request: HttpRequest) -> QueryDict | None:
    """The form data of a POST, even an empty one, else None: an empty POST still binds the form.

    A form's key counts once for one person and one content: the same words sent twice are one write; other words sent
    under it, or anybody else's, are another, and meet what was written as everybody does.
    """
    if request.method != "POST":
        return None
    data = request.POST.copy()
    said = sorted((name, data.getlist(name)) for name in data if name != "csrfmiddlewaretoken")
    by = getattr(getattr(request, "user", None), "pk", None)
    for name in data:
        if name.rpartition("-")[2] == "once" and (key := as_uuid(str(data[name]))) is not None:
            data[name] = str(uuid5(key, json.dumps([str(by), request.path, said])))
    return data


def page(
    request: HttpRequest, template: str, partial: str | None, context: dict[str, Any], status: int | None = None
) -> HttpResponse:
    """The whole page, or only the named partial when htmx asked for it; 422 when a bound form in it has errors."""
    if status is None:
        forms = [value for value in context.values() if getattr(value, "is_bound", False)]
        status = 422 if any(form.errors for form in forms) else 200
    htmx = getattr(request, "htmx", None)
    if partial and htmx and not htmx.boosted:
        template = f"{template}#{partial}"
    return render(request, template, context, status=status)


def done(request: HttpRequest, event: str, to: str, *args: Any, message: str = "", stays: bool = False) -> HttpResponse:
    """A finished write: htmx gets an event its panels listen to, a plain browser is sent on to the page.

    `stays`: with htmx one stays where one is, on a page that shows by itself what was done.
    """
    response: HttpResponse = redirect(to, *args)
    here = stays and bool(getattr(request, "htmx", None))
    if message and not here:
        messages.success(request, message)
    if getattr(request, "htmx", None):
        target = response.headers["Location"]
        response = HttpResponse(status=204)
        response.headers["HX-Trigger"] = json.dumps({event: True})
        if not here:
            response.headers["HX-Redirect"] = target
    return response


def conflict(request: HttpRequest, stale: SavedBefore) -> HttpResponse:
    """Somebody saved this before you: theirs and mine, field by field, and the whole form to send again; 409."""
    again = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"once", "csrfmiddlewaretoken", *stale.seen}
        for value in values
    ]
    again += stale.seen.items()
    context = {
        "title": _("Somebody saved this before you"),
        "rows": differences(stale),
        "again": again,
        "rest": [(name, value) for name, value in again if name not in stale.contested] if stale.contested else [],
        "action": request.get_full_path(),
    }
    return page(request, "core/conflict.html", "conflict", context, status=409)


def differences(stale: SavedBefore) -> list[dict[str, Any]]:
    """Where what is saved differs from what was to be saved, field by field."""
    rows = [row for name, mine in stale.wanted.items() if (row := _compared(stale.current, name, mine))]
    rows += [{"name": "", "label": label, "theirs": theirs, "mine": mine} for label, theirs, mine in stale.beside]
    return [row for row in rows if row["theirs"] != row["mine"]]


def _compared(current: Any, name: str, mine: Any) -> dict[str, Any] | None:
    """One field as it is saved and as it was typed; none for what nobody typed, as a search key, and for a password's hash."""
    field = current._meta.get_field(name)
    if not field.editable or name == "password":
        return None
    words = dict(getattr(field, "base_field", field).flatchoices)
    theirs = getattr(current, name)
    label = capfirst(field.verbose_name)
    return {"name": name, "label": label, "theirs": _worded(theirs, words), "mine": _worded(mine, words)}


def _worded(value: Any, words: dict[Any, Any]) -> Any:
    """A stored value as the reader knows it; several, one after the other."""
    if isinstance(value, list | tuple):
        return ", ".join(str(words.get(one, one)) for one in value)
    return words.get(value, value)


def as_number(text: str | None) -> int | None:
    """The text as a whole number, or None when it is not one."""
    try:
        return int(text or "")
    except ValueError:
        return None


def as_uuid(text: str | None) -> UUID | None:
    """The text as a UUID, or None when it is not one."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
