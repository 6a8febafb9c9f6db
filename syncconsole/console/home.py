"""What the home page shows: is everything the same, who is needed, how are systems and regular work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from syncconsole import clock, registry, wording
from syncconsole.console import facets
from syncconsole.console.badges import Badge, badge
from syncconsole.console.inbox_admin import party_url, system_badge
from syncconsole.console.party_words import next_step, why
from syncconsole.console.times import day_and_time
from syncconsole.models import Checkpoint, Message, SystemState

SILENT = timedelta(minutes=30)
TILES = ("needs_you", "to_review", "will_retry", "under_way", "in_sync")
NEEDING_SHOWN = 5
MESSAGES_SHOWN = 5


@dataclass(frozen=True)
class Tile:
    """One count that leads to its list."""

    facet: facets.Facet
    count: int
    url: str


def overview(user: Any) -> dict[str, Any]:
    """Context of the home page; a dozen queries at most, whatever the number of parties."""
    systems = {state.name: state for state in SystemState.objects.all()}
    checkpoints = {one.name: one.at for one in Checkpoint.objects.filter(name__in=("sweep", "tick"))}
    definitions = [d for d in registry.all_definitions() if user.has_perm(_view_permission(d))]
    syncs = [_sync(definition, systems, checkpoints) for definition in definitions]
    return {
        "syncs": syncs,
        "systems": [_system(name, systems.get(name)) for name in ("espocrm", "advoware")],
        "sweep_at": checkpoints.get("sweep"),
        "tick_at": checkpoints.get("tick"),
        "turned_away": _turned_away(),
        "inbox": _messages() if user.has_perm("syncconsole.view_message") else None,
    }


def _turned_away() -> list[dict[str, Any]]:
    """Webhook deliveries that were not taken, with their number and the time of the latest."""
    labels = {
        "webhook_refused": gettext("Deliveries with a bad signature"),
        "webhook_too_large": gettext("Deliveries over 10 MB"),
    }
    rows = Checkpoint.objects.filter(name__in=labels).order_by("name")
    return [{"label": labels[row.name], "count": row.value.get("count", 0), "at": row.at} for row in rows]


def _view_permission(definition: Any) -> str:
    meta = definition.record._meta
    return f"{meta.app_label}.view_{meta.model_name}"


def _sync(definition: Any, systems: dict[str, Any], checkpoints: dict[str, datetime]) -> dict[str, Any]:
    meta = definition.record._meta
    list_url = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    counts = facets.counts(definition)
    by_name = {facet.name: facet for facet in facets.FACETS}
    names = [*TILES, "waiting"] if counts["waiting"] else TILES
    also = [name for name in ("paused", "deleted") if counts[name]]
    icon, role, sentence = _sentence(counts, systems, checkpoints)
    return {
        "icon": icon,
        "role": role,
        "sentence": sentence,
        "total": counts[facets.ALL],
        "tiles": [Tile(by_name[name], counts[name], f"{list_url}?show={name}") for name in names],
        "also": [Tile(by_name[name], counts[name], f"{list_url}?show={name}") for name in also],
        "needing": _needing(definition, f"admin:{meta.app_label}_{meta.model_name}_change"),
        "needing_url": f"{list_url}?show=needs_you",
    }


def _sentence(
    counts: dict[str, int], systems: dict[str, Any], checkpoints: dict[str, datetime]
) -> tuple[str, str, str]:
    """Icon, role and the one sentence; never claims equality that nobody checked (design, home sentence)."""
    swept = checkpoints.get("sweep")
    if swept is None or clock.now() - swept > SILENT:
        since = day_and_time(swept) if swept else gettext("the start")
        return "lens", "warn", gettext("Whether all is equal is unknown: no check since %(time)s.") % {"time": since}
    need = ngettext("%(count)s party needs you", "%(count)s parties need you", counts["needs_you"])
    need %= {"count": counts["needs_you"]}
    down = [name for name, state in systems.items() if state.down_since]
    if down:
        return "warning", "warn", _waiting(counts["waiting"], wording.system_label(down[0]), need)
    if counts["under_way"]:
        moving = ngettext("%(count)s party is on its way", "%(count)s parties are on their way", counts["under_way"])
        return "dot", "info", f"{moving % {'count': counts['under_way']}} · {need}"
    equal = gettext("Compared at %(time)s: the same in both systems") % {"time": day_and_time(swept)}
    if counts["needs_you"]:
        return "tick", "ok", f"{equal} · {need}"
    return "tick", "ok", f"{equal}. " + gettext("Nobody needs you.")


def _waiting(count: int, system: str, need: str) -> str:
    waiting = ngettext("%(count)s party waits for %(system)s", "%(count)s parties wait for %(system)s", count)
    return f"{waiting % {'count': count, 'system': system}} · {need}"


def _needing(definition: Any, url_name: str) -> list[dict[str, Any]]:
    rows = definition.record.objects.filter(facets.conditions(definition)["needs_you"]).order_by("changed_at")
    rows = rows.prefetch_related(_open_conflicts(definition))[:NEEDING_SHOWN]
    return [
        {
            "party": party,
            "badge": badge(party),
            "why": why(party),
            "next": next_step(party),
            "url": reverse(url_name, args=[party.pk]),
        }
        for party in rows
    ]


def _open_conflicts(definition: Any) -> Any:
    from django.db.models import Prefetch

    rows = definition.conflict.objects.filter(closed_at__isnull=True).order_by("id")
    return Prefetch("conflicts", queryset=rows, to_attr="open_conflicts")


def _system(name: str, state: Any) -> dict[str, Any]:
    """A system that has no row yet was never seen down; it is called unknown until it answered once."""
    unknown = Badge(gettext("unknown"), "lens", "quiet")
    return {
        "label": wording.system_label(name),
        "badge": system_badge(state) if state else unknown,
        "reason": wording.say(state.down_reason) if state else "",
        "since": state.down_since if state else None,
        "probe_at": state.probe_at if state else None,
    }


def _messages() -> dict[str, Any]:
    unseen = Message.objects.filter(seen_at__isnull=True)
    rows = [
        {
            "sentence": wording.say({"code": one.code, "params": one.params}),
            "at": one.created_at,
            "over": one.closed_at,
            "url": party_url(one),
            "party": one.espo_id,
        }
        for one in unseen[:MESSAGES_SHOWN]
    ]
    return {"rows": rows, "count": unseen.count(), "url": reverse("admin:syncconsole_message_changelist")}
