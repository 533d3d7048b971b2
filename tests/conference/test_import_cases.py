"""Cases from outside: every worked and published case through the real tables, and the rules' answers on the other side."""

import datetime as dt
import json
import re
from decimal import Decimal
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Hospital
from conference.imports import answer_of
from conference.models import Case
from conference.reading import cases_to_present, present
from core.models import AuditEvent
from patients import actions as patients
from patients.chart import Chart
from patients.fields import StatedField
from patients.fields.answers import Typed
from patients.items import ITEMS, WORKUP_ITEMS, Item, by_code
from patients.models import Observation, Patient, Study
from patients.reading import mapped
from tests.cast import DATA, House
from treatments.models import Course

pytestmark = pytest.mark.django_db

WORKED = sorted(path for path in (DATA / "worked").glob("W*.json") if "-" not in path.stem)
TODAY = timezone.localdate()
PUBLISHED = sorted((DATA / "published").glob("*.json"))


@pytest.fixture
def cast() -> House:
    return House()


def import_cases(*paths: Path, source: str = "test") -> tuple[str, str, int]:
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("import_cases", *map(str, paths), hospital="Nordhamn", source=source, stdout=out, stderr=err)
    except SystemExit as stop:
        code = int(stop.code or 0)
    return out.getvalue(), err.getvalue(), code


def import_case_saying(folder: Path, *cases: dict[str, Any], source: str = "test") -> tuple[str, int]:
    """Import cases that say this beside the least a case must say, a file each; what was complained about, and the exit code."""
    least = {"format": "cantlie-case/1", "as_of": "2026-03-02"}
    paths = [folder / f"{number}.json" for number in range(len(cases))]
    for number, (path, case) in enumerate(zip(paths, cases, strict=True)):
        path.write_text(json.dumps(least | {"reference": f"A{number}"} | case), encoding="utf-8")
    _out, err, code = import_cases(*paths, source=source)
    return err.replace(f"{folder}/", ""), code


def as_of_of(case: dict[str, Any]) -> Any:
    return dt.date.fromisoformat(case["as_of"])


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_a_worked_case_keeps_its_expected_answers_through_the_tables(cast: House, path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    import_cases(path)
    case = cases_to_present(Case.objects).get(patient__reference=document["case"]["reference"])
    assessment = present(case, as_of_of(document["case"])).assessment
    expect = document["expect"]
    assert {code: assessment.verdicts[code].outcome for code in expect["outcome"]} == expect["outcome"]
    assert {code: assessment.verdicts[code].because for code in expect.get("because", {})} == expect.get("because", {})
    assert {code: list(assessment.verdicts[code].missing) for code in expect.get("missing", {})} == expect.get(
        "missing", {}
    )
    if "ranking" in expect:
        assert [list(rank) for rank in assessment.ranking] == expect["ranking"]


def test_all_cases_import_and_a_second_run_changes_nothing(cast: House) -> None:
    out, err, code = import_cases(*WORKED, *PUBLISHED)
    assert (err, code) == ("", 0)
    assert out.splitlines()[-1] == f"{len(WORKED) + len(PUBLISHED)} imported, 0 already there, 0 faults."
    rows, acts = Observation.objects.count(), AuditEvent.objects.count()
    out, _err, code = import_cases(*WORKED, *PUBLISHED)
    assert out.splitlines()[-1] == f"0 imported, {len(WORKED) + len(PUBLISHED)} already there, 0 faults."
    assert (Observation.objects.count(), AuditEvent.objects.count()) == (rows, acts)


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem[:24])
def test_a_published_case_lies_on_the_map_in_its_stated_segments_and_says_unknown_where_the_source_is_silent(
    cast: House, path: Path
) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))["case"]
    import_cases(path)
    patient = Patient.objects.get(reference=case["reference"])
    chart = Chart.read(patient, as_of_of(case))
    stated = {lesion["label"]: tuple(lesion.get("segments") or ()) for lesion in case.get("lesions") or []}
    drawn = {mark.spot.label: mark for mark in mapped(chart).marks}
    assert {label: mark.spot.segments for label, mark in drawn.items()} == stated
    assert all((mark.where == "liver") == bool(stated[label]) for label, mark in drawn.items())
    told = set(case.get("tumour") or {}) | set(case.get("fitness") or {})
    for code in ("tumour.primary_site", "tumour.functional", "fitness.ecog", "fitness.asa"):
        assert chart.facts[code].known == (code.split(".")[1] in told)


def test_faults_are_named_by_file_line_and_path_and_the_rest_is_imported(cast: House) -> None:
    invalid = DATA / "worked" / "invalid.jsonl"
    out, err, code = import_cases(invalid, DATA / "worked" / "W18-followups.json", WORKED[0])
    assert code == 2
    paths = [line.split(": ")[1:3] for line in err.splitlines()]
    assert paths == [
        ["line 2", "labs.albumin_g_l.value"],
        ["line 3", "lesion_count"],
        ["line 4", "tumor"],
        ["line 5", "heart.echo_date"],
    ]
    assert "skipped" in out
    assert "3 imported" in out


