"""The follow-up desk: its lists, the steps of one task, and rows that are drawn once and never lie."""

import datetime as dt
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone

from core.rules import RuleBroken
from patients.actions import note_death
from tests.cast import House
from treatments.actions import book, close, complete, read_result
from treatments.models import FollowUp
from treatments.wording import exams, task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_drawn_yet() -> None:
    for name in ("rows", "lists"):
        caches[name].clear()


def day(days: int = 0) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def listed(person: Any, name: str) -> str:
    answer = person.get(f"/follow_ups/?list={name}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_task_stands_on_the_one_list_its_day_and_state_say(cast: House, as_: Any) -> None:
    coming = cast.follow_up(days_ago=10)
    person, by = as_("coordinator"), cast["coordinator"]
    steps = [
        ("coming", lambda: None),
        ("due", lambda: coming.change(opens=day(-3), due=day(-2), overdue_after=day(9))),
        ("booked", lambda: book(follow_up=coming, on=day(3), by=by)),
        ("overdue", lambda: coming.change(overdue_after=day(-1))),
        ("unread", lambda: complete(follow_up=coming, on=day(), by=by)),
        ("closed", lambda: read_result(follow_up=coming, result="Stable.", by=by)),
    ]
    for name, step in steps:
        step()
        for other in ("due", "overdue", "booked", "unread", "coming", "closed"):
            assert (f"/follow_ups/{coming.pk}/" in listed(person, other)) == (other == name), (name, other)
        counts = person.get("/follow_ups/").context["counts"]
        assert counts == {other: int(other == name) for other in ("due", "overdue", "booked", "unread")}


def test_only_who_follows_up_sees_the_desk(cast: House, as_: Any) -> None:
    one = cast.follow_up()
    assert as_("pathologist").get("/follow_ups/").status_code == 403
    assert as_("referrer").get(f"/follow_ups/{one.pk}/").status_code == 403
    assert as_("stranger").get(f"/follow_ups/{one.pk}/").status_code == 404


def test_the_dead_are_on_none_of_the_open_lists(cast: House, as_: Any) -> None:
    one = cast.follow_up()
    note_death(patient=one.patient, on=day(), by=cast["surgeon"])
    assert str(one.pk) not in listed(as_("coordinator"), "due")
    assert not any(as_("coordinator").get("/follow_ups/").context["counts"].values())


def test_tasks_and_examinations_have_words(cast: House, as_: Any) -> None:
    cast.follow_up()
    text = listed(as_("coordinator"), "due")
    assert "Control after embolisation" in text
    assert "blood tests, CT of the liver" in text
    assert "right hemiliver" in text
    assert task("surgery-b") == "Control half a year after the operation"
    assert exams(["ct-or-mri", "markers"]) == "CT or MRI, tumour markers"


# --- the rows that are kept ---


def test_a_list_looked_at_again_is_one_small_query(
    cast: House, as_: Any, django_assert_max_num_queries: Any, monkeypatch: Any
) -> None:
    cast.follow_up()
    person = as_("coordinator")
    first = listed(person, "due")
    monkeypatch.setattr("conference.rows._draw", None)  # nothing may be drawn now
    with django_assert_max_num_queries(9):
        second = person.get("/follow_ups/?list=due").content.decode()
    assert rows(first) == rows(second)


def rows(text: str) -> str:
    return text[text.index('<ul class="panel">') : text.rindex("</main>")]


def test_a_row_shows_the_patients_new_name_at_once(cast: House, as_: Any) -> None:
    one = cast.follow_up()
    assert "Ahlgren" in listed(as_("coordinator"), "due")
    one.patient.change(surname="Zetterlund")
    text = listed(as_("coordinator"), "due")
    assert "Zetterlund" in text
    assert "Ahlgren" not in text


def test_a_row_shows_a_corrected_treatment_at_once(cast: House, as_: Any) -> None:
    one = cast.follow_up()
    listed(as_("coordinator"), "due")
    assert one.course is not None
    one.course.change(territory="left")
    assert "left hemiliver" in listed(as_("coordinator"), "due")


def test_a_row_says_that_it_is_on_its_way_back_to_the_board(cast: House, as_: Any) -> None:
    one = cast.follow_up(days_ago=70)
    assert "back on its way" not in listed(as_("coordinator"), "overdue")
    as_("coordinator").post(f"/follow_ups/{one.pk}/return_to_board/")
    assert "back on its way" in listed(as_("coordinator"), "overdue")


def drawn() -> int:
    """How many rows are kept drawn."""
    rows: Any = caches["rows"]
    return len(rows._cache)


def test_a_row_is_drawn_in_the_readers_language_and_for_the_day(cast: House, as_: Any, settings: Any) -> None:
    settings.LANGUAGES = [("en", "English"), ("sv", "Swedish")]
    cast.follow_up()
    person = as_("coordinator")
    english = person.get("/follow_ups/?list=due", headers={"Accept-Language": "en"}).content.decode()
    before = drawn()
    person.get("/follow_ups/?list=due", headers={"Accept-Language": "sv"})
    assert drawn() == before + 1
    assert "days left" in english or "day left" in english


def test_what_somebody_may_not_do_is_not_in_the_row_somebody_else_had_drawn(cast: House, as_: Any) -> None:
    cast.follow_up()
    listed(as_("coordinator"), "due")
    before = drawn()
    listed(as_("surgeon"), "due")
    assert drawn() == before + 1


# --- one task, step by step ---


def test_it_is_booked_then_done_then_read(cast: House, as_: Any, audited: Any) -> None:
    one = cast.follow_up()
    person = as_("coordinator")
    url = f"/follow_ups/{one.pk}"
    assert "Book it" in person.get(f"{url}/").content.decode()
    assert person.post(f"{url}/book/", {"on": f"{day(2)}", "note": "At 8.", "version": one.version}).status_code == 302
    assert "was it done?" in person.get(f"{url}/").content.decode()
    assert person.post(f"{url}/complete/", {"on": f"{day()}", "version": one.version + 1}).status_code == 302
    assert "what did it show?" in person.get(f"{url}/").content.decode()
    data = {"result": "88 mm.", "response": "partial", "version": one.version + 2}
    assert as_("diagnostic-radiologist").post(f"{url}/read_result/", data).status_code == 302
    one.refresh_from_db()
    assert one.course is not None
    assert (one.status, one.result, one.response, one.course.response) == ("read", "88 mm.", "partial", "partial")
    assert (audited("follow_up.book"), audited("follow_up.complete"), audited("follow_up.read_result")) == (1, 1, 1)


def test_a_day_that_has_passed_is_refused_and_everything_typed_stays(cast: House, as_: Any) -> None:
    one = cast.follow_up()
    answer = as_("coordinator").post(f"/follow_ups/{one.pk}/book/", {"on": f"{day(-2)}", "note": "Rang her."})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "has passed" in text
    assert "Rang her." in text
    assert f"{day(-2)}" in text


def test_a_booking_made_on_an_old_page_does_not_overwrite(cast: House, as_: Any) -> None:
    one = cast.follow_up()
    book(follow_up=one, on=day(4), by=cast["coordinator"])
    answer = as_("coordinator").post(f"/follow_ups/{one.pk}/book/", {"on": f"{day(2)}", "version": 1})
    assert answer.status_code == 409
    one.refresh_from_db()
    assert one.booked_for == day(4)


def test_a_page_that_does_not_say_what_it_was_filled_in_on_overwrites_nothing(cast: House, as_: Any) -> None:
    one = cast.follow_up()
    answer = as_("coordinator").post(f"/follow_ups/{one.pk}/book/", {"on": f"{day(2)}", "note": "At 8."})
    assert (answer.status_code, "At 8." in answer.content.decode()) == (409, True)
    one.refresh_from_db()
    assert one.booked_for is None


def test_closing_asks_for_a_reason_and_can_be_undone(cast: House, as_: Any) -> None:
    one = cast.follow_up()
    person = as_("coordinator")
    assert person.post(f"/follow_ups/{one.pk}/close/", {"reason": ""}).status_code == 422
    assert person.post(f"/follow_ups/{one.pk}/close/", {"reason": "other"}).status_code == 422
    said = {"reason": "declined", "version": one.version}
    assert person.post(f"/follow_ups/{one.pk}/close/", said).status_code == 302
    assert "the patient declined" in person.get(f"/follow_ups/{one.pk}/").content.decode()
    assert person.post(f"/follow_ups/{one.pk}/reopen/").status_code == 302
    one.refresh_from_db()
    assert (one.status, one.reason) == ("to-book", "")


def test_a_response_opens_the_task_that_depends_on_it(cast: House) -> None:
    one = cast.follow_up()
    assert not FollowUp.objects.filter(code="arterial-repeat").exists()
    complete(follow_up=one, on=day(), by=cast["coordinator"])
    read_result(follow_up=one, result="Half the size.", response="partial", by=cast["diagnostic-radiologist"])
    repeat = FollowUp.objects.get(code="arterial-repeat")
    assert (repeat.course, repeat.status) == (one.course, "to-book")
    assert FollowUp.objects.filter(course=one.course).count() == 2


def test_no_response_opens_nothing(cast: House) -> None:
    one = cast.follow_up()
    complete(follow_up=one, on=day(), by=cast["coordinator"])
    read_result(follow_up=one, result="Larger.", response="progression", by=cast["diagnostic-radiologist"])
    assert not FollowUp.objects.filter(code="arterial-repeat").exists()


def test_what_was_decided_and_done_before_stands_beside_the_task(cast: House, as_: Any) -> None:
    one = cast.follow_up()
    text = as_("coordinator").get(f"/follow_ups/{one.pk}/").content.decode()
    assert "Embolise the right hemiliver." in text
    assert f"/courses/{one.course_id}/" in text


def test_a_closed_task_is_not_done_any_more(cast: House) -> None:
    one = cast.follow_up()
    close(follow_up=one, reason="declined", by=cast["coordinator"])
    with pytest.raises(RuleBroken, match="not open any more"):
        complete(follow_up=one, on=day(), by=cast["coordinator"])


def test_an_impossible_day_is_refused_beside_its_box(cast: House, as_: Any) -> None:
    one = cast.follow_up()
    before = {"on": f"{day(-45)}", "version": one.version}
    answer = as_("coordinator").post(f"/follow_ups/{one.pk}/complete/", before)
    assert answer.status_code == 422
    assert "lies before the treatment" in answer.content.decode()
    far = {"on": f"{day(3 * 366)}", "version": one.version}
    answer = as_("coordinator").post(f"/follow_ups/{one.pk}/book/", far)
    assert answer.status_code == 422
    assert "more than two years ahead" in answer.content.decode()
    one.refresh_from_db()
    assert one.status == "to-book"
