"""How wide words are before a browser has drawn them, and how they are broken into lines. In letters: 1 is their size."""

NARROW, BROAD = frozenset(" iljtfrI.,:;|'!()-"), frozenset("mwMW%@µ")


def wide(words: str, *, strong: bool = False) -> float:
    """How wide words are at most, in letters: our letters, or a machine's own, which are a little wider."""
    total = sum(0.34 if one in NARROW else 0.86 if one in BROAD else 0.66 if one.isupper() else 0.55 for one in words)
    return round(total * (1.06 if strong else 1.0), 2)


def two_lines(words: str, *, strong: bool) -> float:
    """The least width in which words stand on two lines without a cut."""
    parts = words.split()
    whole = wide(words, strong=strong)
    halves = (
        max(wide(" ".join(parts[:at]), strong=strong), wide(" ".join(parts[at:]), strong=strong))
        for at in range(1, len(parts))
    )
    return min([whole, *halves])


def wrapped(words: str, room: float, lines: int, *, strong: bool = False) -> list[str]:
    """The words on so many lines; what does not fit ends in an ellipsis, and is told in full in the list."""
    done: list[str] = []
    rest = words.split()
    while rest and len(done) < lines:
        line = [rest.pop(0)]
        while rest and wide(" ".join([*line, rest[0]]), strong=strong) <= room:
            line.append(rest.pop(0))
        if len(done) == lines - 1:
            line += rest
            rest = []
        done.append(_cut(" ".join(line), room, strong=strong))
    return done or [""]


def _cut(words: str, room: float, *, strong: bool) -> str:
    if wide(words, strong=strong) <= room + 0.01:
        return words
    while words and wide(words + "…", strong=strong) > room:
        words = words[:-1]
    return words.rstrip(" ,") + "…"
