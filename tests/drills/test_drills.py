"""What `make drill` finds, and what it says when it finds nothing."""

import subprocess
import sys

import pytest

from config.run.places import CLONE

DRILLS = {"test_reminders.py", "test_restore.py", "test_soak.py"}


def collected(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n", "0", *words, "tests/drills"]
    return subprocess.run(command, cwd=CLONE, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("marked", ["drill", "not drill"])
def test_every_drill_is_there_in_full_for_make_drill_and_small_for_make_test(marked):
    assert {line.split("::")[0].split("/")[-1] for line in collected("-m", marked).stdout.splitlines()} >= DRILLS


def test_a_drill_of_nothing_is_red():
    assert collected("-m", "drill", "-k", "nothing_of_the_kind").returncode == pytest.ExitCode.NO_TESTS_COLLECTED
    (recipe,) = [line for line in (CLONE / "Makefile").read_text().splitlines() if "pytest -m drill" in line]
    assert recipe.startswith("\t@CI=1 ")  # a skipped drill is as red as a failed one
    assert "|| true" not in recipe


def test_ci_says_that_it_is_ci_so_that_a_skipped_test_fails_the_run(tmp_path):
    make = tmp_path / "make"
    make.write_text('#!/bin/sh\necho "CI=$CI make $*"\n')
    make.chmod(0o755)
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    done = subprocess.run([CLONE / ".ci" / "run"], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "CI=1 make test\n"
