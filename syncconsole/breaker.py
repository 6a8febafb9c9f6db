"""One breaker per system (rules 4): while a system is down, work waits and no party loses an attempt.

This is the seam: one probe decides at a failure, one per `BREAKER_PROBE_SECONDS` while it is open.
"""

from __future__ import annotations

import random
import threading
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from syncconsole import clock, messages, registry, systems
from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.connections import AdvoSettings, EspoSettings
from syncconsole.clients.espocrm import EspoClient
from syncconsole.database import writing
from syncconsole.models import SystemState
from syncconsole.registry import SyncDefinition
from syncconsole.sync.errors import ESPOCRM, CredentialsRejected, Redirected, RemoteError, SystemDown
from syncconsole.sync.reasons import Reason

CREDENTIALS_PROBE_SECONDS = 60
LONGEST_WAIT_SECONDS = 3600
KNOWN_NUMBERS = 3
AMONG_THE_LATEST = 30
READ_WELL_BEFORE_SECONDS = 60

_one_probe = threading.Lock()


def blocked(system: str) -> bool:
    """Whether work on `system` waits now: it is down, or a person paused it."""
    return SystemState.objects.filter(_closed_to_work(), name=system).exists()


def blocked_systems() -> tuple[str, ...]:
    """All systems on which work waits now."""
    return tuple(SystemState.objects.filter(_closed_to_work()).values_list("name", flat=True))


def _closed_to_work() -> Q:
    return Q(down_since__isnull=False) | Q(paused_at__isnull=False)


def is_system_down(error: SystemDown, *, failing_number: int | None = None) -> bool:
    """Decide by one probe whether `error` means the whole system; if so, the breaker opens.

    False: the system answers, so the error concerns one party only.
    """
    if isinstance(error, CredentialsRejected):  # no hammering: nothing is asked again (rules 4)
        _open(error)
        return True
    with _one_probe:
        if SystemState.objects.filter(name=error.system, down_since__isnull=False).exists():
            return True  # somebody has asked already
        try:
            probe(error.system, failing_number=failing_number)
        except SystemDown as also:
            _open(also if also.retry_after else error)
            return True
        except RemoteError:
            return False
    return False


def probe(system: str, *, failing_number: int | None = None) -> None:
    """Ask whether `system` answers at all. Raises what the call raises."""
    if system == ESPOCRM:
        EspoClient(EspoSettings.from_settings()).probe()
        return
    AdvoClient(AdvoSettings.from_settings()).probe(_known_numbers(failing_number))


def _known_numbers(failing: int | None) -> list[int]:
    """Numbers read well before, never the failing one; others each time, since some may have been deleted since."""
    known: list[int] = []
    before = clock.now() - timedelta(seconds=READ_WELL_BEFORE_SECONDS)
    for definition in registry.all_definitions():
        rows = definition.record.objects.filter(number__isnull=False, gone_at__isnull=True).exclude(number=failing)
        rows = rows.filter(last_compared_at__lt=before).order_by("-last_compared_at")
        known += rows.values_list("number", flat=True)[:AMONG_THE_LATEST]
    return random.sample(known, min(KNOWN_NUMBERS, len(known)))


def probe_if_due(system: str) -> bool:
    """True if work on `system` may go on now. While it is down, one caller per interval probes it.

    A broken one answers its probe: there `trial` finds out.
    """
    state = SystemState.objects.filter(name=system).first()
    if state is None or (state.down_since is None and state.paused_at is None):
        return True
    if state.paused_at is not None or state.broken or not _claim_probe(state):
        return False
    try:
        probe(system)
    except SystemDown as error:
        _open(error)
        return False
    except RemoteError:
        pass  # it answers; what it refuses is another matter
    close(system)
    return True


def trial(definition: SyncDefinition, system: str) -> int | None:
    """The one party that may run although `system` is broken, once per interval; None if it is not time, or none."""
    state = SystemState.objects.filter(name=system, broken=True, paused_at__isnull=True).first()
    if state is None:
        return None
    waiting = definition.record.objects.exclude(waits_for="").filter(waits_for=system, paused_at__isnull=True)
    waiting = waiting.order_by("changed_at", "pk")
    others = waiting.exclude(pk=state.trial or 0)  # another one each time: that party's own record may be at fault
    met_it = [one["pk"] for one in state.streak.get("parties", ()) if one["definition"] == definition.name]
    choices = (others.filter(pk__in=met_it), others, waiting)
    found = (rows.values_list("pk", flat=True).first() for rows in choices)
    pk: int | None = next((pk for pk in found if pk is not None), None)
    if pk is None or not _claim_probe(state):
        return None
    SystemState.objects.filter(pk=state.pk).update(trial=pk)
    systems.forget()
    return pk


def open_as_broken(system: str, why: Reason) -> None:
    """Let all work on `system` wait, for it answers its probe and fails at the work; staff are told once."""
    probe_at = clock.now() + timedelta(seconds=settings.BREAKER_PROBE_SECONDS)
    SystemState.objects.filter(name=system).update(
        down_since=clock.now(), down_reason=why.as_json(), broken=True, trial=None, probe_at=probe_at
    )
    systems.forget()
    messages.tell(f"system:{system}", why.code, **why.params)


def _claim_probe(state: SystemState) -> bool:
    now = clock.now()
    due = SystemState.objects.filter(Q(probe_at__isnull=True) | Q(probe_at__lte=now), pk=state.pk)
    return bool(due.update(probe_at=now + timedelta(seconds=settings.BREAKER_PROBE_SECONDS)))


def _open(error: SystemDown) -> None:
    with writing():
        state, _ = SystemState.objects.get_or_create(name=error.system)
        SystemState.objects.filter(pk=state.pk, down_since__isnull=True).update(down_since=clock.now())
        SystemState.objects.filter(pk=state.pk).update(down_reason=error.reason.as_json(), probe_at=_next_probe(error))
        own = isinstance(error, (CredentialsRejected, Redirected))  # what a person must mend is said in its own words
        systems.forget()
        messages.tell(f"system:{error.system}", error.reason.code if own else "system_down", system=error.system)


def _next_probe(error: SystemDown) -> datetime:
    wait = settings.BREAKER_PROBE_SECONDS
    if isinstance(error, CredentialsRejected):
        wait = max(wait, CREDENTIALS_PROBE_SECONDS)
    return clock.now() + timedelta(seconds=max(wait, min(error.retry_after or 0, LONGEST_WAIT_SECONDS)))


def close(system: str) -> None:
    """`system` answers again: its breaker closes and staff are told once. A person's pause stays."""
    with writing():
        closed = SystemState.objects.filter(name=system, down_since__isnull=False).update(
            down_since=None, down_reason=None, probe_at=None, streak={}, broken=False, trial=None
        )
        systems.forget()
        if closed:
            messages.over(f"system:{system}")
            messages.tell(f"system-up:{system}:{clock.now():%Y%m%d%H%M%S}", "system_up", system=system)
