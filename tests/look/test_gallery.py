"""The gallery drawn in every language: numbers in drawings keep their points, numbers in words get their commas."""

import re
from collections import Counter
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from conference.gallery import gallery
from patients.livermap import Spot, draw

LANGUAGES = ["en", "sv", "da", "de"]
SPOTS = [
    Spot(key="a", label="L1", segments=("6",), longest_mm=Decimal("28.5"), state="treated"),
    Spot(key="b", label="L2", segments=("5", "8"), longest_mm=Decimal(12), planned="ablate", url="#b"),
    Spot(key="c", label="L3", side="left", state="new", planned="resect"),
    Spot(key="d", label="L4"),
    Spot(key="e", label="L5", segments=("2",), longest_mm=Decimal(9), planned="wedge"),
    Spot(key="f", label="L6", segments=("1",), longest_mm=Decimal(9), planned="embolise"),
]


def drawn(language: str) -> str:
    request = RequestFactory().get("/conference/gallery/")
    request.user = AnonymousUser()
    maps = [
        ("CT", draw(SPOTS, segment_url="?segment=", selected=["6"], name="a")),
        ("MRI", draw(SPOTS, resected=["2"], embolised=["5"], diffuse="right", lit=["b"], name="b", letters=19)),
    ]
    with translation.override(language):
        return render_to_string("conference/gallery.html", {**gallery(), "maps": maps}, request)


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_in_drawings_are_written_with_a_point(language: str) -> None:
    drawings = re.findall(r"<svg.*?</svg>", drawn(language), flags=re.DOTALL)
    assert drawings
    for attribute in re.findall(
        r'\b(?:x|y|r|rx|ry|cx|cy|width|height|d|transform|viewBox)="([^"]*)"', "".join(drawings)
    ):
        assert not re.search(r"\d,\d", attribute)


def test_numbers_in_words_are_written_as_the_reader_writes_them() -> None:
    assert "28,5 mm" in drawn("de")
    assert "28.5 mm" in drawn("en")


def test_a_lesion_says_its_name_its_place_its_size_and_its_state() -> None:
    page = drawn("en")
    assert 'aria-label="L1, segment 6, 28.5 mm, treated"' in page
    assert 'aria-label="L2, segments 5, 8, 12 mm, untreated, to ablate"' in page
    assert 'aria-label="L3, left side, segment not stated, size not stated, new, to resect"' in page
    assert 'aria-label="L5, segment 2, 9 mm, untreated, to wedge out"' in page
    assert 'aria-label="L6, segment 1, 9 mm, untreated, to embolise"' in page
    assert 'aria-label="L4, place not stated, size not stated, untreated"' in page


def test_a_segment_can_be_chosen_without_a_script() -> None:
    assert all(f'href="?segment={code}"' in drawn("en") for code in ("1", "2", "3", "4a", "4b", "5", "6", "7", "8"))


def test_the_drawings_of_one_page_do_not_share_names() -> None:
    page = drawn("en")
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [name for name, times in ids.items() if times > 1] == []
    assert set(re.findall(r"url\(#([\w-]+)\)", page)) <= set(ids)


def test_the_banner_never_leaves_a_blank_where_an_answer_belongs() -> None:
    page = drawn("en")
    for words in (
        "iodine contrast (rash), cefuroxime",
        "none known",
        "not available",
        "not recorded",
        "Protected identity",
    ):
        assert words in page
    assert "03-Mar-2026" in page
    assert "Identity hidden" in page


@pytest.mark.parametrize("status", ["eligible", "cautions", "not-eligible", "cannot-tell", "met", "caution", "not-met"])
def test_a_verdict_has_a_shape_and_a_word(status: str) -> None:
    page = drawn("en")
    shown = re.search(
        rf'data-verdict="{status}"[^>]*><svg[^>]*><use href="[^"]*#\w+"/></svg><span>([\w ]+)</span>', page
    )
    assert shown
