"""What may well be so and is seldom: never refused, only asked again where a patient is referred."""

from typing import Any

from django.utils.translation import gettext as _

from patients.chart import Chart
from patients.items import by_code
from treatments.eligibility.grounds import RARELY_SPREAD


def doubt_about_the_primary(chart: Chart) -> str:
    """A small tumour of some sites extremely rarely spreads to the liver (001-02); empty where nothing is odd."""
    site, size = chart.facts["tumour.primary_site"], chart.facts["tumour.primary_size_mm"]
    if not site.known or site.value not in RARELY_SPREAD:
        return ""
    words: dict[str, Any] = {"site": by_code["tumour.primary_site"].says(site.value)}
    if size.known:
        words["size"] = f"{size.value.normalize():f}"
        return (
            _("%(site)s, %(size)s mm: when small, such a tumour extremely rarely spreads to the liver (001-02).")
            % words
        )
    return (
        _("%(site)s, size not recorded: when small, such a tumour extremely rarely spreads to the liver (001-02).")
        % words
    )
