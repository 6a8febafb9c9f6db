"""Telling the office's staff (rules 6): one message per change of state, kept in the console's own inbox."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from syncconsole import clock
from syncconsole.models import Message


def tell(key: str, code: str, *, definition: str = "", espo_id: str = "", **params: Any) -> bool:
    """Put a message into the inbox unless one of the same state (`key`) is open; True if it is new.

    `params` as in a Reason: names and numbers, never a mapped value.
    """
    if Message.objects.filter(key=key, closed_at__isnull=True).exists():
        return False
    try:
        with transaction.atomic():
            Message.objects.create(
                key=key, code=code, params=params, definition=definition, espo_id=espo_id, created_at=clock.now()
            )
    except IntegrityError:  # somebody else told it in the same moment
        return False
    return True


def over(key: str) -> bool:
    """The state that `key` names is over: its message closes, and the next such state is told anew."""
    return bool(Message.objects.filter(key=key, closed_at__isnull=True).update(closed_at=clock.now()))
