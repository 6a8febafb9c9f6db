"""The progress page of a bulk action, and the page that asks before it is cancelled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from syncconsole import breaker, clock, registry, wording
from syncconsole.bulk import acts
from syncconsole.console import bulk_words
from syncconsole.console.bulk_progress import Last, Progress, last_notable, progress
from syncconsole.console.filter_words import filter_words
from syncconsole.console.numbers import about, grouped, per_second
from syncconsole.console.party_filters import RUN
from syncconsole.console.timeline import sentence
from syncconsole.models.bulk import BulkRun, ItemState, RunState

SAID_EVERY = 10  # percent: screen readers hear of no smaller step
SILENT = timedelta(seconds=45)  # without a sign of life for so long, the page says that it waits for a worker
SEGMENTS = ("ok", "warn", "ask", "quiet")


def page(run_admin: Any, request: HttpRequest, run: BulkRun) -> HttpResponse:
    """Show where the run stands; the page asks for itself again while the run goes on."""
    now = progress(run)
    list_url = _list_url(run_admin, run)
    context = run_admin.page_context(
        request,
        title=str(run),
        run=run,
        act_title=bulk_words.WORDS[run.act].title,
        heading=_heading(run, now),
        progress=now,
        segments=_segments(now),
        figures=_figures(run, now),
        said=_said(run, now),
        rows=[(row, f"{list_url}?show=all&{RUN}={run.pk}.{row.state}", grouped(row.count)) for row in now.rows],
        all_url=f"{list_url}export/?show=all&{RUN}={run.pk}",
        still_open=[(label, grouped(count)) for label, count in _still_open(run, now)],
        waits_because=_waits_because(run),
        last=[_last_row(registry.get(run.definition), one) for one in last_notable(run)],
        needing=_needing(list_url, run, now),
        filter_words=filter_words(QueryDict(run.filter)),
        filter_url=f"{list_url}?{run.filter}",
        refreshes=run.state == RunState.RUNNING,
        may_act=request.user.has_perm(run_admin.act_permission(run)),
        urls={name: run_admin.url_name(name) for name in ("changelist", "change", "pause", "go_on", "cancel")},
        updated_at=clock.now(),
    )
    return TemplateResponse(request, "console/bulk_run.html", context)


def cancel_page(run_admin: Any, request: HttpRequest, run: BulkRun) -> HttpResponse:
    """Say what cancelling stops and what stays."""
    now = progress(run)
    context = run_admin.page_context(
        request,
        title=str(run),
        run=run,
        act_title=bulk_words.WORDS[run.act].title,
        waiting=grouped(now.waiting),
        ended=grouped(now.ended),
        urls={name: run_admin.url_name(name) for name in ("changelist", "change", "cancel")},
    )
    return TemplateResponse(request, "console/bulk_cancel.html", context)


def _list_url(run_admin: Any, run: BulkRun) -> str:
    meta = registry.get(run.definition).record._meta
    return reverse(f"{run_admin.admin_site.name}:{meta.app_label}_{meta.model_name}_changelist")


def _heading(run: BulkRun, now: Progress) -> dict[str, str]:
    counts = {"ended": grouped(now.ended), "total": grouped(now.total)}
    if run.state == RunState.DONE and run.ended_at:
        done = ngettext("Finished: %(total)s party in %(span)s.", "Finished: %(total)s parties in %(span)s.", now.total)
        span = about((run.ended_at - run.started_at).total_seconds())
        return {"done": done % {**counts, "span": span}, "results": _results(now)}
    return {"counts": gettext("%(ended)s of %(total)s") % counts, "results": ""}


def _results(now: Progress) -> str:
    words = {
        ItemState.EQUAL: ngettext("%(count)s equal", "%(count)s equal", now.count(ItemState.EQUAL)),
        ItemState.WRITTEN: ngettext("%(count)s synced", "%(count)s synced", now.count(ItemState.WRITTEN)),
        ItemState.DONE: ngettext("%(count)s done", "%(count)s done", now.count(ItemState.DONE)),
        ItemState.REVIEW: ngettext("%(count)s to review", "%(count)s to review", now.count(ItemState.REVIEW)),
        ItemState.RETRY: ngettext("%(count)s is retried", "%(count)s are retried", now.count(ItemState.RETRY)),
        ItemState.NEEDS_YOU: ngettext("%(count)s needs you", "%(count)s need you", now.count(ItemState.NEEDS_YOU)),
        ItemState.SKIPPED: ngettext("%(count)s left out", "%(count)s left out", now.count(ItemState.SKIPPED)),
    }
    return ", ".join(words[ItemState(row.state)] % {"count": grouped(row.count)} for row in now.rows) + "."


def _segments(now: Progress) -> list[tuple[str, str]]:
    """(part, width in percent) of the bar."""
    counts = {part: sum(row.count for row in now.rows if row.bar == part) for part in SEGMENTS}
    return [(part, f"{count * 100 / now.total:.3f}") for part, count in counts.items() if count and now.total]


def _figures(run: BulkRun, now: Progress) -> list[tuple[str, str]]:
    """(big, small) below the bar."""
    figures = [(gettext("%(percent)s %%") % {"percent": now.percent}, gettext("done"))]
    if now.rate is not None:
        figures.append((per_second(now.rate), gettext("in the last minute")))
    if run.ended_at and now.ended:
        seconds = max(1.0, (run.ended_at - run.started_at).total_seconds())
        figures.append((per_second(now.ended / seconds), gettext("on average")))
    if now.left_seconds is not None:
        ready = timezone.localtime(clock.now() + timedelta(seconds=now.left_seconds))
        left = gettext("left, finished towards %(time)s") % {"time": f"{ready:%H:%M}"}
        figures.append((about(now.left_seconds), left))
    return figures


def _said(run: BulkRun, now: Progress) -> str:
    if run.ended:
        return str(run.get_state_display())
    return gettext("%(percent)s %% done") % {"percent": now.percent // SAID_EVERY * SAID_EVERY}


def _still_open(run: BulkRun, now: Progress) -> list[tuple[str, int]]:
    waiting = gettext("Not begun any more") if run.state == RunState.CANCELLED else gettext("Still waiting")
    return [
        (gettext("Running now"), now.running),
        (waiting, now.waiting),
        (gettext("Left out"), now.count(ItemState.SKIPPED)),
    ]


def _waits_because(run: BulkRun) -> str:
    """Why nothing moves although it is not paused, or ""."""
    if run.state != RunState.RUNNING:
        return ""
    down = breaker.blocked_systems() if acts.get(run.act).runs else ()
    if down:
        return wording.say({"code": "system_down", "params": {"system": down[0]}})
    if clock.now() - (run.beat_at or run.started_at) <= SILENT:
        return ""
    if _rest_is_busy(run):
        span = about(settings.SYNC_LOCK_TTL_SECONDS)
        return gettext("The rest is being synced elsewhere; its turn comes in %(span)s at the latest.") % {"span": span}
    return gettext("Waits for a free worker.")


def _rest_is_busy(run: BulkRun) -> bool:
    """Whether others work on a party that is left, or did until they broke off: its lease has not ended yet."""
    left = run.items.filter(state=ItemState.WAITING).values("party")
    busy = registry.get(run.definition).record.objects.filter(lease_until__isnull=False, lease_until__gt=clock.now())
    return bool(busy.filter(pk__in=left).exists())


def _last_row(definition: Any, one: Last) -> dict[str, Any]:
    party, attempt = definition.record._meta, definition.attempt._meta
    return {
        "at": timezone.localtime(one.at) if one.at else None,
        "badge": one.badge,
        "party": one.party,
        "party_url": reverse(f"admin:{party.app_label}_{party.model_name}_change", args=[one.party.pk]),
        "sentence": sentence(one.attempt),
        "attempt": one.attempt,
        "attempt_url": reverse(f"admin:{attempt.app_label}_{attempt.model_name}_change", args=[one.attempt.pk]),
    }


def _needing(list_url: str, run: BulkRun, now: Progress) -> dict[str, str] | None:
    count = now.count(ItemState.NEEDS_YOU)
    if not count or not run.ended:
        return None
    label = ngettext("Look at the %(count)s", "Look at the %(count)s", count) % {"count": grouped(count)}
    return {"url": f"{list_url}?show=all&{RUN}={run.pk}.{ItemState.NEEDS_YOU}", "label": label}
