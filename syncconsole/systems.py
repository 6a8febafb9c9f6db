"""What is known of both systems, read at most once a second per process: every run asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from syncconsole import clock
from syncconsole.models import SystemState

FRESH_SECONDS = 1.0

Systems = Mapping[str, SystemState]

_kept: tuple[float, dict[str, SystemState]] | None = None


def known() -> Systems:
    """Both systems' rows by name, at most a second old; a system that was never heard of has none."""
    global _kept
    kept, now = _kept, clock.monotonic()
    if kept is None or not 0 <= now - kept[0] <= FRESH_SECONDS:
        kept = (now, {state.name: state for state in SystemState.objects.all()})
        _kept = kept
    return kept[1]


def forget() -> None:
    """Read anew at the next question; whoever changes a system's row in this process calls it."""
    global _kept
    _kept = None


def change(name: str, **values: Any) -> None:
    """Set columns of one system's row, making it if need be."""
    SystemState.objects.update_or_create(name=name, defaults=values)
    forget()
