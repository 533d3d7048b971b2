"""A component that is kept: drawn once for the same values, and never shown for others."""

from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import caches
from django.template import engines
from django.utils import translation

from conference.gallery import gallery

EVERY = [modality for heap in (gallery()["heaps"]["ranked"]) for modality in heap]
PAGE = engines["django"].from_string('{% kept "components/modality.html" modality=modality %}')


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    caches["drawn"].clear()


def drawn(modality: dict[str, Any]) -> str:
    return PAGE.render({"modality": modality})


def test_a_kept_component_is_what_an_include_would_have_drawn() -> None:
    included = engines["django"].from_string('{% include "components/modality.html" with modality=modality only %}')
    for modality in EVERY:
        assert drawn(modality) == drawn(modality) == included.render({"modality": modality})


def test_one_other_fact_is_another_drawing() -> None:
    modality = EVERY[0]
    before = drawn(modality)
    assert drawn({**modality, "missing": ["A fact nobody has told"]}) != before
    assert drawn(modality) == before


def test_each_reader_has_it_in_his_language() -> None:
    english = drawn(EVERY[0])
    with translation.override("de"):
        drawn(EVERY[0])
        caches["drawn"].clear()
        assert drawn(EVERY[0]) == drawn(EVERY[0])
    with patch("core.templatetags.house.render_to_string", return_value="drawn anew"):
        assert drawn(EVERY[0]) == "drawn anew" != english
