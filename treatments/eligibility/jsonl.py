"""The command line of the formats: one object, one array, or a line each in; one answer a line out. Rules C1 to C10.

JSON Lines are answered as they are read, so a file of any length needs the memory of its longest line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TextIO

from treatments.eligibility.validation import Fault, path_of

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LINE_BREAKERS = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
IN_ONE_LINE = {code: f"\\u{code:04x}" for code in LINE_BREAKERS}  # a fault is one line, whatever the key


class Record(NamedTuple):
    """One record with its line; or why it is none."""

    line: int
    value: Any
    faults: tuple[Fault, ...] = ()


class Spoilt(NamedTuple):
    """Where JSON holds what no format allows: a doubled key, NaN, Infinity."""

    reason: str
    value: Any = None
    key: str = ""


def run(
    file: str,
    *,
    validate: Callable[[Any], list[Fault]],
    answer: Callable[[dict[str, Any]], dict[str, Any]],
    out: BinaryIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Answer FILE, or standard input for "-". Returns the exit code: 0, or 2 when any record was refused."""
    out, err = out or sys.stdout.buffer, err or sys.stderr
    if file == "-":
        return _answer_all(sys.stdin.buffer, validate, answer, out, err)
    with Path(file).open("rb") as lines:
        return _answer_all(lines, validate, answer, out, err)


def _answer_all(
    lines: Iterable[bytes],
    validate: Callable[[Any], list[Fault]],
    answer: Callable[[dict[str, Any]], dict[str, Any]],
    out: BinaryIO,
    err: TextIO,
) -> int:
    code = 0
    for record in records(lines):
        faults = record.faults or validate(record.value)
        for fault in faults:
            print(f"line {record.line}: {fault.path}: {fault.reason}".translate(IN_ONE_LINE), file=err)
        if faults:
            code = 2
        else:
            out.write(written(answer(record.value)))
    out.flush()
    return code


def written(value: Any) -> bytes:
    """One answer as a line of UTF-8."""
    return json.dumps(value, ensure_ascii=False, default=_plain, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value)} is not JSON")


def records(lines: Iterable[bytes]) -> Iterator[Record]:
    """The records of an input: one object, the elements of one array, or a line each."""
    numbered = enumerate(_without_mark(lines), 1)
    filled = ((number, line) for number, line in numbered if line.strip())
    first = next(filled, None)
    if first is None:
        return
    head = [first]
    if not _is_json(first[1]):  # one value over several lines, or lines of which the first is broken
        whole = _read_one_value(head, filled)
        if whole is not None:
            yield from _whole(whole)
            return
    elif (second := next(filled, None)) is None:
        yield from _whole(first[1])
        return
    else:
        head.append(second)
    for number, line in chain(head, filled):
        yield _record(number, line)


def _without_mark(lines: Iterable[bytes]) -> Iterator[bytes]:
    for number, line in enumerate(lines):
        yield line.removeprefix(BYTE_ORDER_MARK) if number == 0 else line


def _read_one_value(head: list[tuple[int, bytes]], rest: Iterator[tuple[int, bytes]]) -> bytes | None:
    """Read on while HEAD may still become one value; look after 1, 2, 4, 8 … lines. None: it is JSON Lines."""
    look = 2
    for numbered in rest:
        head.append(numbered)
        if len(head) >= look:
            if not _may_go_on(head):
                return None
            look *= 2
    whole = b"".join(line for _number, line in head)
    return whole if _is_json(whole) else None


def _may_go_on(head: list[tuple[int, bytes]]) -> bool:
    """Whether the text so far is the beginning of a value, and not broken in its middle."""
    text = b"".join(line for _number, line in head).decode("utf-8", "replace").rstrip()
    try:
        _value, end = json.JSONDecoder().raw_decode(text.lstrip())
    except json.JSONDecodeError as error:
        return error.pos >= len(text) - 1
    except (RecursionError, ValueError, InvalidOperation):
        return False
    return end >= len(text.lstrip())


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text.decode())
    except (RecursionError, ValueError, InvalidOperation):
        return False
    return True


def _whole(text: bytes) -> Iterator[Record]:
    """The one value of the whole input: an object is line 1, an array counts its elements."""
    reader = Reader()
    value = reader.read(text)
    if isinstance(value, list):
        yield from (reader.record(place, element) for place, element in enumerate(value, 1))
    else:
        yield reader.record(1, value)


def _record(line: int, text: bytes) -> Record:
    """One line read."""
    reader = Reader()
    return reader.record(line, reader.read(text))


class Reader:
    """Reads JSON strictly: decimals as written, no key twice, no number that is none, whole characters only."""

    def __init__(self) -> None:
        self.is_spoilt = False

    def read(self, text: bytes) -> Any:
        """The value, with what is spoilt marked in its place."""
        try:
            value = json.loads(
                text.decode(), parse_float=Decimal, parse_constant=self._constant, object_pairs_hook=self._object
            )
            if b"\\u" in text:  # half a surrogate pair is no character
                json.dumps(value, ensure_ascii=False, default=str).encode()
        except RecursionError:
            return self._spoilt("not JSON: nested too deeply")
        except InvalidOperation:
            return self._spoilt("a number no decimal can hold")
        except ValueError as error:
            return self._spoilt(f"not JSON: {error}")
        return value

    def record(self, line: int, value: Any) -> Record:
        """The record, with the faults of whatever is spoilt in it."""
        return Record(line, value, tuple(_spoilt_in(value, ())) if self.is_spoilt else ())

    def _spoilt(self, reason: str, value: Any = None, key: str = "") -> Spoilt:
        self.is_spoilt = True
        return Spoilt(reason, value, key)

    def _constant(self, name: str) -> Spoilt:
        return self._spoilt(f"{name} is not a number")

    def _object(self, pairs: list[tuple[str, Any]]) -> Any:
        value = dict(pairs)
        if len(value) == len(pairs):
            return value
        keys = [key for key, _part in pairs]
        return self._spoilt("the key stands twice", value, next(key for key in keys if keys.count(key) > 1))


def _spoilt_in(value: Any, path: tuple[str | int, ...]) -> Iterator[Fault]:
    """Everything spoilt in VALUE, each at its own path."""
    if isinstance(value, Spoilt):
        yield Fault(path_of((*path, value.key) if value.key else path), value.reason)
        value = value.value
    parts: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)
    for step, part in parts:
        yield from _spoilt_in(part, (*path, step))
