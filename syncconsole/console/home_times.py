"""Times in the home page's sentences: after "since" and "at", and spans."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from syncconsole import clock
from syncconsole.console.times import AN_HOUR, day_and_time


def hour_text(moment: datetime) -> str:
    """An aware time as "09:41", with the day if it is not today."""
    local = timezone.localtime(moment)
    if local.date() == timezone.localtime(clock.now()).date():
        return f"{local:%H:%M}"
    return day_and_time(moment)


def since_tag(moment: datetime) -> SafeString:
    """`<time>` with the short form shown and the full one on hover."""
    local = timezone.localtime(moment)
    full = f"{date_format(local, 'SHORT_DATE_FORMAT')} {local:%H:%M:%S}"
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), full, hour_text(moment))


def second_text(moment: datetime) -> str:
    """An aware time of today with its seconds: "09:52:40"."""
    return f"{timezone.localtime(moment):%H:%M:%S}"


def span_text(span: timedelta) -> str:
    """A span in its largest fitting unit: "38 s", "4 minutes", "3 hours", "2 days"."""
    seconds = max(0, round(span.total_seconds()))
    if seconds < 60:
        return gettext("%(seconds)s s") % {"seconds": seconds}
    minutes = seconds // 60
    if minutes < 120:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s day", "%(count)s days", hours // 24) % {"count": hours // 24}


def ago_text(moment: datetime | None) -> str:
    """How long ago, with seconds below a minute: "5 s ago"; after an hour the time itself; "" for None."""
    if moment is None:
        return ""
    ago = clock.now() - moment
    return gettext("%(span)s ago") % {"span": span_text(ago)} if ago < AN_HOUR else hour_text(moment)
