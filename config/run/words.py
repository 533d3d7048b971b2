"""Translations: compiled without gettext, collected with it, and checked."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import polib

from config.run.children import CannotStart, program
from config.run.places import CLONE

LOCALE = CLONE / "locale"


def files(locale: Path = LOCALE) -> list[Path]:
    return sorted(locale.glob("*/LC_MESSAGES/*.po"))


def compile_words(locale: Path = LOCALE) -> None:
    """Write each .mo that is older than its .po: the machine needs no gettext for this."""
    for po in files(locale):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            half = mo.with_suffix(f".mo.{id(po)}")
            polib.pofile(str(po)).save_as_mofile(str(half))
            half.replace(mo)


def collect_words(languages: list[str], locale: Path = LOCALE) -> None:
    """Collect the sentences of code and templates into locale/<language>/."""
    chosen = languages or [folder.name for folder in locale.iterdir() if folder.is_dir()]
    flags = [word for language in chosen for word in ("--locale", language)]
    ignored = [word for name in (".venv", ".uv", ".data", "tests", "staticfiles") for word in ("--ignore", name)]
    argv = [program("python"), "manage.py", "makemessages", "--no-obsolete", "--add-location", "file", *flags, *ignored]
    done = subprocess.run(argv, cwd=locale.parent, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"The words could not be collected: {done.stderr.strip()}")


def placeholders(text: str) -> list[str]:
    """The places a translation must keep: %(name)s, %s, {name}."""
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))


def faults_of(po: Path) -> Iterator[str]:
    """What is wrong inside one file: nothing untranslated, nothing fuzzy, no place lost."""
    for entry in polib.pofile(str(po)):
        where = f"{po.parent.parent.name}: {entry.msgid[:70]!r}"
        if entry.obsolete:
            continue
        if not entry.translated():
            yield f"{where} is {'fuzzy' if entry.fuzzy else 'not translated'}"
        elif not entry.msgid_plural and placeholders(entry.msgid) != placeholders(entry.msgstr):
            yield f"{where} loses or gains a placeholder"


def stale() -> Iterator[str]:
    """Sentences the code has and a file has not, and the other way round; collected in a copy, the files stay."""
    with TemporaryDirectory() as scratch:
        copy = Path(scratch) / "clone"
        tracked = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=CLONE, capture_output=True, text=True, check=True,
        ).stdout.splitlines()  # fmt: skip
        for name in tracked:
            if (
                name.endswith((".py", ".html", ".txt", ".po"))
                and not name.startswith("tests/")
                and (CLONE / name).exists()
            ):
                target = copy / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes((CLONE / name).read_bytes())
        collect_words([], copy / "locale")
        for po in files():
            ours = {(e.msgctxt, e.msgid) for e in polib.pofile(str(po)) if not e.obsolete}
            code = {(e.msgctxt, e.msgid) for e in polib.pofile(str(copy / po.relative_to(CLONE))) if not e.obsolete}
            language = po.parent.parent.name
            yield from (f"{language}: {text[:70]!r} is not collected yet (make messages)" for _, text in code - ours)
            yield from (
                f"{language}: {text[:70]!r} is no longer in the code (make messages)" for _, text in ours - code
            )


def check_words() -> int:
    """Every language complete and up to date."""
    if not files():
        return 0
    found = [*(fault for po in files() for fault in faults_of(po)), *sorted(stale())]
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0
