"""Person numbers of the countries we meet: read strictly, kept in one form, shown as people write them.

python-stdnum is used where it is right. It refuses coordination numbers and Danish replacement numbers (day + 60), and
has no German health insurance number; those are read here (trust.md B15 to B18).
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum import luhn
from stdnum.dk import cpr
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fi import hetu
from stdnum.no import fodselsnummer

from patients.quantities import Refused, Words, clean_text

LOCAL_LENGTH = 40  # the width of the column

type Sex = Literal["female", "male"]


class Scheme(TextChoices):
    """Who issues the number; together with the hospital it makes the number unique."""

    SE_PERSONNUMMER = "se-personnummer", _("Swedish personnummer")
    SE_SAMORDNINGSNUMMER = "se-samordningsnummer", _("Swedish samordningsnummer")
    SE_RESERVE = "se-reserve", _("Swedish regional reserve number")
    DK_CPR = "dk-cpr", _("Danish CPR number")
    DK_REPLACEMENT = "dk-replacement", _("Danish replacement CPR number")
    DE_KVNR = "de-kvnr", _("German health insurance number (KVNR)")
    FI_HETU = "fi-hetu", _("Finnish henkilötunnus")
    NO_FNR = "no-fodselsnummer", _("Norwegian fødselsnummer, D or H number")
    LOCAL = "local", _("Number of this hospital")


type Part = Literal["form", "date", "check", "separator", "future"]


class BadNumber(Refused):
    """Not a number of this scheme: `part` says what is wrong, `position` counts the characters of the number from 1."""

    def __init__(
        self, scheme: Scheme, part: Part, message: Words, position: int | None = None, **params: object
    ) -> None:
        super().__init__(message, f"number-{part}", position=position, **params)
        self.scheme, self.part, self.position = scheme, part, position


@dataclass(frozen=True)
class PersonNumber:
    scheme: Scheme
    normalised: str  # what is stored and compared
    birth_date: dt.date | None = None
    sex: Sex | None = None


def read(scheme: str, text: str, today: dt.date | None = None) -> PersonNumber:
    """The number in its stored form, with the birth date and sex it carries; raises BadNumber, or BadText."""
    kind = Scheme(scheme)
    today = today or timezone.localdate()  # settles the century of two-digit years
    number = _READERS[kind](clean_text(text.strip(), identity=True), today)
    if number.birth_date and number.birth_date > today:
        raise BadNumber(kind, "future", _("This number belongs to somebody born after today."))
    return number


def shown(number: PersonNumber) -> str:
    """The number grouped as its country writes it."""
    return grouped(number.scheme, number.normalised)


def grouped(scheme: str, stored: str) -> str:
    """A stored number as people write it: 19440813-9089; the hospital's own as it is."""
    match scheme:
        case Scheme.SE_PERSONNUMMER | Scheme.SE_SAMORDNINGSNUMMER | Scheme.SE_RESERVE:
            return f"{stored[:8]}-{stored[8:]}"
        case Scheme.DK_CPR | Scheme.DK_REPLACEMENT:
            return f"{stored[:6]}-{stored[6:]}"
        case Scheme.NO_FNR:
            return f"{stored[:6]} {stored[6:]}"
    return stored


def guess(text: str, today: dt.date | None = None) -> list[Scheme]:
    """The schemes this could be a number of, the hospital's own last; [] when it could be none."""
    possible = []
    for scheme in Scheme:
        try:
            read(scheme, text, today)
        except Refused:
            continue
        possible.append(scheme)
    return possible


def _bare(text: str, also: str = "") -> str:
    """The text without spaces, with one kind of hyphen, in capitals."""
    return re.sub(rf"[\s{also}]", "", re.sub("[\u2010-\u2013\u2212]", "-", text)).upper()


def _sex(digit: str) -> Sex:
    return "male" if int(digit) % 2 else "female"


