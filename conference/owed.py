"""What is missing, by who owes it, with what it holds up and where one answers it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Permission
from conference.reading import Gap, Presentation
from conference.showing import modality_name
from patients.items import by_code
from patients.models import Patient

P = Permission
NAMED = 2  # treatments named beside a gap; more are counted
JUDGED = frozenset({"surgery", "gates", "intended", "services"})
LISTS = {"fitness.comorbidities": "comorbidities", "tumour.extrahepatic_sites": "extrahepatic_sites"}
REPORTED = frozenset({"tumour.differentiation", "tumour.grade", "tumour.ki67_percent", "tumour.mitoses_per_2mm2"})
IMAGED = frozenset({"liver.imaging_date", "tumour.sstr_date"})
MEASURED = frozenset({"lesions", "lesion_count", "largest_lesion_mm"})
PERSON = frozenset({"patient.age_years", "patient.birth_year", "patient.sex"})


def owed(presentation: Presentation, user: User) -> list[dict[str, Any]]:
    """The gaps of a case, grouped by who usually supplies each."""
    judge = reverse("conference:judge", args=[presentation.case.pk])
    return by_supplier(presentation.gaps, presentation.case.patient, user, judge=judge)


def by_supplier(gaps: Iterable[Gap], patient: Patient, user: User, *, judge: str = "") -> list[dict[str, Any]]:
    """Gaps grouped by supplier, those who owe most first; each with its words and, for who may answer it, its address."""
    heaps: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for gap in gaps:
        heaps[gap.supplier].append(
            {
                "path": gap.path,
                "label": _(gap.label),
                "url": answered_at(gap.path, patient, user, judge),
                "why": held_up(gap.blocks),
                "seen_on": gap.seen_on,
            }
        )
    ordered = sorted(heaps.items(), key=lambda heap: -len(heap[1]))
    return [{"supplier": _(supplier), "gaps": gaps, "old": sum(gap["seen_on"] is not None for gap in gaps)} for supplier, gaps in ordered]


def held_up(codes: tuple[str, ...]) -> str:
    """Which treatments wait for it."""
    if not codes:
        return ""
    if len(codes) <= NAMED:
        return ", ".join(modality_name(code) for code in codes)
    return ngettext("%(n)d treatment", "%(n)d treatments", len(codes)) % {"n": len(codes)}


def answered_at(path: str, patient: Patient, user: User, judge: str = "") -> str:
    """Where one writes the answer down; empty for somebody who may not, and for what stands in the settings."""
    section, _dot, key = path.partition(".")
    if section in JUDGED or path in {"lesions.plan", "lesions.wedge_resectable"}:
        return f"{judge}#id_{path}" if judge and user.may(P.JUDGE) and section != "services" else ""
    if section == "outcome":
        return ""
    name, args, permissions = _page(path, section, key)
    if not any(user.may(permission) for permission in permissions):
        return ""
    anchor = f"#id_{'patient.wish' if path == 'referral.wishes' else path}" if name == "patients:observe" else ""
    return reverse(name, args=[patient.pk, *args]) + anchor


def _page(path: str, section: str, key: str) -> tuple[str, list[str], tuple[Permission, ...]]:
    """The page that takes the answer, and who may write there."""
    if path in REPORTED:
        return "patients:report_pathology", [], (P.RECORD,)
    if path in IMAGED:
        return "patients:add_study", [], (P.RECORD, P.RECORD_IMAGING)
    if path in MEASURED or section == "lesions":
        return "patients:lesions", [], (P.RECORD_IMAGING,)
    if path in LISTS:
        return "patients:answer_list", [LISTS[path]], (P.RECORD,)
    if path == "earlier_treatments":
        return "treatments:report_course", [], (P.RECORD,)
    if path in PERSON:
        return "patients:change_person", [], (P.REGISTER,)
    if path.startswith("referral."):
        return "patients:observe", ["wish"], (P.RECORD,)
    item = by_code.get(path) or by_code.get(path.rpartition(".")[0])
    return "patients:observe", [item.group if item else section], (P.RECORD, P.RECORD_IMAGING)
