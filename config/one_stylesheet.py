"""What `collectstatic` makes of the static files."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage as Files
from whitenoise.storage import CompressedManifestStaticFilesStorage

from core.stylesheet import SHEET, whole


class Storage(CompressedManifestStaticFilesStorage):
    """What production serves: each file compressed, under a name that changes with its content, and one stylesheet."""

    def post_process(self, paths: dict[str, tuple[Files, str]], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        def read(name: str) -> str:
            files, path = paths[name]
            with files.open(path) as file:
                return file.read().decode()

        if not dry_run:
            text = whole(read)
            self.delete(SHEET)
            self._save(SHEET, ContentFile(text.encode()))
            paths = paths | {SHEET: (self, SHEET)}
        yield from super().post_process(paths, dry_run=dry_run, **options)
