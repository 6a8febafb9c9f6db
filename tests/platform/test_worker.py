"""The worker stays known when Redis comes back empty."""

from __future__ import annotations

from redis import Redis
from rq import Worker

from syncconsole.processes.worker import ConsoleWorker


def test_a_heartbeat_registers_a_worker_that_redis_has_forgotten(redis_url):
    with Redis.from_url(redis_url) as redis:
        worker = ConsoleWorker(["events"], connection=redis)
        worker.register_birth()
        redis.flushall()
        assert Worker.count(connection=redis) == 0
        worker.heartbeat()
        (known,) = Worker.all(connection=redis)
        assert known.name == worker.name
        assert known.queue_names() == ["events"]
        assert known.birth_date == worker.birth_date
