"""Translations: compiled without gettext, and checked."""

import gettext

import polib
import pytest

from config.run.words import compile_words, faults_of, placeholders


@pytest.fixture
def swedish(tmp_path):
    """A small Swedish file, to be filled."""
    folder = tmp_path / "sv" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }

    def write(*entries):
        catalogue.extend(polib.POEntry(**entry) for entry in entries)
        catalogue.save(str(folder / "django.po"))
        return folder / "django.po"

    return write


def test_a_file_is_compiled_without_gettext(swedish, tmp_path):
    path = swedish(
        {"msgid": "Liver", "msgstr": "Lever"},
        {"msgid": "%(n)s case", "msgid_plural": "%(n)s cases", "msgstr_plural": {0: "%(n)s fall", 1: "%(n)s fall!"}},
    )
    compile_words(tmp_path)
    with path.with_suffix(".mo").open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert words.gettext("Liver") == "Lever"
    assert words.ngettext("%(n)s case", "%(n)s cases", 2) == "%(n)s fall!"


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"msgid": "Liver", "msgstr": "Lever"}, None),
        ({"msgid": "Liver", "msgstr": ""}, "is not translated"),
        ({"msgid": "Liver", "msgstr": "Lever", "flags": ["fuzzy"]}, "is fuzzy"),
        ({"msgid": "%(n)s of %(all)s", "msgstr": "%(n)s av alla"}, "placeholder"),
        ({"msgid": "Liver", "msgstr": "", "obsolete": True}, None),
    ],
)
def test_a_file_is_whole(swedish, entry, fault):
    found = list(faults_of(swedish(entry)))
    assert [fault] == [fault for text in found if fault and fault in text] if fault else not found


def test_places_in_a_sentence_are_found_in_any_order():
    assert placeholders("%(a)s och %(b)s") == placeholders("%(b)s and %(a)s")
