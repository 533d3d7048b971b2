"""All cases of a meeting read beforehand on one page, and on paper for the day on which everything is down."""

import datetime as dt
import os
import re
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conference import actions, tasks
from conference.models import AgendaItem, Board
from core.models import AuditEvent
from tests.cast import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(cast: House) -> Board:
    """A meeting of two cases: one ready, one not; the second has been decided on before."""
    board = cast.board(1)
    before = cast.signed(cast.listed(cast.case(cast.patient("Bech", "T-7", birth_date=dt.date(1961, 7, 14)))))
    actions.schedule(case=cast.ready("Ahlgren"), board=board, by=cast["coordinator"])
    again = actions.refer(patient=before.patient, unit=cast.unit, question="And the left side?", by=cast["referrer"])
    cast.listed(actions.prepare(referral=again, by=cast["coordinator"]), board)
    return board


def test_every_case_stands_on_one_page_in_its_order(board: Board, as_: Any) -> None:
    answer = as_("endocrinologist").get(f"/boards/{board.pk}/read_ahead/")
    text = answer.text
    assert [sheet["banner"]["surname"] for sheet in answer.context["sheets"]] == ["Ahlgren", "Bech"]
    assert text.index('id="case-1"') < text.index('id="case-2"')
    assert 'href="#case-2"' in text
    assert "And the left side?" in text
    assert "Embolise the right hemiliver." in text  # the earlier decision
    assert 'data-state="untreated"' in text  # the lesions on the map
    assert "not ready" in text
    assert [sheet["ready"] for sheet in answer.context["sheets"]] == [True, False]
    assert f"/boards/{board.pk}/read_ahead/" in as_("surgeon").get(f"/boards/{board.pk}/").text


def test_a_meeting_without_cases_says_so(cast: House, as_: Any) -> None:
    assert "No case is listed yet." in as_("surgeon").get(f"/boards/{cast.board(1).pk}/read_ahead/").text


@pytest.mark.parametrize("page", ["read_ahead", "print_pack"])
def test_only_who_sits_there_reads_it(board: Board, as_: Any, page: str) -> None:
    assert as_("referrer").get(f"/boards/{board.pk}/{page}/").status_code == 403
    assert as_("stranger").get(f"/boards/{board.pk}/{page}/").status_code == 404
    title = as_("surgeon").get(f"/boards/{board.pk}/{page}/").text
    assert "Bech" not in title[title.index("<title>") : title.index("</title>")]


@pytest.mark.parametrize("page", ["read_ahead", "print_pack"])
def test_it_asks_as_much_for_one_case_as_for_ten(cast: House, as_: Any, page: str) -> None:
    board, person = cast.board(1), as_("surgeon")
    cast.listed(cast.ready("First"), board)
    with CaptureQueriesContext(connection) as one:
        person.get(f"/boards/{board.pk}/{page}/")
    for number in range(9):
        cast.listed(cast.ready(f"More{number}"), board)
    with CaptureQueriesContext(connection) as many:
        answer = person.get(f"/boards/{board.pk}/{page}/")
    assert len(answer.context["sheets"]) == 10
    assert len(many) == len(one)


def test_the_paper_copy_says_whose_sheet_it_is_and_that_there_may_be_a_newer_one(board: Board, as_: Any) -> None:
    text = as_("surgeon").get(f"/boards/{board.pk}/print_pack/").text
    running = re.findall(r'<div class="print-pack__running">(.*?)</div></div>', text, flags=re.DOTALL)
    assert len(running) == 3  # who is here, and two cases
    assert all("Check for newer." in head for head in running)
    for identifier in ("Bech", "14-Jul-1961", "T-7", "Case 2 of 2"):
        assert identifier in running[2]
    assert text.index("Who is here") < text.index("Case 1 of 2")
    assert text.count("Chair: signature, time") == 2


def test_what_is_signed_already_is_printed_and_not_asked_again(cast: House, as_: Any) -> None:
    item = cast.signed().item
    text = as_("surgeon").get(f"/boards/{item.board_id}/print_pack/").text
    assert "Embolise the right hemiliver." in text
    assert "Chair: signature, time" not in text


def test_the_command_writes_one_file_that_needs_nothing_else(board: Board, tmp_path: Path) -> None:
    out = tmp_path / "meeting.html"
    call_command("print_pack", str(board.pk), "--out", str(out))
    text = out.read_text(encoding="utf-8")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert not re.search(r'(?:src|href)="(?!#)', text)
    assert {start[:1] for start in re.findall(r"""url\(["']?([^)"']{1,5})""", text)} <= {"#", "d"}  # in the page, data:
    assert "@import" not in text
    assert "<script" not in text
    icons = set(re.findall(r'href="#(icon-[\w-]+)"', text))
    assert icons
    assert icons <= set(re.findall(r'<symbol id="([\w-]+)"', text))
    assert "Bech" in text
    event = AuditEvent.objects.get(action="board.print_pack")
    items = AgendaItem.objects.filter(board=board)
    assert sorted(event.patients) == sorted(items.values_list("patient", flat=True))


def test_the_command_says_what_is_wrong(board: Board, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no such meeting"):
        call_command("print_pack", str(board.unit_id), "--out", str(tmp_path / "x.html"))
    with pytest.raises(CommandError, match="No such file"):
        call_command("print_pack", str(board.pk), "--out", str(tmp_path / "nowhere" / "x.html"))


def test_the_house_keeps_copies_of_near_meetings_fresh_and_forgets_old_ones(
    board: Board, cast: House, tmp_path: Path, settings: Any
) -> None:
    cast.board(9)
    item = cast.signed().item  # of a meeting going on now
    settings.PRINT_PACK_DIR = str(tmp_path)

    def written() -> int:
        return AuditEvent.objects.filter(action="board.print_pack").count()

    tasks.tick()
    copy = tmp_path / f"{timezone.localtime(board.starts_at):%Y-%m-%d-%H%M}-{board.pk}.cantlie.html"
    near = {copy.name, *(path.name for path in tmp_path.glob(f"*{item.board_id}.cantlie.html"))}
    assert {path.name for path in tmp_path.iterdir()} >= near
    first = written()
    tasks.tick()  # fresh enough
    assert written() == first
    age(copy, hours=2)
    tasks.tick()
    assert written() == first + 1
    old, other = tmp_path / "2020-01-01-1400-x.cantlie.html", tmp_path / "minutes.html"
    for path in (old, other):
        path.write_text("…")
        age(path, hours=8 * 24)
    tasks.tick()
    left = {path.name for path in tmp_path.iterdir()}
    assert old.name not in left
    assert left >= {copy.name, other.name}


def age(path: Path, *, hours: int) -> None:
    then = timezone.now().timestamp() - hours * 3600
    os.utime(path, (then, then))
