"""Reminders in a storm: whatever is killed, each is sent, and none stands twice in the outbox.

What that means on the wire: mail is handed over at least once. Nobody can know whether a mail was taken when the mail server
hangs up after DATA, or when the worker or the database dies before the answer is written down; such a mail goes out again,
with the same Message-ID, so that a mail program can tell. In the outbox it is one row all the while.

The seed decides the schedule, and `make drill ONLY=reminder SEED=7` plays it again; the races within it are the machine's own.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from config.run.parts import BEAT, WORKER
from tests.drills.conftest import Say
from tests.drills.storm import Storm, chosen_seeds
from tests.run.houses import eventually, running_house
from tests.run.services import Running
from tests.treatments.test_outbox import A_DUE_FOLLOW_UP, let_leases_end, rows

SEEDS = chosen_seeds(20)
SMALL, FULL = (60, 0), (400, 8)  # reminders, and faults beyond one of each kind
STORMS = [pytest.param(SEEDS[0], *SMALL, id=f"small-{SEEDS[0]}")]
STORMS += [pytest.param(seed, *FULL, id=f"seed-{seed}", marks=pytest.mark.drill) for seed in SEEDS]


@pytest.fixture
def own_servers(services: Any) -> Iterator[Running]:
    """A PostgreSQL that may be killed: nobody else's test lives in it, and it writes to disk before it answers."""
    running = Running(durable=True)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.mark.parametrize(("seed", "reminders", "extra"), STORMS)
def test_whatever_dies_every_reminder_is_sent_and_none_stands_twice_in_the_outbox(
    own_servers: Running, seed: int, reminders: int, extra: int, say: Say
) -> None:
    database = own_servers.services.create("storm")
    with running_house(database, (WORKER, BEAT)) as house:
        house.sink.pause = 0.1
        house.manage(
            "shell", "-c", f"{A_DUE_FOLLOW_UP}; from tests.cast import many_reminders as m; m({reminders - 1})"
        )
        storm = Storm(house, own_servers.postgres, seed)
        storm.rage(extra)
        all_sent = storm.end(within=120)
        outcome = storm.outcome()
        replay = f"SEED={seed}: {'; '.join(storm.done)}\n  {outcome}\n  Again: make drill ONLY=reminder SEED={seed}"
        say(replay)
        assert all_sent, f"{replay}\n{house.log(WORKER)[-3000:]}"
        assert set(outcome.states) <= {"sent", "unknown"}, replay
        assert outcome.states.total() == len(outcome.named) == reminders, replay
        assert set(outcome.mails) == outcome.named, f"lost on the way, or never ours: {replay}"
        assert outcome.states["unknown"] <= storm.cut, replay
        assert outcome.again <= storm.cut + house.sink.dropped, replay


def test_a_celery_worker_killed_between_claiming_and_sending_loses_nothing(new_house: Any) -> None:
    with new_house(WORKER, demo=False) as house:
        house.sink.hang = True  # the mail server says nothing: what is claimed waits
        house.manage("shell", "-c", f"{A_DUE_FOLLOW_UP}; from tests.cast import many_reminders as m; m(4)")
        house.start(BEAT)
        assert eventually(lambda: rows(house) == {"sending": 1, "claimed": 4}, within=60), house.log(WORKER)
        house.kill(WORKER)
        house.kill(BEAT)
        house.sink.hang = False
        assert house.mails == []
        let_leases_end(house)
        house.start(WORKER, BEAT)
        assert eventually(lambda: rows(house) == {"sent": 4, "unknown": 1}, within=60), house.log(WORKER)
        assert len({mail["Message-ID"] for mail in house.mails}) == len(house.mails) == 5