def test_an_age_is_kept_as_a_birth_year_and_the_birth_date_stays_unknown(cast: House) -> None:
    import_cases(WORKED[0])
    patient = Patient.objects.get(reference="W01")
    assert (patient.birth_date, patient.birth_year, patient.number) == (None, 2026 - 58, "test-W01")
    assert (patient.born, patient.ages_on(dt.date(2026, 3, 2))) == ("about 1968", (58, 58))


def test_the_same_reference_of_another_source_is_another_patient(cast: House) -> None:
    import_cases(WORKED[0], source="a")
    import_cases(WORKED[0], source="b")
    assert Patient.objects.filter(reference="W01").count() == 2
    assert Hospital.objects.count() == 2


def test_what_a_case_for_a_coming_meeting_says_is_learnt_on_the_day_it_is_imported(cast: House, tmp_path: Path) -> None:
    meeting = (TODAY + dt.timedelta(days=7)).isoformat()
    import_case_saying(tmp_path, {"as_of": meeting, "fitness": {"ecog": 0}, "lesions": [{"label": "L1"}]})
    chart = Chart.read(Patient.objects.get(reference="A0"), TODAY)
    assert chart.facts["fitness.ecog"].value == 0
    assert [one.lesion.label for one in chart.lesions] == ["L1"]


def test_what_is_dated_after_today_is_refused_by_its_path(cast: House, tmp_path: Path) -> None:
    tomorrow = (TODAY + dt.timedelta(days=1)).isoformat()
    late = {"as_of": tomorrow, "labs": {"inr": {"value": 1, "date": tomorrow}}, "intended": {"date": tomorrow}}
    assert import_case_saying(tmp_path, late, {}) == (
        f"0.json: line 1: labs.inr.date: {tomorrow} lies in the future.\n",
        2,
    )
    assert Patient.objects.filter(reference="A1").exists()


@pytest.mark.parametrize(
    ("says", "modality"),
    [
        ({"liver": {"imaging_date": "2026-01-15"}}, "not-stated"),
        ({"liver": {"imaging_date": "2026-01-15"}, "lesions": []}, "not-stated"),
        ({"tumour": {"sstr_date": "2026-01-15"}}, "receptors"),
    ],
)
def test_a_day_of_imaging_alone_is_kept_as_a_study(
    cast: House, tmp_path: Path, says: dict[str, Any], modality: str
) -> None:
    assert import_case_saying(tmp_path, says) == ("", 0)
    study = Study.objects.get(patient__reference="A0")
    assert (study.modality, study.date) == (modality, dt.date(2026, 1, 15))
    assert Chart.read(study.patient, TODAY).list_state("lesions") == "not-asked"


def test_a_stated_birth_year_is_kept_beside_an_age_and_one_against_it_is_refused(cast: House, tmp_path: Path) -> None:
    near, against = {"birth_year": 1950, "age_years": 75}, {"birth_year": 1960, "age_years": 75}
    err, _code = import_case_saying(tmp_path, {"patient": near}, {"patient": against})
    assert err == "1.json: line 1: patient.birth_year: The birth year and the age do not agree.\n"
    assert Patient.objects.get(reference="A0").birth_year == 1950


@pytest.mark.parametrize(
    ("says", "fault"),
    [
        ({"lesions": [{"label": "L\0"}]}, "lesions[0].label: Character 2 is U+0000, which cannot be seen. Delete it."),
        (
            {"lesions": [{"label": "L1"}, {"label": "L2", "longest_mm": 29.99999}]},
            "lesions[1].longest_mm: 29.99999 cannot be kept as it is: at most 10 digits and 4 decimals.",
        ),
    ],
)
def test_what_the_database_would_change_is_refused_by_its_path_and_the_rest_is_imported(
    cast: House, tmp_path: Path, says: dict[str, Any], fault: str
) -> None:
    assert import_case_saying(tmp_path, says, {}) == (f"0.json: line 1: {fault}\n", 2)
    assert [patient.reference for patient in Patient.objects.all()] == ["A1"]


