"""The liver's nine segments and its two halves, as Couinaud and Cantlie drew them."""

from collections.abc import Iterable

SEGMENTS = ("1", "2", "3", "4a", "4b", "5", "6", "7", "8")
LEFT = frozenset({"2", "3", "4a", "4b"})
RIGHT = frozenset({"5", "6", "7", "8"})  # segment 1, the caudate, belongs to neither half
WHOLE = frozenset(SEGMENTS)

TERRITORIES = {"left": LEFT, "right": RIGHT, "whole": WHOLE, "whole-liver": WHOLE}


def segments_of(territory: str | None, segments: Iterable[str] | None = None) -> frozenset[str]:
    """The segments of a territory: left, right, whole-liver (or whole), or those listed. Not stated: none."""
    if territory == "segments":
        return frozenset(segments or ())
    return TERRITORIES.get(territory or "", frozenset())


def on_both_sides(segments: Iterable[str]) -> bool:
    """Whether the segments touch the right and the left half."""
    touched = frozenset(segments)
    return bool(touched & RIGHT and touched & LEFT)
