"""No log of ours names a patient when the database refuses a row; its own log is looked at in tests/run/test_house.py."""

import io
import logging
import logging.config
from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from patients.models import Patient
from tests.cast import House

SURNAME = "Ahlgren\n\nof two lines"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What our handlers print, with the formatter of the settings."""
    written, told = io.StringIO(), cast("dict[str, Any]", settings.LOGGING)
    formatter = logging.config.dictConfigClass(told).configure_formatter(dict(told["formatters"]["line"]))
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter)
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_a_row_the_database_refuses_is_not_in_the_log(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    house = House()
    patient = house.patient()
    client: Client = house.browser_of("referrer")
    client.raise_request_exception = False

    def refused(*args: Any, **kwargs: Any) -> None:
        Patient.objects.create(hospital=patient.hospital, scheme="local", number="", surname=SURNAME)

    monkeypatch.setattr("patients.views.person.read_chart", refused)
    assert client.get(reverse("patients:patient", args=[patient.pk])).status_code == 500
    text = log.getvalue()
    assert "Internal Server Error" in text
    assert "IntegrityError" in text
    assert "patient_has_number_and_surname" in text
    assert "in refused" in text  # where it went wrong
    for word in ("Ahlgren", "two lines", "DETAIL"):
        assert word not in text


def test_an_error_told_in_a_message_ends_with_its_first_sentence(log: io.StringIO) -> None:
    error = ValueError("refused\nDETAIL:  Failing row contains (Ahlgren).\nCONTEXT: Ahlgren")
    logging.getLogger("worker").error("Task raised %r", error)
    logging.getLogger("worker").error("Task raised %s", error)
    text = log.getvalue()
    assert text.count("refused") == 2
    assert "Ahlgren" not in text
