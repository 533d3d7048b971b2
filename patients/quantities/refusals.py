"""How a reader says no: in the reader's language, with everything a form needs to offer a way out."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

type Words = str | StrPromise  # words a translator may have to touch


class Refused(ValueError):
    """What was typed cannot be taken; says why in the reader's language, at the moment it is read."""

    def __init__(self, message: Words, code: str, **params: object) -> None:
        super().__init__(code)
        self.message, self.code, self.params = message, code, params

    def __str__(self) -> str:
        return str(self.message) % self.params


class Unreadable(Refused):
    """No reading, or more than one: then `readings` are the values and `offers` what to type for each."""

    def __init__(
        self,
        message: Words,
        code: str,
        readings: tuple[Decimal | dt.date, ...] = (),
        offers: tuple[str, ...] = (),
        **params: object,
    ) -> None:
        super().__init__(message, code, readings=readings, offers=offers, **params)
        self.readings, self.offers = readings, offers


class Unconvertible(Refused):
    """The unit is not one of the item's, or depends on the assay and is never converted."""
