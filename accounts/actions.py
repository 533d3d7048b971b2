"""Everything that is written about people who log in."""

import datetime as dt
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Hospital, Membership, Unit, User
from core.audit import Actor, record
from core.rules import RuleBroken


@transaction.atomic
def found_hospital(
    *, name: str, country: str, by: Actor | None, time_zone: str = "Europe/Stockholm", **services: bool
) -> Hospital:
    """Open a hospital with the services it offers."""
    if Hospital.objects.filter(name=name).exists():
        raise RuleBroken(_("There already is a hospital with this name."), "name")
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise RuleBroken(_("%(zone)s is no time zone.") % {"zone": time_zone}, "time_zone") from unknown
    hospital = Hospital.objects.create(name=name, country=country, time_zone=time_zone, services=services)
    record("hospital.found", on=hospital, by=by)
    return hospital


@transaction.atomic
def open_unit(
    *,
    hospital: Hospital,
    name: str,
    by: Actor | None,
    email: str = "",
    hosts_conference: bool = False,
    key: UUID | None = None,
) -> Unit:
    """Open a unit of a hospital."""
    if (written := Unit.objects.written_once(key)) is not None:
        return written
    if Unit.objects.filter(hospital=hospital, name=name).exists():
        raise RuleBroken(_("There already is a unit with this name."), "name")
    unit = Unit.objects.create(
        hospital=hospital, name=name, email=email, hosts_conference=hosts_conference, idempotency_key=key
    )
    record("unit.open", on=unit, by=by)
    return unit


@transaction.atomic
def change_unit(
    *, unit: Unit, name: str, email: str, hosts_conference: bool, by: User, version: int | None = None
) -> Unit:
    """Give a unit another name or address, or let it host a conference."""
    others = Unit.objects.filter(hospital=unit.hospital_id, name=name).exclude(pk=unit.pk)
    if others.exists():
        raise RuleBroken(_("There already is a unit with this name."), "name")
    unit.change(version=version, name=name, email=email, hosts_conference=hosts_conference)
    record("unit.change", on=unit, by=by, fields=["email", "hosts_conference", "name"])
    return unit


@transaction.atomic
def add_user(
    *,
    username: str,
    name: str,
    password: str,
    by: Actor | None,
    email: str = "",
    language: str = "",
    key: UUID | None = None,
) -> User:
    """Give a person a login; without a membership it opens nothing."""
    if key and (written := User.objects.filter(idempotency_key=key).first()) is not None:
        return written
    if User.objects.filter(username__iexact=username).exists():
        raise RuleBroken(_("This user name is taken."), "username")
    user = User(username=username, name=name, email=email, language=language, idempotency_key=key)
    _set_password(user, password)
    user.save()
    record("user.add", on=user, by=by)
    return user


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise RuleBroken(" ".join(weak.messages), "password") from weak
    user.set_password(password)


@transaction.atomic
def hire(*, hospital: Hospital, role: str, by: Actor | None, unit: Unit | None = None, **person: Any) -> User:
    """A new person with a login and a first role in a hospital."""
    user = add_user(by=by, **person)
    if not user.memberships.exists():
        join(user=user, hospital=hospital, role=role, unit=unit, by=by)
    return user


@transaction.atomic
def join(
    *,
    user: User,
    hospital: Hospital,
    role: str,
    by: Actor | None,
    unit: Unit | None = None,
    since: dt.date | None = None,
    key: UUID | None = None,
) -> Membership:
    """Let a person work in one role in one hospital."""
    if (written := Membership.objects.written_once(key)) is not None:
        return written
    membership = Membership.objects.create(
        user=user, hospital=hospital, unit=unit, role=role, since=since or timezone.localdate(), idempotency_key=key
    )
    for known in ("held", "acting"):
        user.__dict__.pop(known, None)
    record("membership.join", on=membership, by=by, role=role)
    return membership


@transaction.atomic
def prefer(*, language: str, shortcuts: bool, by: User, version: int | None = None) -> User:
    """Change a person's own settings: language, single-key shortcuts."""
    by.change(version=version, language=language, shortcuts=shortcuts)
    record("user.prefer", on=by, by=by, fields=["language", "shortcuts"])
    return by


@transaction.atomic
def leave(*, membership: Membership, by: User, until: dt.date | None = None, version: int | None = None) -> Membership:
    """End a role; it stays in the history."""
    day = until or timezone.localdate() - dt.timedelta(days=1)
    membership.change(version=version, until=max(day, membership.since))
    if day < membership.since:  # began today and ends today: it never held
        membership.change(since=day, until=day)
    record("membership.leave", on=membership, by=by, role=membership.role)
    return membership


@transaction.atomic
def switch_login(*, user: User, active: bool, by: User, version: int | None = None) -> User:
    """Stop or allow a person's login. Nobody locks himself or herself out."""
    if user.pk == by.pk:
        raise RuleBroken(_("Ask another administrator to change your own login."))
    user.change(version=version, is_active=active)
    record("user.switch_login", on=user, by=by, active=active)
    return user


@transaction.atomic
def set_new_password(*, user: User, password: str, by: User, version: int | None = None) -> User:
    """Give a person a new password."""
    _set_password(user, password)
    user.change(version=version, password=user.password)
    record("user.set_new_password", on=user, by=by)
    return user


@transaction.atomic
def open_session(*, by: User) -> User:
    """Write down that a person logged in."""
    record("session.open", on=by, by=by)
    return by


@transaction.atomic
def close_session(*, by: User) -> User:
    """Write down that a person logged out."""
    record("session.close", on=by, by=by)
    return by
