"""What every drill can ask for."""

from collections.abc import Callable

import pytest

type Say = Callable[[str], None]


@pytest.fixture
def say(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Say:
    """Tell whoever waits at the terminal how a full drill goes, to be quoted; of a small one only when it fails."""

    def aloud(words: str) -> None:
        with capsys.disabled():
            print(f"\n  {words}", end="", flush=True)

    return aloud if request.node.get_closest_marker("drill") else print
