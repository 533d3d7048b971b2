"""The hospital's own protocols: its words beside the item, and never a dose of ours."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.urls import reverse
from django.utils import timezone

from core.rules import RuleBroken
from tests.cast import House
from treatments import actions, protocols
from treatments.models import Course

pytestmark = pytest.mark.django_db
MANDATORY = (
    *("octreotide", "antibiotics", "extended-antibiotics", "coagulation-plan"),
    *("renal-contrast-metformin", "recent-imaging", "consent"),
)


@pytest.fixture
def write(tmp_path: Path, settings: Any) -> Iterator[Callable[..., Path]]:
    """Write files of the hospital, by item, and let the house read them as at a start."""

    def written(**texts: str) -> Path:
        for name, text in texts.items():
            (tmp_path / f"{name.replace('_', '-')}.txt").write_text(text, encoding="utf-8")
        settings.LOCAL_PROTOCOLS = str(tmp_path)
        protocols._read.cache_clear()
        return tmp_path

    yield written
    protocols._read.cache_clear()


@pytest.fixture
def planned() -> Course:
    """An embolisation, decided and signed with nothing of its preparation known."""
    House().signed()
    return Course.objects.planned().get()


def page(course: Course, name: str = "perform") -> str:
    from django.test import Client

    from accounts.models import User

    browser = Client()
    browser.force_login(User.objects.get(username="interventional-radiologist"))
    return str(browser.get(reverse(f"treatments:{name}", args=[course.pk])).text)


def test_the_hospitals_own_words_stand_beside_the_item_as_they_were_written(
    planned: Course, write: Callable[..., Path]
) -> None:
    write(octreotide="Bolus as on card 4 <b>of us</b>.\nSigned: the head of anaesthesia, 2026-05.")
    text = page(planned)
    row = text[text.index('id="check-octreotide"') : text.index('id="check-antibiotics"')]
    assert "What this hospital does" in row
    assert "Bolus as on card 4 &lt;b&gt;of us&lt;/b&gt;.\nSigned" in row
    assert "no protocol" not in row


@pytest.mark.parametrize("text", [None, " \n "])
def test_without_one_the_page_says_so_and_gives_no_dose(
    planned: Course, write: Callable[..., Path], text: str | None
) -> None:
    if text is not None:
        write(octreotide=text)
    page_text = page(planned)
    row = page_text[page_text.index('id="check-octreotide"') : page_text.index('id="check-antibiotics"')]
    assert "This hospital has written down no protocol for it." in row
    assert "µg" not in row


def test_a_file_named_like_no_item_is_refused_by_name(write: Callable[..., Path], settings: Any) -> None:
    folder = write(octreotid="x", consent="y")
    (fault,) = protocols.faults()
    assert fault.startswith(f"{folder}/octreotid.txt: no item of the preparation is called octreotid")
    assert [error.id for error in run_checks() if "octreotid.txt" in error.msg] == ["treatments.E001"]
    settings.LOCAL_PROTOCOLS = str(folder / "nowhere")
    assert "there is no such folder" in protocols.faults()[0]


def test_an_open_preparation_keeps_nobody_from_deciding_and_the_treatment_from_being_recorded(
    planned: Course,
) -> None:
    step = planned.steps.get()
    assert step.decision.status == "signed"
    by = planned.responsible
    with pytest.raises(RuleBroken):
        actions.perform(course=planned, date=timezone.localdate(), by=by)
    planned.refresh_from_db()
    assert planned.status == "planned"


def test_what_was_left_blank_stands_as_not_asked(planned: Course) -> None:
    binding = dict.fromkeys(MANDATORY, ("done", ""))
    course = actions.perform(course=planned, date=timezone.localdate(), by=planned.responsible, checklist=binding)
    text = page(course, "course")
    prepared = text[text.index('id="prepared"') :]
    rows = [row for row in prepared[: prepared.index("</section>")].split("<tr>") if "not asked" in row]
    assert len(rows) == 1
    assert "5-HIAA, NT-proBNP and echocardiography" in rows[0]
