"""The door, and one's own settings."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from core.models import AuditEvent
from tests.cast import PASSWORD, House

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> House:
    return House()


def test_a_person_logs_in_and_the_trail_knows(cast: House) -> None:
    answer = Client().post(reverse("accounts:login"), {"username": "surgeon", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        settings.LOGIN_REDIRECT_URL,
    ) or answer.status_code == 302
    assert AuditEvent.objects.get(action="session.open").user_id == cast["surgeon"].pk


def test_a_wrong_password_keeps_the_user_name_and_says_so(cast: House) -> None:
    answer = Client().post(reverse("accounts:login"), {"username": "surgeon", "password": "wrong"})
    assert answer.status_code == 422
    assert 'value="surgeon"' in answer.text
    assert "There is a problem" in answer.text


def test_a_demonstration_lists_everybody_one_can_come_in_as(cast: House) -> None:
    text = Client().get(reverse("accounts:login")).text
    assert "This is a demonstration" in text
    assert "Coordinator Test" in text
    assert text.index("Coordinator Test") < text.index("Auditor Test")  # those of the conference first


def test_a_hospital_lists_nobody_at_its_door(cast: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PRODUCTION", True)
    text = Client().get(reverse("accounts:login")).text
    assert "Coordinator Test" not in text
    assert settings.DEMO_PASSWORD not in text


def test_a_page_asked_for_before_the_login_comes_after_it(cast: House) -> None:
    client = Client()
    wanted = reverse("conference:boards")
    door = client.get(wanted, follow=True)
    assert f'name="next" value="{wanted}"' in door.text
    answer = client.post(reverse("accounts:login"), {"username": "surgeon", "password": PASSWORD, "next": wanted})
    assert answer.headers["Location"] == wanted


def test_a_person_chooses_language_and_keys(cast: House, settings: Any) -> None:
    settings.LANGUAGES = [("en", "English"), ("sv", "Swedish")]
    client = cast.browser_of("surgeon")
    form = client.get(reverse("accounts:prefer"))
    assert form.status_code == 200
    answer = client.post(reverse("accounts:prefer"), {"language": "sv", "version": cast["surgeon"].version})
    assert answer.status_code == 302
    cast["surgeon"].refresh_from_db()
    assert (cast["surgeon"].language, cast["surgeon"].shortcuts) == ("sv", False)
    assert AuditEvent.objects.filter(action="user.prefer").exists()


def test_only_languages_that_have_words_are_offered(cast: House, settings: Any) -> None:
    told = {path.parent.parent.name for path in settings.BASE_DIR.glob("locale/*/LC_MESSAGES/django.po")}
    assert {code for code, _name in settings.LANGUAGES} == {"en"} | told
    page = cast.browser_of("surgeon").get(reverse("accounts:prefer")).text
    assert set(re.findall(r'<option value="(\w+)"', page)) == {"en"} | told


def test_a_language_chosen_before_its_words_went_is_english(cast: House, settings: Any) -> None:
    settings.LANGUAGES = [("en", "English"), ("de", "German")]
    cast["surgeon"].change(language="sv")
    page = cast.browser_of("surgeon").get(reverse("accounts:prefer"), headers={"Accept-Language": "de"}).text
    assert '<html lang="en"' in page


def test_the_day_is_that_of_the_hospital_one_works_for(cast: House) -> None:
    cast.hospital.change(time_zone="Pacific/Kiritimati")  # a day ahead of Midway
    cast.other.change(time_zone="Pacific/Midway")
    days = {}
    for username in ("surgeon", "referrer"):
        page = cast.browser_of(username).get(reverse("patients:find"))
        days[username] = page.context["today"]
    assert days["surgeon"] == dt.datetime.now(ZoneInfo("Pacific/Kiritimati")).date()
    assert days["surgeon"] > days["referrer"]


def test_a_language_nobody_speaks_is_refused(cast: House) -> None:
    answer = cast.browser_of("surgeon").post(
        reverse("accounts:prefer"), {"language": "xx", "version": cast["surgeon"].version}
    )
    assert answer.status_code == 422


def test_after_the_theme_is_chosen_the_page_is_the_one_before_or_the_first(client: Client) -> None:
    for said, leads in (("/login/", "/login/"), ("2026", "/"), ("https://elsewhere.example/", "/"), ("", "/")):
        answer = client.post("/theme/", {"theme": "dark", "next": said})
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(leads)
        assert "elsewhere" not in answer.headers["Location"]
