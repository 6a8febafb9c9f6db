"""The newest messages that nobody has seen, and those that ask a question of their own, on the home page."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse

from syncconsole import registry, wording
from syncconsole.console import home_losses
from syncconsole.models import Message

SHOWN, READ = 4, 30


def inbox(user: Any) -> dict[str, Any]:
    """`questions` stay until they are answered; `rows`: unseen messages, `more` if there are others; one query."""
    asks = Q(closed_at__isnull=True, code__in=home_losses.CODES)
    found = list(Message.objects.filter(Q(seen_at__isnull=True) | asks)[:READ])
    rows = [one for one in found if not home_losses.kind_of(one)]
    return {
        "questions": [home_losses.question(one, user) for one in found if home_losses.kind_of(one)],
        "rows": [_row(one) for one in rows[:SHOWN]],
        "more": len(rows) > SHOWN,
        "url": reverse("admin:syncconsole_message_changelist"),
    }


def _row(message: Message) -> dict[str, Any]:
    return {
        "sentence": wording.say({"code": message.code, "params": message.params}),
        "at": message.created_at,
        "over": message.closed_at,
        "url": party_url(message),
        "party": message.espo_id,
    }


def party_url(message: Any) -> str:
    """Where the party of a message is found; "" for a message about no party."""
    known = {definition.name: definition for definition in registry.all_definitions()}
    if not message.espo_id or message.definition not in known:
        return ""
    meta = known[message.definition].record._meta
    return f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_find')}?q={message.espo_id}"
