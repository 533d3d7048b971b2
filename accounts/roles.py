"""Who may do what: the one place. Chair is a function of one board, not a role, and stands on the board."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One for each verb of the house, and a few for the rooms around it."""

    SEE_PATIENT = "see_patient"
    REGISTER = "register"
    RECORD = "record"  # write down facts of the disease: pathology, blood tests, lists, earlier treatments
    RECORD_IMAGING = "record_imaging"  # lesions, studies and liver facts
    JUDGE = "judge"  # surgical judgement, gates and intended territory of one presentation
    REFER = "refer"
    PREPARE = "prepare"
    SCHEDULE = "schedule"
    PROPOSE = "propose"
    DECIDE = "decide"
    SIGN = "sign"
    PERFORM = "perform"
    FOLLOW_UP = "follow_up"
    RETURN_TO_BOARD = "return_to_board"
    SEE_DESK = "see_desk"
    SEE_BOARD = "see_board"
    SHOW_WALL = "show_wall"  # a screen in a meeting room: the cases of its meetings today, without being anybody
    SEE_AUDIT = "see_audit"
    ADMINISTER = "administer"


class Role(models.TextChoices):
    REFERRER = "referrer", _("Referring doctor")
    COORDINATOR = "coordinator", _("Coordinator")
    SURGEON = "surgeon", _("Surgeon")
    INTERVENTIONAL_RADIOLOGIST = "interventional-radiologist", _("Interventional radiologist")
    DIAGNOSTIC_RADIOLOGIST = "diagnostic-radiologist", _("Diagnostic radiologist")
    ENDOCRINOLOGIST = "endocrinologist", _("Endocrinologist / oncologist")
    NUCLEAR_MEDICINE = "nuclear-medicine", _("Nuclear medicine physician")
    PATHOLOGIST = "pathologist", _("Pathologist")
    AUDITOR = "auditor", _("Auditor")
    PRIVACY_OFFICER = "privacy-officer", _("Privacy officer")
    ROOM_DISPLAY = "room-display", _("Room display")
    ADMINISTRATOR = "administrator", _("Administrator")


P = Permission
_CLINICIAN = frozenset(
    {P.SEE_PATIENT, P.RECORD, P.PROPOSE, P.DECIDE, P.SIGN, P.SEE_BOARD, P.SEE_DESK, P.RETURN_TO_BOARD}
)
_REFERS = frozenset({P.REGISTER, P.REFER, P.SEE_PATIENT, P.RECORD, P.SEE_DESK})

ROLES: dict[str, frozenset[Permission]] = {
    Role.REFERRER: _REFERS,
    Role.COORDINATOR: frozenset(
        {
            *(P.SEE_PATIENT, P.REGISTER, P.REFER, P.RECORD, P.PREPARE, P.SCHEDULE, P.PROPOSE),
            *(P.FOLLOW_UP, P.RETURN_TO_BOARD, P.SEE_DESK, P.SEE_BOARD),
        }
    ),
    Role.SURGEON: _CLINICIAN | _REFERS | {P.JUDGE, P.PERFORM, P.FOLLOW_UP},
    Role.INTERVENTIONAL_RADIOLOGIST: _CLINICIAN | {P.RECORD_IMAGING, P.JUDGE, P.PERFORM, P.FOLLOW_UP},
    Role.DIAGNOSTIC_RADIOLOGIST: _CLINICIAN | {P.RECORD_IMAGING, P.FOLLOW_UP},
    Role.ENDOCRINOLOGIST: _CLINICIAN | _REFERS | {P.PERFORM, P.FOLLOW_UP},
    Role.NUCLEAR_MEDICINE: _CLINICIAN | {P.RECORD_IMAGING, P.JUDGE, P.PERFORM, P.FOLLOW_UP},
    Role.PATHOLOGIST: _CLINICIAN,
    Role.AUDITOR: frozenset({P.SEE_AUDIT}),
    Role.PRIVACY_OFFICER: frozenset({P.SEE_AUDIT}),
    Role.ROOM_DISPLAY: frozenset({P.SEE_BOARD, P.SHOW_WALL}),
    Role.ADMINISTRATOR: frozenset({P.ADMINISTER}),
}


def roles_with(permission: Permission) -> list[str]:
    """The roles that allow it."""
    return [role for role, permissions in ROLES.items() if permission in permissions]


# The disciplines a board needs before it decides (clinical.md 5.3, local setting), and the roles that bring each.
QUORUM: tuple[frozenset[str], ...] = (
    frozenset({Role.SURGEON}),
    frozenset({Role.INTERVENTIONAL_RADIOLOGIST, Role.DIAGNOSTIC_RADIOLOGIST}),
    frozenset({Role.ENDOCRINOLOGIST}),
)
