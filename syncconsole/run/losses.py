"""The guard against mass losses (rules 1.3): from the sixth party within an hour a person must say that it is right.

A relay, a prefix or a field right may be wrong, and every record then looks gone. Counted in the database, over all
workers.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from syncconsole import clock, messages
from syncconsole.database import writing
from syncconsole.models import Checkpoint, Loss
from syncconsole.run.state import Run
from syncconsole.sync.link import ENTRIES_REMOVED, MASS_DELETED, MASS_GONE

MOST = 5
WITHIN = timedelta(hours=1)

GONE, DELETED, EMPTIED = "gone", "deleted", "emptied"
KINDS = (GONE, DELETED, EMPTIED)
# A party that is held already is not let through by the mere passing of an hour.
HOLDS = {GONE: MASS_GONE, DELETED: MASS_DELETED, EMPTIED: ENTRIES_REMOVED}


def may_record(run: Run, kind: str, side: str = "") -> bool:
    """Whether this party's loss may be recorded now; if so, it counts. `side` belongs to EMPTIED.

    A dry run only asks.
    """
    if run.party.answers.get(HOLDS[kind]) == (side or "approve"):
        return True
    counted = f"{kind}_{side}" if side else kind
    if run.dry:
        return _has_counted(run, counted) or _has_room(run, kind, counted, _as_stored(kind))
    with writing():
        guard = _locked(kind)
        if _has_counted(run, counted):
            return True
        if not _has_room(run, kind, counted, guard):
            _tell(kind, guard)
            return False
        Loss.objects.create(kind=counted, definition=run.definition.name, party=run.party.pk, at=clock.now())
        return True


def _has_counted(run: Run, counted: str) -> bool:
    return _lately(counted).filter(definition=run.definition.name, party=run.party.pk).exists()


def _has_room(run: Run, kind: str, counted: str, guard: Checkpoint) -> bool:
    held = (run.party.hold or {}).get("code") == HOLDS[kind]
    return _is_allowed(guard) or not (held or _lately(counted).count() >= MOST)


def _lately(counted: str) -> QuerySet[Loss]:
    return Loss.objects.filter(kind=counted, at__gt=clock.now() - WITHIN)


def allow(kind: str) -> None:
    """For an hour all losses of that kind may be recorded."""
    with writing():
        guard = _locked(kind)
        guard.value = {"allowed_until": (clock.now() + WITHIN).isoformat()}
        guard.save(update_fields=["value"])
        messages.over(f"losses:{kind}")


def refuse(kind: str) -> None:
    """They stay held; staff are not told again within a day."""
    with writing():
        guard = _locked(kind)
        guard.value = {"quiet_until": (clock.now() + timedelta(days=1)).isoformat()}
        guard.save(update_fields=["value"])
        messages.over(f"losses:{kind}")


def _locked(kind: str) -> Checkpoint:
    Checkpoint.objects.get_or_create(pk=_guard(kind), defaults={"at": clock.now(), "value": {}})
    return Checkpoint.objects.select_for_update().get(pk=_guard(kind))


def _as_stored(kind: str) -> Checkpoint:
    return Checkpoint.objects.filter(pk=_guard(kind)).first() or Checkpoint(pk=_guard(kind), value={})


def _guard(kind: str) -> str:
    return f"losses:{kind}"


def _is_allowed(guard: Checkpoint) -> bool:
    return clock.now().isoformat() < str(guard.value.get("allowed_until", ""))


def _tell(kind: str, guard: Checkpoint) -> None:
    if clock.now().isoformat() >= str(guard.value.get("quiet_until", "")):
        messages.tell(f"losses:{kind}", f"mass_{kind}_told")
