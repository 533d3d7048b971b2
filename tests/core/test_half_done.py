"""A request that is refused leaves nothing behind of what it had begun."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.actions import found_hospital
from accounts.models import Hospital, User
from core.middleware import transaction
from core.models import AuditEvent
from core.rules import RuleBroken, SavedBefore
from tests.cast import PASSWORD, House

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("status", "kept"), [(200, True), (302, True), (409, False), (422, False), (500, False)])
def test_what_was_begun_stays_only_when_the_answer_is_no_refusal(status: int, kept: bool) -> None:
    def view(_request: Any) -> HttpResponse:
        found_hospital(name="Sundsvik", country="SE", by=None)
        return HttpResponse(status=status)

    transaction(view)(RequestFactory().post("/"))
    assert Hospital.objects.exists() == kept
    assert AuditEvent.objects.exists() == kept


@pytest.mark.parametrize("status", [409, 422])
def test_a_person_whose_role_is_refused_is_not_added_either(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    cast = House()

    def refuse(**_values: Any) -> None:
        raise RuleBroken("Not this role.") if status == 422 else SavedBefore(cast.unit, {"name": "Another"})

    monkeypatch.setattr("accounts.actions.join", refuse)
    form = {"name": "Ny Läkare", "username": "ny", "password": PASSWORD, "role": "surgeon", "unit": str(cast.unit.pk)}
    assert cast.browser_of("administrator").post("/people/hire/", form).status_code == status
    assert not User.objects.filter(username="ny").exists()


def test_a_refused_request_ends_no_session() -> None:
    cast = House()
    browser = cast.browser_of("administrator")
    assert browser.post("/people/hire/", {}).status_code == 422
    assert browser.get("/people/").status_code == 200
