"""The start of a run: is there a reason, who owns the party, and everything that the run is given."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any

from django.conf import settings as django_settings

from syncconsole import breaker, clock
from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.connections import AdvoSettings, EspoSettings
from syncconsole.clients.espocrm import EspoClient
from syncconsole.database import writing
from syncconsole.models import SystemState
from syncconsole.models.attempt import Trigger
from syncconsole.registry import SyncDefinition
from syncconsole.run import lease, record
from syncconsole.run.lease import Lease
from syncconsole.run.questions import Questions
from syncconsole.run.settings import RunSettings
from syncconsole.run.state import Run, Watch
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.readback import Sent
from syncconsole.sync.states import SyncStatus
from syncconsole.sync.values import Pair

NOTHING = "nothing"
BUSY = "busy"
PAUSED = "paused"


def why_not(definition: SyncDefinition, party: Any) -> str:
    """Why no run is needed or allowed now: NOTHING or PAUSED; "" if one is (rules 3, coalescing)."""
    if party is None or not has_reason(party, clock.now()):
        return NOTHING
    if party.paused_at is not None:
        return PAUSED
    closed = breaker.blocked_systems()
    if closed:
        definition.record.objects.filter(pk=party.pk).update(waits_for=closed[0])
        return PAUSED
    return ""


def has_reason(party: Any, now: datetime) -> bool:
    """Whether something is unhandled or due. A lease that ended without a record is a crashed run."""
    times = (party.due_at, party.compare_at, party.lease_until)
    return party.unhandled or bool(party.waits_for) or any(t is not None and t <= now for t in times)


def claim_party(definition: SyncDefinition, party: Any, trigger: str, who: str, job_id: str) -> Run | str:
    """Take lock and lease and save the attempt: the run, or BUSY / NOTHING.

    Raises redis.RedisError if the lock server cannot be reached.
    """
    ttl = django_settings.SYNC_LOCK_TTL_SECONDS
    key = lease.lock_key(definition.name, party.espo_id)
    token = lease.lock(key, ttl)
    if token is None:
        return BUSY
    started = clock.monotonic()
    try:
        with writing():
            epoch = lease.take_row(definition.record, party.pk, ttl)
            if epoch is None:
                lease.drop_lock(key, token)
                return BUSY
            held = Lease(definition.record, party.pk, key, epoch, ttl, started + ttl, token)
            return _begin(definition, held, party.lease_until, trigger, who, job_id)
    except BaseException:
        lease.drop_lock(key, token)
        raise


def _begin(
    definition: SyncDefinition, held: Lease, crashed: datetime | None, trigger: str, who: str, job_id: str
) -> Run | str:
    party = definition.record.objects.get(pk=held.pk)
    row = definition.record.objects.filter(pk=held.pk)
    party.lease_until = crashed  # what stood there before us
    if not has_reason(party, clock.now()):  # a run that has just ended dealt with it
        row.update(lease_until=None)
        lease.drop_lock(held.key, held.token)
        return NOTHING
    row.update(sync_status=SyncStatus.SYNCING)
    attempt = record.begin_attempt(definition, party, held.epoch, trigger, who, job_id)
    return _assemble(definition, party, attempt, held, trigger)


def _assemble(definition: SyncDefinition, party: Any, attempt: Any, held: Lease, trigger: str) -> Run:
    settings, mapping, watch = RunSettings.from_django(), definition.mapping(), Watch(held)
    states = {state.name: state for state in SystemState.objects.all()}
    return Run(
        definition=definition,
        mapping=mapping,
        policy=mapping.policy(settings.default_policy, settings.field_policies),
        settings=settings,
        party=party,
        claimed=copy(party),
        attempt=attempt,
        intent=definition.intent.objects.filter(party=party, closed_at__isnull=True).first(),
        lease=held,
        watch=watch,
        espo=EspoClient(EspoSettings.from_settings(), watch),
        advoware=AdvoClient(AdvoSettings.from_settings(), watch),
        our_users={
            ESPOCRM: states[ESPOCRM].our_user if ESPOCRM in states else "",
            ADVOWARE: django_settings.ADVOWARE_USER,
        },
        shown_keys={name: frozenset(state.shown_keys) for name, state in states.items()},
        base={name: Pair.from_json(pair) for name, pair in party.base.items()},
        questions=Questions.load(definition.conflict, party),
        noted_seq=party.change_seq,
        unsettled={
            side: {name: Sent(*parts) for name, parts in fields.items()} for side, fields in party.unsettled.items()
        },
        revived=may_write(party, trigger, clock.now()),
    )


def may_write(party: Any, trigger: str, now: datetime) -> bool:
    """Whether a run may write without being revived by moved values (rules 4, revival)."""
    stuck = party.error is not None or party.given_up or party.gone_at is not None
    due = party.due_at is not None and party.due_at <= now
    return not stuck or due or party.revived or bool(party.waits_for) or trigger == Trigger.PERSON
