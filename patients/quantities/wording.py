"""Plain text: what may stand in a name, what may stand in a note, and words that are not an answer."""

import unicodedata

from django.utils.translation import gettext_lazy as _

from patients.quantities.refusals import Refused

NAME_LENGTH, NOTE_LENGTH = 200, 20_000  # trust.md B25

# These turn a name around or hide in it: two numbers that look alike would be two patients (trust.md B22).
_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}
_INVISIBLE = {0x00AD, 0x034F, 0x180E, *range(0x200B, 0x200E), *range(0x2060, 0x2065), 0xFEFF}

# Typed where a value belongs they mean that there is none (trust.md B26). "None" is not here: it can be an answer.
_NOTHING = {
    *("?", "??", "???", "-", "--", "---", "\u2013", "\u2014", ".", "..", "...", "/", "x", "xx", "xxx"),
    *("n/a", "n.a.", "n.a", "na", "nk", "n/k", "tbd", "unknown", "not known", "not available"),
    *("okänt", "okänd", "ej känt", "vet ej", "uppgift saknas", "saknas"),
    *("ukendt", "ikke kendt", "uoplyst", "ved ikke"),
    *("unbekannt", "nicht bekannt", "k.a.", "k. a.", "keine angabe"),
}


class BadText(Refused):
    """A character that may not stand here; `code_point` names it."""

    def __init__(self, character: str, position: int) -> None:
        self.code_point = f"U+{ord(character):04X}"
        self.position = position
        message = _("Character %(position)s is %(code_point)s, which cannot be seen. Delete it.")
        super().__init__(message, "bad-character", code_point=self.code_point, position=position)


def clean_text(text: str, *, identity: bool = False) -> str:
    """The text composed (NFC), else to the letter; refuses what no database or, in a name, no eye can take."""
    for position, character in enumerate(text, start=1):
        if _cannot_be_stored(character) or (identity and _cannot_be_seen(character)):
            raise BadText(character, position)
    return unicodedata.normalize("NFC", text)


def says_nothing(text: str) -> bool:
    """Whether the words only say that there is no answer: that is a state, not a value."""
    return " ".join(text.casefold().split()) in _NOTHING or not text.strip()


def _cannot_be_stored(character: str) -> bool:
    return character == "\0" or "\ud800" <= character <= "\udfff"  # PostgreSQL takes neither


def _cannot_be_seen(character: str) -> bool:
    return ord(character) in _BIDI | _INVISIBLE or unicodedata.category(character) in {"Cc", "Zl", "Zp"}
