"""The RQ worker of the console: forking, and known again after Redis has lost everything."""

from __future__ import annotations

from django.db import connections
from redis.client import Pipeline
from rq import Worker, worker_registration

from syncconsole import registry
from syncconsole.clients.connections import connections as client_connections
from syncconsole.work import jobs  # noqa: F401 - loaded before the fork, not by each job


class ConsoleWorker(Worker):
    """RQ's forking worker that registers itself anew where a restarted, empty Redis no longer knows it.

    RQ registers a worker once, at its start; without this, dashboards and `/readyz` would count none until every
    worker is restarted by hand.
    """

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Extend the registration by `timeout` seconds, and renew it if it is gone."""
        if pipeline is None and not self.connection.sismember(self.redis_workers_keys, self.key):
            self.connection.hset(self.key, mapping=self.serialize())
            worker_registration.register(self)
        super().heartbeat(timeout, pipeline)


def warm_up() -> None:
    """Load what every job needs before the worker forks: a job then starts in milliseconds.

    Nothing stays open over the fork. Raises what the database raises.
    """
    for definition in registry.all_definitions():
        definition.mapping()
        for model in (definition.record, definition.attempt, definition.conflict, definition.change):
            model.objects.order_by("pk").first()
    client_connections()
    connections.close_all()
