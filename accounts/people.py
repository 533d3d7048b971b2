"""The administrator's room: who works here, in which role and unit, and whose login is open. No patient is seen from it."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.forms import AddPersonForm, ChangeUnitForm, JoinForm, NewPasswordForm, UnitForm
from accounts.may import Request, may
from accounts.models import Membership, Unit, User
from accounts.roles import Permission
from core.pages import done, page, posted


def _here(request: Request) -> Any:
    """People with any role in the administrator's hospital, past roles included."""
    held = Membership.objects.filter(hospital=request.user.acting.home).select_related("unit").order_by("-since")
    rows = User.objects.filter(memberships__hospital=request.user.acting.home).distinct()
    return rows.prefetch_related(Prefetch("memberships", held, to_attr="held"))


@may(Permission.ADMINISTER)
def people(request: Request) -> HttpResponse:
    """Everybody with a role in this hospital."""
    units = Unit.objects.filter(hospital=request.user.acting.home).order_by("name")
    return page(request, "accounts/people.html", None, {"people": _here(request).order_by("name"), "units": units})


@may(Permission.ADMINISTER)
def hire(request: Request) -> HttpResponse:
    """A new person with a login and a first role."""
    home = request.user.acting.home
    form = AddPersonForm(posted(request), hospital=home)
    if form.is_valid() and (user := form.attempt(actions.hire, hospital=home, by=request.user)) is not None:
        return done(request, "user_added", "accounts:person", user.pk, message=_("The login is open."))
    return page(request, "accounts/hire.html", "hire", {"form": form})


def _person(request: Request, user_id: UUID) -> User:
    user: User = get_object_or_404(_here(request), pk=user_id)
    return user


@may(Permission.ADMINISTER)
def person(request: Request, user_id: UUID) -> HttpResponse:
    """One person: roles held and ended, the login, a new password."""
    one = _person(request, user_id)
    return page(request, "accounts/person.html", None, _forms(request, one))


def _forms(request: Request, one: User, **forms: Any) -> dict[str, Any]:
    return {
        "person": one,
        "join": JoinForm(hospital=request.user.acting.home),
        "password": NewPasswordForm(of=one),
        **forms,
    }


@may(Permission.ADMINISTER)
@require_POST
def join(request: Request, user_id: UUID) -> HttpResponse:
    """One more role."""
    one = _person(request, user_id)
    home = request.user.acting.home
    form = JoinForm(posted(request), hospital=home)
    if form.is_valid() and form.attempt(actions.join, user=one, hospital=home, by=request.user) is not None:
        return done(request, "joined", "accounts:person", one.pk, message=_("The role is given."))
    return page(request, "accounts/person.html", None, _forms(request, one, join=form))


@may(Permission.ADMINISTER)
@require_POST
def leave(request: Request, membership_id: UUID) -> HttpResponse:
    """End a role."""
    held = get_object_or_404(Membership.objects.valid().filter(hospital=request.user.acting.home), pk=membership_id)
    actions.leave(membership=held, by=request.user)
    return done(request, "left", "accounts:person", held.user_id, message=_("The role is ended."))


@may(Permission.ADMINISTER)
@require_POST
def switch_login(request: Request, user_id: UUID) -> HttpResponse:
    """Stop or allow a login."""
    one = _person(request, user_id)
    actions.switch_login(user=one, active=not one.is_active, by=request.user)
    return done(request, "switched", "accounts:person", one.pk, message=_("Saved."))


@may(Permission.ADMINISTER)
@require_POST
def set_new_password(request: Request, user_id: UUID) -> HttpResponse:
    one = _person(request, user_id)
    form = NewPasswordForm(posted(request), of=one)
    if form.is_valid() and form.attempt(actions.set_new_password, user=one, by=request.user) is not None:
        return done(request, "password_set", "accounts:person", one.pk, message=_("The new password is set."))
    return page(request, "accounts/person.html", None, _forms(request, one, password=form))


@may(Permission.ADMINISTER)
def open_unit(request: Request) -> HttpResponse:
    """A new unit of this hospital."""
    form = UnitForm(posted(request))
    home = request.user.acting.home
    if form.is_valid() and form.attempt(actions.open_unit, hospital=home, by=request.user) is not None:
        return done(request, "unit_opened", "accounts:people", message=_("The unit is open."))
    return page(request, "accounts/open_unit.html", "open_unit", {"form": form})


@may(Permission.ADMINISTER)
def change_unit(request: Request, unit_id: UUID) -> HttpResponse:
    """Another name or address for a unit: its reminders follow it."""
    unit = get_object_or_404(Unit.objects.filter(hospital=request.user.acting.home), pk=unit_id)
    form = ChangeUnitForm(posted(request), of=unit)
    if form.is_valid() and form.attempt(actions.change_unit, unit=unit, by=request.user) is not None:
        return done(request, "unit_changed", "accounts:people", message=_("Changed."))
    return page(request, "accounts/change_unit.html", "change_unit", {"form": form, "unit": unit})
