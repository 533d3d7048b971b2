"""The end of a draft nobody signs: it is dropped, with its reason, and its number is free again."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from conference.models import Decision
from core.audit import record
from core.rules import RuleBroken


@transaction.atomic
def drop(*, decision: Decision, because: str, by: User | None, version: int | None = None) -> Decision:
    """Drop one draft. What it was to amend may be amended anew."""
    if not because.strip():
        raise RuleBroken(_("Say why."), "because")
    if not decision.is_draft:
        raise RuleBroken(_("This decision is already %(status)s.") % {"status": decision.get_status_display()})
    decision.change(version=version, status=Decision.Status.DROPPED, dropped_because=because, supersedes=None)
    record("case.discard", on=decision, by=by, reason=because)
    return decision


@transaction.atomic
def drop_all(*, decisions: QuerySet[Decision], because: str, by: User | None) -> None:
    """Drop every draft among the decisions: what they answer is closed, postponed, or not to be answered any more."""
    for draft in decisions.filter(status=Decision.Status.DRAFT):
        drop(decision=draft, because=because, by=by)
