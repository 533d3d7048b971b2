"""What a hospital has written for itself is read before anything starts: a limit or a protocol that is lost helps nobody."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import Error

from treatments import limits, protocols


def faults() -> Iterator[str]:
    """Everything wrong in the hospital's own files, each with the setting that names them."""
    yield from (f"LOCAL_LIMITS_FILE: {fault}" for fault in limits.faults())
    yield from (f"LOCAL_PROTOCOLS: {fault}" for fault in protocols.faults())


def check_own_files(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Django's own check, made by every command that serves or migrates."""
    return [Error(fault, id="treatments.E001") for fault in faults()]
