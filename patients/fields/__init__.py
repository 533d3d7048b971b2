"""Form fields for what people type: each keeps the typed words on an error and says what it would take."""

from patients.fields.answers import Stated
from patients.fields.stated import StatedField
from patients.fields.typed import CensoredField, NameField, NoteField, NumberField, PartialDateField, SizeField
from patients.quantities import clean_text

__all__ = [
    "CensoredField",
    "NameField",
    "NoteField",
    "NumberField",
    "PartialDateField",
    "SizeField",
    "Stated",
    "StatedField",
    "clean_text",
]
