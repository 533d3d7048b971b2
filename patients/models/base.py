"""What every clinical row has: whose it is, when it was true, when we learnt it, and what it corrects."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Hospital, User
from core.models import Record
from core.rules import RuleBroken
from patients.items import Item, by_code
from patients.models.person import Patient, Visible
from patients.quantities import MAX_DECIMALS, MAX_WHOLE, PartialDate, fits


class ExactField(models.DecimalField):
    """A number as `quantities` reads it: PostgreSQL would round what it cannot keep, so that is refused here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"max_digits": MAX_WHOLE + MAX_DECIMALS, "decimal_places": MAX_DECIMALS})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs  # to the database it is one

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        number = self.to_python(value)
        if number is not None and not fits(number):
            words = _("%(number)s cannot be kept as it is: at most %(whole)s digits and %(decimals)s decimals.")
            raise RuleBroken(words % {"number": number, "whole": MAX_WHOLE, "decimals": MAX_DECIMALS}, self.name)
        return super().get_db_prep_save(value, connection)


class Precision(models.TextChoices):
    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class State(models.TextChoices):
    """Four different answers. A blank is a task; only VALUE is a fact."""

    NOT_ASKED = "not-asked", _("not asked")
    UNKNOWN = "unknown", _("unknown")
    NOT_DONE = "not-done", _("not done")
    VALUE = "value", _("known")


class ClinicalQuerySet[M: "Clinical"](Visible[M]):
    def standing(self) -> Self:
        """Rows nothing has corrected, and that were not entered in error."""
        return self.filter(replaced_by__isnull=True, withdrawn=False)


class Clinical(Record):
    """A fact about a patient, written once. A correction is a new row that names this one."""

    identifying_fields: ClassVar[frozenset[str]] = frozenset({"reason"})

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="%(class)ss")
    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="+")  # the one that wrote the row
    date = models.DateField(_("date"), null=True, blank=True)  # when it was true; None: the source does not say
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    noted_on = models.DateField(default=timezone.localdate)  # when we learnt it
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    reason = models.TextField(_("reason for the correction"), blank=True)
    withdrawn = models.BooleanField(default=False)  # the correction says: this was never so

    objects: ClassVar[Any] = ClinicalQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def when(self) -> dt.date:
        """The day that orders the row in the history; of two rows of one day the later written one stands.

        Neither day lies in the future, so what somebody enters about today stands above everything known before, also
        above a case imported for a coming meeting.
        """
        return self.date or self.noted_on

    @property
    def known_day(self) -> PartialDate | None:
        """The day, or the month or year that is all that is known of it."""
        return PartialDate(self.date, self.precision) if self.date else None  # type: ignore[arg-type]

    @property
    def latest_day(self) -> dt.date | None:
        """The latest day a partly known date can mean: an interval counted from it is never too short."""
        return self.known_day.last if self.known_day else None


class Lasting(Clinical):
    """A thing that keeps its identity when what is said of it is corrected: others point to its first row."""

    first = models.ForeignKey("self", models.PROTECT, null=True, related_name="later")

    class Meta:
        abstract = True

    @property
    def key(self) -> Any:
        """The id other rows point to."""
        return self.first_id or self.pk  # type: ignore[attr-defined]

    @property
    def standing(self) -> Self | None:
        """The row that says what holds of this thing now; None when it was taken back."""
        rows: Any = type(self).objects.standing()
        return rows.filter(Q(pk=self.key) | Q(first=self.key)).first()


def corrections(name: str) -> list[models.BaseConstraint]:
    """A correction gives its reason; an error is only ever withdrawn by a correction."""
    return [
        models.CheckConstraint(
            condition=Q(replaces__isnull=True) | ~Q(reason=""), name=f"{name}_correction_has_reason"
        ),
        models.CheckConstraint(
            condition=Q(withdrawn=False) | Q(replaces__isnull=False), name=f"{name}_withdrawn_by_correction"
        ),
    ]


def ranges(name: str, items: Iterable[Item]) -> list[models.BaseConstraint]:
    """PostgreSQL's own guard of the catalogue: impossible numbers are refused, implausible ones need a confirmation."""
    constraints: list[models.BaseConstraint] = []
    for item in items:
        if not item.is_numeric:
            continue
        hard = _between(item.hard_low, item.hard_high)
        soft = _between(item.low, item.high)
        condition = ~Q(item=item.code) | Q(number__isnull=True) | (hard & (Q(confirmed=True) | soft))
        slug = item.code.replace(".", "_")
        constraints.append(models.CheckConstraint(condition=condition, name=f"{name}_{slug}"))
    return constraints


def _between(low: Decimal | None, high: Decimal | None) -> Q:
    condition = Q(number__isnull=False)
    if low is not None:
        condition &= Q(number__gte=low)
    if high is not None:
        condition &= Q(number__lte=high)
    return condition


class Finding(models.Model):
    """One item of the catalogue with its answer: not asked, unknown, not done, or a value."""

    item = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State)
    number = ExactField(null=True)
    text = models.TextField(blank=True)  # the code of a choice, yes or no, or free words
    printed = models.CharField(max_length=60, blank=True)  # as typed or printed, before any conversion
    unit = models.CharField(max_length=30, blank=True)  # the unit as printed
    upper_limit = ExactField(null=True)  # of normal, of this laboratory
    confirmed = models.BooleanField(default=False)  # "yes, that value is right": outside the plausible range

    identifying_fields: ClassVar[frozenset[str]] = frozenset({"text"})

    class Meta:
        abstract = True

    @property
    def value(self) -> Any:
        """Decimal, code or words; True or False for a flag; None when there is no value."""
        if self.state != State.VALUE:
            return None
        if self.number is not None:
            return self.number
        item = by_code.get(self.item)
        return self.text == "yes" if item is not None and item.kind == "flag" else self.text


def answered(name: str) -> list[models.BaseConstraint]:
    """A value is there exactly when the state says so."""
    has_value = Q(number__isnull=False) | ~Q(text="")
    return [
        models.CheckConstraint(
            condition=(Q(state=State.VALUE) & has_value) | (~Q(state=State.VALUE) & Q(number__isnull=True, text="")),
            name=f"{name}_value_when_known",
        )
    ]
