"""Messages on the home page: those that ask a question, and unseen ones about no single party: parties stand above."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse

from syncconsole import wording
from syncconsole.console import home_losses
from syncconsole.models import Message

SHOWN, READ = 4, 30


def inbox(user: Any) -> dict[str, Any]:
    """`questions` stay until they are answered; `rows`: unseen messages, `more` if there are others; one query."""
    asks = Q(closed_at__isnull=True, code__in=home_losses.CODES)
    found = list(Message.objects.filter(Q(seen_at__isnull=True, espo_id="") | asks)[:READ])
    rows = [one for one in found if not home_losses.kind_of(one) and not _has_banner(one)]
    return {
        "questions": [home_losses.question(one, user) for one in found if home_losses.kind_of(one)],
        "rows": [_row(one) for one in rows[:SHOWN]],
        "more": len(rows) > SHOWN,
        "url": reverse("admin:syncconsole_message_changelist"),
    }


def _has_banner(message: Message) -> bool:
    """An outage that goes on stands above everything already."""
    return message.closed_at is None and message.key.startswith("system:")


def _row(message: Message) -> dict[str, Any]:
    return {
        "sentence": wording.say({"code": message.code, "params": message.params}),
        "at": message.created_at,
        "over": message.closed_at,
    }
