"""An answer to one item, or why there is none: trust.md B6, B7, B21, B26 and what the page draws."""

import datetime as dt
from decimal import Decimal
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.fields import Stated, StatedField
from patients.items import ITEMS, LESION_ITEMS, WORKUP_ITEMS, by_code

quick = settings(max_examples=60, deadline=None)
BILIRUBIN, INR = by_code["labs.bilirubin_umol_l"], by_code["labs.inr"]
CHROMOGRANIN = by_code["labs.chromogranin_a_ug_l"]


def answer_form(item, data, **initial):
    """A bound form with one answer called `it`."""
    form = type("AnswerForm", (forms.Form,), {"it": StatedField(item)})
    return form(data, initial=initial)


def answered(item, **posted):
    """The answer of a form that is valid."""
    form = answer_form(item, posted)
    assert form.is_valid(), form.errors
    return form.cleaned_data["it"]


def refused(item, **posted):
    """The one error of a form that is not."""
    form = answer_form(item, posted)
    assert not form.is_valid()
    (problem,) = form.errors.as_data()["it"]
    return problem


# --- The upper limit of normal of the laboratory ---------------------------------------------------------------------

LIMITED = [item for item in ITEMS if item.has_upper_limit]


def test_an_upper_limit_is_asked_where_the_rules_or_the_assay_need_it():
    assert {item.code.removeprefix("labs.") for item in LIMITED} == {
        "bilirubin_umol_l",
        "alt_u_l",
        "ast_u_l",
        "chromogranin_a_ug_l",
    }
    assert 'name="it_upper_limit"' not in str(answer_form(INR, {})["it"])
    assert 'name="it_upper_limit"' in str(answer_form(CHROMOGRANIN, {})["it"])


@pytest.mark.parametrize(
    ("code", "typed", "limit", "unit", "kept"),
    [
        ("labs.alt_u_l", "95", "41", "U/L", "41"),
        ("labs.alt_u_l", "1.58", "0.76", "µkat/L", "45.60"),
        ("labs.bilirubin_umol_l", "2", "1.2", "mg/dL", "20.52"),
        ("labs.chromogranin_a_ug_l", "5.6", "3.1", "nmol/L", "3.10"),  # never converted, as its value
        ("labs.alt_u_l", "95", "", "U/L", None),
    ],
)
def test_an_upper_limit_is_kept_in_the_unit_of_its_value_and_shown_as_typed(code, typed, limit, unit, kept):
    posted = {"it": typed, "it_state": "value", "it_unit": unit, "it_upper_limit": limit}
    answer = answered(by_code[code], **posted)
    assert answer.upper_limit == (kept and Decimal(kept))
    row = SimpleNamespace(item=code, **answer.columns())
    assert not answer_form(by_code[code], posted, it=row).has_changed()


@pytest.mark.parametrize("limit", ["high", "0", "50 µkat/L", "1.500", "2000"])
def test_an_upper_limit_that_cannot_be_is_refused_as_such(limit):
    problem = refused(by_code["labs.alt_u_l"], it="95", it_unit="U/L", it_upper_limit=limit)
    assert "Upper limit of normal: " in problem.messages[0]


def test_the_unit_may_stand_behind_the_upper_limit():
    assert answered(by_code["labs.alt_u_l"], it="95", it_unit="U/L", it_upper_limit="41 U/L").upper_limit == 41


def test_an_upper_limit_without_a_value_is_not_lost():
    assert refused(by_code["labs.alt_u_l"], it="", it_unit="U/L", it_upper_limit="50").code == "limit-alone"


# --- An answer, or why there is none ---------------------------------------------------------------------------------


def test_a_typed_value_is_a_value_whatever_the_page_had_chosen():
    for state in ({}, {"it_state": ""}, {"it_state": "not-asked"}, {"it_state": "value"}):
        assert answered(INR, it="1,2", **state) == Stated("value", Decimal("1.2"), "1,2", "")


def test_nothing_posted_is_not_asked():
    assert answered(INR) == answered(INR, it="", it_state="not-asked") == Stated("not-asked")


@pytest.mark.parametrize("state", ["unknown", "not-done"])
def test_a_reason_without_a_value_is_an_answer(state):
    assert answered(INR, it="", it_state=state) == Stated(state)


@pytest.mark.parametrize("state", ["unknown", "not-done"])
def test_a_value_beside_a_reason_for_none_is_an_error_that_keeps_both(state):
    form = answer_form(INR, {"it": "1,2", "it_state": state})
    assert not form.is_valid()
    assert form.errors.as_data()["it"][0].code == "both"
    page = str(form["it"])
    assert 'value="1,2"' in page
    assert f'<option value="{state}" selected>' in page


