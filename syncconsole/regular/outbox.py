"""The outbox (rules 6): messages to staff are posted to people in EspoCRM, at least once, and never in a run's way."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import translation

from syncconsole import breaker, clock, messages, registry, wording
from syncconsole.clients.connections import EspoSettings
from syncconsole.clients.espocrm import EspoClient
from syncconsole.models import Message
from syncconsole.sync.errors import ESPOCRM, Refused, RemoteError
from syncconsole.sync.reasons import Reason

AT_ONCE = 20  # per tick: an outage must not end in a flood
WAITS_SECONDS = (60, 300, 900, 3600)
MOST_TRIES = 30

log = logging.getLogger(__name__)


def post_due() -> int:
    """Post what is due; how many messages were posted.

    Where EspoCRM is down they wait; where it refuses them they stay in the console, and staff are told there once.
    """
    due = Message.objects.filter(post_at__isnull=False, post_at__lte=clock.now()).order_by("post_at", "pk")[:AT_ONCE]
    posted = 0
    for message in due:
        if breaker.blocked(ESPOCRM):
            break
        posted += _post(message)
    return posted


def _post(message: Message) -> bool:
    users = message.to_users or list(settings.ESPOCRM_NOTIFY_USERS)
    try:
        for reached, (entity, fields) in enumerate(_bodies(users, _text(message)), start=1):
            EspoClient(EspoSettings.from_settings()).create(entity, fields)
            _put(message, to_users=users[reached:] or users)  # a later try goes to the others only
    except Refused:
        log.warning("EspoCRM does not let us post messages; they stay in the console.")
        messages.tell("notify_refused", "notify_refused", posted=False, system=ESPOCRM)
        _put(message, post_at=None)
        return False
    except RemoteError as error:
        log.info("A message could not be posted (%s); it is tried again.", error)
        _postpone(message)
        return False
    _put(message, post_at=None, posted_at=clock.now())
    messages.over("notify_refused")
    return True


def _bodies(users: list[str], text: str) -> list[tuple[str, dict[str, Any]]]:
    """What is created in EspoCRM: one note to all, or on installations that allow it a notification to each."""
    if settings.ESPOCRM_NOTIFY_CHANNEL == "notification":
        return [("Notification", {"type": "Message", "userId": user, "message": text}) for user in users]
    return [("Note", {"type": "Post", "targetType": "users", "usersIds": users, "post": text})]


def _text(message: Message) -> str:
    """The sentence in the office's language, and where to look."""
    with translation.override(settings.LANGUAGE_CODE):
        sentence = str(wording.say(Reason(message.code, message.params)))
    return f"{sentence}\n{_link(message)}"


def _link(message: Message) -> str:
    if not message.espo_id:
        return f"{settings.CONSOLE_BASE_URL}/admin/"
    entity = registry.get(message.definition).entity
    return f"{settings.ESPOCRM_API_BASE_URL.removesuffix('/api/v1')}/#{entity}/view/{message.espo_id}"


def _postpone(message: Message) -> None:
    tries = message.posts_failed + 1
    wait = WAITS_SECONDS[min(tries, len(WAITS_SECONDS)) - 1]
    later = clock.now() + timedelta(seconds=wait) if tries < MOST_TRIES else None
    _put(message, posts_failed=tries, post_at=later)


def _put(message: Message, **values: Any) -> None:
    Message.objects.filter(pk=message.pk).update(**values)
