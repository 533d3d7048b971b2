"""What a person fills in about a patient."""

from patients.forms.imaging import (
    PHASES,
    Correction,
    CorrectPlaceForm,
    LesionForm,
    MeasureAllForm,
    MeasureForm,
    StudyForm,
)
from patients.forms.person import PersonForm, RegisterForm
from patients.forms.record import CorrectAnswerForm, CorrectReportForm, EntryForm, FactsForm, PathologyForm
from patients.forms.shared import BLANK, DatedForm, EndForm, ReasonForm, YesNo, choice, dated, limits_of

__all__ = [
    "BLANK",
    "PHASES",
    "CorrectAnswerForm",
    "CorrectPlaceForm",
    "CorrectReportForm",
    "Correction",
    "DatedForm",
    "EndForm",
    "EntryForm",
    "FactsForm",
    "LesionForm",
    "MeasureAllForm",
    "MeasureForm",
    "PathologyForm",
    "PersonForm",
    "ReasonForm",
    "RegisterForm",
    "StudyForm",
    "YesNo",
    "choice",
    "dated",
    "limits_of",
]
