"""What is missing, by who owes it, with what it holds up and where one answers it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Permission, Role
from conference.reading import Gap, Presentation
from patients.items import by_code
from patients.models import Entry, Patient
from treatments.eligibility import label, paths
from treatments.facts import LISTS
from treatments.wording import treatment_name

P = Permission
BRINGS: dict[str, frozenset[str]] = {  # what each role can bring itself
    Role.REFERRER: frozenset({paths.REFERRER}),
    Role.SURGEON: frozenset({paths.SURGERY}),
    Role.INTERVENTIONAL_RADIOLOGIST: frozenset({paths.INTERVENTION, paths.RADIOLOGY}),
    Role.DIAGNOSTIC_RADIOLOGIST: frozenset({paths.RADIOLOGY}),
    Role.NUCLEAR_MEDICINE: frozenset({paths.NUCLEAR_MEDICINE}),
    Role.PATHOLOGIST: frozenset({paths.PATHOLOGY}),
}
NAMED = 2  # treatments named beside a gap; more are counted
JUDGED = frozenset({"surgery", "gates", "intended", "services"})
REPORTED = frozenset({"tumour.differentiation", "tumour.grade", "tumour.ki67_percent", "tumour.mitoses_per_2mm2"})
STUDIES = "studies"  # no fact of the case format: the images a referral comes with
IMAGED = frozenset({STUDIES, "liver.imaging_date", "tumour.sstr_date"})
MEASURED = frozenset({"lesions", "lesion_count", "largest_lesion_mm"})
PERSON = frozenset({"patient.age_years", "patient.birth_year", "patient.sex"})


def owed(presentation: Presentation, user: User, *, linked: bool = True) -> list[dict[str, Any]]:
    """The gaps of a case, grouped by who usually supplies each; a long list goes without the addresses."""
    judge = reverse("conference:judge", args=[presentation.case.pk])
    return by_supplier(presentation.gaps, presentation.case.patient, user, judge=judge, linked=linked)


def by_supplier(
    gaps: Iterable[Gap],
    patient: Patient,
    user: User | None,
    *,
    judge: str = "",
    here: Mapping[str, str] | None = None,
    linked: bool = True,
) -> list[dict[str, Any]]:
    """Gaps grouped by supplier, one's own first, then those who owe most; without a user, as anybody reads them.

    Each has its words and, for who may answer it, its address; `here` maps a path to its place on the page itself.
    """
    heaps: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for gap in gaps:
        heaps[gap.supplier].append(
            {
                "path": gap.path,
                "label": gap_name(gap.path),
                "url": (here or {}).get(gap.path)
                or (answered_at(gap.path, patient, user, judge) if linked and user else ""),
                "why": held_up(gap.blocks),
                "seen_on": gap.seen_on,
            }
        )
    roles = user.acting.roles if user else ()
    mine = frozenset[str]().union(*(BRINGS.get(role, frozenset()) for role in roles))
    ordered = sorted(heaps.items(), key=lambda heap: (heap[0] not in mine, -len(heap[1])))
    return [{"supplier": _(supplier), "gaps": gaps, "mine": supplier in mine} for supplier, gaps in ordered]


def gap_name(path: str) -> Any:
    """What is missing, as the rules call it; a list by its own name."""
    if path == STUDIES:
        return _("An imaging study")
    return by_code[path].label if path.startswith("list.") else _(label(path))


def held_up(codes: tuple[str, ...]) -> str:
    """Which treatments wait for it."""
    if not codes:
        return ""
    if len(codes) <= NAMED:
        return ", ".join(treatment_name(code) for code in codes)
    return ngettext("%(n)d treatment", "%(n)d treatments", len(codes)) % {"n": len(codes)}


def answered_at(path: str, patient: Patient, user: User, judge: str = "") -> str:
    """Where one writes the answer down; empty for somebody who may not, and for what stands in the settings."""
    section, _dot, key = path.partition(".")
    if section in JUDGED or path in {"lesions.plan", "lesions.wedge_resectable"}:
        return f"{judge}#id_{path}" if judge and user.may(P.JUDGE) and section != "services" else ""
    if section == "outcome" or (section == "referral" and key != "wishes"):  # the author answers in the referral itself
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
    if section == "list" and key in Entry.List.values:
        return "patients:answer_list", [key], (P.RECORD,)
    if path in {"earlier_treatments", "list.earlier_treatments"}:
        return "treatments:report_course", [], (P.RECORD,)
    if path in PERSON:
        return "patients:change_person", [], (P.REGISTER,)
    if path.startswith("referral."):
        return "patients:observe", ["wish"], (P.RECORD,)
    item = by_code.get(path) or by_code.get(path.rpartition(".")[0])
    return "patients:observe", [item.group if item else section], (P.RECORD, P.RECORD_IMAGING)
