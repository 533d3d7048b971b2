"""A cantlie-case/1 becomes a patient with a history, a workup, a referral and a case. Only what it states is written."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from conference import actions
from conference.models import Case, Referral
from core.rules import RuleBroken
from patients import actions as write
from patients.actions import Answer
from patients.identity import LOCAL_LENGTH, Scheme
from patients.items import ITEMS, WORKUP_ITEMS, by_code
from patients.items.item import IMAGING
from patients.models import Lesion, Measurement, Patient, Study
from patients.quantities import MAX_DECIMALS, MAX_WHOLE, Refused, clean_text, fits, listed, written
from treatments import actions as treat
from treatments.eligibility.validation import dates_told, path_of
from treatments.facts import LISTS
from treatments.models import Territory

OF_PATIENT = frozenset(item.code for item in ITEMS)
OF_WORKUP = frozenset(item.code for item in WORKUP_ITEMS)
OWN_TABLES = frozenset({"format", "reference", "as_of", "note", "lesions", "earlier_treatments", "referral"})
PATHOLOGY = ("differentiation", "grade", "ki67_percent", "mitoses_per_2mm2")
DATE_OF = {"tumour.krenning": "tumour.sstr_date", "tumour.sstr_negative_fdg_avid": "tumour.sstr_date"}
LESION_PLAN = ("plan", "wedge_resectable")
MEASURED = ("longest_mm", "second_mm", "third_mm")
TOLD = (*Measurement.SIZE, *Measurement.ADJACENCY)
DECIMALS = frozenset({*Measurement.SIZE, "duct_distance_mm"})


@dataclass(frozen=True)
class Person:
    """Who an imported case is given to: its own local number, or an invented person in the demo."""

    surname: str
    given: str = ""
    scheme: str = Scheme.LOCAL
    number: str = ""
    birth_date: dt.date | None = None
    sex: str = ""


def facts_in(case: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """(path, value) of every single fact the case states; labs stay together, null is nothing."""
    for section, content in case.items():
        if section in OWN_TABLES or content is None:
            continue
        if not isinstance(content, dict):
            yield section, content
            continue
        for name, value in content.items():
            if value is None:
                continue
            if name == "segment_volumes_ml":
                yield from (
                    (f"{section}.{name}.{segment}", volume) for segment, volume in value.items() if volume is not None
                )
            else:
                yield f"{section}.{name}", value


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def answer_of(value: Any) -> Answer:
    """One stated value as an answer; a number is printed so that a page reads the same value back."""
    if isinstance(value, bool):
        return Answer(text="yes" if value else "no")
    if isinstance(value, (int, float, Decimal)):
        number = Decimal(str(value))
        return Answer(number=number, printed=written(number))
    if isinstance(value, list):
        return Answer(text=listed(value))
    return Answer(text=value)


@transaction.atomic
def import_case(
    case: dict[str, Any],
    *,
    unit: Unit,
    source: str,
    by: User | None = None,
    person: Person | None = None,
    places: dict[str, dict[str, Any]] | None = None,
    accept: bool = True,
    note: str = "",
) -> Case | Referral | None:
    """Write one valid case down; None when (hospital, source, reference) is already there.

    `accept=False` leaves the referral with the coordinator. `places` says by label where lesions lie that the format has
    no code for: {"L1": {"side": "left"}}.
    """
    hospital, reference = unit.hospital, case["reference"]
    if Patient.objects.filter(hospital=hospital, source=source, reference=reference).exists():
        return None
    today = timezone.localdate()
    _refuse_what_cannot_be_kept(case)
    _refuse_the_future(case, today)
    patient = _register(case, unit, source, by, person or Person(surname=f"{source} {reference}"))
    # A case may be put together for a coming meeting; what it says we learn today, and not on the day of the meeting.
    noted = min(dt.date.fromisoformat(case["as_of"]), today)
    common = {"patient": patient, "by": by, "noted_on": noted}
    _write_findings(case, common)
    _write_pathology(case, common)
    _write_lists(case, common)
    lesions = _write_lesions(case, common, _write_studies(case, common), places or {})
    _write_courses(case, common)
    referral = actions.refer(
        patient=patient,
        unit=unit,
        by=by,
        question=(case.get("referral") or {}).get("question") or _("The source does not state the question."),
        reasons=(case.get("referral") or {}).get("reasons") or [],
        referrer_role=(case.get("referral") or {}).get("referrer_role") or "",
        key=uuid5(hospital.pk, f"{source}/{reference}"),
    )
    if not accept:
        return referral
    made = actions.prepare(referral=referral, by=by, note=note)
    _write_judgements(case, made, lesions, common)
    return made


def _refuse_what_cannot_be_kept(value: Any, *path: str | int) -> None:
    """A sign PostgreSQL does not take, a number it would round: said by its path, never changed."""
    match value:
        case dict():
            for key, part in value.items():
                _refuse_what_cannot_be_kept(part, *path, key)
        case list():
            for place, part in enumerate(value):
                _refuse_what_cannot_be_kept(part, *path, place)
        case str():
            try:
                clean_text(value)
            except Refused as bad:
                raise RuleBroken(str(bad), path_of(path)) from bad
        case bool():
            pass
        case int() | float() | Decimal() if not fits(Decimal(str(value))):
            words = _("%(number)s cannot be kept as it is: at most %(whole)s digits and %(decimals)s decimals.")
            raise RuleBroken(words % {"number": value, "whole": MAX_WHOLE, "decimals": MAX_DECIMALS}, path_of(path))


def _refuse_the_future(case: dict[str, Any], today: dt.date) -> None:
    """Nothing was seen or done after today: it would outrank whatever a person enters until then."""
    for path, day, may_come in dates_told(case):
        if day > today.isoformat() and not may_come:
            raise RuleBroken(_("%(day)s lies in the future.") % {"day": day}, path)


def local_number(source: str, reference: str) -> str:
    """The hospital's number of an imported patient: always the same for one reference of one source, and of no other."""
    between = "/" if "-" in source else "-"  # a reference has no slash: "a-b" and "c" are not "a" and "b-c"
    whole = f"{source}{between}{reference}"
    if len(whole) <= LOCAL_LENGTH:
        return whole
    return f"{whole[: LOCAL_LENGTH - 13]}-{sha256(whole.encode()).hexdigest()[:12]}"


