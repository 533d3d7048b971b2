"""Registering: the number first, doubles shown, an existing record opened by its number, nothing typed lost."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from core.models import AuditEvent
from core.rules import RuleBroken
from patients import actions
from patients.models import CareRelation, Patient
from tests.cast import House

pytestmark = pytest.mark.django_db
REGISTER = reverse("patients:register")
NUMBER = "194408139089"  # a test number: a woman born on 13 August 1944


@pytest.fixture
def cast() -> House:
    return House()


def typed(**fields: Any) -> dict[str, Any]:
    return {"scheme": "local", "number": "X-1", "surname": "Krogsgaard", **fields}


def test_a_patient_is_registered_and_the_act_is_written_down(cast: House) -> None:
    answer = cast.browser_of("surgeon").post(REGISTER, typed(given="Jens", born="1968", sex="male"))
    patient = Patient.objects.get(number="X-1")
    assert answer.headers["Location"] == reverse("patients:patient", args=[patient.pk])
    assert (patient.birth_date, patient.birth_year, patient.sex) == (None, 1968, "male")
    event = AuditEvent.objects.get(action="patient.register")
    assert event.object_id == patient.pk
    assert "Krogsgaard" not in str(event.details)


def test_the_hospitals_own_number_schemes_come_first(cast: House) -> None:
    swedish, danish = cast.browser_of("surgeon").get(REGISTER).text, cast.browser_of("referrer").get(REGISTER).text
    assert swedish.index("se-personnummer") < swedish.index("dk-cpr")
    assert danish.index("dk-cpr") < danish.index("se-personnummer")


def test_birth_date_and_sex_are_read_from_the_number(cast: House) -> None:
    cast.browser_of("surgeon").post(REGISTER, typed(scheme="se-personnummer", number="19440813-9089"))
    patient = Patient.objects.get(number=NUMBER)
    assert str(patient.birth_date) == "1944-08-13"
    assert patient.sex == "female"


def test_a_mistyped_number_is_blamed_in_its_box_and_everything_typed_stays(cast: House) -> None:
    answer = cast.browser_of("surgeon").post(
        REGISTER, typed(scheme="se-personnummer", number="19440813-9088", given="Jens")
    )
    assert answer.status_code == 422
    assert "one of them is mistyped" in answer.text
    assert 'value="19440813-9088"' in answer.text
    assert 'value="Jens"' in answer.text
    assert not Patient.objects.exists()


def test_a_birth_date_against_the_number_is_blamed_on_the_birth_date(cast: House) -> None:
    answer = cast.browser_of("surgeon").post(
        REGISTER, typed(scheme="se-personnummer", number=NUMBER, born="1945-08-13")
    )
    assert answer.status_code == 422
    assert 'href="#id_born"' in answer.text


def test_a_number_taken_in_the_same_hospital_offers_the_existing_record_and_shows_nobody(cast: House) -> None:
    patient = cast.patient("Secret", number="X-1", by="coordinator")
    browser = cast.browser_of("endocrinologist")
    answer = browser.post(REGISTER, typed())
    assert answer.status_code == 422
    assert "Open the existing record" in answer.text
    assert "Secret" not in answer.text
    assert browser.get(reverse("patients:patient", args=[patient.pk])).status_code == 404
    opened = browser.post(reverse("patients:open_by_number"), {"scheme": "local", "number": "X-1"})
    assert opened.headers["Location"] == reverse("patients:patient", args=[patient.pk])
    assert browser.get(opened.headers["Location"]).status_code == 200
    assert CareRelation.objects.get(user=cast["endocrinologist"]).ground == "chosen"
    assert AuditEvent.objects.filter(action="care.grant", details__ground="chosen").exists()


def test_a_possible_double_is_shown_beside_what_was_typed_and_nothing_is_saved(cast: House) -> None:
    double = cast.patient("Krogsgaard", number="OLD-1", by="surgeon", birth_date=dt.date(1944, 8, 13))
    browser = cast.browser_of("surgeon")
    fields = typed(scheme="se-personnummer", number=NUMBER, given="Jens")
    answer = browser.post(REGISTER, fields)
    assert answer.status_code == 422
    assert "Is it one of these?" in answer.text
    assert "OLD-1" in answer.text
    assert reverse("patients:patient", args=[double.pk]) in answer.text
    assert Patient.objects.count() == 1
    assert browser.post(REGISTER, fields | {"not_a_double": "on"}).status_code == 302
    assert Patient.objects.count() == 2


def test_a_colleague_is_warned_of_a_double_and_shown_nobody(cast: House) -> None:
    double = cast.patient(
        "Krogsgaard", number="OLD-1", by="coordinator", birth_date=dt.date(1944, 8, 13), given="Secretly"
    )
    browser = cast.browser_of("surgeon")
    fields = typed(scheme="se-personnummer", number=NUMBER, given="Jens")
    answer = browser.post(REGISTER, fields)
    assert answer.status_code == 422
    assert "whom you do not see" in answer.text
    for secret in ("OLD-1", "Secretly", str(double.pk)):
        assert secret not in answer.text
    assert Patient.objects.count() == 1
    assert browser.post(REGISTER, fields | {"not_a_double": "on"}).status_code == 302


def test_a_patient_of_another_hospital_is_no_business_of_this_one(cast: House) -> None:
    cast.patient("Krogsgaard", number="OLD-1", by="referrer", birth_date=dt.date(1944, 8, 13))
    fields = typed(scheme="se-personnummer", number=NUMBER)
    assert cast.browser_of("surgeon").post(REGISTER, fields).status_code == 302


def test_a_double_with_its_own_number_is_opened_and_not_warned_of(cast: House) -> None:
    cast.patient("Krogsgaard", number="X-1", by="coordinator", birth_date=dt.date(1944, 8, 13))
    answer = cast.browser_of("surgeon").post(REGISTER, typed(born="1944-08-13"))
    assert "whom you do not see" not in answer.text
    assert "Open the existing record" in answer.text


def test_the_same_form_sent_twice_registers_once(cast: House) -> None:
    browser = cast.browser_of("surgeon")
    fields = typed(once="11111111-1111-4111-8111-111111111111")
    assert browser.post(REGISTER, fields).headers["Location"] == browser.post(REGISTER, fields).headers["Location"]
    assert Patient.objects.count() == 1


@pytest.mark.parametrize(
    ("username", "status"), [("referrer", 200), ("coordinator", 200), ("pathologist", 403), ("auditor", 403)]
)
def test_only_those_who_register_may_register(cast: House, username: str, status: int) -> None:
    assert cast.browser_of(username).get(REGISTER).status_code == status


def test_a_correction_keeps_the_former_number_and_counts_the_version(cast: House) -> None:
    patient = cast.patient("Krogsgard", number="X-1", by="surgeon")
    url = reverse("patients:change_person", args=[patient.pk])
    browser = cast.browser_of("surgeon")
    assert 'value="X-1"' in browser.get(url).text
    assert browser.post(url, typed(number="X-2", version=1, reason="typing error")).status_code == 302
    patient.refresh_from_db()
    assert (patient.surname, patient.number, patient.version) == ("Krogsgaard", "X-2", 2)
    assert patient.former_numbers.get().number == "X-1"
    assert browser.post(url, typed(surname="Other", version=1)).status_code == 409


@pytest.mark.parametrize("version", [{"version": 1}, {}])
def test_a_correction_on_an_old_page_or_on_none_overwrites_nothing_and_shows_what_people_type(
    cast: House, version: dict[str, int]
) -> None:
    patient = cast.patient("Krogsgard", number="X-1", by="surgeon")
    patient.change(surname="Krogsgaard")
    url = reverse("patients:change_person", args=[patient.pk])
    answer = cast.browser_of("surgeon").post(url, typed(surname="Other", **version))
    assert answer.status_code == 409
    assert "Search key" not in answer.text
    patient.refresh_from_db()
    assert patient.surname == "Krogsgaard"


def test_registering_with_a_former_number_shows_the_patient_who_had_it(cast: House) -> None:
    patient = cast.patient("Krogsgard", number="X-1", by="surgeon")
    actions.change_person(patient=patient, by=cast["surgeon"], version=1, number="X-2")
    browser = cast.browser_of("surgeon")
    answer = browser.post(REGISTER, typed(surname="Other"))
    assert answer.status_code == 422
    assert reverse("patients:patient", args=[patient.pk]) in answer.text
    assert "formerly X-1" in answer.text
    assert browser.post(REGISTER, typed(surname="Other", not_a_double="on")).status_code == 302


def test_a_former_number_of_a_patient_outside_ones_care_names_nobody_and_opens_the_record(cast: House) -> None:
    patient = cast.patient("Secret", number="X-1", by="surgeon")
    actions.change_person(patient=patient, by=cast["surgeon"], version=1, number="X-2")
    browser = cast.browser_of("endocrinologist")
    answer = browser.post(REGISTER, typed())
    assert answer.status_code == 422
    assert "was that of a patient registered at your hospital" in answer.text
    assert "Secret" not in answer.text
    opened = browser.post(reverse("patients:open_by_number"), {"scheme": "local", "number": "X-1"})
    assert opened.headers["Location"] == reverse("patients:patient", args=[patient.pk])


@pytest.mark.parametrize("born", ["1945-08-13", "1944-09", "1945"])
def test_a_birth_against_the_number_is_refused_however_little_of_it_is_known(cast: House, born: str) -> None:
    browser = cast.browser_of("surgeon")
    swedish = typed(scheme="se-personnummer", number=NUMBER, born=born)
    assert 'href="#id_born"' in browser.post(REGISTER, swedish).text
    patient = cast.patient(number="X-2", by="surgeon")
    corrected = browser.post(reverse("patients:change_person", args=[patient.pk]), swedish | {"version": 1})
    assert corrected.status_code == 422
    assert 'href="#id_born"' in corrected.text


@pytest.mark.parametrize("born", ["", "1944", "1944-08"])
def test_a_corrected_number_brings_its_birth_date_and_sex(cast: House, born: str) -> None:
    patient = cast.patient(number="X-2", by="surgeon")
    swedish = typed(scheme="se-personnummer", number=NUMBER, born=born, version=1)
    page = reverse("patients:change_person", args=[patient.pk])
    assert cast.browser_of("surgeon").post(page, swedish).status_code == 302
    patient.refresh_from_db()
    assert (patient.birth_date, patient.birth_year, patient.sex) == (dt.date(1944, 8, 13), None, "female")


def test_a_number_corrected_alone_must_agree_with_the_birth_and_the_sex_there_are(cast: House) -> None:
    by = cast["surgeon"]
    for number, wrong in (("X-1", {"birth_date": dt.date(1960, 1, 1)}), ("X-2", {"sex": "male"})):
        patient = cast.patient(number=number, by="surgeon", **wrong)
        with pytest.raises(RuleBroken) as broken:
            actions.change_person(patient=patient, by=by, version=1, scheme="se-personnummer", number=NUMBER)
        assert broken.value.field == next(iter(wrong))


def test_a_birth_date_after_the_death_is_refused(cast: House) -> None:
    patient = cast.patient(by="surgeon")
    actions.note_death(patient=patient, on=dt.date(2026, 1, 1), by=cast["surgeon"])
    with pytest.raises(RuleBroken, match="before the birth date"):
        actions.change_person(
            patient=patient, by=cast["surgeon"], version=patient.version, birth_date=dt.date(2026, 2, 1)
        )


@pytest.mark.parametrize(
    ("typed_birth", "shown"), [("14.7.1961", "14-Jul-1961"), ("1961-07", "Jul-1961"), ("1961", "1961")]
)
def test_a_birth_is_kept_and_shown_as_far_as_it_is_known(cast: House, typed_birth: str, shown: str) -> None:
    browser = cast.browser_of("surgeon")
    browser.post(REGISTER, typed(born=typed_birth))
    patient = Patient.objects.get(number="X-1")
    assert shown in browser.get(reverse("patients:patient", args=[patient.pk])).text
    page = reverse("patients:change_person", args=[patient.pk])
    assert f'value="{patient.birth}"' in browser.get(page).text


@pytest.mark.parametrize(
    ("known", "ages"),
    [
        ({"birth_date": dt.date(1966, 6, 1)}, (59, 59)),
        ({"birth_year": 1966}, (59, 60)),
        ({"birth_year": 1966, "birth_month": 3}, (59, 60)),
        ({"birth_year": 1966, "birth_month": 2}, (60, 60)),
        ({"birth_year": 1966, "age_stated_on": dt.date(2026, 3, 2)}, (60, 60)),
        ({"birth_year": 1965, "age_stated_on": dt.date(2025, 12, 31)}, (60, 61)),
        ({}, None),
    ],
)
def test_an_age_is_as_sure_as_the_birth(cast: House, known: dict[str, Any], ages: tuple[int, int] | None) -> None:
    patient = cast.patient(**known)
    assert patient.ages_on(dt.date(2026, 3, 2)) == ages
