"""What the home page shows: is everything the same, who is needed, how are systems and regular work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext

from syncconsole import clock, registry
from syncconsole.console import (
    home_attempts,
    home_chart,
    home_conflicts,
    home_counts,
    home_health,
    home_messages,
    home_needs,
    home_people,
    home_systems,
    home_tiles,
    navigation,
    system_words,
)
from syncconsole.console.home_causes import SHOWN, by_age, list_url, party_url
from syncconsole.console.home_sentence import Known, sentence
from syncconsole.console.home_times import hour_text, second_text, span_text
from syncconsole.console.numbers import grouped
from syncconsole.registry import SyncDefinition
from syncconsole.regular import sameness

OWN_APP = "syncconsole"


@dataclass(frozen=True)
class State:
    """What all syncs of the page share. `blocked` names the systems whose work waits, the longest wait first."""

    user: Any
    period: str
    blocked: list[str]
    known: Known
    down: list[Any]


def overview(request: HttpRequest) -> dict[str, Any]:
    """Context of the home page; 15 queries at most, whatever the number of parties. `?attempts=7d` shows a week."""
    rows, found, states = home_health.checkpoints(), home_health.queues(), system_words.states(request)
    state = _state(request, rows, found, states)
    definitions = [d for d in registry.all_definitions() if _may_see(request.user, d.record)]
    syncs = [_sync(definition, state) for definition in definitions]
    measured = home_systems.measure(definitions)
    latest = _latest(syncs, state.known.checked)
    return {
        "syncs": syncs,
        "banners": system_words.banners(request),
        "waiting": _waiting(sum(sync["waiting"] for sync in syncs)),
        "may_see_systems": request.user.has_perm("syncconsole.view_systemstate"),
        "may_probe": any(_may(request.user, "resync", definition.record) for definition in definitions),
        "queue_lost": found is None,
        "systems": home_systems.systems(states, measured, latest),
        "operation": home_health.facts(
            rows, found, checked=state.known.checked, oldest=_oldest_edit(syncs), lag=measured.lag
        ),
        "deeds": home_people.deeds({OWN_APP, *(d.record._meta.app_label for d in definitions)}) if syncs else [],
        "inbox": home_messages.inbox(request.user) if request.user.has_perm("syncconsole.view_message") else None,
    }


def _state(request: HttpRequest, rows: Mapping[str, Any], found: Any, states: Mapping[str, Any]) -> State:
    blocked = [name for name, state in states.items() if system_words.blocked_since(state)]
    blocked.sort(key=lambda name: system_words.blocked_since(states[name]) or clock.now())
    known = Known(
        checked=sameness.checked_at(rows.get("sweep")),
        workers=found.alive if found else None,
        blocked=blocked,
        same_since=sameness.since(rows.get(sameness.CHECKPOINT)),
    )
    period = home_attempts.WEEK if request.GET.get("attempts") == home_attempts.WEEK else home_attempts.DAY
    return State(request.user, period, blocked, known, [states[name] for name in blocked])


def _sync(definition: SyncDefinition, state: State) -> dict[str, Any]:
    counts = home_counts.count(definition)
    conflicts = _conflicts(definition, state)
    navigation.remember(definition, counts.total, conflicts.open)
    may_resync = _may(state.user, "resync", definition.record)
    needs = home_needs.needs(definition, may_resync=may_resync, waits_for="".join(state.blocked[:1]))
    needing, parties = by_age([*needs, *conflicts.held]), list_url(definition.record)
    return {
        "sentence": sentence(counts, state.known),
        "lead": _lead(definition, counts, state),
        "waiting": counts.of["waiting"],
        "oldest_edit": counts.oldest_edit,
        "tiles": home_tiles.tiles(counts, parties, state.blocked) if counts.total else [],
        "also": home_tiles.also(counts, parties, state.blocked),
        "total": counts.total,
        "needs_you": grouped(counts.of["needs_you"]),
        "needing": needing[:SHOWN],
        "needing_url": list_url(definition.record, show="needs_you"),
        "to_review": grouped(sum(cause.count for cause in conflicts.review)),
        "review": conflicts.review[:SHOWN],
        "review_url": list_url(definition.conflict),
        **_attempts(definition, state),
    }


def _conflicts(definition: SyncDefinition, state: State) -> home_conflicts.Conflicts:
    """Values stand in them, so only who may see conflicts is told their causes."""
    found = home_conflicts.conflicts(definition)
    return found if _may_see(state.user, definition.conflict) else home_conflicts.Conflicts(open=found.open)


def _attempts(definition: SyncDefinition, state: State) -> dict[str, Any]:
    if not _may_see(state.user, definition.attempt):
        return {"latest": None, "chart": None}
    attempts = home_attempts.attempts(definition, state.period)
    return {"latest": attempts.latest, "chart": home_chart.chart(attempts, state.down)}


def _lead(definition: SyncDefinition, counts: home_counts.Counts, state: State) -> dict[str, Any]:
    """The line below the sentence: how many, the oldest edit with its party, when this page was made."""
    party = counts.oldest
    return {
        "total": grouped(counts.total),
        "count": counts.total,
        "oldest": span_text(clock.now() - counts.oldest_edit) if counts.oldest_edit else "",
        "party": party,
        "party_url": party_url(definition, party.pk) if party else "",
        "now": second_text(clock.now()),
        "checked": hour_text(state.known.checked) if state.known.checked else "",
        "refresh": reverse("admin:index"),
    }


def _waiting(count: int) -> str:
    words = ngettext("%(count)s edit", "%(count)s edits", count) % {"count": grouped(count)}
    return words if count else ""


def _oldest_edit(syncs: list[dict[str, Any]]) -> datetime | None:
    return min((sync["oldest_edit"] for sync in syncs if sync["oldest_edit"]), default=None)


def _latest(syncs: list[dict[str, Any]], checked: datetime | None) -> dict[str, datetime | None]:
    """When each system was last called: by attempts both, by the check EspoCRM alone."""
    called = max((sync["latest"] for sync in syncs if sync["latest"]), default=None)
    asked = max((at for at in (called, checked) if at), default=None)
    return {"espocrm": asked, "advoware": called}


def _may_see(user: Any, model: type[Any]) -> bool:
    return _may(user, "view", model)


def _may(user: Any, act: str, model: type[Any]) -> bool:
    return bool(user.has_perm(f"{model._meta.app_label}.{act}_{model._meta.model_name}"))
