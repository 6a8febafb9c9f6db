"""What a person says to many losses at once: allow or refuse all (rules 1.3). Both may be said twice without harm."""

from __future__ import annotations

from syncconsole.people import operations
from syncconsole.registry import all_definitions
from syncconsole.run import losses


def allow_all(kind: str, who: str) -> int:
    """Let all losses of that kind be recorded for an hour, and run the parties that wait; how many those are."""
    losses.allow(kind)
    return sum(_resync(kind, who))


def refuse_all(kind: str) -> int:
    """Nothing of them is recorded: the parties stay held and are looked at daily; how many those are."""
    losses.refuse(kind)
    return sum(
        definition.record.objects.filter(hold__code=losses.HOLDS[kind]).count() for definition in all_definitions()
    )


def _resync(kind: str, who: str) -> list[int]:
    counts = []
    for definition in all_definitions():
        held = definition.record.objects.filter(hold__isnull=False, hold__code=losses.HOLDS[kind])
        counts.append(len(operations.resync(definition, list(held.values_list("pk", flat=True)), who)))
    return counts