def test_a_value_announced_but_not_given_is_asked_for():
    assert refused(INR, it=" ", it_state="value").code == "missing"
    assert refused(INR, it="1", it_state="perhaps").code == "invalid_choice"


def test_a_required_answer_may_be_unknown_but_not_left_out():
    field = StatedField(INR, required=True)
    assert field.clean(field.widget.value_from_datadict({"it_state": "unknown"}, {}, "it")).state == "unknown"
    with pytest.raises(ValidationError, match="say why there is none"):
        field.clean(field.widget.value_from_datadict({}, {}, "it"))


@pytest.mark.parametrize("typed", ["N/A", "?", "-", "okänt"])
def test_a_word_for_unknown_is_never_stored_as_a_value(typed):
    assert refused(INR, it=typed).code == "says-nothing"
    assert refused(by_code["patient.wish"], it=typed).code == "says-nothing"


# --- Units and unusual values: B6, B7 --------------------------------------------------------------------------------


def test_an_item_with_several_units_asks_which():
    assert refused(BILIRUBIN, it="12").code == "unit"
    assert refused(BILIRUBIN, it="12", it_unit="g/L").code == "unit"
    assert answered(BILIRUBIN, it="12", it_unit="µmol/L").value == 12


def test_a_converted_value_keeps_what_was_printed():
    answer = answered(BILIRUBIN, it="1,2", it_unit="mg/dL")
    assert answer == Stated("value", Decimal("20.5200"), "1,2", "mg/dL")
    assert answered(BILIRUBIN, it="1,2 mg/dL") == answer


def test_a_unit_in_the_box_that_contradicts_the_list_is_an_error():
    assert refused(BILIRUBIN, it="1,2 mg/dL", it_unit="µmol/L").code == "unit-conflict"


@pytest.mark.parametrize(("figure", "unit", "other"), [("1.2", "µmol/L", "mg/dL"), ("20", "mg/dL", "µmol/L")])
def test_a_bilirubin_that_looks_like_the_other_unit_is_asked_about_and_may_be_confirmed(figure, unit, other):
    problem = refused(BILIRUBIN, it=figure, it_unit=unit)
    assert problem.code == "implausible"
    assert other in problem.messages[0]
    assert answered(BILIRUBIN, it=figure, it_unit=unit, it_confirmed="yes").confirmed


def test_an_unusual_value_is_taken_once_it_is_confirmed():
    problem = refused(INR, it="13")
    assert problem.code == "implausible"
    assert "0.7 to 12" in problem.messages[0]
    assert answered(INR, it="13", it_confirmed="yes") == Stated("value", Decimal(13), "13", "", confirmed=True)


def test_no_confirmation_makes_an_impossible_value_possible():
    assert refused(INR, it="0", it_confirmed="yes").code == "below"
    assert refused(by_code["liver.flr_percent"], it="101", it_confirmed="yes").code == "above"


def test_a_confirmation_nobody_needed_is_not_stored():
    assert not answered(INR, it="1,2", it_confirmed="yes").confirmed


def test_the_tick_is_offered_only_for_an_unusual_value():
    assert "it_confirmed" not in str(answer_form(INR, {"it": "1,2"})["it"])
    assert "it_confirmed" in str(answer_form(INR, {"it": "13"})["it"])


def test_an_assay_dependent_unit_is_kept_as_printed_and_compared_with_nothing():
    answer = answered(CHROMOGRANIN, it="5,6", it_unit="nmol/L")
    assert (answer.value, answer.printed, answer.unit) == (None, "5,6", "nmol/L")
    assert answer.columns()["text"] == "5,6 nmol/L"
    assert answered(CHROMOGRANIN, it="167 000", it_unit="µg/L").value == 167_000


# --- Every kind of item ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "typed", "value", "columns"),
    [
        ("labs.inr", "1,2", Decimal("1.2"), {"number": Decimal("1.2"), "printed": "1,2"}),
        ("fitness.ecog", "0", Decimal(0), {"number": Decimal(0)}),
        ("tumour.primary_site", "small-bowel", "small-bowel", {"text": "small-bowel"}),
        ("fitness.pacemaker", "no", False, {"text": "no"}),
        ("patient.wish", " home by summer ", " home by summer ", {"text": " home by summer "}),
        ("intended.date", "1.6.2027", dt.date(2027, 6, 1), {"text": "2027-06-01"}),
        ("surgery.segments_removed", "5-6, IVa", ("4a", "5", "6"), {"text": "4a,5,6"}),
        ("surgery.segments_removed", "None", (), {"text": "none"}),
    ],
)
def test_every_kind_of_item_becomes_its_value_and_its_columns(code, typed, value, columns):
    answer = answered(by_code[code], it=typed)
    assert answer.value == value
    assert type(answer.value) is type(value)
    assert columns.items() <= answer.columns().items()


