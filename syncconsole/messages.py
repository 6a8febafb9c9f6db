"""Telling the office's staff (rules 6): one message per change of state, in the console's own inbox and its outbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from syncconsole import clock
from syncconsole.models import Message


def tell(
    key: str,
    code: str,
    *,
    definition: str = "",
    espo_id: str = "",
    to: Sequence[str] = (),
    posted: bool = True,
    **params: Any,
) -> bool:
    """Put a message into the inbox unless one of the same state (`key`) is open; True if it is new.

    `params` as in a Reason: names and numbers, never a mapped value. `to`: EspoCRM ids of the users whom it concerns;
    without any it is for those of ESPOCRM_NOTIFY_USERS. `posted` False: for the console alone.
    """
    if Message.objects.filter(key=key, closed_at__isnull=True).exists():
        return False
    try:
        with transaction.atomic():
            Message.objects.create(
                key=key,
                code=code,
                params=params,
                definition=definition,
                espo_id=espo_id,
                created_at=clock.now(),
                to_users=list(to),
                post_at=clock.now() if posted and _is_posted(to) else None,
            )
    except IntegrityError:  # somebody else told it in the same moment
        return False
    return True


def over(key: str) -> bool:
    """The state that `key` names is over: its message closes, and the next such state is told anew."""
    return bool(Message.objects.filter(key=key, closed_at__isnull=True).update(closed_at=clock.now()))


def _is_posted(to: Sequence[str]) -> bool:
    """Whether there is somebody in EspoCRM to tell, and people are to be told there."""
    return settings.ESPOCRM_NOTIFY_CHANNEL != "none" and bool(to or settings.ESPOCRM_NOTIFY_USERS)
