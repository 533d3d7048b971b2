"""The follow-up desk's rows, drawn once: a list of two hundred is then one small query and a look into the cache."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.cache import caches
from django.db.models import Exists, OuterRef
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accounts.models import User
from conference.models import Referral
from core.version import VERSION
from treatments.models import FollowUp

KEPT_FOR = 24 * 60 * 60  # seconds; the day is in the key, so that no row says "due tomorrow" for two days
# Everything a row shows comes from these rows. Whoever shows more there adds its version here, or the desk lies:
# the follow-up alone does not change when its patient gets another name, dies, or its treatment is corrected.
SHOWS = ("pk", "version", "patient__version", "course__version", "returned")


def drawn(rows: Any, user: User) -> SafeString:
    """The follow-ups of the query as finished <li>s, in the order of the query.

    The list is kept as a whole under what its rows are kept under; when one of them has changed, the others are not drawn again.
    """
    back = Referral.objects.on_its_way().filter(because_of=OuterRef("pk"))
    marks: Sequence[tuple[Any, ...]] = list(rows.annotate(returned=Exists(back)).values_list(*SHOWS))
    reader = _reader(user)
    seen = "".join(f"{pk.hex}:{rest}" for pk, *rest in marks)
    whole = f"follow-ups:{hashlib.sha256(f'{reader}{seen}'.encode()).hexdigest()}"
    html = caches["lists"].get(whole)
    if html is None:
        html = "".join(_rows(marks, reader, user))
        caches["lists"].set(whole, html, KEPT_FOR)
    return mark_safe(html)  # noqa: S308 - drawn by our own template


def _rows(marks: Sequence[tuple[Any, ...]], reader: str, user: User) -> list[str]:
    """Each row, out of the cache or drawn now."""
    cache = caches["rows"]
    keys = {mark[0]: f"follow-up:{':'.join(map(str, mark))}:{reader}" for mark in marks}
    kept: dict[str, str] = cache.get_many(keys.values())
    if absent := {mark[0]: mark[-1] for mark in marks if keys[mark[0]] not in kept}:
        fresh = {keys[pk]: row for pk, row in _draw(absent, user)}
        cache.set_many(fresh, KEPT_FOR)
        kept |= fresh
    return [kept[key] for key in keys.values()]


def _reader(user: User) -> str:
    """What else decides how a row reads: the day, the language, and what the person may do with it."""
    held = ",".join(sorted(user.acting.permissions))
    return f"{VERSION}:{timezone.localdate():%Y%m%d}:{get_language()}:{hashlib.sha256(held.encode()).hexdigest()[:12]}"


def _draw(returned: dict[UUID, bool], user: User) -> Iterable[tuple[UUID, str]]:
    """The rows the cache does not hold; the permission to see them was asked by the query that named them."""
    template = get_template("conference/follow_up_row.html")
    today = timezone.localdate()
    for one in FollowUp.objects.filter(pk__in=returned).select_related("patient", "course"):
        row = shown_row(one, returned=returned[one.pk])
        yield one.pk, str(template.render({"row": row, "today": today, "user": user}))


def shown_row(one: FollowUp, *, returned: bool) -> dict[str, Any]:
    """One follow-up for conference/follow_up_row.html."""
    patient = one.patient
    return {
        "follow_up": one,
        "patient": patient.name,
        "born": patient.born,
        "deceased": patient.deceased_on,
        "course": one.course,
        "returned": returned,
    }
