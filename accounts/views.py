"""Logging in and out, choosing the hospital one works for, and one's own settings."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.forms import PreferForm
from accounts.may import Request, anyone
from accounts.middleware import HOSPITAL_KEY
from accounts.models import Membership
from accounts.roles import Role
from core.context import THEMES
from core.database import tell_database
from core.pages import as_uuid, done, page, posted


@method_decorator(login_not_required, name="dispatch")
class LogIn(auth.LoginView):
    """The first page: one form, no identity of any patient."""

    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        demo = [] if settings.PRODUCTION else _demo_logins()
        return super().get_context_data(**kwargs) | {"demo": demo, "demo_password": settings.DEMO_PASSWORD}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        tell_database(form.get_user().pk, form.get_user().acting.hospital_id)
        actions.open_session(by=form.get_user())
        return response

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _demo_logins() -> list[Membership]:
    """Everybody one can come in as, those of the conference first."""
    order = list(Role)
    held = Membership.objects.valid().filter(user__is_active=True).select_related("user", "hospital")
    return sorted(held, key=lambda one: (one.hospital.name, order.index(Role(one.role)), one.user.name))


@anyone
@require_POST
def log_out(request: Request) -> HttpResponse:
    actions.close_session(by=request.user)
    response = auth.logout_then_login(request)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@anyone
@require_POST
def work_for(request: Request) -> HttpResponse:
    """Choose the hospital to work for, out of one's own."""
    wanted = as_uuid(request.POST.get("hospital"))
    if any(hospital.pk == wanted for hospital in request.user.acting.hospitals):
        request.session[HOSPITAL_KEY] = str(wanted)
    return redirect(settings.LOGIN_REDIRECT_URL)


@anyone
def prefer(request: Request) -> HttpResponse:
    """One's own language and single-key shortcuts."""
    form = PreferForm(posted(request), of=request.user)
    if form.is_valid() and form.attempt(actions.prefer, by=request.user) is not None:
        return done(request, "preferred", "accounts:prefer", message=_("Saved."))
    return page(request, "accounts/prefer.html", "prefer", {"form": form})


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the machine wishes; kept in a cookie so that no script decides what is painted first."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    safe = safe and target.startswith("/")  # `redirect` takes anything else for the name of a page
    response = redirect(target if safe else settings.LOGIN_REDIRECT_URL)
    wanted = request.POST.get("theme", "")
    if wanted in THEMES:
        response.set_cookie(
            "theme", wanted, max_age=31_536_000, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie("theme")
    return response


LogIn.permissions = ()  # type: ignore[attr-defined]
theme.permissions = ()  # type: ignore[attr-defined]
