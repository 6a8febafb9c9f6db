"""EspoCRM's deliveries (rules 5): checked, stored, answered; one delivery is one row, one upsert and one job.

EspoCRM repeats a delivery only after some answers and drops it after all others, see `webhooks.gate`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.conf import settings
from django.db import Error as DatabaseFailure
from django.http import UnreadablePostError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from syncconsole import clock, messages, registry
from syncconsole.database import writing
from syncconsole.models import WebhookDelivery
from syncconsole.models.attempt import Trigger
from syncconsole.registry import SyncDefinition
from syncconsole.regular import checkpoints
from syncconsole.webhooks.items import Items, read_items
from syncconsole.webhooks.signature import claimed_id, signed_by
from syncconsole.work.due import Party, add_reason
from syncconsole.work.queues import EVENTS, describe, enqueue

MOST_BYTES = 10 * 1024 * 1024
KINDS_OF_EVENT = ("create", "update", "delete")

log = logging.getLogger(__name__)


class JsonWhateverIsAsked(BaseContentNegotiation):
    """Answers JSON to any `Accept`: a 406 would drop the delivery."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> None:
        """None is needed: the view reads bytes."""
        return None

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The first one."""
        renderer = next(iter(renderers))
        return renderer, str(renderer.media_type)


class EspoCrmWebhook(APIView):
    """`POST /webhooks/espocrm/<definition>/<event>/`: a signed JSON array, at most 10 MB.

    Answers 200 once it is stored; 401 for a bad signature, 404 for an unknown address, 413 if it is too large, 503
    if it cannot be stored now. Only 413 makes EspoCRM drop it: it would be as large the next time.
    """

    content_negotiation_class = JsonWhateverIsAsked

    def post(self, request: Request, definition: str, event: str) -> Response:
        """Take one delivery."""
        if event not in KINDS_OF_EVENT or definition not in {known.name for known in registry.all_definitions()}:
            return Response({"detail": "unknown webhook address"}, status=404)
        try:
            return _taken(request, registry.get(definition), event)
        except (DatabaseFailure, UnreadablePostError, OSError) as error:
            log.error("A webhook delivery could not be stored: %s", type(error).__name__)
            return Response({"detail": "cannot be stored now"}, status=503)


def _taken(request: Request, definition: SyncDefinition, event: str) -> Response:
    if _length(request) > MOST_BYTES:
        _note_too_large(request)
        return Response({"detail": "more than 10 MB"}, status=413)
    body: bytes = request.body
    webhook_id = signed_by(body, request.headers, settings.ESPOCRM_WEBHOOK_SECRETS)
    if webhook_id is None:
        checkpoints.count("webhook_refused")
        return Response({"detail": "bad or missing signature"}, status=401)
    items = read_items(body, event)
    parties = _store(definition, event, webhook_id, body, items)
    _queue(definition, parties)
    return Response({"stored": items.count})


def _store(definition: SyncDefinition, event: str, webhook_id: str, body: bytes, items: Items) -> list[Party]:
    with writing():
        WebhookDelivery.objects.create(
            definition=definition.name,
            event=event,
            webhook_id=webhook_id[:24],
            received_at=clock.now(),
            body=body,
            ids=items.ids,
            items=items.count,
            readable=items.readable,
            started=bool(items.starting),
        )
        if not items.readable:
            messages.tell("webhook_unreadable", "webhook_unreadable", definition=definition.name)
        return add_reason(definition, items.starting)


def _queue(definition: SyncDefinition, parties: list[Party]) -> None:
    numbers = [(party.number, party.espo_id) for party in parties]
    enqueue(
        definition.name,
        [party.pk for party in parties],
        queue=EVENTS,
        trigger=Trigger.WEBHOOK,
        description=describe(definition.resource, numbers, len(numbers)),
        one_job=True,
    )


def _length(request: Request) -> int:
    """What the sender announces; more than that is never read."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return int(announced) if announced.isdigit() else 0


def _note_too_large(request: Request) -> None:
    checkpoints.count("webhook_too_large")
    if claimed_id(request.headers) in settings.ESPOCRM_WEBHOOK_SECRETS:  # a stranger may not send staff messages
        messages.tell("webhook_too_large", "webhook_too_large")
