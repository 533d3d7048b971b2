"""Fifty who save one draft in the same moment, each having seen the same version of it."""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import psycopg

from bench.meeting import Hand, Meeting

DRAFT = "SELECT version, wording FROM conference_decision WHERE item_id = %s AND status = 'draft'"


@dataclass
class Jotted:
    """What became of the edits."""

    answers: Counter[int] = field(default_factory=Counter)  # how many were answered so
    lost: int = 0  # accepted, and overwritten by somebody who had not seen them
    rounds: int = 0


def jot_at_once(meeting: Meeting, hands: int, rounds: int) -> Jotted:
    """Round after round, the first of them while there is no draft at all."""
    item = meeting.items[0]
    writers = [Hand(meeting, key) for key in meeting.viewers[:hands]]
    found, together = Jotted(), threading.Barrier(len(writers))

    def save(number: int, version: int, text: str) -> tuple[int, str, int]:
        together.wait(60)
        status, body = writers[number].post(f"/agenda/{item}/jot/", version=version, wording=text)
        return status, text, json.loads(body)["version"] if status == 200 else 0

    with (
        psycopg.connect(meeting.house.database.owner_url, autocommit=True) as database,
        ThreadPoolExecutor(len(writers)) as pool,
    ):
        seen = 0
        for turn in range(rounds):
            texts = [f"Round {turn}, hand {number}." for number in range(len(writers))]
            answers = list(pool.map(save, range(len(writers)), [seen] * len(writers), texts))
            ((stored, wording),) = database.execute(DRAFT, [item]).fetchall()
            found.answers.update(status for status, _text, _version in answers)
            accepted = [(version, text) for status, text, version in answers if status == 200]
            if not accepted:
                raise RuntimeError(f"Nobody's edit was accepted: {dict(found.answers)}")
            found.lost += lost(accepted, seen, (stored, wording))
            found.rounds += 1
            seen = stored
    for writer in writers:
        writer.close()
    return found


def lost(accepted: list[tuple[int, str]], seen: int, stored: tuple[int, str]) -> int:
    """Of those who had seen one version all accepted but the last were overwritten unseen; the last must be newer, and stand."""
    last = max(accepted)
    return len(accepted) - 1 + (last[0] <= seen or last != stored)
