"""Many patients quickly: the few stories, copied by PostgreSQL with every row that hangs on them.

A copy has its own ids, name and number, and its dates moved together; it obeys every constraint because its story did.
Not copied: the audit trail and frozen proposals, which no page measured here reads.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import models
from psycopg import Cursor, sql

from bench.stories import Stories, Story
from conference.models import AgendaItem, Board, Case, Decision, Need, Referral, Seat, Step
from patients.models import CareRelation, Entry, Lesion, Measurement, Observation, PathologyReport, Patient, Study
from patients.models.person import folded
from treatments.models import ChecklistAnswer, Course, FollowUp, Judgement, Reminder, Workup

PER_BOARD = 20
YEARS = 10
AT_ONCE = 5_000  # patients a transaction
# What is copied, foreign keys first, and the way from each to its patient.
COPIED: dict[Any, str] = {
    Patient: "pk",
    CareRelation: "patient",
    Study: "patient",
    Lesion: "patient",
    Measurement: "patient",
    Observation: "patient",
    PathologyReport: "patient",
    Entry: "patient",
    Workup: "patient",
    Judgement: "workup__patient",
    Course: "patient",
    Course.lesions.through: "course__patient",
    ChecklistAnswer: "course__patient",
    FollowUp: "patient",
    Reminder: "follow_up__patient",
    Referral: "patient",
    Case: "patient",
    AgendaItem: "patient",
    Step: "decision__patient",  # before its decision: once that is there and signed, nothing may be added to it
    Step.lesions.through: "step__decision__patient",
    Need: "decision__patient",
    Decision: "patient",
}
SURNAMES = (
    "Ahlgren",
    "Bech",
    "Cederlund",
    "Dahlqvist",
    "Eklöf",
    "Friis",
    "Grönwall",
    "Høgh",
    "Iversen",
    "Jarl",
    "Krogh",
)
GIVEN = (
    "Astrid",
    "Bertil",
    "Clara",
    "David",
    "Ebba",
    "Folke",
    "Gudrun",
    "Henrik",
    "Ingrid",
    "Jens",
    "Karen",
    "Lars",
    "Maj",
)
N = sql.SQL("n")


@dataclass(frozen=True)
class Shares:
    """How many patients stand where. The meeting and what is due stay as they are while the archive grows."""

    listed: int
    due: int
    arrived: int
    preparing: int
    recent: int
    decided: int

    @classmethod
    def of(cls, patients: int) -> "Shares":
        listed, due = min(20, patients // 10), min(240, patients // 4)
        arrived = max(min(30, patients // 10), patients // 200)
        preparing = max(min(30, patients // 10), patients * 3 // 200)
        recent = max(min(20, patients // 10), patients // 100)
        rest = patients - listed - due - arrived - preparing - recent
        return cls(listed, due, arrived, preparing, recent, rest)


def populate(cursor: Cursor[Any], stories: Stories, patients: int, *, first: int = 1) -> Shares:
    """Copy the stories into so many patients, BENCH-<first> and on; the owner role does it, or in a test whoever may write."""
    shares = Shares.of(patients)
    for place, count in vars(shares).items():
        if count:
            _copy_story(cursor, place, stories.told[place], first, first + count - 1)
        first += count
    return shares


@contextmanager
def constraints_apart(cursor: Cursor[Any]) -> Iterator[None]:
    """Take foreign keys and checks off while rows pour in, which is several times quicker, and put them back. Owner only.

    They are not checked again: a copy differs from a row that obeyed them by its ids, its name and its dates alone.
    """
    cursor.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype IN ('c', 'f') AND convalidated AND connamespace = 'public'::regnamespace ORDER BY 1, 2"
    )
    found = [tuple(map(sql.SQL, row)) for row in cursor.fetchall()]
    for table, name, _definition in found:
        cursor.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(table, name))
    yield
    for table, name, definition in found:
        cursor.execute(sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {} NOT VALID").format(table, name, definition))


def _copy_story(cursor: Cursor[Any], place: str, story: Story, first: int, last: int) -> None:
    rule = Rule(place, story, first)
    if story.board is not None:
        boards = (first // PER_BOARD, last // PER_BOARD)
        _copy_rows(cursor, Board, [story.board.pk], boards, rule)
        _copy_rows(cursor, Seat, list(story.board.seats.values_list("pk", flat=True)), boards, rule)
    keys = {
        model: list(model._base_manager.filter(**{way: story.patient.pk}).values_list("pk", flat=True))
        for model, way in COPIED.items()
    }
    for start in range(first, last + 1, AT_ONCE):
        with cursor.connection.transaction():
            for model in COPIED:
                if keys[model]:
                    _copy_rows(cursor, model, keys[model], (start, min(last, start + AT_ONCE - 1)), rule)


def _copy_rows(cursor: Cursor[Any], model: Any, keys: list[Any], numbers: tuple[int, int], rule: "Rule") -> None:
    """One INSERT: these rows, once for each number."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    statement = sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {values} "
        "FROM generate_series({first}::bigint, {last}::bigint) AS n, {table} AS row WHERE row.{pk} = ANY(%s) ORDER BY n"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        columns=sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
        values=sql.SQL(", ").join(rule.value(model, field) for field in fields),
        first=sql.Literal(numbers[0]),
        last=sql.Literal(numbers[1]),
        pk=sql.Identifier(model._meta.pk.column),
    )
    cursor.execute(statement, [keys])


