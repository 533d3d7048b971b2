"""What `make bench` writes, and the population it measures on."""

import json
import os
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import __main__ as bench
from bench import rows
from bench.pages import NOT_QUERIES
from bench.population import GIVEN, Shares, constraints_apart, populate
from bench.rows import KEYS, NotMeasured, Row
from bench.stories import Stories, tell
from conference.models import Case
from patients.models import Observation, Patient
from tests.run.services import Database
from treatments.models import FollowUp

ROW = Row("page.case.growth", 12.345, "ms", "How it was done.", ratio=1.2345)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The figures of a run, instead of the committed ones."""
    monkeypatch.setattr(rows, "FOLDER", tmp_path)
    monkeypatch.setattr(rows.read, "__defaults__", (tmp_path,))
    monkeypatch.setattr(rows.write, "__defaults__", (tmp_path,))
    return tmp_path


def kept(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "benchmarks.json").read_text(encoding="utf-8"))
    return found


# --- the rows --------------------------------------------------------------------------------------------------------


def test_a_row_has_every_key_in_order_and_three_digits(folder: Path) -> None:
    rows.write([ROW])
    (row,) = kept(folder)
    assert tuple(row) == KEYS
    assert (row["value"], row["ratio"], row["floor"], row["peer"]) == (12.3, 1.23, None, None)
    assert row["machine"].startswith(f"{os.cpu_count()} cores")
    assert len(row["date"]) == 10


@pytest.mark.parametrize(("number", "short"), [(1234.5, 1230), (0.012345, 0.0123), (20.04, 20), (0, 0), (99.96, 100)])
def test_a_figure_has_as_many_digits_as_it_is_worth(number: float, short: float) -> None:
    assert rows.short(number) == short


def test_the_page_is_made_from_the_file(folder: Path) -> None:
    rows.write([ROW, Row("memory.web", 210.4, "MB", "Summed.", floor=50.2, ratio=4.19)])
    page = (folder / "benchmarks.md").read_text(encoding="utf-8")
    assert page == rows.page(kept(folder))
    assert "| `memory.web` | 210 MB | 50.2 | – | 4.19 |" in page
    assert "- `page.case.growth`: How it was done." in page


def test_only_measures_one_and_keeps_the_others(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows.write([ROW, Row("memory.web", 1, "MB", "Old."), Row("memory.worker", 1, "MB", "Old.")])
    benches = (
        bench.Bench(("page.case.growth",), lambda: pytest.fail("nobody asked for it")),
        bench.Bench(("memory.web", "memory.worker"), lambda: [Row("memory.web", 2, "MB", "New.")]),
    )
    monkeypatch.setattr(bench, "BENCHES", benches)
    assert bench.main(["memory.web"]) == 0
    assert {row["id"]: row["method"] for row in kept(folder)} == {
        "memory.web": "New.",
        "memory.worker": "Old.",
        "page.case.growth": "How it was done.",
    }


@pytest.mark.parametrize(
    ("only", "count"),
    [
        ("propose.case", 1),
        ("page.case.growth", 1),
        ("page.follow_ups.growth", 1),
        ("page.list.vs_stock", 1),
        ("page.", 2),
        ("propose.vs_cql", 1),
        ("cohort.vs_numpy", 1),
        ("plan.40_lesions.p95_ms", 1),
        ("board.lost_updates", 1),
        ("board.", 1),
        ("", 9),
    ],
)
def test_a_bench_is_found_by_an_id_or_its_beginning(only: str, count: int) -> None:
    assert sum(one.answers_to(only) for one in bench.BENCHES) >= count


def test_an_unknown_id_is_said_and_measures_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["nonsense"]) == 2
    assert "propose.case" in capsys.readouterr().err
    assert not list(folder.iterdir())


def test_the_committed_page_is_that_of_the_committed_figures() -> None:
    found = rows.read()
    asked = {"propose.case", "page.case.growth", "page.list.vs_stock", "memory.web", "memory.worker"}
    asked |= {"propose.vs_zen", "propose.vs_cql", "propose.vs_generated", "propose.stream_memory"}
    asked |= {"cohort.vs_numpy", "plan.40_lesions.p95_ms"}
    asked |= {"board.fanout.vs_floor", "board.switch_to_paint.p95_ms", "board.lost_events", "board.lost_updates"}
    assert asked <= {row["id"] for row in found}
    assert all(tuple(row) == KEYS for row in found)
    assert found == sorted(found, key=lambda row: row["id"])
    assert (rows.FOLDER / "benchmarks.md").read_text(encoding="utf-8") == rows.page(found)


def test_what_could_not_be_measured_is_said_and_not_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows.write([Row("propose.vs_cql", 1, "µs a patient", "Old.")])
    found: list[Row | NotMeasured] = [
        Row("propose.vs_zen", 2, "µs a patient", "New."),
        NotMeasured("propose.vs_cql", "there is no node"),
    ]
    monkeypatch.setattr(bench, "BENCHES", (bench.Bench(("propose.vs_zen", "propose.vs_cql"), lambda: found),))
    assert bench.main([]) == 1
    assert "propose.vs_cql was not measured: there is no node" in capsys.readouterr().err
    assert {row["id"]: row["method"] for row in kept(folder)} == {"propose.vs_cql": "Old.", "propose.vs_zen": "New."}


# --- the population --------------------------------------------------------------------------------------------------


@pytest.fixture
def stories(db: None) -> Stories:
    return tell()


def more(stories: Stories, count: int, first: int = 1) -> None:
    """That many patients in this test's transaction: the app role may write them, too."""
    with connection.cursor() as cursor:
        populate(cursor.cursor, stories, count, first=first)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing points into the void
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def asked(stories: Stories) -> dict[str, int]:
    """Every page measured, with the statements it takes when it was asked for before."""
    client = Client()
    client.force_login(stories.cast["coordinator"])
    case = Case.objects.filter(status="listed").latest("pk")
    found = {}
    for name, page in {
        "desk": "/",
        "meeting": f"/boards/{stories.coming.pk}/",
        "case": f"/cases/{case.pk}/",
        "follow_ups": "/follow_ups/?list=due",
    }.items():
        assert client.get(page).status_code == 200
        with CaptureQueriesContext(connection) as captured:
            body = client.get(page).content
        found[name] = sum(not query["sql"].startswith(NOT_QUERIES) for query in captured.captured_queries)
        assert b"</main>" in body
    return found


