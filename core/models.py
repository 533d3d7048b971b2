"""What every record of the house has, and the two tables that know no patient: the audit trail and the heartbeats."""

from collections.abc import Iterator
from typing import Any, ClassVar, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connections, models
from django.db.models import F, Q
from django.db.models.signals import class_prepared
from django.dispatch import receiver
from django.utils import timezone
from django.utils.choices import CallableChoiceIterator

from core.ids import uuid7
from core.rules import SavedBefore

A_CODE = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class RecordQuerySet[M: "Record"](models.QuerySet[M]):
    """Reads every record understands."""

    def written_once(self, key: UUID | None) -> M | None:
        """The record an earlier try of the same form has already written, if any.

        Two tries at the same moment wait for each other: the second finds what the first has written.
        """
        if key is None:
            return None
        with connections[self.db].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(key)])
        return self.filter(idempotency_key=key).first()


class Record(models.Model):
    """A row with an opaque id, a version for optimistic locking and the key of the form that wrote it."""

    identifying_fields: ClassVar[frozenset[str]] = (
        frozenset()
    )  # fields that can name a person; exports and demo data read it

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    idempotency_key = models.UUIDField(null=True, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def change(self, *, version: int | None = None, **fields: Any) -> Self:
        """Write the fields if the row still is at the version the person saw (None: at ours), else raise SavedBefore."""
        expected = self.version if version is None else version
        rows = type(self)._base_manager.filter(pk=self.pk, version=expected)
        if not rows.update(**fields, version=F("version") + 1):
            raise SavedBefore(type(self)._base_manager.get(pk=self.pk), fields)
        for name, value in fields.items():
            setattr(self, name, value)
        self.version = expected + 1
        return self


@receiver(class_prepared)
def guard_choices(sender: type[models.Model], **_more: Any) -> None:
    """PostgreSQL too knows what a record's choices are: every field that has some gets its constraint."""
    if not issubclass(sender, Record):
        return
    guards = [
        models.CheckConstraint(condition=Q(**{lookup: values}), name=f"{sender._meta.model_name}_{name}_is_known")
        for name, lookup, values in _choices(sender)
    ]
    guards += [
        models.CheckConstraint(condition=condition, name=f"{sender._meta.model_name}_{name}_is_a_code")
        for name, condition in _open_choices(sender)
    ]
    sender._meta.constraints = [*sender._meta.constraints, *guards]
    sender._meta.original_attrs["constraints"] = sender._meta.constraints  # where makemigrations looks


def _choices(model: type[models.Model]) -> Iterator[tuple[str, str, list[Any]]]:
    """(field, lookup, values) of the fields with choices; a blank one may also say nothing."""
    for field in model._meta.local_fields:
        if has_open_choices(field):
            continue
        if isinstance(field, ArrayField) and field.base_field.choices:
            yield field.name, f"{field.name}__contained_by", [value for value, _label in field.base_field.flatchoices]
        elif field.choices:
            values = [value for value, _label in field.flatchoices]
            yield field.name, f"{field.name}__in", ["", *values] if field.blank else values


def _open_choices(model: type[models.Model]) -> Iterator[tuple[str, Q]]:
    """The fields whose choices grow with the rules: PostgreSQL only knows that a code is a code; a blank one may say nothing."""
    for field in model._meta.local_fields:
        if has_open_choices(field):
            code = Q(**{f"{field.name}__regex": A_CODE})
            yield field.name, code | Q(**{field.name: ""}) if field.blank else code


def has_open_choices(field: Any) -> bool:
    """Whether a function says which choices there are."""
    return isinstance(field.choices, CallableChoiceIterator)


class AuditEvent(models.Model):
    """One act, with everything needed to read it alone years later: names stand by value."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    action = models.CharField(max_length=60)
    user_id = models.UUIDField(null=True)
    user_name = models.CharField(max_length=200)
    role = models.CharField(max_length=200)
    hospital_id = models.UUIDField(null=True)
    hospital_name = models.CharField(max_length=200)
    unit_name = models.CharField(max_length=200)
    patients = ArrayField(models.UUIDField(), default=list)
    object_type = models.CharField(max_length=60)
    object_id = models.UUIDField(null=True)
    object_version = models.PositiveIntegerField(null=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)  # field names, codes and ids; never a person's name or number
    request_id = models.UUIDField(null=True)

    identifying_fields: ClassVar[frozenset[str]] = frozenset({"user_name", "reason"})

    class Meta:
        indexes = [
            GinIndex(fields=["patients"], name="audit_patients"),
            models.Index(fields=["object_id", "at"], name="audit_object"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action}"


class Heartbeat(models.Model):
    """When a long-running process was last seen at work."""

    name = models.CharField(primary_key=True, max_length=40)
    at = models.DateTimeField()

    identifying_fields: ClassVar[frozenset[str]] = frozenset()

    def __str__(self) -> str:
        return self.name
