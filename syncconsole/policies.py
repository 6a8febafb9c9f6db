"""Which conflict policy is in force, read at most once a second per process: every run asks."""

from __future__ import annotations

from django.conf import settings

from syncconsole import clock
from syncconsole.models import PolicyChange
from syncconsole.models.policy import ENVIRONMENT

FRESH_SECONDS = 1.0

_kept: tuple[float, str] | None = None


def in_force() -> str:
    """The name of the policy that decides now, a supervisor's choice at most a second old (rules 1.1)."""
    global _kept
    kept, now = _kept, clock.monotonic()
    if kept is None or not 0 <= now - kept[0] <= FRESH_SECONDS:
        kept = (now, chosen(newest(1)))
        _kept = kept
    return resolved(kept[1])


def forget() -> None:
    """Read anew at the next question."""
    global _kept
    _kept = None


def change(policy: str, who: str, why: str) -> PolicyChange | None:
    """Put `policy` in force from the next run of each party on; None, and nothing stored, if it was chosen already.

    ENVIRONMENT gives it back to the environment. Another process goes by it after a second at most.
    """
    if policy == chosen(newest(1)):
        return None
    row = PolicyChange.objects.create(policy=policy, who=who, why=why, at=clock.now())
    forget()
    return row


def newest(count: int) -> list[PolicyChange]:
    """The last changes, the one in force first; never kept."""
    return list(PolicyChange.objects.all()[:count])


def chosen(changes: list[PolicyChange]) -> str:
    """What supervisors have chosen, by their changes, newest first; ENVIRONMENT if they never did."""
    return changes[0].policy if changes else ENVIRONMENT


def resolved(choice: str) -> str:
    """The name of the policy that a choice stands for."""
    return choice or str(settings.SYNC_CONFLICT_POLICY)
