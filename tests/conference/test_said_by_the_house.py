"""What the house says itself stands in the database in one language, and on the page in that of its reader."""

from typing import Any

import pytest
from django.utils import translation

from conference import actions
from conference.models import AgendaItem
from tests.cast import House

pytestmark = pytest.mark.django_db


def test_why_a_case_was_carried_on_is_kept_in_english(cast: House, monkeypatch: Any) -> None:
    item = cast.listed(board=cast.board(-1))
    with translation.override("sv"):
        monkeypatch.setattr("django.utils.translation._trans.gettext", lambda words: f"[sv] {words}")
        actions.close_board(board=item.board, by=cast["coordinator"])
        stored = AgendaItem.objects.get(pk=item.pk)
        assert stored.because == "The meeting ended before this case was reached."
        assert stored.why_off == "[sv] The meeting ended before this case was reached."