def copied_id(column: sql.Composable, number: sql.Composable = N) -> sql.Composed:
    """The id of the copy: rows of one copy lie together on disk, as ids made in time do; the same in every table."""
    return sql.SQL(
        "(lpad(to_hex(1700000000000 + {n} * 1000), 12, '0') || substr(md5({column}::text || {n}), 13))::uuid"
    ).format(column=column, n=number)


@dataclass(frozen=True)
class Rule:
    """What the copies of one story have instead of the story's own values."""

    place: str
    story: Story
    first: int

    def value(self, model: Any, field: Any) -> sql.Composable:
        """The expression of one column of a copy."""
        column = sql.SQL("row.{}").format(sql.Identifier(field.column))
        if own := self._own(model).get(field.name):
            return own
        if field.name == "idempotency_key":
            return sql.SQL("NULL")
        target = model if field.primary_key else field.related_model if isinstance(field, models.ForeignKey) else None
        if target in COPIED or (model in {Board, Seat} and target in {Board, Seat}):
            return copied_id(column)
        if isinstance(field, models.DateTimeField):
            return sql.SQL("{} - {} * interval '1 day'").format(column, self._days(model))
        if isinstance(field, models.DateField):
            return sql.SQL("{} - {}").format(column, self._days(model))
        return column

    def _days(self, model: Any) -> sql.Composable:
        """By how many days a copy lies further back; those of one meeting by the same."""
        meeting = N if model in {Board, Seat} else sql.SQL("n / {}").format(sql.Literal(PER_BOARD))
        if self.place == "decided":
            return sql.SQL("(730 + 7 * mod({}, {}))::int").format(meeting, sql.Literal(52 * YEARS))
        if self.place == "due":
            return sql.SQL("mod({}, 12)::int").format(meeting)  # the window stays open for two weeks
        return sql.SQL("0")

    def _own(self, model: Any) -> dict[str, sql.Composable]:
        """Columns that are neither copied nor moved."""
        if model is Patient:
            return self._person()
        if model is AgendaItem and self.story.board is None:
            return {"position": sql.SQL("n - {} + 2").format(sql.Literal(self.first))}
        if model is AgendaItem:
            board = copied_id(sql.SQL("row.board_id"), sql.SQL("n / {}").format(sql.Literal(PER_BOARD)))
            return {"board": board, "position": sql.SQL("mod(n, {}) + 1").format(sql.Literal(PER_BOARD))}
        if model is Decision:
            return {"proposal": sql.SQL("NULL")}
        return {}

    def _person(self) -> dict[str, sql.Composable]:
        surname, given = _one_of(SURNAMES), _one_of(GIVEN)
        key = sql.SQL("{} || ' ' || {} || ' bench-' || n").format(
            _one_of(map(folded, SURNAMES)), _one_of(map(folded, GIVEN))
        )
        own = {"number": sql.SQL("'BENCH-' || n"), "reference": sql.SQL("''"), "search_key": key}
        own |= {"surname": surname, "given": given, "birth_date": sql.SQL("row.birth_date - mod(n, 7300)::int")}
        if self.place == "decided":  # three of ten have died since
            own["deceased_on"] = sql.SQL("CASE WHEN mod(n, 10) < 3 THEN current_date - 30 - mod(n, 600)::int END")
        return own


def _one_of(words: Any) -> sql.Composed:
    listed: Iterator[sql.Composable] = (sql.Literal(word) for word in words)
    words = list(listed)
    return sql.SQL("(ARRAY[{}])[mod(n, {}) + 1]").format(sql.SQL(", ").join(words), sql.Literal(len(words)))
