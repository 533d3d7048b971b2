"""No word a person reads is left unmarked for translation."""

from pathlib import Path

import pytest

from tests.architecture.test_the_house import ROOT, SOURCES, TEMPLATES
from tests.architecture.words import own_exceptions, unmarked_in_source, unmarked_in_template

EXCEPTIONS = own_exceptions(path.read_text() for path in SOURCES)
NOBODY_READS = {"management", "demo"}  # what runs at a terminal; the demo's cases are as they were published


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_word_of_a_template_is_left_unmarked(path: Path) -> None:
    assert not unmarked_in_template(path.read_text())


def test_no_word_of_a_form_a_model_a_choice_or_a_refusal_is_left_unmarked() -> None:
    read = [path for path in SOURCES if not NOBODY_READS & set(path.parts) and not path.name.startswith("gallery")]
    found = {str(path.relative_to(ROOT)): unmarked_in_source(path.read_text(), EXCEPTIONS) for path in read}
    assert not {name: words for name, words in found.items() if words}


# --- what the two tests above can see ---


@pytest.mark.parametrize(
    "text",
    [
        "<p>Liver</p>",
        '<img alt="The liver">',
        '{% include "components/empty.html" with title="Nothing here" only %}',
        "{% include 'components/empty.html' with title='Nothing' only %}",
        '{% with word="No lesion" %}{{ word }}{% endwith %}',
        '{{ patient.name|default:"unknown" }}',
        '{{ patient.name|default_if_none:"Unknown" }}',
        '{{ done|yesno:"done,open" }}',
        '{% if x %}{{ y|default:"not asked" }}{% endif %}',
        '{% blocktranslate with who=name|default:"nobody" %}{{ who }} came{% endblocktranslate %}',
        '{% icon "lock" "Signed by the chair" %}',
        '{{ words|add:" and more" }}',
    ],
)
def test_a_word_in_a_template_is_seen(text: str) -> None:
    assert unmarked_in_template(text)


@pytest.mark.parametrize(
    "text",
    [
        '{% translate "Liver" %}',
        '{% include "components/empty.html" with title=_("Nothing here") only %}',
        '{% url "conference:desk" as link %}<a href="{{ link }}">{% translate "Desk" %}</a>',
        '{% if status == "to-book" %}{% endif %}',
        '{{ day|date:"j F Y" }}',
        '{{ name|default:"–" }}',
        '{% icon signed|yesno:"lock,pencil" %}',
        '{% comment %}Takes: title, "A word"{% endcomment %}',
        '{{ segments|join:", " }}',
    ],
)
def test_what_is_marked_or_no_word_is_left_alone(text: str) -> None:
    assert not unmarked_in_template(text)


@pytest.mark.parametrize(
    "source",
    [
        'Country(TextChoices):\n    SE = "SE", "Sweden"',
        'Country(TextChoices):\n    SWEDEN = "se"',
        'Form:\n    sex = ChoiceField(choices=[("f", "Female")])',
        'Form:\n    name = CharField(label="Name")',
        'Form:\n    name = CharField(help_text=f"At most {n} letters")',
        'Form:\n    name = CharField(help_text="Long" if long else _("Short"))',
        'A:\n    x = RuleBroken("This is closed.", "board")',
        'A:\n    x = RuleBroken(f"{case} is closed.")',
        'A:\n    x = Refused("No such date.", "no-such-date")',
        'A:\n    x = refusals.Unreadable("Two readings of {}.".format(text), "ambiguous")',
        'A:\n    x = BadNumber("Digit %s is wrong" % n, "check")',
        'A:\n    x = messages.success(request, "Saved.")',
    ],
)
def test_a_word_in_the_code_is_seen(source: str) -> None:
    assert unmarked_in_source(f"class {source}", EXCEPTIONS)


@pytest.mark.parametrize(
    "source",
    [
        'Country(TextChoices):\n    SE = "SE", _("Sweden")',
        'Grade(TextChoices):\n    G1 = "g1", "G1"',
        'Form:\n    sex = ChoiceField(choices=[("f", _("Female"))])',
        'A:\n    x = RuleBroken(_("This is closed."), "board")',
        'A:\n    x = RuleBroken(_("%(n)s is closed.") % {"n": n}, f"check_{item}")',
        'A:\n    x = Unreadable(_("Two readings."), "not-a-number", params=("A b",))',
    ],
)
def test_what_is_marked_or_a_code_in_the_code_is_left_alone(source: str) -> None:
    assert not unmarked_in_source(f"class {source}", EXCEPTIONS)
