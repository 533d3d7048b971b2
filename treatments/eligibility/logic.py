"""Kleene's three values: true, false, and None for what nobody has told."""


def either(*known: bool | None) -> bool | None:
    """Or: one yes decides, otherwise one unknown spreads."""
    return True if True in known else None if None in known else False


def both(*known: bool | None) -> bool | None:
    """And: one no decides, otherwise one unknown spreads."""
    return False if False in known else None if None in known else True


def contrary(known: bool | None) -> bool | None:
    """Not."""
    return None if known is None else not known
