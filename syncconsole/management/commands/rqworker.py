"""`manage.py rqworker [QUEUE…]`: one worker; as many as you like, on as many hosts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django_rq.management.commands import rqworker

from syncconsole.processes.readiness import missing_credentials, wait_for_redis
from syncconsole.processes.worker import warm_up

# RQ's own 420 would show a dead worker as alive for eight minutes.
WORKER_TTL_SECONDS = 90


class Command(rqworker.Command):
    """django-rq's worker that knows the console's queues and waits for Redis instead of dying without it."""

    help = "Run one worker. Without names it serves the queues interactive, events and sweep, in this order."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take django-rq's options, with a shorter `--worker-ttl`."""
        super().add_arguments(parser)  # type: ignore[no-untyped-call]
        parser.set_defaults(worker_ttl=WORKER_TTL_SECONDS)

    def handle(self, *queues: str, **options: Any) -> None:
        """Serve `queues` until SIGTERM; raises `CommandError` for an unknown queue and for missing credentials."""
        if unknown := set(queues) - set(settings.QUEUE_NAMES):
            raise CommandError(_("Unknown queue: %s") % ", ".join(sorted(unknown)), returncode=2)
        if missing := missing_credentials():
            raise CommandError(_("Not set: %s") % ", ".join(missing))
        wait_for_redis()
        warm_up()
        super().handle(*(queues or settings.QUEUE_NAMES), **options)  # type: ignore[no-untyped-call]