def _birth(case: dict[str, Any]) -> dict[str, Any]:
    """The year as stated; else by the format's own sum backwards from the age, with the day the age was true."""
    stated = case.get("patient") or {}
    year, age = stated.get("birth_year"), stated.get("age_years")
    if age is None:
        return {"birth_year": year}
    as_of = dt.date.fromisoformat(case["as_of"])
    reckoned = as_of.year - age
    if year is None:
        return {"birth_year": reckoned, "age_stated_on": as_of}
    if year not in {reckoned, reckoned - 1}:
        raise RuleBroken(_("The birth year and the age do not agree."), "patient.birth_year")
    return {"birth_year": year}


def _register(case: dict[str, Any], unit: Unit, source: str, by: User | None, person: Person) -> Patient:
    stated = case.get("patient") or {}
    return write.register(
        hospital=unit.hospital,
        scheme=person.scheme,
        number=person.number or local_number(source, case["reference"]),
        surname=person.surname,
        given=person.given,
        **({"birth_date": person.birth_date} if person.birth_date else _birth(case)),
        sex=person.sex or stated.get("sex") or "",
        source=source,
        reference=case["reference"],
        by=by,
    )


def _write_findings(case: dict[str, Any], common: dict[str, Any]) -> None:
    """Single facts, one act for each day they are dated on."""
    stated = dict(facts_in(case))
    days: dict[dt.date | None, dict[str, Answer]] = {}
    imaged = _day(stated.get("liver.imaging_date"))
    for path, value in stated.items():
        if path not in OF_PATIENT:
            continue
        if path.startswith("labs."):
            day, answer = _day(value.get("date")), answer_of(value.get("value"))
            if value.get("value") is None:
                continue
            if value.get("upper_limit") is not None:
                answer = Answer(
                    number=answer.number, printed=answer.printed, upper_limit=Decimal(str(value["upper_limit"]))
                )
        else:
            day, answer = _day_of(path, stated, imaged), answer_of(value)
        days.setdefault(day, {})[path] = answer
    if wishes := (case.get("referral") or {}).get("wishes"):
        days.setdefault(None, {})["patient.wish"] = Answer(text=wishes)
    for day, answers in days.items():
        write.observe(answers=answers, date=day, **common)


def _day_of(path: str, stated: dict[str, Any], imaged: dt.date | None) -> dt.date | None:
    if path in DATE_OF:
        return _day(stated.get(DATE_OF[path]))
    if path.startswith("heart."):
        return _day(stated.get("heart.echo_date"))
    from_images = by_code[path].age_limit == IMAGING
    return imaged if from_images else None


