"""The audit trail: one row for every act, in the same transaction as the act."""

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any, Protocol
from uuid import UUID

from django.dispatch import Signal

from core.models import AuditEvent

acted = Signal()  # after every act, inside its transaction: on (the record), patients (their ids)
REQUEST_ID: ContextVar[UUID | None] = ContextVar("request_id", default=None)


class Actor(Protocol):
    """Who acts: a user with the hospital, unit and roles he or she acts in."""

    @property
    def pk(self) -> Any: ...
    @property
    def acting(self) -> Any: ...
    def get_full_name(self) -> str: ...


def record(
    action: str, *, on: Any, by: Actor | None, patients: Iterable[UUID] | None = None, reason: str = "", **details: Any
) -> AuditEvent:
    """Write one act down. `by=None` is the house itself: Celery, an import, the demo.

    Its acts belong to the hospital of what it acts on, so that the auditor there reads them.
    """
    if patients is None:
        patient_id = getattr(on, "patient_id", None)
        patients = [patient_id] if patient_id else []
    who = (
        {
            "user_id": by.pk,
            "user_name": by.get_full_name(),
            "role": ", ".join(by.acting.roles),
            "hospital_id": by.acting.hospital_id,
            "hospital_name": by.acting.hospital_name,
            "unit_name": by.acting.unit_name,
        }
        if by is not None
        else {"user_name": "Cantlie", "role": "system", "hospital_id": getattr(on, "hospital_id", None)}
    )
    patients = list(patients)
    event = AuditEvent.objects.create(
        action=action,
        **who,
        patients=patients,
        object_type=on._meta.model_name,
        object_id=on.pk,
        object_version=getattr(on, "version", None),
        reason=reason,
        details=details,
        request_id=REQUEST_ID.get(),
    )
    acted.send(sender=type(on), on=on, patients=patients)
    return event
