"""One verb, all the way down: search for it and you see the whole step (docs/decisions/one-verb-all-the-way-down.md)."""

from typing import Any

import pytest

from accounts.roles import Permission
from tests.architecture.test_the_house import ROOT, SOURCES, TEMPLATES, patterns

VERBS = {  # the app of its page, and its audit event
    "refer": ("conference", "referral.refer"),
    "prepare": ("conference", "case.prepare"),
    "schedule": ("conference", "case.schedule"),
    "propose": ("conference", "case.propose"),
    "decide": ("conference", "case.decide"),
    "sign": ("conference", "case.sign"),
    "perform": ("treatments", "course.perform"),
    "follow_up": ("conference", "follow_up.plan"),
    "return_to_board": ("conference", "follow_up.return_to_board"),
}
# A follow-up is a page and no act: the windows appear by performing, and the page's last word is the window's id.
NO_ACT = {"follow_up"}
ACTIONS = "\n".join(path.read_text() for path in SOURCES if "actions" in path.parts)


def page_of(verb: str) -> tuple[str, Any]:
    app, _event = VERBS[verb]
    named = {pattern.name: (address, pattern) for address, pattern in patterns() if is_of(app, pattern)}
    return named[verb]


def is_of(app: str, pattern: Any) -> bool:
    return bool(pattern.lookup_str.startswith(f"{app}."))


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_the_name_of_its_address_and_its_view(verb: str) -> None:
    _address, pattern = page_of(verb)
    assert pattern.lookup_str.endswith(f".{verb}")


@pytest.mark.parametrize("verb", sorted(VERBS.keys() - NO_ACT))
def test_a_verb_is_the_last_word_of_its_address_and_its_action(verb: str) -> None:
    address, _pattern = page_of(verb)
    assert address.rstrip("/").endswith(f"/{verb}")
    assert f"def {verb}(" in ACTIONS


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_its_permission_its_audit_event_and_its_test(verb: str) -> None:
    assert verb in {permission.value for permission in Permission}
    assert f'"{VERBS[verb][1]}"' in ACTIONS
    assert list((ROOT / "tests").rglob(f"test_{verb}.py")), f"tests/…/test_{verb}.py"


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_the_partial_of_its_page_and_the_partials_id(verb: str) -> None:
    texts = [path.read_text() for path in TEMPLATES]
    own = [text for text in texts if f"{{% partialdef {verb} " in text]
    assert own, f"no page has a partial {verb}"
    assert any(f'id="{verb}"' in text for text in own), f"the partial {verb} has another id"


def test_the_page_about_it_names_this_file() -> None:
    told = (ROOT / "docs" / "decisions" / "one-verb-all-the-way-down.md").read_text()
    assert "tests/architecture/test_one_verb.py" in told
