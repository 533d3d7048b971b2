"""What single people say of a case, as its pages show it: before the reveal only who has voted, and how many."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import ROLES, Permission, Role
from conference.models import AgendaItem, Decision, Vote
from conference.voting import Against, Agreement, Tally, agreement_with, ballots_of, in_words, tallies
from treatments.wording import short_name

SHAPES = {  # the status each agreement is shown as: shape and colour beside its words
    Agreement.FULL: "met",
    Agreement.MOST: "caution",
    Agreement.DIVIDED: "unknown",
    Agreement.OPEN: "not-applicable",
}


def shown_votes(item: AgendaItem) -> dict[str, Any]:
    """The silent vote on one case for components/votes.html: the same for everybody who may see the meeting."""
    cast = list(item.votes.values_list("user", "role"))
    seats = [
        seat for seat in item.board.seats.taken() if Permission.DECIDE in ROLES[seat.role] and seat.present is not False
    ]
    voters = {user for user, _role in cast}
    shown: dict[str, Any] = {
        "cast": len(cast),
        "expected": len(voters | {seat.user_id for seat in seats}),
        "voted": _disciplines(Counter(role for _user, role in cast)),
        "awaited": _disciplines(Counter(seat.role for seat in seats if seat.user_id not in voters)),
        "open": is_open(item),
        "revealed": item.revealed_at is not None,
        "to_reveal": bool(cast) and item.is_sealed and item.board.is_open,
        "revealed_at": item.revealed_at,
        "questions": [],
        "words": [],
        "decided": "",
        "otherwise": [],
    }
    return shown | _revealed(item) if shown["revealed"] else shown


def is_open(item: AgendaItem) -> bool:
    """Whether votes are cast and remarks left on a case: it waits, and its meeting is not over."""
    return item.status == AgendaItem.Status.LISTED and item.board.is_open


def is_before_all(item: AgendaItem) -> bool:
    """Whether everybody has the case before them: once a meeting is begun, only what stands on its screens."""
    return not item.board.is_live or item.board.presented_id == item.pk


def _revealed(item: AgendaItem) -> dict[str, Any]:
    ballots = ballots_of(item)
    signed = item.decisions.filter(status=Decision.Status.SIGNED).first()
    compared = agreement_with(signed, ballots) if signed is not None else None
    return {
        "questions": [_question(one) for one in tallies(ballots)],
        "words": [{"who": _name(one.role), "words": one.words} for one in ballots if one.words],
        "decided": _compared(compared) if compared else "",
        "otherwise": _others(compared.others, short_name) if compared else [],
    }


def _question(one: Tally) -> dict[str, Any]:
    field: Any = Vote._meta.get_field(one.question)
    words = {answer: _answer(one.question, answer) for answer in one.answers}
    return {
        "label": capfirst(field.verbose_name),
        "says": in_words(one, words),
        "status": SHAPES[one.agreement],
        "share": one.share,
        "all_agree": one.all_agree,
        "answers": [
            {"word": words[answer], "count": one.count(answer), "disciplines": _disciplines(roles)}
            for answer, roles in one.answers.items()
        ],
        "dissent": _others(one.dissent, lambda answer: words[answer]),
    }


def _answer(question: str, answer: str) -> str:
    return short_name(answer) if question == "preferred" else str(Vote.Opinion(answer).label)


def _compared(one: Against) -> str:
    return _("%(same)d of %(of)d had preferred what was decided (%(share)d %%).") % {
        "same": one.same,
        "of": one.of,
        "share": one.share,
    }


def _name(role: str) -> str:
    return str(Role(role).label)


def _disciplines(roles: Mapping[str, int]) -> list[str]:
    """The disciplines in the order of the house, with how many where there are several."""
    return [_times(_name(role), roles[role]) for role in Role.values if role in roles]


def _others(pairs: Mapping[tuple[str, str], int], say: Any) -> list[str]:
    """Who says otherwise, and what."""
    return [f"{_times(_name(role), n)}: {say(answer)}" for (role, answer), n in pairs.items()]


def _times(name: str, count: int) -> str:
    return name if count == 1 else f"{name} × {count}"


def shown_remarks(item: AgendaItem, user: User) -> list[dict[str, Any]]:
    """The remarks on one case for components/remarks.html; one's own can be withdrawn while the case waits."""
    rows: Iterable[Any] = item.remarks.standing().select_related("by")
    waits = is_open(item)
    return [
        {
            "pk": one.pk,
            "who": one.by.name,
            "role": one.get_role_display(),
            "at": one.created_at,
            "text": one.text,
            "own": waits and one.by_id == user.pk,
        }
        for one in rows
    ]
