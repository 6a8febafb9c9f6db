"""The console's processes: workers that take jobs, the web process that takes webhooks, and the schedule."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from django.db import OperationalError
from django.test import RequestFactory
from redis import Redis, RedisError

from syncconsole.sandbox.espocrm import EspoCrm
from syncconsole.webhooks.view import EspoCrmWebhook
from syncconsole.work.feed import Defects
from tests.simulation.story import Story
from tests.simulation.tasks import Killed, Process, Scheduler, Task

QUEUES = ("interactive", "events", "sweep")
SWEEP, TICK = "syncconsole.regular.sweep.sweep_all", "syncconsole.regular.tick.tick_all"
SLOTS = 2


class Queue:
    """What `enqueue` sees of RQ: jobs as a list in Redis, lost with it."""

    def __init__(self, redis: Redis, name: str) -> None:
        self._redis, self._key = redis, f"jobs:{name}"

    def enqueue_many(self, work: Sequence[Any]) -> None:
        """Put jobs at the end. Raises RedisError."""
        for job in work:
            self.push(job.func, tuple(job.args))

    def push(self, function: str, arguments: tuple[Any, ...]) -> None:
        """Put one job at the end. Raises RedisError."""
        self._redis.rpush(self._key, pickle.dumps((function, arguments)))

    def pop(self) -> tuple[str, tuple[Any, ...]] | None:
        """Take the first job. Raises RedisError."""
        raw = self._redis.lpop(self._key)
        return pickle.loads(raw) if raw is not None else None

    def holds(self, function: str) -> bool:
        """Whether a job of this function waits. Raises RedisError."""
        return any(pickle.loads(raw)[0] == function for raw in self._redis.lrange(self._key, 0, -1))

    def __len__(self) -> int:
        return int(self._redis.llen(self._key))


class ConsoleProcesses:
    """All processes of the console."""

    def __init__(self, scheduler: Scheduler, redis: Redis, espo: EspoCrm, story: Story) -> None:
        self.scheduler, self.redis, self.espo, self.story = scheduler, redis, espo, story
        self.web = scheduler.process("web")
        self.jobs: list[tuple[Process, Task]] = []
        self.defects: list[str] = []
        self.arguments: list[str] = []
        self.next_sweep = 0.0
        self.next_tick = 0.0
        self._count = 0

    def queue(self, name: str) -> Queue:
        """One of the queues."""
        return Queue(self.redis, name)

    def schedule(self) -> None:
        """What rq-scheduler does: queue sweep and tick when they are due, never a second time."""
        now = self.scheduler.clock.seconds
        if now >= self.next_sweep:
            self.next_sweep = now + 900
            self._push_regular("sweep", SWEEP)
        if now >= self.next_tick:
            self.next_tick = now + 30
            self._push_regular("events", TICK)

    def _push_regular(self, queue: str, function: str) -> None:
        try:
            running = any(task.name.endswith(function) for _, task in self.living_jobs())
            if not running and not self.queue(queue).holds(function):
                self.queue(queue).push(function, ())
        except RedisError:
            self.story.tell("Redis is down: the schedule waits")

    def take_job(self) -> bool:
        """A free worker takes the next job; whether there was one."""
        if len(self.living_jobs()) >= SLOTS:
            return False
        try:
            job = next((job for name in QUEUES if (job := self.queue(name).pop())), None)
        except RedisError:
            return False
        if job is None:
            return False
        self._begin(*job)
        return True

    def _begin(self, function: str, arguments: tuple[Any, ...]) -> None:
        self._count += 1
        self.arguments.append(f"{function} {arguments}")
        process = self.scheduler.process(f"job{self._count}")
        name = f"job{self._count} {function if not arguments else list(arguments[1])}"
        module, _, attribute = function.rpartition(".")
        self.story.tell(f"a worker begins {name} {arguments[2] if arguments else ''}")
        task = self.scheduler.spawn(name, lambda: getattr(import_module(module), attribute)(*arguments), process)
        self.jobs.append((process, task))

    def living_jobs(self) -> list[tuple[Process, Task]]:
        """Jobs that have not ended; those that have are judged: only being killed, or a lost database, is no defect."""
        for process, task in [one for one in self.jobs if one[1].done]:
            self.jobs.remove((process, task))
            outage = process.lost_database and _is_of_the_outage(task.error)
            if task.error is not None and not isinstance(task.error, Killed) and not outage:
                self.defects.append(f"{task.name}: {type(task.error).__name__}: {task.error}")
        return self.jobs

    def kill_one(self) -> str:
        """`kill -9` of a worker in the middle of its job."""
        jobs = self.living_jobs()
        if not jobs:
            return "no worker is at work to be killed"
        process, task = self.scheduler.rng.choice(jobs)
        self.scheduler.kill(process)
        return f"kill -9 {task.name} at: {task.label}"

    def pause_one(self, seconds: float) -> str:
        """A worker stands still and wakes up late."""
        jobs = self.living_jobs()
        if not jobs:
            return "no worker is at work to be paused"
        process, task = self.scheduler.rng.choice(jobs)
        process.paused_until = self.scheduler.clock.seconds + seconds
        return f"{task.name} stands still for {seconds} s at: {task.label}"

    def deliver_webhooks(self, fate: str) -> str:
        """EspoCRM's cron runs once; `fate`: arrives, lost, twice or forged."""
        crm, results = self.espo, []
        for delivery in crm.webhooks.due(crm.clock.now()):
            status = 200 if fate == "lost" else self._post(delivery, forged=fate == "forged")
            if fate == "twice":
                self._post(delivery)
            crm.webhooks.answered(delivery, status, crm.clock.now())
            results.append(f"{delivery.subscription.event} {[item.payload['id'] for item in delivery.items]} {status}")
        return f"webhooks {fate}: {', '.join(results) or 'none'}"

    def in_web(self, act: Callable[[], Any]) -> Any:
        """Let the web process do what a person asks; what it returns, or None if the database is down."""
        web = self.scheduler.process("a person's request")
        task = self.scheduler.spawn("a person's request", act, web)
        try:
            return self.scheduler.finish(task)
        except OperationalError:
            if not web.lost_database:
                raise
            return None

    def _post(self, delivery: Any, *, forged: bool = False) -> int:
        headers = {} if forged else delivery.headers
        event = delivery.subscription.event
        request = RequestFactory().post(
            f"/webhooks/espocrm/cbeteiligte/{event}/", delivery.body, "application/json", headers=headers
        )
        view = EspoCrmWebhook.as_view()
        task = self.scheduler.spawn(
            f"webhook {event}", lambda: view(request, definition="cbeteiligte", event=event), self.web
        )
        return int(self.scheduler.finish(task).status_code)


def _is_of_the_outage(error: BaseException | None) -> bool:
    """Whether the database is all that is wrong, for the job or for each party of it."""
    if isinstance(error, Defects):
        kinds = re.findall(r"^Party \d+: (\w+)$", str(error), re.MULTILINE)
        return set(kinds) == {OperationalError.__name__}
    return isinstance(error, OperationalError)