def _date(scheme: Scheme, year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise BadNumber(scheme, "date", _("The number begins with a date that does not exist.")) from None


def _mistyped(scheme: Scheme, character: str, position: int) -> BadNumber:
    # What would fit is not told: as likely another character is the mistyped one.
    message = _("Character %(position)s, %(character)s, does not fit the others: one of them is mistyped.")
    return BadNumber(scheme, "check", message, position, character=character)


# --- Sweden ----------------------------------------------------------------------------------------------------------

_SWEDISH = re.compile(
    r"(?P<century>18|19|20)?(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?P<sign>[-+]?)[0-9]{4}"
)


def _swedish(scheme: Scheme, text: str, today: dt.date, added_to_day: int) -> PersonNumber:
    bare = _bare(text)
    match = _SWEDISH.fullmatch(bare)
    if match is None:
        raise BadNumber(scheme, "form", _("Write 12 digits, or 10 digits with - or + before the last four."))
    digits = re.sub("[-+]", "", bare)[-10:]
    year = (
        int(match["century"] + match["year"])
        if match["century"]
        else _century(int(match["year"]), match["sign"], today)
    )
    if match["century"] and match["sign"] == "+" and today.year - year < 100:
        raise BadNumber(scheme, "separator", _("A + stands for somebody who turns 100 this year or is older."))
    day = int(match["day"]) - added_to_day
    if added_to_day and day < 1:
        raise BadNumber(
            scheme, "date", _("In a samordningsnummer the day is raised by 60, so it lies between 61 and 91.")
        )
    born = _date(scheme, year, int(match["month"]), day)
    _check_luhn(scheme, digits)
    return PersonNumber(scheme, f"{year // 100:02}{digits}", born, _sex(digits[8]))


def _century(year: int, sign: str, today: dt.date) -> int:
    """The full year. The hyphen becomes a plus in the year the person turns 100 (folkbokföringslagen 18 §)."""
    latest = today.year - 100 if sign == "+" else today.year
    return latest - (latest - year) % 100


def _check_luhn(scheme: Scheme, digits: str) -> None:
    if not luhn.is_valid(digits):
        raise _mistyped(scheme, digits[-1], 12)


def _personnummer(text: str, today: dt.date) -> PersonNumber:
    return _swedish(Scheme.SE_PERSONNUMMER, text, today, 0)


def _samordningsnummer(text: str, today: dt.date) -> PersonNumber:
    return _swedish(Scheme.SE_SAMORDNINGSNUMMER, text, today, 60)


def _reserve(text: str, _today: dt.date) -> PersonNumber:
    """Stockholm: 99, ten digits, the last a check digit, no date. Skåne: a date and four signs, one a letter."""
    scheme, bare = Scheme.SE_RESERVE, _bare(text, "-")
    if re.fullmatch("99[0-9]{10}", bare):
        _check_luhn(scheme, bare[2:])
        return PersonNumber(scheme, bare)
    if re.fullmatch("[0-9]{8}[0-9A-Z]{4}", bare) and not bare.isdigit():
        return PersonNumber(scheme, bare, _date(scheme, int(bare[:4]), int(bare[4:6]), int(bare[6:8])))
    message = _(
        "A reserve number is 99 and ten digits, or eight digits of a date and four signs with a letter among them."
    )
    raise BadNumber(scheme, "form", message)


# --- Denmark, Norway, Finland, Germany -------------------------------------------------------------------------------


def _danish(scheme: Scheme, text: str, added_to_day: int) -> PersonNumber:
    bare = _bare(text, "-")
    if not re.fullmatch("[0-9]{10}", bare):
        raise BadNumber(scheme, "form", _("Write 10 digits: the date as ddmmyy and four more."))
    day = int(bare[:2]) - added_to_day
    if added_to_day and day < 1:
        raise BadNumber(
            scheme, "date", _("In a replacement number the day is raised by 60, so it lies between 61 and 91.")
        )
    try:
        # No modulus 11: numbers issued since October 2007 need not pass it (CPR-kontoret).
        born = cpr.get_birth_date(f"{day:02}{bare[2:]}")
    except ValidationError:
        raise BadNumber(scheme, "date", _("The number begins with a date that does not exist.")) from None
    return PersonNumber(scheme, bare, born, _sex(bare[-1]))


def _cpr(text: str, _today: dt.date) -> PersonNumber:
    return _danish(Scheme.DK_CPR, text, 0)


def _cpr_replacement(text: str, _today: dt.date) -> PersonNumber:
    return _danish(Scheme.DK_REPLACEMENT, text, 60)


def _norwegian(text: str, _today: dt.date) -> PersonNumber:
    """Also D numbers (day + 40), H numbers (month + 40) and FH numbers (first digit 8 or 9, no date)."""
    scheme, bare = Scheme.NO_FNR, _bare(text, "-")
    if not re.fullmatch("[0-9]{11}", bare):
        raise BadNumber(scheme, "form", _("Write 11 digits."))
    for position, digit in ((10, fodselsnummer.calc_check_digit1(bare)), (11, fodselsnummer.calc_check_digit2(bare))):
        if bare[position - 1] != digit:
            raise _mistyped(scheme, bare[position - 1], position)
    if bare[0] in "89":
        return PersonNumber(scheme, bare)
    try:
        return PersonNumber(scheme, bare, fodselsnummer.get_birth_date(bare), _sex(bare[8]))
    except ValidationError:
        raise BadNumber(scheme, "date", _("The number begins with a date that does not exist.")) from None


def _finnish(text: str, _today: dt.date) -> PersonNumber:
    """With the separators of 2023 (B to F, U to Y), and temporary numbers, which hospitals give out."""
    scheme, bare = Scheme.FI_HETU, _bare(text)
    try:
        bare.encode("ascii")  # stdnum would take full-width digits for digits
        hetu.validate(bare, allow_temporary=True)
    except InvalidChecksum:
        raise _mistyped(scheme, bare[-1], len(bare)) from None
    except (UnicodeEncodeError, ValidationError):
        message = _("Write the date as ddmmyy, a separator, three digits and a check character.")
        raise BadNumber(scheme, "form", message) from None
    century = 1800 if bare[6] == "+" else 2000 if bare[6] in "ABCDEF" else 1900
    born = dt.date(century + int(bare[4:6]), int(bare[2:4]), int(bare[:2]))
    return PersonNumber(scheme, bare, born, _sex(bare[9]))


def _kvnr(text: str, _today: dt.date) -> PersonNumber:
    """The unchanging part: a letter, eight digits, a check digit (§ 290 SGB V). It carries neither date nor sex."""
    scheme, bare = Scheme.DE_KVNR, _bare(text, "-")
    if not re.fullmatch("[A-Z][0-9]{9}", bare):
        raise BadNumber(scheme, "form", _("Write a letter and nine digits."))
    if kvnr_check_digit(bare[:9]) != bare[9]:
        raise _mistyped(scheme, bare[9], 10)
    return PersonNumber(scheme, bare)


def kvnr_check_digit(nine: str) -> str:
    """The last digit of the sum of the cross sums; the letter counts as two digits, weights are 1 and 2 in turn.

    Like Luhn, but from the left and without taking the sum from 10 (de.wikipedia, Krankenversichertennummer).
    """
    digits = f"{ord(nine[0]) - ord('A') + 1:02}{nine[1:]}"
    products = (int(digit) * (1 + place % 2) for place, digit in enumerate(digits))
    return str(sum(product // 10 + product % 10 for product in products) % 10)


def _local(text: str, _today: dt.date) -> PersonNumber:
    if not 1 <= len(text) <= LOCAL_LENGTH:
        message = _("Write the hospital's number in 1 to %(most)s characters.")
        raise BadNumber(Scheme.LOCAL, "form", message, most=LOCAL_LENGTH)
    return PersonNumber(Scheme.LOCAL, text)


_READERS: dict[Scheme, Callable[[str, dt.date], PersonNumber]] = {
    Scheme.SE_PERSONNUMMER: _personnummer,
    Scheme.SE_SAMORDNINGSNUMMER: _samordningsnummer,
    Scheme.SE_RESERVE: _reserve,
    Scheme.DK_CPR: _cpr,
    Scheme.DK_REPLACEMENT: _cpr_replacement,
    Scheme.DE_KVNR: _kvnr,
    Scheme.FI_HETU: _finnish,
    Scheme.NO_FNR: _norwegian,
    Scheme.LOCAL: _local,
}
