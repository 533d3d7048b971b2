"""The limits of this hospital: what LOCAL_LIMITS_FILE says, laid over the house's. Everybody who assesses a case asks here."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.conf import settings

from patients.items import AgeLimit
from treatments.eligibility.local import BadFile, faults_of, read_limits
from treatments.eligibility.parameters import PARAMETERS, Limits, limits_of


def here() -> Mapping[str, Decimal]:
    """What this hospital has changed, such as {"ABL_D.met": 25}; nothing when no file is named. Read once."""
    return _read(settings.LOCAL_LIMITS_FILE) if settings.LOCAL_LIMITS_FILE else {}


@cache
def _read(path: str) -> Mapping[str, Decimal]:
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadFile([f"{path}: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise BadFile([f"{path}: this is not UTF-8 text"]) from error
    return MappingProxyType(read_limits(text, name=path))


def limits() -> Limits:
    """The bands as they hold in this hospital."""
    return limits_of(here())


def held(limit: AgeLimit) -> AgeLimit:
    """How old a fact may be in this hospital."""
    return limit._replace(amount=int(limits()(PARAMETERS[limit.band]).met))


def faults() -> list[str]:
    """What is wrong with the file of limits."""
    return faults_of(here)
