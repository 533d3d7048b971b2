"""The static files as production serves them: collected, each under a name that changes with its content."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client, override_settings

from core.templatetags.house import sprite
from tests.cast import House

pytestmark = pytest.mark.django_db

HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
CSS = settings.BASE_DIR / "static" / "css"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `collectstatic` makes of them."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES=storages()):
        call_command("collectstatic", "--noinput", verbosity=0)
    return folder


def storages() -> dict[str, Any]:
    """As config/settings.py has them when nobody asks for the sources."""
    backend = "config.one_stylesheet.Storage"
    return settings.STORAGES | {"staticfiles": {"BACKEND": backend}}


@pytest.fixture
def _served(collected: Path, settings: Any) -> Iterator[None]:
    settings.STATIC_ROOT = collected
    settings.STORAGES = storages()
    forget()
    yield
    forget()


def forget() -> None:
    """What was drawn with the other names."""
    sprite.cache_clear()
    for name in settings.CACHES:
        caches[name].clear()


def pages() -> Iterator[str]:
    """The text of a page of every layout."""
    cast = House()
    item = cast.listed()
    yield Client().get("/login/").text
    browser = cast.browser_of("coordinator")
    for path in ("/", "/follow_ups/", f"/boards/{item.board_id}/", f"/cases/{item.case_id}/", f"/agenda/{item.pk}/"):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        yield answer.text
    yield cast.browser_of("room-display").get(f"/boards/{item.board_id}/").text


@pytest.mark.usefixtures("_served")
def test_every_static_file_a_page_names_is_there_under_the_name_of_its_content(collected: Path) -> None:
    named = {urlsplit(link).path for text in pages() for link in re.findall(r'(?:src|href)="(/static/[^"]+)"', text)}
    assert {Path(name).suffix for name in named} >= {".css", ".js", ".svg", ".woff2"}
    assert not [name for name in named if not HASHED.search(name)]
    assert not [name for name in named if not (collected / name.removeprefix("/static/")).is_file()]


@pytest.mark.usefixtures("_served")
def test_there_is_one_stylesheet_with_every_component_in_its_layer(collected: Path) -> None:
    sheet = staticfiles_storage.url("css/app.css")
    text = re.sub(
        r"/\*.*?\*/", "", (collected / sheet.removeprefix("/static/")).read_text(encoding="utf-8"), flags=re.DOTALL
    )
    assert "@import" not in text
    sources = re.findall(r'@import url\("([^"]+)"\) layer\((\w+)\)', (CSS / "app.css").read_text(encoding="utf-8"))
    layers = re.findall(r"@layer (\w+) \{", text)
    assert layers == [layer for _name, layer in sources]
    assert len(sources) > 20
    for name, _layer in sources:
        for rule in re.findall(r"^[.:@\w][^\n]*\{$", (CSS / name).read_text(encoding="utf-8"), flags=re.MULTILINE):
            assert rule in text, f"{name}: {rule}"


@pytest.mark.usefixtures("_served")
def test_what_the_stylesheet_points_to_is_there_under_the_name_of_its_content(collected: Path) -> None:
    sheet = staticfiles_storage.url("css/app.css")
    text = (collected / sheet.removeprefix("/static/")).read_text(encoding="utf-8")
    targets = [urljoin(sheet, target) for target in re.findall(r"""url\(["']?([^"')]+)""", text)]
    assert {Path(target).suffix for target in targets} == {".woff2"}
    for target in targets:
        assert HASHED.search(target), target
        assert (collected / target.removeprefix("/static/")).is_file(), target
