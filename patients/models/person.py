"""Who the patient is, and who may see him or her."""

import datetime as dt
import re
import unicodedata
from typing import Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Hospital, Unit, User
from accounts.roles import Permission
from core.models import Record, RecordQuerySet
from patients.identity import Scheme
from patients.quantities import PartialDate, whole_years, years_before

SOURCE_LENGTH = 60


class CareRelationQuerySet(RecordQuerySet["CareRelation"]):
    def valid(self, day: dt.date | None = None) -> Self:
        day = day or timezone.localdate()
        return self.filter(Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day)))

    def held_by(self, user: User) -> Self:
        return self.filter(Q(user=user) | Q(unit__in=user.acting.unit_ids))


class Visible[M: models.Model](RecordQuerySet[M]):  # type: ignore[type-var]
    """Rows about a patient: a person sees them through a care relation, and not otherwise.

    Being somebody only adds to what one's roles and units let one see: config.access counts on it.
    """

    to_patient = "patient_id"

    def visible_to(self, user: User) -> Self:
        if not user.may(Permission.SEE_PATIENT):
            return self.none()
        mine = CareRelation.objects.valid().held_by(user)
        return self.filter(Exists(mine.filter(patient_id=OuterRef(self.to_patient))))


NOT_DECOMPOSED: dict[int, str] = {
    ord(letter): plain for letter, plain in (("ø", "o"), ("æ", "ae"), ("đ", "d"), ("ł", "l"), ("ı", "i"))
}


def folded(text: str) -> str:
    """The text as a search compares it: no case, no accents, ø as o and ß as ss."""
    plain = text.casefold().translate(NOT_DECOMPOSED)
    return "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))


class PatientQuerySet(Visible["Patient"]):
    to_patient = "pk"

    def found_by(self, text: str) -> Self:
        """Patients whose name or number, present or former, contains every word typed."""
        found = self
        for word in folded(text.replace("\0", " ")).split():  # PostgreSQL takes no NUL, and no name has one
            hit = Q(search_key__contains=word)
            if word[0].isdigit() and (bare := re.sub("[-+]", "", word)) != word:
                hit |= Q(search_key__contains=bare)  # a country's numbers are kept without their hyphen
            found = found.filter(hit)
        return found

    def unseen_in(self, hospital: Hospital, user: User) -> Self:
        """Patients of a hospital this person does not see. They may be counted, and never shown."""
        return self.filter(hospital=hospital).exclude(pk__in=self.visible_to(user).values("pk"))

    def once_numbered(self, scheme: str, number: str) -> Self:
        """Patients who had this number before."""
        return self.filter(Exists(FormerNumber.objects.filter(patient=OuterRef("pk"), scheme=scheme, number=number)))

    def like(self, *, surname: str, birth_date: dt.date | None) -> Self:
        """Possible doubles: the same surname and birth date under another number."""
        if birth_date is None:
            return self.none()
        return self.filter(birth_date=birth_date, search_key__contains=folded(surname))


