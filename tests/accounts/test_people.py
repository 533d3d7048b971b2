"""The administrator's room."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Unit, User
from core.models import AuditEvent
from tests.cast import PASSWORD, House

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> House:
    return House()


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_only_an_administrator_enters(cast: House) -> None:
    for username, user in cast.users.items():
        answer = logged_in(user).get(reverse("accounts:people"))
        assert answer.status_code == (200 if username == "administrator" else 403), username


def test_an_administrator_adds_a_person_who_can_log_in_and_ends_the_role_again(cast: House) -> None:
    admin = logged_in(cast["administrator"])
    form = {"name": "Ny Läkare", "username": "ny", "password": PASSWORD, "role": "surgeon", "unit": str(cast.unit.pk)}
    assert admin.post(reverse("accounts:hire"), form).status_code == 302
    user = User.objects.get(username="ny")
    client = Client()
    assert client.login(username="ny", password=PASSWORD)
    assert client.get(reverse("conference:desk")).status_code == 200
    held = Membership.objects.get(user=user)
    admin.post(reverse("accounts:leave", args=[held.pk]))
    assert client.get(reverse("conference:desk")).status_code == 403
    assert set(AuditEvent.objects.filter(user_id=cast["administrator"].pk).values_list("action", flat=True)) >= {
        "user.add",
        "membership.join",
        "membership.leave",
    }


def test_a_weak_password_and_a_taken_user_name_keep_what_was_typed(cast: House) -> None:
    admin = logged_in(cast["administrator"])
    form = {"name": "Ny", "username": "surgeon", "password": PASSWORD, "role": "surgeon"}
    answer = admin.post(reverse("accounts:hire"), form)
    assert answer.status_code == 422
    assert 'value="surgeon"' in answer.text
    assert "taken" in answer.text


def test_nobody_stops_his_or_her_own_login_and_a_stopped_one_opens_nothing(cast: House) -> None:
    admin, surgeon = logged_in(cast["administrator"]), logged_in(cast["surgeon"])
    assert admin.post(reverse("accounts:switch_login", args=[cast["administrator"].pk])).status_code == 422
    assert surgeon.get(reverse("conference:desk")).status_code == 200
    admin.post(reverse("accounts:switch_login", args=[cast["surgeon"].pk]))
    assert surgeon.get(reverse("conference:desk")).status_code == 302


def test_people_of_another_hospital_are_as_if_they_were_not(cast: House) -> None:
    admin = logged_in(cast["administrator"])
    for name in ("person", "switch_login", "join", "set_new_password"):
        answer = admin.post(
            reverse(f"accounts:{name}", args=[cast["referrer"].pk]), {"role": "surgeon", "password": PASSWORD}
        )
        assert answer.status_code == 404, name


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("hire", {"name": "Ny", "username": "ny", "password": PASSWORD, "role": "surgeon"}),
        ("open_unit", {"name": "Surgery"}),
    ],
)
def test_the_same_form_sent_twice_writes_once(cast: House, name: str, fields: dict[str, str]) -> None:
    admin = logged_in(cast["administrator"])
    sent = fields | {"once": "11111111-1111-4111-8111-111111111111"}
    for _again in range(2):
        assert admin.post(reverse(f"accounts:{name}"), sent).status_code == 302
    assert User.objects.filter(username="ny").count() + Unit.objects.filter(name="Surgery").count() == 1
    assert Membership.objects.filter(user__username="ny").count() == (name == "hire")


def test_a_role_given_twice_by_one_form_is_held_once(cast: House) -> None:
    admin, once = logged_in(cast["administrator"]), "11111111-1111-4111-8111-111111111111"
    for _again in range(2):
        admin.post(reverse("accounts:join", args=[cast["surgeon"].pk]), {"role": "endocrinologist", "once": once})
    assert Membership.objects.filter(user=cast["surgeon"], role="endocrinologist").count() == 1


def test_a_unit_whose_name_is_taken_is_refused_beside_its_box(cast: House) -> None:
    answer = logged_in(cast["administrator"]).post(reverse("accounts:open_unit"), {"name": cast.unit.name})
    assert answer.status_code == 422
    assert 'href="#id_name"' in answer.text


def test_a_unit_gets_another_address_and_only_in_its_own_hospital(cast: House) -> None:
    admin = logged_in(cast["administrator"])
    page = reverse("accounts:change_unit", args=[cast.unit.pk])
    fields = {"name": cast.unit.name, "email": "new@nordhamn.example", "hosts_conference": "on", "version": 1}
    assert f'value="{cast.unit.email}"' in admin.get(page).text
    assert admin.post(page, fields).status_code == 302
    cast.unit.refresh_from_db()
    assert cast.unit.email == "new@nordhamn.example"
    assert AuditEvent.objects.filter(action="unit.change", object_id=cast.unit.pk).exists()
    assert admin.post(page, fields).status_code == 409
    assert admin.get(reverse("accounts:change_unit", args=[cast.clinic.pk])).status_code == 404


def test_a_password_set_on_an_old_page_shows_nobodys_hash(cast: House) -> None:
    one = cast["surgeon"]
    url = reverse("accounts:set_new_password", args=[one.pk])
    answer = logged_in(cast["administrator"]).post(url, {"password": PASSWORD, "version": one.version + 1})
    assert answer.status_code == 409
    assert one.password not in answer.text
    assert "$" not in answer.text.split("</table>")[0].split("<tbody>")[-1]
