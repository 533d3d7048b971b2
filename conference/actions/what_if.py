"""Taking away what other limits would do."""

from accounts.models import User
from conference.what_if import Trial, as_csv
from core.audit import record


def export_what_if(*, trial: Trial, limits: str, by: User) -> str:
    """Every change as a table, and in the trail whose cases left the house. LIMITS: those supposed, "ABL_D.met 25"."""
    patients = list(dict.fromkeys(seen.patient for seen in trial.effect.changed))
    record("what_if.export", on=by, by=by, patients=patients, limits=limits)
    return as_csv(trial, limits)
