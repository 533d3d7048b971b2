"""Many small stylesheets for who writes them, one for who reads a page or a paper copy: app.css with what it imports in it."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath

SHEET = "css/app.css"
IMPORT = re.compile(r'@import url\("(?P<name>[^"]+)"\) layer\((?P<layer>[\w-]+)\);')
ADDRESS = re.compile(r'url\("(?P<there>(?!data:|#)[^"]+)"\)')


def whole(read: Callable[[str], str]) -> str:
    """app.css with each import as a block of its layer, which is what the import means; addresses from where they stand now.

    READ gives the text of a static file. Raises ValueError for an import it cannot put in.
    """
    folder = PurePosixPath(SHEET).parent

    def block(found: re.Match[str]) -> str:
        here = PurePosixPath(found["name"]).parent
        text = ADDRESS.sub(lambda url: f'url("{here / url["there"]}")', read(str(folder / found["name"])))
        return f"@layer {found['layer']} {{\n{text}}}"

    text = IMPORT.sub(block, read(SHEET))
    if "@import" in text:
        raise ValueError(f"{SHEET} imports something without a layer.")
    return text