def test_what_the_database_refuses_is_reported_and_the_rest_is_imported(
    cast: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conference.imports._refuse_what_cannot_be_kept", lambda _case: None)
    err, code = import_case_saying(tmp_path, {"lesions": [{"label": "L\0"}]}, {})
    assert (err, code) == ("0.json: line 1: : the database refuses it: DataError\n", 2)
    assert [patient.reference for patient in Patient.objects.all()] == ["A1"]


def test_a_file_that_is_not_there_is_reported_and_the_rest_is_imported(cast: House, tmp_path: Path) -> None:
    out, err, code = import_cases(tmp_path / "none.json", WORKED[0])
    assert (err, code) == (f"{tmp_path}/none.json: cannot be read: No such file or directory\n", 2)
    assert "1 imported" in out


def test_segments_without_a_name_are_no_territory(cast: House, tmp_path: Path) -> None:
    assert import_case_saying(tmp_path, {"earlier_treatments": [{"type": "tae", "territory": "segments"}]}) == ("", 0)
    course = Course.objects.get()
    assert (course.territory, course.note) == ("", "Single segments; the source does not name them.")


@pytest.mark.parametrize("path", ["surgery.segments_removed", "intended.segments"])
def test_an_empty_list_of_segments_is_an_answer(cast: House, tmp_path: Path, path: str) -> None:
    section, name = path.split(".")
    assert import_case_saying(tmp_path, {section: {name: []}, "liver": {"segment_volumes_ml": {"4a": 100}}}) == ("", 0)
    presentation = present(cases_to_present(Case.objects).get(), TODAY)
    assert presentation.facts[section][name] == []
    judged = StatedField(by_code[path])
    assert judged.clean(Typed.of(presentation.case.workup.judgements.get())).columns()["text"] == "none"


def test_every_reference_the_format_allows_has_a_local_number_of_its_own(cast: House, tmp_path: Path) -> None:
    long = [{"reference": "R" * 63 + end} for end in "12"]
    assert import_case_saying(tmp_path, *long) == ("", 0)
    assert import_case_saying(tmp_path, {"reference": "c"}, source="a-b") == ("", 0)
    assert import_case_saying(tmp_path, {"reference": "b-c"}, source="a") == ("", 0)
    assert Patient.objects.count() == 4


def test_a_source_with_too_long_a_name_is_refused_at_once(cast: House) -> None:
    with pytest.raises(CommandError, match="at most 60"):
        import_cases(WORKED[0], source="x" * 61)


def test_a_value_just_inside_a_limit_stays_there(cast: House, tmp_path: Path) -> None:
    near = {
        "tumour": {"differentiation": "net", "ki67_percent": 2.9996, "mitoses_per_2mm2": 1.996},
        "lesions": [{"label": "L1", "longest_mm": 29.96, "duct_distance_mm": 9.96, "volume_ml": 1.234}],
    }
    assert import_case_saying(tmp_path, near) == ("", 0)
    presentation = present(cases_to_present(Case.objects).get(), as_of_of({"as_of": "2026-03-02"}))
    assert presentation.facts["tumour"] | near["tumour"] == presentation.facts["tumour"]
    assert presentation.facts["lesions"] == near["lesions"]
    verdicts = presentation.assessment.verdicts
    assert [row.answer.result for row in verdicts["ablation"].rows if row.id == "ABL-2"] == ["met"]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([item for item in (*ITEMS, *WORKUP_ITEMS) if item.is_numeric]), st.data())
def test_every_imported_number_stands_in_its_field_so_that_it_reads_back(item: Item, data: st.DataObject) -> None:
    places = 0 if item.kind == "integer" else 4
    least = item.hard_low if item.low is None else item.low
    number = data.draw(st.decimals(least, 10**6 if item.high is None else item.high, places=places))
    stated = int(number) if item.kind == "integer" else float(number)
    row, field = SimpleNamespace(item=item.code, **vars(answer_of(stated))), StatedField(item)
    shown = field.prepare_value(row)._replace(unit=item.unit, confirmed=True)
    assert field.clean(shown).value == number
    assert not field.has_changed(row, shown._replace(unit=row.unit))


def test_a_page_with_an_imported_number_of_three_decimals_can_be_saved(cast: House, tmp_path: Path) -> None:
    import_case_saying(tmp_path, {"tumour": {"tgr_percent_per_month": 1.125}})
    patient = Patient.objects.get()
    patients.grant_care(patient=patient, ground="conference", by=None, unit=cast.unit)
    page, browser = reverse("patients:observe", args=[patient.pk, "tumour"]), cast.browser_of("endocrinologist")
    box = re.search(r'name="tumour.tgr_percent_per_month"[^>]*value="([^"]*)"', browser.get(page).text)
    assert box is not None
    fields = {"tumour.tgr_percent_per_month": box[1], "tumour.functional": "none", "date": TODAY.isoformat()}
    assert browser.post(page, fields).status_code == 302
    chart = Chart.read(patient, TODAY)
    assert chart.facts["tumour.tgr_percent_per_month"].value == Decimal("1.125")
    assert chart.facts["tumour.functional"].value == "none"


@pytest.mark.parametrize(
    ("person", "age"),
    [
        ({"age_years": 60}, 60),
        ({"age_years": 61}, 61),
        ({"birth_year": 1966}, 60),
        ({"birth_year": 1965}, None),  # 60 or 61, and the limit of transplantation lies between them
        ({"birth_year": 1964}, 62),
    ],
)
def test_an_age_goes_to_the_rules_when_it_is_sure_on_which_side_of_the_limit_it_lies(
    cast: House, tmp_path: Path, person: dict[str, int], age: int | None
) -> None:
    import_case_saying(tmp_path, {"patient": person})
    presentation = present(cases_to_present(Case.objects).get(), dt.date(2026, 3, 2))
    assert presentation.facts.get("patient", {}).get("age_years") == age
