"""A proposal of another day: as old as its facts were then, and beside it what the rules of today make of them."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from conference import actions
from conference.frozen import frozen_facts, have_changed, since
from conference.models import AgendaItem, Decision, Proposal
from tests.cast import House, facts_of, worked_case
from tests.eligibility.cases import ALL_CASES
from treatments import limits
from treatments.eligibility import propose
from treatments.eligibility.jsonl import written

pytestmark = pytest.mark.django_db


@pytest.fixture
def local(tmp_path: Path, settings: Any) -> Iterator[Any]:
    """Let the hospital set its own limits from now on."""

    def set_limits(text: str) -> None:
        file = tmp_path / "limits.txt"
        file.write_text(text, encoding="utf-8")
        settings.LOCAL_LIMITS_FILE = str(file)
        limits._read.cache_clear()

    yield set_limits
    limits._read.cache_clear()


@pytest.fixture
def signed(cast: House) -> Decision:
    """W03, decided and signed on the day its facts are from."""
    day = dt.date.fromisoformat(worked_case("W03")["as_of"])
    item = cast.listed(cast.worked("W03"), cast.board(days=(day - timezone.localdate()).days))
    actions.propose(item=item, facts=facts_of(item), by=cast["surgeon"])
    return cast.signed(item, "resection-ablation")


def page(cast: House, decision: Decision) -> str:
    answer = cast.browser_of("surgeon").get(reverse("conference:decision", args=[decision.pk]))
    assert answer.status_code == 200
    return str(answer.text)


def freeze(item: AgendaItem, facts: dict[str, Any]) -> Proposal:
    proposal = actions.propose(item=item, facts=facts, by=None)
    proposal.refresh_from_db()
    return proposal


def test_replaying_every_case_under_unchanged_rules_gives_the_same_bytes(cast: House) -> None:
    item = cast.listed()
    for case in ALL_CASES.values():
        told = written(propose(case))
        assert written(propose(json.loads(json.dumps(case)))) == told
        frozen = freeze(item, case)  # through the database, which keeps no order of keys
        again = propose(frozen.facts)
        assert json.dumps(again, sort_keys=True) == json.dumps(frozen.answer, sort_keys=True)
        assert json.dumps(again, sort_keys=True) == json.dumps(json.loads(told), sort_keys=True)
        assert since(frozen) is None


def test_under_the_same_rules_nothing_is_said(cast: House, signed: Decision) -> None:
    assert signed.proposal
    assert since(signed.proposal) is None
    assert "rules-changed" not in page(cast, signed)


def test_other_limits_show_what_would_come_out_otherwise_with_the_rows_that_turned(
    cast: House, signed: Decision, local: Any
) -> None:
    assert signed.proposal
    before = {one["code"]: one["outcome"] for one in signed.proposal.answer["modalities"]}
    local("ABL_D.met 1\nABL_D.caution 2\n")
    found = since(signed.proposal)
    assert found
    assert (found.before, found.now) == (signed.proposal.rules_version, limits_version())
    names = {change.name: change for change in found.changes}
    after = {one["code"]: one["outcome"] for one in propose(signed.proposal.facts, limits=limits.here())["modalities"]}
    assert len(names) == sum(before[code] != after[code] for code in before) > 0
    combined = names["Resection with ablation"]
    assert combined.now == "not eligible, contraindicated"
    (turned,) = [row for row in combined.rows if row.id == "COMB-11"]
    assert turned.now == "not met"
    assert (turned.limit_before.count("30"), turned.limit_now.count("30")) == (1, 0)
    text = page(cast, signed)
    assert "The limits of this hospital have changed since." in text
    assert f"{found.before} → {found.now}" in text
    assert "COMB-11" in text
    assert turned.limit_before.replace("<", "&lt;").replace(">", "&gt;") in text


def limits_version() -> str:
    from treatments.eligibility.version import rules_version

    return rules_version(limits.limits())


def test_a_change_that_touches_nothing_of_the_case_says_the_same_comes_out(
    cast: House, signed: Decision, local: Any
) -> None:
    local("LT_STABLE.met 7\n")
    found = since(signed.proposal)
    assert found
    assert found.changes == []
    assert "Of the same facts they say the same today." in page(cast, signed)


def test_the_frozen_answer_itself_is_never_computed_again(cast: House, signed: Decision, local: Any) -> None:
    assert signed.proposal
    answer = json.dumps(signed.proposal.answer)
    local("ABL_D.met 1\nABL_D.caution 2\n")
    text = page(cast, signed)
    signed.proposal.refresh_from_db()
    assert json.dumps(signed.proposal.answer) == answer
    frozen = text[text.index('id="proposal-title"') :]
    ranks = frozen[frozen.index('class="options__ranks"') :]
    assert "Resection with ablation" in ranks[: ranks.index("</ol>")]


def test_the_board_the_case_and_its_meetings_say_so_too(
    cast: House, signed: Decision, local: Any, django_assert_max_num_queries: Any
) -> None:
    browser = cast.browser_of("surgeon")
    case, item = (
        reverse("conference:case", args=[signed.item.case_id]),
        reverse("conference:item", args=[signed.item_id]),
    )
    assert "The rules have changed since" not in browser.get(case).text + browser.get(item).text
    local("ABL_D.met 1\nABL_D.caution 2\n")
    with django_assert_max_num_queries(26):
        board = browser.get(item).text
    assert "The limits of this hospital have changed since." in board
    assert f'href="{reverse("conference:decision", args=[signed.pk])}#proposal-title"' in browser.get(case).text


def test_facts_of_a_format_that_is_gone_are_not_put_to_the_rules(cast: House, local: Any) -> None:
    item = cast.listed()
    proposal = freeze(item, facts_of(item))
    proposal.facts = proposal.facts | {"of_long_ago": {"mood": "good"}}
    proposal.rules_version = "2019.3+00000000"
    found = since(proposal)
    assert found
    assert found.unreadable
    assert have_changed(proposal.rules_version)
    assert "of_long_ago.mood" in [row["label"] for row in frozen_facts(proposal)]


def test_a_treatment_the_old_rules_did_not_know_was_not_judged(cast: House) -> None:
    item = cast.listed(cast.worked("W03"))
    proposal = freeze(item, facts_of(item))
    proposal.rules_version = "2019.3+00000000"
    proposal.answer["modalities"] = [one for one in proposal.answer["modalities"] if one["code"] != "sbrt"]
    found = since(proposal)
    assert found
    assert not found.only_limits
    assert [(change.name, change.before) for change in found.changes] == [("Stereotactic radiotherapy", "not judged")]
    assert all(row.before == "" for row in found.changes[0].rows)


def test_facts_are_as_old_as_on_the_day_they_were_frozen(cast: House) -> None:
    item = cast.listed()
    case = {
        "format": "cantlie-case/1",
        "reference": "A",
        "as_of": "2020-03-02",
        "labs": {
            "inr": {"value": 1.0, "date": "2020-02-24"},
            "albumin_g_l": {"value": 40, "date": "2019-12-02"},
            "platelets_10e9_l": {"value": 200},
        },
        "liver": {"imaging_date": "2019-11-01", "portal_vein": "patent"},
        "lesions": [{"label": "L1", "longest_mm": 20, "segments": ["6"]}],
    }
    rows = {row["label"]: row for row in frozen_facts(freeze(item, case))}
    assert (rows["INR"]["date"], rows["INR"]["age"], rows["INR"]["old"]) == (dt.date(2020, 2, 24), "7 days", False)
    assert (rows["Albumin"]["age"], rows["Albumin"]["old"]) == ("13 weeks", True)
    assert (rows["Platelets"]["date"], rows["Platelets"]["old"]) == (None, False)
    assert rows["L1"]["old"]
    assert rows["Portal vein"]["old"]
