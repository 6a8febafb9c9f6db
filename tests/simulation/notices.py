"""Each state is told once when it begins, and once when it is over (I13).

The database itself counts the beginnings, by triggers that stand beside the console's tables: whatever code changes a
state, and in whatever way, it is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db import connection

from beteiligte.models import Beteiligte, BeteiligteConflict
from syncconsole.models import Message

PARTY = "beteiligte_beteiligte"
STATES = {
    "given_up": (PARTY, "espo_id", "{0}.given_up"),
    "gone": (PARTY, "espo_id", "{0}.gone_at IS NOT NULL"),
    "deleted": (PARTY, "espo_id", "{0}.deleted_at IS NOT NULL"),
    "hold": (PARTY, "espo_id", "({0}.hold IS NOT NULL AND {0}.gone_at IS NULL)"),
    "down": ("syncconsole_systemstate", "name", "{0}.down_since IS NOT NULL"),
}
Turned = Counter[tuple[str, str]]  # by subject and state, how often it began (or, as "not_…", was over)
MASSES = {"mass_gone": "losses:gone", "mass_deleted": "losses:deleted", "entries_removed": ""}


def count_beginnings() -> None:
    """Begin to count, on an empty database."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS turned (subject TEXT, state TEXT)")
        cursor.execute("DELETE FROM turned")
        for state, (table, subject, holds) in STATES.items():
            now, before = holds.format("NEW"), holds.format("OLD")
            for name, turned in ((state, f"{now} AND NOT {before}"), (f"not_{state}", f"{before} AND NOT {now}")):
                cursor.execute(
                    f"CREATE TEMP TRIGGER IF NOT EXISTS turned_{name} AFTER UPDATE ON main.{table} WHEN {turned} "
                    f"BEGIN INSERT INTO turned VALUES (NEW.{subject}, '{name}'); END"
                )


def broken() -> Iterator[str]:
    """Every state that was told too often, not at all, or is still told although it is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject, state FROM turned")
        turned = Counter((subject, state) for subject, state in cursor.fetchall())
    messages = list(Message.objects.values_list("key", "closed_at"))
    told = Counter(key for key, _ in messages)
    told_now = {key for key, closed_at in messages if closed_at is None}
    for row in Beteiligte.objects.all():
        yield from _of_party(row, turned, told, told_now)
    for system in ("espocrm", "advoware"):
        yield from _of_system(system, turned, told, told_now)


def _of_party(row: Beteiligte, turned: Turned, told: Counter[str], told_now: set[str]) -> Iterator[str]:
    for state, now in _now(row).items():
        key = f"party:cbeteiligte:{row.espo_id}:{state}"
        began = turned[row.espo_id, state]
        if state in STATES and told[key] != began:
            yield f"I13: {row.espo_id} {state}: began {began} times and was told {told[key]} times"
        if now != (key in told_now):
            yield f"I13: {row.espo_id} {state} is {now}, and the inbox says {key in told_now}"
    mass = MASSES.get((row.hold or {}).get("code", ""))
    if mass and not told[mass]:
        yield f"I12: {row.espo_id} waits since there are too many losses, and nobody was told"


def _now(row: Beteiligte) -> dict[str, bool]:
    """The states of a party at rest."""
    kinds = set(BeteiligteConflict.objects.filter(party=row, closed_at=None).values_list("kind", flat=True))
    return {
        "given_up": row.given_up,
        "gone": row.gone_at is not None,
        "deleted": row.deleted_at is not None,
        "hold": row.hold is not None and row.gone_at is None,
        "conflict": "held" in kinds,
        "review": bool(kinds - {"held"}),
    }


def _of_system(system: str, turned: Turned, told: Counter[str], told_now: set[str]) -> Iterator[str]:
    up = sum(count for key, count in told.items() if key.startswith(f"system-up:{system}:"))
    began, over = turned[system, "down"], turned[system, "not_down"]
    if (began, over) != (told[f"system:{system}"], up):
        yield f"I13: {system}: {began} outages and {over} recoveries, told {told[f'system:{system}']} and {up} times"
    if f"system:{system}" in told_now and began == over:
        yield f"I13: {system} works, and the inbox says that it is down"
