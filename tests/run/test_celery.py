"""The background work's settings: each one stands for an accident somebody had."""

import ast

import pytest

from config.celery import TIME_LIMIT, VISIBILITY, app, broker_url
from config.run.places import CLONE


def test_a_task_is_acknowledged_after_its_work_and_given_to_another_when_its_worker_dies():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_a_task_ends_before_the_broker_gives_it_to_another_worker():
    assert (
        app.conf.task_time_limit == TIME_LIMIT < VISIBILITY == app.conf.broker_transport_options["visibility_timeout"]
    )


def test_a_half_open_connection_does_not_wait_for_ever():
    assert app.conf.broker_transport_options["socket_timeout"]
    assert app.conf.broker_transport_options["health_check_interval"]


def test_beat_counts_in_utc_and_only_intervals():
    assert str(app.conf.timezone) == "UTC"
    assert app.conf.enable_utc
    for entry in app.conf.beat_schedule.values():
        assert entry["schedule"].total_seconds() == 30
        assert entry["options"]["expires"] == 30


def test_no_result_is_kept():
    assert app.conf.task_ignore_result
    assert app.conf.result_backend is None


@pytest.mark.parametrize(
    ("redis", "kombu"),
    [
        ("redis://:secret@valkey:6379/0", "redis://:secret@valkey:6379/0"),
        ("unix:///tmp/valkey.sock?db=3", "redis+socket:///tmp/valkey.sock?virtual_host=3"),
    ],
)
def test_kombu_gets_the_address_in_its_own_spelling(redis, kombu):
    assert broker_url(redis) == kombu


def test_nobody_sends_a_task_into_the_future():
    """On a Redis broker such a task runs again and again once the visibility timeout is over."""
    for app_name in ("accounts", "conference", "config", "core", "patients", "treatments"):
        for path in (CLONE / app_name).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = {word.arg for word in node.keywords} if isinstance(node, ast.Call) else set()
                assert not names & {"eta", "countdown"}, f"{path}:{getattr(node, 'lineno', 0)}"
