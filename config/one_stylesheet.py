"""Ninety small stylesheets for who writes them, one for who loads a page: `collectstatic` puts into app.css what it imports."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage as Files
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/app.css"
IMPORT = re.compile(r'@import url\("(?P<name>[^"]+)"\) layer\((?P<layer>[\w-]+)\);')
ADDRESS = re.compile(r'url\("(?P<there>(?!data:|#)[^"]+)"\)')


def whole(files: Files, sheet: str) -> str:
    """The sheet with each import as a block of its layer, which is what the import means; addresses from where they stand now."""
    folder = PurePosixPath(sheet).parent

    def block(found: re.Match[str]) -> str:
        here = PurePosixPath(found["name"]).parent
        text = ADDRESS.sub(lambda url: f'url("{here / url["there"]}")', _read(files, str(folder / found["name"])))
        return f"@layer {found['layer']} {{\n{text}}}"

    return IMPORT.sub(block, _read(files, sheet))


def _read(files: Files, name: str) -> str:
    with files.open(name) as file:
        return file.read().decode()


class Storage(CompressedManifestStaticFilesStorage):
    """What production serves: each file compressed, under a name that changes with its content, and one stylesheet."""

    def post_process(self, paths: dict[str, tuple[Files, str]], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            text = whole(*paths[SHEET])
            self.delete(SHEET)
            self._save(SHEET, ContentFile(text.encode()))
            paths = paths | {SHEET: (self, SHEET)}
        yield from super().post_process(paths, dry_run=dry_run, **options)
