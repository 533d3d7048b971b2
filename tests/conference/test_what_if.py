"""What other limits would do to the cases a person sees."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from conference import actions
from conference.models import AgendaItem, Case, Proposal
from core.models import AuditEvent
from tests.cast import House
from tests.eligibility.cases import worked
from treatments.eligibility import assess

pytestmark = pytest.mark.django_db

LARGER = {"limit_1": "ABL_D.caution", "number_1": "60", "period": ""}


def frozen(cast: House, reference: str) -> AgendaItem:
    """A worked case as a board saw it."""
    item = cast.listed(cast.worked(reference))
    actions.propose(item=item, facts=worked(reference), by=cast["surgeon"])
    return item


def changes(case: Case, **limits: float) -> dict[str, tuple[str, str]]:
    """By the rules themselves: what would come out otherwise."""
    facts = Proposal.objects.get(item__case=case).facts
    now, supposed = assess(facts).verdicts, assess(facts, limits=limits).verdicts
    return {
        code: (one.outcome, supposed[code].outcome)
        for code, one in now.items()
        if one.outcome != supposed[code].outcome
    }


def test_the_page_names_the_cases_that_would_change_and_how(cast: House, as_: Any) -> None:
    changed, same = frozen(cast, "W03").case, frozen(cast, "W01").case
    expected = changes(changed, **{"GROUND90.met": 99})
    assert expected
    assert not changes(same, **{"GROUND90.met": 99})
    answer = as_("surgeon").get("/what_if/", {"limit_1": "GROUND90.met", "number_1": "99", "period": ""})
    text = answer.content.decode()
    assert "1 of 2 cases would come out differently" in text
    assert f"/cases/{changed.pk}/" in text
    assert f"/cases/{same.pk}/" not in text
    told = {(one.code, one.now, one.supposed) for one in answer.context["trial"].effect.changes}
    assert told == {(code, now, supposed) for code, (now, supposed) in expected.items()}
    assert [one["changed"] for one in answer.context["bars"]] == [1] * len(expected)


def test_looking_changes_nothing(cast: House, as_: Any) -> None:
    frozen(cast, "W03")
    before = Proposal.objects.get().answer
    as_("surgeon").get("/what_if/", LARGER)
    assert Proposal.objects.get().answer == before
    assert not AuditEvent.objects.filter(action__startswith="what_if").exists()


def test_an_open_case_no_board_has_seen_counts_as_it_is_today(cast: House, as_: Any) -> None:
    case = cast.worked("W03")
    answer = as_("surgeon").get("/what_if/", {"limit_1": "SSTR_AGE.met", "number_1": "36", "period": "1"})
    assert [seen.case for seen in answer.context["trial"].effect.changed] == [case.pk]


def test_only_cases_one_may_see_are_judged(cast: House, as_: Any) -> None:
    frozen(cast, "W03")
    assert as_("referrer").get("/what_if/", LARGER).status_code == 403
    cast.hire("elsewhere", "surgeon", cast.other, None)
    text = as_("elsewhere").get("/what_if/", LARGER).content.decode()
    assert "No case to judge" in text


def test_a_limit_without_a_number_and_a_number_without_a_limit_are_named(cast: House, as_: Any) -> None:
    answer = as_("surgeon").get("/what_if/", {"limit_1": "ABL_D.met", "number_2": "4", "number_3": "many"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"number_1", "limit_2", "number_3"}
    assert 'value="many"' in answer.content.decode()
    twice = as_("surgeon").get("/what_if/", LARGER | {"limit_2": "ABL_D.caution", "number_2": "70"})
    assert set(twice.context["form"].errors) == {"limit_2"}
    assert set(as_("surgeon").get("/what_if/", {"period": "1"}).context["form"].errors) == {"limit_1"}


@pytest.mark.parametrize(
    ("limit", "number"),
    [
        ("ABL_D.caution", "29"),
        ("GROUND90.met", "101"),
        ("BLOODS_AGE.met", "2.5"),
        ("BLOODS_AGE.met", "99999"),
        ("FIT.met", "-1"),
    ],
)
def test_a_limit_that_cannot_be_is_refused_at_its_number(cast: House, as_: Any, limit: str, number: str) -> None:
    answer = as_("surgeon").get("/what_if/", {"limit_2": limit, "number_2": number})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"number_2"}


def test_the_limits_of_this_hospital_are_those_that_hold(cast: House, as_: Any, settings: Any, tmp_path: Path) -> None:
    frozen(cast, "W03")
    (tmp_path / "limits.txt").write_text("GROUND90.met 99\n")
    settings.LOCAL_LIMITS_FILE = str(tmp_path / "limits.txt")
    same = as_("surgeon").get("/what_if/", {"limit_1": "GROUND90.met", "number_1": "99", "period": ""})
    assert same.context["trial"].effect.changes == []
    other = as_("surgeon").get("/what_if/", {"limit_1": "GROUND90.met", "number_1": "90", "period": ""})
    assert {(one.code, one.now, one.supposed) for one in other.context["trial"].effect.changes} == {
        ("resection", "not-eligible", "cautions")
    }


def test_before_anything_is_asked_the_page_says_what_it_does(cast: House, as_: Any) -> None:
    answer = as_("surgeon").get("/what_if/")
    assert answer.status_code == 200
    assert "Nothing is changed by looking." in answer.content.decode()
    assert "trial" not in answer.context


def test_the_export_names_cases_and_nobody(cast: House, as_: Any) -> None:
    item = frozen(cast, "W03")
    answer = as_("surgeon").get("/what_if/export_what_if/", {"limit_1": "GROUND90.met", "number_1": "99"})
    rows = list(csv.DictReader(StringIO(answer.content.decode())))
    facts = Proposal.objects.get().facts
    assert {(row["case"], row["modality"], row["now"], row["supposed"]) for row in rows} == {
        (facts["reference"], code, now, supposed)
        for code, (now, supposed) in changes(item.case, **{"GROUND90.met": 99}).items()
    }
    assert item.patient.surname not in answer.content.decode()
    event = AuditEvent.objects.get(action="what_if.export")
    assert event.patients == [item.patient_id]
    assert event.details == {"limits": "GROUND90.met 99"}
    assert as_("surgeon").get("/what_if/export_what_if/").status_code == 422


def test_many_cases_ask_no_more_of_the_database(cast: House, as_: Any, django_assert_max_num_queries: Any) -> None:
    for reference in ("W01", "W03", "W04"):
        frozen(cast, reference)
    for reference in ("W05", "W06"):
        cast.worked(reference)
    browser = as_("surgeon")
    with django_assert_max_num_queries(20):
        assert browser.get("/what_if/", LARGER).status_code == 200