@pytest.mark.parametrize(
    ("code", "typed", "why"),
    [
        ("tumour.primary_site", "Pancreas", "invalid_choice"),
        ("fitness.pacemaker", "maybe", "invalid_choice"),
        ("intended.date", "2027", "not-a-day"),
        ("surgery.segments_removed", "IX", "segment-nine"),
        ("patient.wish", "a" * 20_001, "max_length"),
        ("patient.wish", "a\0", "bad-character"),
        ("fitness.ecog", "1,5", "not-whole"),
    ],
)
def test_an_answer_of_the_wrong_kind_is_refused(code, typed, why):
    assert refused(by_code[code], it=typed).code == why


@pytest.mark.parametrize(
    ("code", "typed", "more"),
    [
        ("labs.bilirubin_umol_l", "1,2", {"it_unit": "mg/dL"}),
        ("labs.inr", "13", {"it_confirmed": "yes"}),
        ("fitness.ecog", "0", {}),
        ("fitness.pacemaker", "no", {}),
        ("tumour.primary_site", "lung", {}),
        ("surgery.segments_removed", "4a,5", {}),
        ("surgery.segments_removed", "none", {}),
        ("intended.date", "2027-06-01", {}),
        ("labs.chromogranin_a_ug_l", "5,6", {"it_unit": "nmol/L"}),
    ],
)
def test_a_stored_answer_shown_and_sent_back_has_not_changed(code, typed, more):
    item = by_code[code]
    posted = {"it": typed, "it_state": "value", **more}
    answer = answered(item, **posted)
    row = SimpleNamespace(item=item.code, **answer.columns())
    for initial in (answer, row):
        form = answer_form(item, posted, it=initial)
        assert form.is_valid()
        assert form.cleaned_data["it"] == answer
        assert not form.has_changed()
    assert answer_form(item, {"it": "", "it_state": "unknown"}, it=answer).has_changed()


@quick
@given(
    st.sampled_from((*ITEMS, *WORKUP_ITEMS)),
    st.text(max_size=30),
    st.sampled_from(["", "value", "unknown", "not-asked"]),
)
def test_no_text_brings_an_answer_down(item, text, state):
    form = answer_form(item, {"it": text, "it_state": state, "it_unit": item.unit})
    assert form.is_valid() or form.errors["it"]
    assert str(form["it"])


# --- What the page gets ----------------------------------------------------------------------------------------------


class Controls(HTMLParser):
    """The controls of a page, each with the label it stands in."""

    def __init__(self, page):
        super().__init__()
        self.controls, self.labels, self.tags, self.attributes = [], 0, [], set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "label":
            self.labels += 1
        if tag in {"input", "select", "textarea"}:
            self.controls.append((dict(attrs).get("name"), self.labels > 0 or "aria-label" in dict(attrs)))

    def handle_endtag(self, tag):
        self.labels -= tag == "label"


@pytest.mark.parametrize("item", [*ITEMS, *WORKUP_ITEMS, *LESION_ITEMS], ids=lambda item: item.code)
def test_every_control_of_an_answer_has_a_name_and_a_label_and_no_style_or_script(item):
    page = Controls(str(answer_form(item, {"it": "1"})["it"]))
    names = [name for name, _ in page.controls]
    assert names[0] == "it"
    assert "it_state" in names
    assert ("it_unit" in names) == bool(item.units)
    assert all(is_labelled for _, is_labelled in page.controls)
    assert not {"style", "onclick", "onchange"} & page.attributes
    assert "script" not in page.tags


def test_what_was_typed_is_shown_inert():
    page = str(answer_form(INR, {"it": '"><img src=x onerror=alert(1)>'})["it"])
    assert "<img" not in page
    page = str(answer_form(by_code["patient.wish"], {"it": "</textarea><script>alert(1)</script>"})["it"])
    assert "<script>" not in page


def test_a_first_line_break_in_a_wish_survives_the_page():
    assert ">\n\nfirst" in str(answer_form(by_code["patient.wish"], {"it": "\nfirst"})["it"])


def test_the_label_of_the_form_points_to_the_value():
    form = answer_form(INR, {})
    assert form["it"].id_for_label == "id_it"
    assert 'id="id_it"' in str(form["it"])
    assert form.fields["it"].widget.use_fieldset
