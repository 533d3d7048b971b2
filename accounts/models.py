"""Hospitals, their units, the people who work there and in which role."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Protocol, Self
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import ROLES, Permission, Role, roles_with
from core.models import Record, RecordQuerySet


class Hospital(Record):
    """One organisation that owns records. Country decides holidays and number schemes; its services the proposals."""

    class Country(models.TextChoices):
        SWEDEN = "SE", _("Sweden")
        DENMARK = "DK", _("Denmark")
        GERMANY = "DE", _("Germany")

    name = models.CharField(_("name"), max_length=200, unique=True)
    country = models.CharField(_("country"), max_length=2, choices=Country)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Stockholm")
    services = models.JSONField(_("services"), default=dict)  # {"srfa": true, …}: absent means nobody has said

    def __str__(self) -> str:
        return self.name


class Unit(Record):
    """A clinic or ward; one that hosts a conference gets its reminders by mail."""

    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="units")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail of the role"), blank=True)
    hosts_conference = models.BooleanField(_("hosts a liver conference"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hospital", "name"], name="unit_once_per_hospital")]

    def __str__(self) -> str:
        return f"{self.name}, {self.hospital}"


@dataclass(frozen=True)
class Acting:
    """The hospital a person works for right now, with the units and roles held there today."""

    hospital: Hospital | None = None
    units: tuple[Unit, ...] = ()
    roles: tuple[str, ...] = ()
    hospitals: tuple[Hospital, ...] = ()  # every hospital the person could switch to

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return frozenset[Permission]().union(*(ROLES[role] for role in self.roles))

    @property
    def hospital_id(self) -> UUID | None:
        return self.hospital.pk if self.hospital else None

    @property
    def home(self) -> Hospital:
        """The hospital, for those behind a gate nobody passes without one."""
        if self.hospital is None:
            raise LookupError("nobody works for no hospital")
        return self.hospital

    @property
    def hospital_name(self) -> str:
        return self.hospital.name if self.hospital else ""

    @property
    def time_zone(self) -> str | None:
        """The zone of the hospital; None: that of the house."""
        return self.hospital.time_zone if self.hospital else None

    @property
    def unit_name(self) -> str:
        return ", ".join(unit.name for unit in self.units)

    @cached_property
    def unit_ids(self) -> list[UUID]:
        return [unit.pk for unit in self.units]

    @property
    def role_names(self) -> list[Any]:
        return [Role(role).label for role in self.roles]

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)

    def who_may(self, permission: Permission, hospital: Hospital) -> models.QuerySet["User"]:
        """People at work whose role in this hospital allows it, by name."""
        roles = Membership.objects.valid().filter(user=OuterRef("pk"), hospital=hospital)
        held = roles.filter(role__in=roles_with(permission))
        return self.filter(Exists(held), is_active=True).order_by("name")

    def at_work(self, keys: Iterable[Any]) -> dict[UUID, "User"]:
        """Those of these people who may log in, with what they hold today: two queries however many they are."""
        found: dict[UUID, User] = {user.pk: user for user in self.filter(pk__in=keys, is_active=True)}
        for user in found.values():
            user.held = []
        for membership in Membership.objects.held().filter(user__in=found):
            found[membership.user_id].held.append(membership)
        return found


class User(AbstractBaseUser, Record):
    """A person who logs in. What he or she may do comes from memberships, never from the user row."""

    USERNAME_FIELD = "username"
    identifying_fields = frozenset({"username", "name", "email"})

    username = models.CharField(_("user name"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)

    objects: ClassVar[Any] = UserManager()

    acting_for: UUID | None = None  # the hospital chosen in this session; the first one otherwise

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def held(self) -> "list[Membership]":
        """The memberships valid today."""
        return list(Membership.objects.held().filter(user=self))

    @cached_property
    def acting(self) -> Acting:
        """The memberships valid today in one hospital, as one value."""
        held = self.held
        if not held or not self.is_active:
            return Acting()
        hospitals = tuple(dict.fromkeys(membership.hospital for membership in held))
        hospital = next((one for one in hospitals if one.pk == self.acting_for), hospitals[0])
        here = [membership for membership in held if membership.hospital == hospital]
        units = tuple(dict.fromkeys(membership.unit for membership in here if membership.unit))
        return Acting(hospital, units, tuple(dict.fromkeys(membership.role for membership in here)), hospitals)

    def may(self, permission: Permission) -> bool:
        return self.acting.may(permission)


class Owned(Protocol):
    """What belongs to a hospital."""

    @property
    def hospital(self) -> Hospital: ...


def owner(by: User | None, about: Owned) -> Hospital:
    """Whose a new row is: the hospital its author works for; what the house itself writes goes with what it is about."""
    return (by.acting.hospital if by else None) or about.hospital


class MembershipQuerySet(RecordQuerySet["Membership"]):
    def valid(self, day: dt.date | None = None) -> Self:
        day = day or timezone.localdate()
        return self.filter(Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day)))

    def held(self) -> Self:
        """Those valid today, with where they are held, in the order they were given."""
        return self.valid().select_related("hospital", "unit", "unit__hospital").order_by("id")


class Membership(Record):
    """One person in one role in one hospital, for a time. Ended, never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(_("role"), max_length=40, choices=Role)
    since = models.DateField(_("from"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar[Any] = MembershipQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "since"], name="membership_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.hospital}"
