"""Words the screens show are marked here and translated there: this package knows no Django."""


def _(text: str) -> str:
    """Mark TEXT for gettext; whoever shows it translates it."""
    return text
