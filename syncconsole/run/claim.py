"""The start of a run: is there a reason, who owns the party, and everything that the run is given."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings as django_settings
from django.db import connection

from syncconsole import clock, registry
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
from syncconsole.sync.values import Pair
from syncconsole.systems import Systems

NOTHING = "nothing"
BUSY = "busy"
PAUSED = "paused"

_GATE = "espo_id, waits_for, paused_at IS NOT NULL"
_REASON = "change_seq <> handled_seq OR waits_for <> '' OR due_at <= %s OR compare_at <= %s OR lease_until <= %s"
# Columns that others than the run may write while it lasts: what it read of them at its start proves nothing.
_OTHERS_WRITE = ("change_seq", "revived", "sync_status", "waits_for", "has_questions")


class Gate(NamedTuple):
    """A party for which there is a reason to run."""

    pk: int
    espo_id: str
    waits_for: str
    paused: bool


def gate(definition: SyncDefinition, pk: int) -> Gate | None:
    """Whether there is a reason to run the party now (as in `has_reason`); None if there is none, or no such party."""
    table = connection.ops.quote_name(definition.record._meta.db_table)
    now = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_GATE} FROM {table} WHERE id = %s AND ({_REASON})", [pk, now, now, now])
        row = cursor.fetchone()
    return Gate(pk, row[0], row[1], bool(row[2])) if row else None


def why_not(definition: SyncDefinition, party: Gate | None, systems: Systems) -> str:
    """Why no run is needed or allowed now: NOTHING or PAUSED; "" if one is (rules 3, coalescing)."""
    if party is None:
        return NOTHING
    if party.paused:
        return PAUSED
    closed = [name for name, state in systems.items() if _is_closed(state, party.pk)]
    if closed:
        definition.record.objects.filter(pk=party.pk, lease_until__isnull=True).update(waits_for=closed[0])
        return PAUSED
    return ""


def _is_closed(state: SystemState, pk: int) -> bool:
    """Whether work on a system waits; on a broken one the party that tries it out may run."""
    return bool(state.paused_at or (state.down_since and not (state.broken and state.trial == pk)))


def has_reason(party: Any, now: datetime) -> bool:
    """Whether something is unhandled or due. A lease that ended without a record is a crashed run."""
    times = (party.due_at, party.compare_at, party.lease_until)
    return party.unhandled or bool(party.waits_for) or any(t is not None and t <= now for t in times)


def claim_party(
    definition: SyncDefinition, pk: int, espo_id: str, systems: Systems, trigger: str, who: str, job_id: str
) -> Run | str:
    """Take lock and lease and save the attempt: the run, or BUSY / NOTHING.

    Raises redis.RedisError if the lock server cannot be reached.
    """
    ttl = django_settings.SYNC_LOCK_TTL_SECONDS
    key = lease.lock_key(definition.name, espo_id)
    token = lease.lock(key, ttl)
    if token is None:
        return BUSY
    started = clock.monotonic()
    try:
        with writing():
            party = lease.take_row(definition.record, pk, ttl)
            if party is not None and has_reason(party, clock.now()):
                held = Lease(definition.record, pk, key, party.epoch, ttl, started + ttl, token)
                attempt = record.begin_attempt(definition, party, trigger, who, job_id)
                revived = may_write(party, trigger, clock.now())
                watch = Watch(held, attempt.pk)
                return assemble(definition, party, systems, attempt=attempt, held=held, watch=watch, revived=revived)
            if party is not None:  # a run that has just ended dealt with it
                definition.record.objects.filter(pk=pk).update(lease_until=None, sync_status=party.sync_status)
    except BaseException:
        lease.drop_lock(key, token)
        raise
    lease.drop_lock(key, token)
    return BUSY if party is None else NOTHING


def assemble(
    definition: SyncDefinition,
    party: Any,
    systems: Systems,
    *,
    attempt: Any,
    held: Any,
    watch: Any,
    revived: bool,
    dry: bool = False,
) -> Run:
    """Everything that a run over `party` is given; a dry one has no attempt and no lease (`held`)."""
    settings, mapping = RunSettings.from_django(), definition.mapping()
    run = Run(
        definition=definition,
        mapping=mapping,
        policy=mapping.policy(settings.default_policy, settings.field_policies),
        settings=settings,
        party=party,
        claimed=copy(party),
        attempt=attempt,
        intent=_open_intent(definition, party),
        lease=held,
        watch=watch,
        espo=EspoClient(EspoSettings.from_settings(), watch),
        advoware=AdvoClient(AdvoSettings.from_settings(), watch),
        our_users={
            ESPOCRM: systems[ESPOCRM].our_user if ESPOCRM in systems else "",
            ADVOWARE: django_settings.ADVOWARE_USER,
        },
        shown_keys={name: frozenset(state.shown_keys) for name, state in systems.items()},
        stored={name: value for name, value in vars(party).items() if name not in _OTHERS_WRITE},
        base={name: Pair.from_json(pair) for name, pair in party.base.items()},
        questions=Questions.load(definition.conflict, party),
        noted_seq=party.change_seq,
        unsettled={
            side: {name: Sent(*parts) for name, parts in sent.items()} for side, sent in party.unsettled.items()
        },
        revived=revived,
        dry=dry,
    )
    entries = registry.entries_of_run(definition.name)
    run.entries = entries(run) if entries else run.entries
    return run


def _open_intent(definition: SyncDefinition, party: Any) -> Any:
    """The create under way; a party whose number EspoCRM has shown has none."""
    if party.number is not None and party.number_confirmed:
        return None
    return definition.intent.objects.filter(party=party, closed_at__isnull=True).first()


def may_write(party: Any, trigger: str, now: datetime) -> bool:
    """Whether a run may write without being revived by moved values (rules 4, revival)."""
    stuck = party.error is not None or party.given_up or party.gone_at is not None
    due = party.due_at is not None and party.due_at <= now
    return not stuck or due or party.revived or trigger == Trigger.PERSON
