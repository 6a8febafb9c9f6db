"""Times for people, in Europe/Berlin: short, with the full time on hover."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from syncconsole import clock

AN_HOUR = timedelta(hours=1)


def short_time(moment: datetime) -> str:
    """An aware time as people say it: under an hour relative, then the day in words, then the date."""
    now = clock.now()
    ago = now - moment
    if timedelta(0) <= ago < AN_HOUR:
        return _ago(ago)
    if timedelta(0) < -ago < AN_HOUR:
        return _ahead(-ago)
    return day_and_time(moment)


def day_and_time(moment: datetime) -> str:
    """Today and yesterday in words, otherwise the date; never relative."""
    local, today = timezone.localtime(moment), timezone.localtime(clock.now()).date()
    at = f"{local:%H:%M}"
    if local.date() == today:
        return gettext("today %(time)s") % {"time": at}
    if local.date() == today - timedelta(days=1):
        return gettext("yesterday %(time)s") % {"time": at}
    if local.date() == today + timedelta(days=1):
        return gettext("tomorrow %(time)s") % {"time": at}
    return f"{date_format(local, 'SHORT_DATE_FORMAT')} {at}"


def _ago(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if not minutes:
        return gettext("just now")
    return ngettext("%(count)s minute ago", "%(count)s minutes ago", minutes) % {"count": minutes}


def _ahead(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    if not minutes:
        return gettext("in a moment")
    return ngettext("in %(count)s minute", "in %(count)s minutes", minutes) % {"count": minutes}


def time_tag(moment: datetime | None, *, relative: bool = True) -> SafeString:
    """`<time>` with the short form shown and the absolute one on hover; a dash for None.

    Without `relative` the form shown follows "since" or "at".
    """
    if moment is None:
        return mark_safe('<span class="quiet">–</span>')  # noqa: S308
    local = timezone.localtime(moment)
    full = f"{date_format(local, 'SHORT_DATE_FORMAT')} {local:%H:%M:%S}"
    shown = short_time(moment) if relative else day_and_time(moment)
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), full, shown)


def duration(started: datetime, ended: datetime | None) -> str:
    """Seconds between two times as text; "" while the end is open."""
    if ended is None:
        return ""
    seconds = max(0.0, (ended - started).total_seconds())
    return gettext("%(seconds)s s") % {"seconds": number_format(round(seconds, 2 if seconds < 10 else 0))}
