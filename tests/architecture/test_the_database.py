"""What PostgreSQL itself knows: the choices of every record, whatever program writes."""

import re
from collections import defaultdict
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils.choices import CallableChoiceIterator

pytestmark = pytest.mark.django_db

APPS = ("accounts", "patients", "treatments", "conference")
CHECKS = """
SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'c' AND connamespace = current_schema()::regnamespace
"""


def choices() -> list[tuple[type[models.Model], Any, set[str]]]:
    """Every field with choices, and what may stand in it."""
    found = []
    for model in (model for app in APPS for model in apps.get_app_config(app).get_models()):
        for field in model._meta.local_fields:
            chosen = field.base_field if isinstance(field, ArrayField) else field
            if chosen.choices and not isinstance(chosen.choices, CallableChoiceIterator):
                found.append((model, field, {str(value) for value, _label in chosen.flatchoices}))
    return found


def open_choices() -> list[tuple[type[models.Model], Any]]:
    """The fields whose choices grow with the rules."""
    return [
        (model, field)
        for model in (model for app in APPS for model in apps.get_app_config(app).get_models())
        for field in model._meta.local_fields
        if isinstance(field.choices, CallableChoiceIterator)
    ]


def test_postgresql_knows_what_may_stand_in_every_field_with_choices() -> None:
    checks = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(CHECKS)
        for table, definition in cursor.fetchall():
            checks[table].append(definition)
    assert len(choices()) > 50
    unguarded = [
        f"{model.__name__}.{field.name}"
        for model, field, values in choices()
        if not any(
            re.search(rf"\(\"?{field.column}\W", definition) and all(f"'{value}'" in definition for value in values)
            for definition in checks[model._meta.db_table]
        )
    ]
    assert not unguarded
    for model, field in open_choices():  # which codes there are is the rules' word: a modality more needs no migration
        assert any(f"({field.column})::text ~ '^[a-z0-9]+" in one for one in checks[model._meta.db_table])
