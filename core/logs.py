"""What a log line may say: what went wrong and where, never the row it went wrong with."""

import logging
import re
from collections.abc import Iterator
from typing import Any

# PostgreSQL's own words behind the first sentence: "DETAIL:  Failing row contains (…)" is a patient in clear.
_BEHIND = re.compile(r"(?:\n|\\n)\s*(?:DETAIL|CONTEXT):.*", re.DOTALL)


class Discreet(logging.Formatter):
    """Leaves out the details of database errors, from the message and from the traceback."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the standard library's name
        return _BEHIND.sub("", super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the standard library's name
        """Each exception ends where its own sentence ends; a row of several lines goes as one."""
        text = super().formatException(ei)
        for error in _chain(ei[1]):
            if behind := _BEHIND.search(str(error)):
                text = text.replace(behind[0], "")
        return text


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and all that led to it."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            waiting += [one.__cause__, one.__context__]
            yield one
