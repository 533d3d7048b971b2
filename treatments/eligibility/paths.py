"""Every path of the case format in words: what it is called, and who usually supplies it."""

import re

from treatments.eligibility.words import _

RADIOLOGY = _("radiology")
SURGERY = _("surgery")
REFERRER = _("referrer")
LABORATORY = _("laboratory")
PATHOLOGY = _("pathology")
NUCLEAR_MEDICINE = _("nuclear medicine")
CARDIOLOGY = _("cardiology")
ANAESTHESIA = _("anaesthesia")
INTERVENTION = _("interventional radiology")
RADIOTHERAPY = _("radiotherapy")
SITE = _("site settings")

CASE = {
    "format": _("Format"),
    "reference": _("Reference"),
    "as_of": _("As of"),
    "note": _("Note"),
    "patient": _("Patient"),
    "tumour": _("Tumour"),
    "fitness": _("Fitness"),
    "liver": _("Liver"),
    "labs": _("Blood tests"),
    "heart": _("Heart"),
    "lesions": _("Liver metastases"),
    "lesion_count": _("Number of liver metastases"),
    "largest_lesion_mm": _("Largest metastasis"),
    "surgery": _("Operation"),
    "earlier_treatments": _("Earlier treatments"),
    "drugs": _("Drugs"),
    "allergies": _("Allergies"),
    "services": _("Offered at this hospital"),
    "gates": _("Before the procedure"),
    "intended": _("Intended treatment"),
    "referral": _("Referral"),
}
PATIENT = {
    "age_years": _("Age"),
    "birth_year": _("Year of birth"),
    "sex": _("Sex"),
    "height_cm": _("Height"),
    "weight_kg": _("Weight"),
}
TUMOUR = {
    "primary_site": _("Primary site"),
    "primary_status": _("State of the primary"),
    "primary_size_mm": _("Size of the primary"),
    "portal_drained": _("Primary drained by the portal vein"),
    "differentiation": _("Differentiation"),
    "grade": _("Grade"),
    "ki67_percent": _("Ki-67"),
    "mitoses_per_2mm2": _("Mitoses per 2 mm²"),
    "functional": _("Hormonal symptoms"),
    "syndrome": _("Hormone syndrome"),
    "pressure_symptoms": _("Pressure symptoms"),
    "krenning": _("Krenning score"),
    "sstr_date": _("Day of receptor imaging"),
    "sstr_negative_fdg_avid": _("FDG-avid disease without receptors"),
    "progression": _("Growing"),
    "tgr_percent_per_month": _("Tumour growth rate"),
    "stable_months": _("Months without growth"),
    "extrahepatic": _("Disease outside the liver"),
    "extrahepatic_sites": _("Sites outside the liver"),
    "bone_marrow_involvement": _("Bone marrow involved"),
    "bowel_obstruction_risk": _("Bowel at risk of obstruction"),
}
FITNESS = {
    "ecog": _("ECOG performance status"),
    "asa": _("ASA class"),
    "comorbidities": _("Other diseases"),
    "life_expectancy_under_3_months": _("Life expectancy under 3 months"),
    "anaesthesia": _("General anaesthesia"),
    "pacemaker": _("Pacemaker or ICD"),
    "pregnancy": _("Pregnancy possible"),
}
LIVER = {
    "imaging_date": _("Day of CT or MRI"),
    "background": _("State of the liver"),
    "portal_vein": _("Portal vein"),
    "biliary": _("Bile ducts"),
    "cholangitis": _("Active infection of the liver"),
    "active_hepatitis": _("Active hepatitis"),
    "ascites": _("Ascites"),
    "encephalopathy_grade": _("Encephalopathy"),
    "varices": _("Varices"),
    "tumour_burden_percent": _("Tumour burden of the liver"),
    "total_volume_ml": _("Volume of the liver with tumour"),
    "tumour_volume_ml": _("Volume of the tumour"),
    "flr_percent": _("Future liver remnant"),
    "flr_volume_ml": _("Volume of the future liver remnant"),
    "segment_volumes_ml": _("Volumes of the segments"),
    "hemilivers": _("Halves of the liver affected"),
    "diffuse": _("Diffuse or uncountable"),
    "frilling": _("Frilling type"),
}
LABS = {
    "bilirubin_umol_l": _("Bilirubin"),
    "albumin_g_l": _("Albumin"),
    "inr": _("INR"),
    "platelets_10e9_l": _("Platelets"),
    "haemoglobin_g_l": _("Haemoglobin"),
    "leucocytes_10e9_l": _("Leucocytes"),
    "neutrophils_10e9_l": _("Neutrophils"),
    "creatinine_umol_l": _("Creatinine"),
    "egfr_ml_min_1_73m2": _("eGFR"),
    "alt_u_l": _("ALT"),
    "ast_u_l": _("AST"),
    "alp_u_l": _("ALP"),
    "ggt_u_l": _("GGT"),
    "sodium_mmol_l": _("Sodium"),
    "chromogranin_a_ug_l": _("Chromogranin A"),
    "hiaa5_urine_umol_24h": _("5-HIAA in urine"),
    "hiaa5_plasma_nmol_l": _("5-HIAA in plasma"),
    "nse_ug_l": _("NSE"),
    "nt_probnp_ng_l": _("NT-proBNP"),
}
HEART = {
    "carcinoid_heart_disease": _("Carcinoid heart disease"),
    "echo_date": _("Day of echocardiography"),
}
LESIONS = {
    "label": _("Label"),
    "segments": _("Segments"),
    "longest_mm": _("Longest diameter"),
    "second_mm": _("Second diameter"),
    "third_mm": _("Third diameter"),
    "volume_ml": _("Volume"),
    "duct_distance_mm": _("Distance to a central bile duct"),
    "vessel_touching": _("Large vessel touches"),
    "near": _("Near"),
    "visible": _("Seen with the guidance chosen"),
    "reachable": _("Safe needle path"),
    "plan": _("Surgeon's plan"),
    "wedge_resectable": _("Removable by wedge resection"),
    "treated": _("Locally treated"),
}
OPERATION = {
    "resectable": _("Resectable"),
    "resectable_part": _("Part that can be resected"),
    "segments_removed": _("Segments removed"),
    "approach": _("Approach"),
    "laparoscopic_suitable": _("Suitable for laparoscopy"),
    "major_steps": _("Major steps"),
    "synchronous_primary_resection": _("Primary removed in the same operation"),
    "prior_major_hepatectomy": _("Earlier major hepatectomy"),
    "resection_alone": _("Cleared by resection alone"),
    "combined": _("Cleared by resection with ablation"),
    "staged": _("Cleared by both stages"),
    "lesions_to_ablate": _("Lesions to ablate"),
    "largest_to_ablate_mm": _("Largest lesion to ablate"),
    "combined_flr_percent": _("Future liver remnant of the combined plan"),
}
TREATMENTS = {
    "type": _("Treatment"),
    "territory": _("Territory"),
    "segments": _("Segments"),
    "date": _("Day"),
    "response_imaging_done": _("Response imaged"),
    "response": _("Response"),
}
DRUGS = {
    "ssa": _("Somatostatin analogue"),
    "antithrombotic": _("Antithrombotic drug"),
    "antiangiogenic": _("Antiangiogenic drug"),
    "ppi": _("Proton-pump inhibitor"),
    "metformin": _("Metformin"),
}
ALLERGIES = {
    "contrast": _("Allergy to contrast"),
    "antibiotics": _("Allergy to antibiotics"),
    "octreotide": _("Allergy to octreotide"),
}
SERVICES = {
    "srfa": _("Stereotactic ablation is offered"),
    "tare": _("Radioembolisation is offered"),
    "sbrt": _("Stereotactic radiotherapy is offered"),
    "prrt": _("PRRT is offered"),
    "deb_tace": _("Bead chemoembolisation is offered"),
    "lt_referral": _("Referral for transplantation is offered"),
}
GATES = {
    "antibiotics_planned": _("Antibiotics planned"),
    "octreotide_planned": _("Octreotide planned"),
    "lung_shunt_percent": _("Lung shunt"),
    "lung_dose_gy": _("Lung dose of this session"),
    "lung_dose_cumulative_gy": _("Lung dose of all sessions"),
    "planned_activity_gbq": _("Planned activity"),
    "lung_mass_kg": _("Lung mass"),
    "microspheres": _("Microspheres"),
    "gi_shunt": _("Shunt to the gut"),
    "tare_sessions_booked": _("Sessions booked"),
    "flr_percent_after_pve": _("Remnant after portal vein embolisation"),
    "hypertrophy_points": _("Growth of the remnant"),
    "kinetic_growth_percent_per_week": _("Weekly growth of the remnant"),
    "liver_under_15gy_ml": _("Liver kept under 15 Gy"),
    "sbrt_organ_doses_ok": _("Doses to other organs accepted"),
}
INTENDED = {
    "territory": _("Intended territory"),
    "segments": _("Intended segments"),
    "date": _("Intended day"),
    "whole_liver": _("Whole liver over all sessions"),
    "debulking_enables_other_treatment": _("Debulking makes other treatment possible"),
}
REFERRAL = {
    "question": _("Question"),
    "wishes": _("Patient's wishes"),
    "referrer_role": _("Referrer's role"),
    "reasons": _("Reasons for referral"),
}
OUTCOMES = {
    "resection": _("Liver resection, assessed"),
    "resection-ablation": _("Resection with ablation, assessed"),
    "two-stage": _("Two-stage hepatectomy, assessed"),
    "ablation": _("Thermal ablation, assessed"),
}
SECTIONS: dict[str, tuple[dict[str, str], str]] = {
    "patient": (PATIENT, REFERRER),
    "tumour": (TUMOUR, REFERRER),
    "fitness": (FITNESS, REFERRER),
    "liver": (LIVER, RADIOLOGY),
    "labs": (LABS, LABORATORY),
    "heart": (HEART, CARDIOLOGY),
    "lesions": (LESIONS, RADIOLOGY),
    "surgery": (OPERATION, SURGERY),
    "earlier_treatments": (TREATMENTS, REFERRER),
    "drugs": (DRUGS, REFERRER),
    "allergies": (ALLERGIES, REFERRER),
    "services": (SERVICES, SITE),
    "gates": (GATES, INTERVENTION),
    "intended": (INTENDED, INTERVENTION),
    "referral": (REFERRAL, REFERRER),
    "outcome": (OUTCOMES, SITE),
}
LABELS: dict[str, str] = CASE | {
    f"{section}.{key}": words for section, (keys, _supplier) in SECTIONS.items() for key, words in keys.items()
}
DEEPER = {  # the last word of a path one step further down
    "date": _("Day of sampling"),
    "upper_limit": _("Upper limit of normal"),
    "count_percent": _("Share by number"),
    "volume_percent": _("Share by volume"),
}
SUPPLIERS: dict[str, str] = {
    **{section: supplier for section, (_keys, supplier) in SECTIONS.items()},
    "lesion_count": RADIOLOGY,
    "largest_lesion_mm": RADIOLOGY,
    "tumour.differentiation": PATHOLOGY,
    "tumour.grade": PATHOLOGY,
    "tumour.ki67_percent": PATHOLOGY,
    "tumour.mitoses_per_2mm2": PATHOLOGY,
    "tumour.krenning": NUCLEAR_MEDICINE,
    "tumour.sstr_date": NUCLEAR_MEDICINE,
    "tumour.sstr_negative_fdg_avid": NUCLEAR_MEDICINE,
    "tumour.progression": RADIOLOGY,
    "tumour.tgr_percent_per_month": RADIOLOGY,
    "tumour.stable_months": RADIOLOGY,
    "tumour.extrahepatic": RADIOLOGY,
    "tumour.extrahepatic_sites": RADIOLOGY,
    "fitness.anaesthesia": ANAESTHESIA,
    "fitness.asa": ANAESTHESIA,
    "liver.cholangitis": REFERRER,
    "liver.active_hepatitis": REFERRER,
    "liver.encephalopathy_grade": REFERRER,
    "lesions.plan": SURGERY,
    "lesions.wedge_resectable": SURGERY,
    "gates.flr_percent_after_pve": RADIOLOGY,
    "gates.hypertrophy_points": RADIOLOGY,
    "gates.kinetic_growth_percent_per_week": RADIOLOGY,
    "gates.liver_under_15gy_ml": RADIOTHERAPY,
    "gates.sbrt_organ_doses_ok": RADIOTHERAPY,
    "intended.debulking_enables_other_treatment": SURGERY,
}
INDEX = re.compile(r"\[\d+\]")


def label(path: str) -> str:
    """What a path is called, marked for translation: "labs.inr" is INR. Positions and ".value" are passed over."""
    path = INDEX.sub("", path).removesuffix(".value")
    if path in LABELS:
        return LABELS[path]
    above, _dot, last = path.rpartition(".")
    if last in DEEPER:
        return DEEPER[last]
    if above == "liver.segment_volumes_ml":
        return LABELS[above]
    raise KeyError(path)


def missing_supplier(path: str) -> str:
    """Who usually supplies what is missing at PATH, marked for translation."""
    path = INDEX.sub("", path)
    while path not in SUPPLIERS:
        path = path.rpartition(".")[0]
        if not path:
            return REFERRER
    return SUPPLIERS[path]
