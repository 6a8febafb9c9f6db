"""Numbers and spans of time for people: 4.812 or 4,812, "about 19 minutes"."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

MINUTE, HOUR = 60, 3600


def grouped(number: int) -> str:
    """A whole number with its thousands set apart, as the language does."""
    return str(number_format(number, use_l10n=True, force_grouping=True))


def per_second(rate: float) -> str:
    """A rate with one decimal under ten, without above."""
    return gettext("%(rate)s per second") % {"rate": number_format(rate, decimal_pos=1 if rate < 10 else 0)}


def about(seconds: float) -> str:
    """A span of time, rounded the way people say it."""
    if seconds < 5:
        return gettext("less than 5 seconds")
    if seconds < 1.5 * MINUTE:
        count = round(seconds)
        return ngettext("about %(count)s second", "about %(count)s seconds", count) % {"count": count}
    if seconds < 1.5 * HOUR:
        count = round(seconds / MINUTE)
        return ngettext("about %(count)s minute", "about %(count)s minutes", count) % {"count": count}
    count = round(seconds / HOUR)
    return ngettext("about %(count)s hour", "about %(count)s hours", count) % {"count": count}
