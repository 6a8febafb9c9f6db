"""When the console's regular work last happened, and small facts that it leaves for the next time."""

from __future__ import annotations

from typing import Any

from syncconsole import clock
from syncconsole.database import writing
from syncconsole.models import Checkpoint


def value(name: str) -> dict[str, Any]:
    """What the last `record` of that name left, {} before the first."""
    found: dict[str, Any] = Checkpoint.objects.filter(pk=name).values_list("value", flat=True).first() or {}
    return found


def record(name: str, value: dict[str, Any]) -> None:
    """Store that this happened now, with `value` in place of what was left before."""
    with writing():
        # One statement, where update_or_create takes four.
        made = Checkpoint(name=name, at=clock.now(), value=value)
        Checkpoint.objects.bulk_create(
            [made], update_conflicts=True, unique_fields=["name"], update_fields=["at", "value"]
        )


def count(name: str) -> None:
    """Count one more event of that name: `value` is `{"count": n}`, `at` the time of the latest."""
    with writing():
        # Made first and locked then: two that count the very first event at once must both be counted.
        Checkpoint.objects.get_or_create(pk=name, defaults={"at": clock.now(), "value": {"count": 0}})
        held = Checkpoint.objects.select_for_update().get(pk=name)
        held.at, held.value = clock.now(), {"count": held.value.get("count", 0) + 1}
        held.save(update_fields=["at", "value"])
