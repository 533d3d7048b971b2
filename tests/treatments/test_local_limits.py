"""A hospital's own limits: one file, read once, refused when anything in it cannot be, and seen on every page."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.urls import reverse
from django.utils import timezone

from conference.local_limits import local_limits
from conference.models import Proposal
from conference.reading import present
from patients import actions as patients
from patients.actions import Answer
from patients.chart import Chart
from tests.cast import House
from treatments import limits
from treatments.eligibility import RULES_VERSION
from treatments.eligibility.local import BadFile

ROOT = Path(__file__).parents[2]
BARE = '{"format": "cantlie-case/1", "reference": "A", "as_of": "2026-03-02", "largest_lesion_mm": 28}'

type Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path, settings: Any) -> Iterator[Write]:
    """Write the hospital's file, and let the house read it as at a start."""

    def written(text: str) -> Path:
        file = tmp_path / "limits.txt"
        file.write_text(text, encoding="utf-8")
        settings.LOCAL_LIMITS_FILE = str(file)
        limits._read.cache_clear()
        return file

    yield written
    limits._read.cache_clear()


def test_without_a_file_nothing_is_changed(settings: Any) -> None:
    assert settings.LOCAL_LIMITS_FILE == ""
    assert limits.here() == {}
    assert local_limits(limits.limits()) == []


def test_the_file_is_read_once(write: Write) -> None:
    file = write("ABL_D.met 25  # radiology, 2026-11\n")
    assert limits.here() == {"ABL_D.met": Decimal(25)}
    file.write_text("ABL_D.met 20\n", encoding="utf-8")
    assert limits.here() == {"ABL_D.met": Decimal(25)}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ABL_X.met 3", "line 1: there is no band ABL_X; did you mean ABL_N"),
        ("# ours\n\nABL_D 25", "line 3: ABL_D: say which part of the band"),
        ("ABL_D.most 25", "line 1: ABL_D.most: say which part"),
        ("LT_AGE.caution 65", "line 1: LT_AGE.caution: this band has no caution"),
        ("ABL_D.met", "line 1: “ABL_D.met” is no limit"),
        ("ABL_D.met 25 mm", "line 1: “ABL_D.met 25 mm” is no limit"),
        ("INR_HI.met 1,5", "line 1: “1,5” is not a number"),
        *((f"INR_HI.met {word}", "a finite number, 0 or more") for word in ("nan", "inf", "-1", "-0")),
        ("GROUND90.met 190", "more than 100 %"),
        ("INTERVAL.met 2.5", "counted in whole months"),
        ("BLOODS_AGE.met 99999", "counted in whole days, 3650 at most"),
        ("ABL_D.met 25\nABL_D.met 26", "line 2: ABL_D.met stands already in line 1"),
        ("ABL_D.met 25\nABL_D.met 25", "line 2: ABL_D.met stands already in line 1"),
        ("ABL_D.met 60", "line 1: ABL_D.met 60 must be at most ABL_D.caution 50"),
        ("ABL_D.caution 20\nABL_N.met 5", "line 1: ABL_D.met 30 must be at most ABL_D.caution 20"),
        ("ABL_D.met 60\nABL_D.caution 55", "line 2: ABL_D.met 60 must be at most ABL_D.caution 55"),
        ("SSTR_PRRT.caution 4", "line 1: SSTR_PRRT.met 3 must be at least SSTR_PRRT.caution 4"),
    ],
)
def test_what_cannot_be_is_refused_with_file_line_and_reason(write: Write, text: str, says: str) -> None:
    file = write(text)
    (fault,) = limits.faults()
    assert fault.startswith(f"{file}, line ")
    assert says in fault
    with pytest.raises(BadFile):
        limits.here()
    assert [(error.id, fault in error.msg) for error in run_checks() if (error.id or "").startswith("treatments")] == [
        ("treatments.E001", True)
    ]


def test_every_fault_is_named_at_once_in_the_order_of_the_file(write: Write) -> None:
    write("ABL_D.met 60\nfoo 3\nINR_HI.met x\n")
    assert [fault.split(", ")[1].split(":")[0] for fault in limits.faults()] == ["line 1", "line 2", "line 3"]


def test_a_file_that_is_not_there_or_no_text_is_named(settings: Any, tmp_path: Path) -> None:
    for content, says in ((None, "No such file"), (b"\xff\xfe\x00", "not UTF-8")):
        file = tmp_path / f"file-{says[:3]}"
        if content is not None:
            file.write_bytes(content)
        settings.LOCAL_LIMITS_FILE = str(file)
        (fault,) = limits.faults()
        assert fault.startswith(str(file))
        assert says in fault


def test_the_caution_may_be_given_up_and_the_houses_own_number_is_no_change(write: Write) -> None:
    write("ABL_D.met 50\nABL_N.met 6.0\n")
    assert limits.here() == {"ABL_D.met": Decimal(50)}


# --- starting ---------------------------------------------------------------------------------------------------------


def run(*command: str, file: Path | str, given: str = "") -> subprocess.CompletedProcess[str]:
    env = os.environ | {"LOCAL_LIMITS_FILE": str(file), "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, input=given, capture_output=True, text=True, check=False
    )