class Patient(Record):
    """A person with neuroendocrine liver metastases, as one hospital knows him or her."""

    class Sex(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")
        OTHER = "other", _("Other")

    identifying_fields = frozenset(
        {
            "number",
            "surname",
            "given",
            "title",
            "birth_date",
            "birth_year",
            "birth_month",
            "age_stated_on",
            "search_key",
            "reference",
            "deceased_on",
        }
    )

    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="patients", verbose_name=_("hospital"))
    scheme = models.CharField(_("kind of number"), max_length=30, choices=Scheme)
    number = models.CharField(_("number"), max_length=40)
    surname = models.CharField(_("surname"), max_length=200)
    given = models.CharField(_("given name"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=40, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("birth year"), null=True, blank=True)  # when the day is not known
    birth_month = models.PositiveSmallIntegerField(_("birth month"), null=True, blank=True)  # when only the day is not
    age_stated_on = models.DateField(null=True, blank=True)  # the year is reckoned back from an age stated on this day
    sex = models.CharField(_("sex"), max_length=10, choices=Sex, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    protected = models.BooleanField(_("protected identity"), default=False)
    deceased_on = models.DateField(_("died on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=SOURCE_LENGTH, blank=True)  # where an imported record came from
    reference = models.CharField(_("reference"), max_length=64, blank=True)
    search_key = models.TextField(editable=False)

    objects: ClassVar[Any] = PatientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hospital", "scheme", "number"], name="patient_number_once"),
            models.UniqueConstraint(
                fields=["hospital", "source", "reference"], condition=~Q(reference=""), name="patient_imported_once"
            ),
            models.CheckConstraint(
                condition=Q(birth_date__isnull=True) | Q(birth_year__isnull=True), name="patient_birth_date_or_year"
            ),
            models.CheckConstraint(
                condition=Q(birth_month__isnull=True) | Q(birth_year__isnull=False, birth_month__range=(1, 12)),
                name="patient_birth_month_of_a_year",
            ),
            models.CheckConstraint(
                condition=Q(age_stated_on__isnull=True) | Q(birth_year__isnull=False, birth_month__isnull=True),
                name="patient_age_gives_a_year",
            ),
            models.CheckConstraint(
                condition=Q(deceased_on__isnull=True)
                | Q(birth_date__isnull=True)
                | Q(deceased_on__gte=F("birth_date")),
                name="patient_died_after_birth",
            ),
            models.CheckConstraint(condition=~Q(number="") & ~Q(surname=""), name="patient_has_number_and_surname"),
        ]
        indexes = [
            GinIndex(OpClass(F("search_key"), name="gin_trgm_ops"), name="patient_search"),
            models.Index(fields=["hospital", "birth_date"], name="patient_born"),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # never a name: this lands in logs

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = self.searchable()
        super().save(*args, **kwargs)

    def searchable(self) -> str:
        former = () if self._state.adding else self.former_numbers.values_list("number", flat=True)
        return folded(" ".join((self.surname, self.given, self.number, *former)))

    @property
    def patient_id(self) -> Any:
        return self.pk

    @property
    def name(self) -> str:
        """The name as lists write it: Surname, Given."""
        return ", ".join(name for name in (self.surname, self.given) if name)

    @property
    def birth(self) -> PartialDate | None:
        """The birth date, or the month or year that is all we know."""
        if self.birth_date is not None:
            return PartialDate(self.birth_date)
        if self.birth_year is None:
            return None
        return PartialDate(
            dt.date(self.birth_year, self.birth_month or 1, 1), "month" if self.birth_month is not None else "year"
        )

    @property
    def born(self) -> dt.date | str:
        """The birth date, or in words as much of it as is known: Jul-1961, 1961, about 1961."""
        birth = self.birth
        if birth is None or birth.precision == "day":
            return birth.date if birth else ""
        words = format_date(birth.date, "M-Y" if birth.precision == "month" else "Y")
        return gettext("about %(year)s") % {"year": words} if self.age_stated_on else words

    def ages_on(self, day: dt.date) -> tuple[int, int] | None:
        """The least and the most whole years the patient can have on a day; they differ when the birthday is not known."""
        birth = self.birth
        if birth is None:
            return None
        first, last = birth.date, birth.last
        if self.age_stated_on is not None:
            age = self.age_stated_on.year - birth.date.year
            first = years_before(self.age_stated_on, age + 1) + dt.timedelta(days=1)
            last = years_before(self.age_stated_on, age)
        return whole_years(last, day), whole_years(first, day)

    def age_on(self, day: dt.date) -> str | None:
        """The age as it is shown: 58, or 57–58."""
        ages = self.ages_on(day)
        return "–".join(map(str, dict.fromkeys(ages))) if ages else None


class FormerNumber(Record):
    """A number the patient had before: a reserve number that became a real one, a number typed wrong."""

    identifying_fields = frozenset({"number", "reason"})

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="former_numbers")
    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="+")
    scheme = models.CharField(max_length=30, choices=Scheme)
    number = models.CharField(max_length=40)
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class CareRelation(Record):
    """Why somebody may see a patient: written by actions, read by every `visible_to`."""

    class Ground(models.TextChoices):
        REGISTERED = "registered", _("registered the patient")
        CHOSEN = "chosen", _("opened the record by its number")
        REFERRAL = "referral", _("referred the patient")
        CONFERENCE = "conference", _("the conference the patient was referred to")
        ROSTER = "roster", _("on the roster of the meeting")
        TREATMENT = "treatment", _("responsible for a treatment")
        FOLLOW_UP = "follow-up", _("follows a treatment")

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="care_relations")
    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="+")  # the one whose patient is seen
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="care_relations")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="care_relations")
    ground = models.CharField(max_length=20, choices=Ground)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True)

    objects: ClassVar[Any] = CareRelationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["patient", "user"], name="care_of_user"),
            models.Index(fields=["patient", "unit"], name="care_of_unit"),
            models.Index(fields=["user"], name="care_by_user", condition=Q(user__isnull=False)),
            models.Index(fields=["unit"], name="care_by_unit", condition=Q(unit__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="care_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(user__isnull=True) ^ Q(unit__isnull=True), name="care_of_user_or_unit"),
            models.UniqueConstraint(fields=["patient", "user", "ground"], name="care_of_user_once"),
            models.UniqueConstraint(fields=["patient", "unit", "ground"], name="care_of_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.pk}"