def test_pages_of_few_and_of_many_patients_take_the_same_queries(stories: Stories) -> None:
    more(stories, 20)
    few = asked(stories)
    more(stories, 40, first=21)
    assert asked(stories) == few
    assert few["case"] <= 12


def test_constraints_taken_apart_are_put_back(fresh_database: Database) -> None:
    asked = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype IN ('c', 'f') ORDER BY 1, 2"
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as owner, owner.cursor() as cursor:
        before = cursor.execute(asked).fetchall()
        with constraints_apart(cursor):
            assert len(cursor.execute(asked).fetchall()) < len(before) / 10
        assert cursor.execute(asked).fetchall() == before


def test_a_population_stands_where_its_shares_say(stories: Stories) -> None:
    more(stories, 40)
    shares, copies = Shares.of(40), Patient.objects.filter(number__startswith="BENCH-", given__in=GIVEN)
    assert copies.count() == 40 == sum(vars(shares).values())
    assert stories.coming.items.count() == shares.listed + 1
    today = timezone.localdate()
    due = FollowUp.objects.open().filter(patient__in=copies, due__lte=today, overdue_after__gte=today)
    assert due.count() == shares.due
    assert (
        Case.objects.filter(patient__in=copies, status="decided").count() == shares.decided + shares.due + shares.recent
    )
    assert not Observation.objects.filter(patient__in=copies).exclude(study=None, withdrawn=False).exists()


def test_the_archive_grows_and_the_meeting_does_not() -> None:
    small, large = Shares.of(1_000), Shares.of(100_000)
    assert (small.listed, small.due) == (large.listed, large.due) == (20, 240)
    assert large.decided / 100_000 > 0.96
    assert min(small.arrived, small.preparing) > 25  # every list of the desk is full at both sizes
