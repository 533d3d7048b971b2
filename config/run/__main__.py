"""`python -m config.run …`: what the Makefile calls."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from config.run.children import CannotStart
from config.run.places import NotOurs


def _up(words: list[str]) -> int:
    from config.run.ports import chosen
    from config.run.up import up

    return up(chosen(os.environ.get("PORT", "8000")))


def _down(words: list[str]) -> int:
    from config.run.up import down

    return down()


def _reset(words: list[str]) -> int:
    from config.run.up import reset

    return reset()


def _exec(words: list[str]) -> int:
    from config.run.up import execute

    return execute(words)


def _mailsink(words: list[str]) -> int:
    from config.run.mailsink import run

    run(Path(words[0]), int(words[1]))
    return 0


def _check_migrations(words: list[str]) -> int:
    from config.run.migrations import check_migrations

    return check_migrations()


def _check_words(words: list[str]) -> int:
    from config.run.tools import get_gettext
    from config.run.words import check_words

    get_gettext()
    return check_words()


def _collect_words(words: list[str]) -> int:
    from config.run.tools import get_gettext
    from config.run.words import collect_words

    get_gettext()
    collect_words(words)
    return 0


def _tools(words: list[str]) -> int:
    from config.run.tools import get_chromium, get_gettext
    from config.run.words import compile_words

    get_gettext()
    get_chromium()
    compile_words()
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "up": _up,
    "down": _down,
    "reset": _reset,
    "exec": _exec,
    "mailsink": _mailsink,
    "tools": _tools,
    "check-migrations": _check_migrations,
    "check-words": _check_words,
    "collect-words": _collect_words,
}


def main(words: list[str]) -> int:
    """Run one command; what cannot start says why in one line."""
    command = COMMANDS.get(words[0] if words else "")
    if command is None:
        print(f"usage: python -m config.run {'|'.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        return command(words[1:])
    except (CannotStart, NotOurs) as fault:
        print(fault, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