def _write_pathology(case: dict[str, Any], common: dict[str, Any]) -> None:
    stated = {name: (case.get("tumour") or {}).get(name) for name in PATHOLOGY}
    if all(value is None for value in stated.values()):
        return
    fields: dict[str, Any] = {name: stated[name] for name in ("differentiation", "grade") if stated[name]}
    for name, short in (("ki67_percent", "ki67"), ("mitoses_per_2mm2", "mitoses")):
        if stated[name] is not None:
            number = Decimal(str(stated[name]))
            fields |= {f"{short}_low": number, f"{short}_high": number, f"{short}_printed": written(number)}
    write.report_pathology(**fields, **common)


def _write_lists(case: dict[str, Any], common: dict[str, Any]) -> None:
    stated = dict(facts_in(case))
    for path, name in LISTS.items():
        if path not in stated:
            continue
        for code in stated[path]:
            write.add_entry(list=name, code=code, **common)
        if not stated[path]:
            _answer(common, name, "none")
    allergies = case.get("allergies") or {}
    for substance, has in allergies.items():
        if has:
            write.add_entry(list="allergies", code=substance, **common)


def _write_studies(case: dict[str, Any], common: dict[str, Any]) -> Study | None:
    """What was imaged: a day alone is a study too. Returned is the one on which the lesions were seen."""
    stated = dict(facts_in(case))
    receptors = _day(stated.get("tumour.sstr_date"))
    if receptors and not DATE_OF.keys() & stated.keys():  # otherwise the answers carry the day
        write.add_study(modality=Study.Modality.RECEPTORS, date=receptors, **common)
    day = _day(stated.get("liver.imaging_date"))
    if day is None and not case.get("lesions"):
        return None
    return write.add_study(modality=Study.Modality.NOT_STATED, date=day, **common)


def _write_lesions(
    case: dict[str, Any], common: dict[str, Any], study: Study | None, places: dict[str, dict[str, Any]]
) -> dict[str, Lesion]:
    lesions: dict[str, Lesion] = {}
    if study is None:
        return lesions
    for stated in case.get("lesions") or []:
        place: dict[str, Any] = {"segments": stated.get("segments") or []} | places.get(stated["label"], {})
        lesion = write.add_lesion(label=stated["label"], **place, **common)
        _measure(lesion, study, stated, common)
        lesions[stated["label"]] = lesion
    if lesions:
        _answer(common, "lesions", "listed", date=study.date)
    return lesions


def _measure(lesion: Lesion, study: Study, stated: dict[str, Any], common: dict[str, Any]) -> None:
    told: dict[str, Any] = {name: stated[name] for name in TOLD if stated.get(name) is not None}
    told = {name: Decimal(str(value)) if name in DECIMALS else value for name, value in told.items()}
    state = "measured" if "longest_mm" in told else "seen"
    if state == "seen":  # other diameters without the longest are no measurement
        told = {name: value for name, value in told.items() if name not in MEASURED}
    write.measure(lesion=lesion, study=study, state=state, by=common["by"], noted_on=common["noted_on"], **told)


def _answer(common: dict[str, Any], name: str, answer: str, **when: Any) -> None:
    """What was said of a whole list."""
    write.answer_list(
        patient=common["patient"], by=common["by"], name=name, answer=answer, noted_on=common["noted_on"], **when
    )


def _write_courses(case: dict[str, Any], common: dict[str, Any]) -> None:
    given = case.get("earlier_treatments")
    if given is None:
        return
    for stated in given:
        territory, segments = stated.get("territory") or "", stated.get("segments") or []
        unnamed = territory == Territory.SEGMENTS and not segments  # as good as no territory: formats, decision 12
        treat.report_course(
            type=stated["type"],
            territory="" if unnamed else territory,
            segments=segments,
            date=_day(stated.get("date")),
            response=stated.get("response") or "",
            response_imaging_done=stated.get("response_imaging_done"),
            note=_("Single segments; the source does not name them.") if unnamed else "",
            **common,
        )
    if not given:
        _answer(common, "earlier_treatments", "none")


def _write_judgements(case: dict[str, Any], made: Case, lesions: dict[str, Lesion], common: dict[str, Any]) -> None:
    answers: dict[str, Answer] = {}
    for path, value in facts_in(case):
        if path in OF_WORKUP:
            answers[path] = answer_of(value)
        elif isinstance(value, dict) and path.startswith("surgery."):
            answers |= {f"{path}.{measure}": answer_of(share) for measure, share in value.items() if share is not None}
    plans = {
        lesions[stated["label"]]: {name: stated[name] for name in LESION_PLAN if stated.get(name) is not None}
        for stated in case.get("lesions") or []
    }
    plans = {lesion: plan for lesion, plan in plans.items() if plan}
    if answers or plans:
        how = {name: common[name] for name in ("by", "noted_on")}
        treat.judge(workup=made.workup, answers=answers, lesions=plans, **how)
