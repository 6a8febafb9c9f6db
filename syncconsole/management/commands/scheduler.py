"""`manage.py scheduler`: rq-scheduler with the sweep's and the tick's entries kept in place."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _
from django_rq.queues import DjangoScheduler
from redis import RedisError

from syncconsole.database import writing
from syncconsole.models import Checkpoint
from syncconsole.processes.readiness import missing_credentials
from syncconsole.regular.schedule import POLL_SECONDS, enqueue_due, keep_entries, open_scheduler

logger = logging.getLogger("syncconsole.scheduler")


class Command(BaseCommand):
    """Queues the sweep and the tick in their rhythm; outlives outages of Redis and of the database."""

    help = "Queue the sweep and the tick at their intervals (run it once; a second one only waits its turn)."

    _outage = ""

    def handle(self, **options: Any) -> None:
        """Run until SIGTERM or SIGINT; raises `CommandError` for missing credentials."""
        if missing := missing_credentials():
            raise CommandError(_("Not set: %s") % ", ".join(missing))
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        scheduler = open_scheduler()
        while not stopping.is_set():
            self.run_once(scheduler)
            stopping.wait(POLL_SECONDS)

    def run_once(self, scheduler: DjangoScheduler) -> bool:
        """Keep the entries, queue what is due, leave a heartbeat; return whether Redis and database let us."""
        try:
            for entry in keep_entries(scheduler):
                logger.info("Scheduled %s.", entry)
            enqueue_due(scheduler)
            close_old_connections()
            with writing():
                Checkpoint.objects.update_or_create(name="scheduler", defaults={"at": timezone.now()})
        except (RedisError, OSError, DatabaseError) as error:
            self._tell(f"{type(error).__module__.split('.')[0]}: {type(error).__name__}")
            return False
        self._tell("")
        return True

    def _tell(self, outage: str) -> None:
        """Log the beginning and the end of an outage once, not every few seconds."""
        if outage and outage != self._outage:
            logger.warning("Nothing can be scheduled (%s); trying again every %d seconds.", outage, POLL_SECONDS)
        elif self._outage and not outage:
            logger.warning("Scheduling goes on.")
        self._outage = outage
