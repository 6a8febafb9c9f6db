"""A system that is broken (rules 4): five parties in a row fail with the same answer to the same call.

Its probe may well succeed, so no single party can tell. The breaker then opens, the five get their attempts back, and
instead of a probe one party runs at a time until one succeeds.
"""

from __future__ import annotations

import re
from typing import Any

from syncconsole import breaker, messages, registry, systems
from syncconsole.clients.calls import Call
from syncconsole.database import writing
from syncconsole.models import SystemState
from syncconsole.run.state import Run
from syncconsole.sync.errors import RemoteError
from syncconsole.sync.reasons import Reason, reason
from syncconsole.sync.states import SyncStatus

IN_A_ROW = 5
FORBIDDEN = 403
# What an attempt changes on a party's row, and what it gets back.
_GIVEN_BACK = ("failures", "given_up", "error", "error_class")


def note_failure(run: Run, error: RemoteError) -> Reason | None:
    """Count a failure that may concern the whole system; the reason why it is broken, if it is."""
    if not error.call or not (error.status == FORBIDDEN or (error.status or 0) >= 500):
        return None
    with writing():
        SystemState.objects.get_or_create(name=error.system)
        state = SystemState.objects.select_for_update().get(name=error.system)
        if state.broken:
            return Reason.from_json(state.down_reason)
        row = _same(state.streak, error)
        if all(_key(one) != _key_of(run) for one in row):  # what it had before the first failure counts
            row.append(_party(run))
        state.streak = {"call": error.call, "status": error.status, "parties": row}
        state.save(update_fields=["streak"])
        systems.forget()
        return _broken(error, [one for one in row if _key(one) != _key_of(run)]) if len(row) >= IN_A_ROW else None


def note_end(run: Run, *, failed: bool) -> None:
    """A run has ended: a success of the call breaks the row, and a trial that did not fail closes the breaker."""
    if failed:
        _take_back(run)
        return
    for name, state in systems.known().items():
        if state.broken and state.trial == run.party.pk:
            _end_trial(run, state)
        elif state.streak and any(_is_success(call, name, state.streak["call"]) for call in run.watch.calls):
            SystemState.objects.filter(name=name, broken=False).update(streak={})
            systems.forget()


def _end_trial(run: Run, state: SystemState) -> None:
    """Only the call that failed proves that it works again; where no party makes it any more, that is the end too."""
    idle = state.streak.get("idle", 0) + 1
    if idle >= IN_A_ROW or any(_is_success(call, state.name, state.streak["call"]) for call in run.watch.calls):
        breaker.close(state.name)
        return
    SystemState.objects.filter(pk=state.pk, broken=True).update(streak={**state.streak, "idle": idle})
    systems.forget()


def _take_back(run: Run) -> None:
    """The breaker may have opened while this failing run was ending: then its attempt comes back now."""
    for state in SystemState.objects.filter(broken=True):
        for one in state.streak.get("parties", ()):
            if _key(one) == _key_of(run) and run.party.pk != state.trial:
                _give_back(state.name, **one)


def _key(one: dict[str, Any]) -> tuple[str, int]:
    return one["definition"], one["pk"]


def _key_of(run: Run) -> tuple[str, int]:
    return run.definition.name, run.party.pk


def _same(streak: dict[str, Any], error: RemoteError) -> list[dict[str, Any]]:
    same = streak and (streak["call"], streak["status"]) == (error.call, error.status)
    return list(streak["parties"]) if same else []


def _party(run: Run) -> dict[str, Any]:
    before = {name: getattr(run.claimed, name) for name in _GIVEN_BACK}
    return {"definition": run.definition.name, "pk": run.party.pk, "before": before}


def _broken(error: RemoteError, others: list[dict[str, Any]]) -> Reason:
    why = reason("system_broken", system=error.system, call=error.call, status=error.status)
    breaker.open_as_broken(error.system, why)
    for one in others:
        _give_back(error.system, **one)
    return why


def _give_back(system: str, definition: str, pk: int, before: dict[str, Any]) -> None:
    """The attempt that this party lost to a broken system did not count; it waits like the others."""
    sync = registry.get(definition)
    rows = sync.record.objects.filter(pk=pk, lease_until__isnull=True, error__isnull=False)
    if rows.update(**before, due_at=None, waits_for=system, revived=True, sync_status=SyncStatus.DIRTY):
        espo_id = sync.record.objects.values_list("espo_id", flat=True).get(pk=pk)
        if not before["given_up"]:
            messages.over(f"party:{definition}:{espo_id}:given_up")


def _is_success(call: Call, system: str, kind: str) -> bool:
    if call.system != system or call.status is None or call.status >= 400:
        return False
    method, _, path = kind.partition(" ")
    pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))
    return call.method == method and re.search(f"/{pattern}$", call.path) is not None