def test_neither_pages_nor_workers_start_with_a_file_nobody_can_read(tmp_path: Path) -> None:
    file = tmp_path / "limits.txt"
    file.write_text("ABL_D.met 25\nABL_D.mt 3\n", encoding="utf-8")
    ask = "import config.safety as s; s.refuse_if_unsafe(); print('safe')"
    for command in (["-c", ask], ["-c", "import config.wsgi"], ["manage.py", "check"], ["manage.py", "propose", "-"]):
        done = run(*command, file=file, given=BARE)
        assert (done.returncode, done.stdout) == (1, ""), command
        assert f"LOCAL_LIMITS_FILE: {file}, line 2: ABL_D.mt: say which part" in done.stderr
        assert "Traceback" not in done.stderr
    file.write_text("ABL_D.met 25\n", encoding="utf-8")
    assert run("-c", ask, file=file).stdout == "safe\n"


def test_propose_answers_with_the_limits_of_the_environment_and_needs_none(tmp_path: Path) -> None:
    file = tmp_path / "limits.txt"
    file.write_text("ABL_D.met 25\n", encoding="utf-8")
    answers = [json.loads(run("manage.py", "propose", "-", file=one, given=BARE).stdout) for one in ("", file)]
    rows = [
        next(row for row in modality["criteria"] if row["id"] == "ABL-2")
        for answer in answers
        for modality in answer["modalities"]
        if modality["code"] == "ablation"
    ]
    assert [row["result"] for row in rows] == ["met", "caution"]
    assert [row["sources"] for row in rows] == [["001-15"], ["001-15", "local setting"]]
    assert answers[0]["rules_version"] == RULES_VERSION
    assert answers[1]["rules_version"].startswith(f"{RULES_VERSION}.")


# --- everywhere -------------------------------------------------------------------------------------------------------


@pytest.fixture
def cast(db: None) -> House:
    return House()


def test_the_case_page_says_what_holds_here_beside_the_houses_number(cast: House, write: Write) -> None:
    case = cast.worked("W03")
    url = reverse("conference:case", args=[case.pk])
    browser = cast.browser_of("surgeon")
    assert "local-limits" not in browser.get(url).text
    write("ABL_D.met 25\nABL_N.caution 6\n")
    text = browser.get(url).text
    assert "2 local limits apply" in text
    assert "here 25\u00a0mm; usually 30\u00a0mm" in text
    assert "with caution: here 6; usually 7" in text
    assert "local setting" in text
    row = text[text.index('id="ablation-ABL-2"') :]
    assert "here 25\u00a0mm; usually 30\u00a0mm" in row[: row.index("</tr>")]


def test_the_board_sees_them_and_what_is_frozen_is_made_with_them(cast: House, write: Write) -> None:
    write("ABL_D.met 25\n")
    item = cast.listed(cast.worked("W03"))
    browser = cast.browser_of("surgeon")
    assert "1 local limit applies" in browser.get(reverse("conference:item", args=[item.pk])).text
    browser.post(reverse("conference:propose", args=[item.pk]))
    proposal = Proposal.objects.get(item=item)
    assert proposal.rules_version == present(item.case, item.board.day, item).answer["rules_version"]
    assert proposal.rules_version.startswith(f"{RULES_VERSION}.")
    assert proposal.answer == present(item.case, item.board.day, item).answer


def test_a_local_age_holds_in_the_rules_in_the_gaps_and_on_the_page(cast: House, write: Write) -> None:
    case = cast.case()
    day = timezone.localdate() - timedelta(days=20)
    patients.observe(
        patient=case.patient, answers={"labs.inr": Answer(number=Decimal(1))}, by=cast["referrer"], date=day
    )
    today = timezone.localdate()
    assert present(case).assessment.facts["labs.inr"] == 1
    assert not Chart.read(case.patient, today).facts["labs.inr"].is_old
    write("BLOODS_AGE.met 14\n")
    seen = present(case)
    assert seen.assessment.facts["labs.inr"] is None
    assert Chart.read(case.patient, today).facts["labs.inr"].is_old
    assert [gap.seen_on for gap in seen.gaps if gap.path == "labs.inr"] == [day]


def test_the_age_of_a_patient_minds_them_too(cast: House, write: Write) -> None:
    today = timezone.localdate()
    patient = cast.patient(birth_year=today.year - 65)
    case = cast.case(patient)
    assert present(case).facts["patient"]["age_years"] == 65
    write("LT_AGE.met 64\n")
    assert "age_years" not in present(case).facts.get("patient", {})  # 64 or 65: on which side nobody can say


def asked_for(path: Path) -> Iterator[ast.Call]:
    """The calls in a file that assess a case or read it as the rules do."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("treatments.eligibility")
        for alias in node.names
        if alias.name in {"assess", "propose", "Facts", "judged"}
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def test_nobody_assesses_a_case_without_the_limits_of_the_hospital() -> None:
    found = 0
    for app in ("conference", "config", "patients", "treatments"):
        for path in (ROOT / app).rglob("*.py"):
            if "eligibility" not in path.parts:
                for call in asked_for(path):
                    found += 1
                    assert "limits" in ast.unparse(call) or "here()" in ast.unparse(call), f"{path}:{call.lineno}"
    assert found >= 4
