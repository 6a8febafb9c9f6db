"""Tasks that take turns: exactly one runs at a time, and only at step points another one may get the turn.

A task is a greenlet, so the console's own blocking code runs in it unchanged. A process groups tasks with what the
console keeps per process; killing it ends its tasks where they stand.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from django.db import connection
from greenlet import getcurrent, greenlet

from tests.simulation.clock import VirtualClock


class Killed(BaseException):
    """The process is gone: nothing of the console catches it, and nothing it still tries has an effect."""


class Process:
    """One operating-system process; `kept` holds its values of the module globals named by the scheduler."""

    def __init__(self, name: str, kept: list[Any]) -> None:
        self.name, self.kept = name, kept
        self.dead = False
        self.paused_until = 0.0
        self.lost_database = False  # whether a statement of it met a database that is down


class Task:
    """One thread of control. `wake_at` and `ready` say when it may go on; `label` where it stands."""

    def __init__(self, name: str, process: Process, work: Callable[[], Any], hub: greenlet) -> None:
        self.name, self.process = name, process
        self.wake_at, self.label = 0.0, "start"
        self.ready: Callable[[], bool] | None = None
        self.done = False
        self.result: Any = None
        self.error: BaseException | None = None
        self.notes: dict[str, Any] = {}
        self.greenlet = greenlet(lambda: self._run(work), parent=hub)

    def _run(self, work: Callable[[], Any]) -> None:
        try:
            self.result = work()
        except BaseException as error:  # whoever waits for the task judges it
            self.error = error
        self.done = True


class Scheduler:
    """Gives the turn to one task after the other; all choices come from `rng`."""

    def __init__(self, clock: VirtualClock, rng: random.Random, kept: list[tuple[Any, str, Callable[[], Any]]]) -> None:
        self.clock, self.rng = clock, rng
        self._kept = kept
        self._hub = getcurrent()
        self.tasks: list[Task] = []
        self.current: Task | None = None
        self.switches = 0

    def process(self, name: str) -> Process:
        """A fresh process."""
        return Process(name, [make() for _, _, make in self._kept])

    def spawn(self, name: str, work: Callable[[], Any], process: Process) -> Task:
        """A new task of `process`; it begins when it gets its first turn."""
        task = Task(name, process, work, self._hub)
        task.wake_at = self.clock.seconds
        self.tasks.append(task)
        return task

    def step(self, label: str, seconds: float = 0.0) -> None:
        """A step point of the running task: others may go first, and `seconds` pass at least. Raises Killed."""
        self._wait(label, self.clock.seconds + seconds, None)

    def wait(self, label: str, ready: Callable[[], bool], seconds: float | None = None) -> bool:
        """Let the running task wait until `ready()`, or for `seconds` at most; whether it is ready."""
        until = float("inf") if seconds is None else self.clock.seconds + seconds
        self._wait(label, until, ready)
        return ready()

    def _wait(self, label: str, until: float, ready: Callable[[], bool] | None) -> None:
        task = self.current
        if task is None:
            assert ready is None or ready(), "the simulation itself would wait for ever"
            return
        if task.process.dead:
            raise Killed
        assert not connection.in_atomic_block, f"{label}: a step point inside a transaction"
        task.label, task.wake_at, task.ready = label, until, ready
        self._hub.switch()
        if task.process.dead:
            raise Killed

    def advance(self, points: int) -> int:
        """Let tasks run for up to `points` step points; how many there were before all was done."""
        for count in range(points):
            if self.turn() is None:
                return count
        return points

    def turn(self) -> Task | None:
        """Let a task run up to its next step point; which one, None if there is none that could."""
        task = self._next()
        if task is not None:
            self.resume(task)
        return task

    def finish(self, task: Task) -> Any:
        """Run only `task` until it is done, whatever else waits; its result, or raise its error."""
        while not task.done:
            self.clock.seconds = max(self.clock.seconds, min(task.wake_at, self.clock.seconds + 3600))
            assert self._may_run(task), f"{task.name} waits at {task.label} for another task"
            self.resume(task)
        if task.error is not None:
            raise task.error
        return task.result

    def _next(self) -> Task | None:
        """A task that may run now; if all of them wait, time moves on to the first."""
        while True:
            waiting = self.living()
            runnable = [task for task in waiting if self._may_run(task)]
            if runnable:
                return self.rng.choice(runnable)
            times = [max(task.wake_at, task.process.paused_until) for task in waiting]
            times = [at for at in times if self.clock.seconds < at < float("inf")]
            if not times:
                return None
            self.clock.seconds = min(times)

    def _may_run(self, task: Task) -> bool:
        now = self.clock.seconds
        if task.process.paused_until > now:
            return False
        return task.wake_at <= now or (task.ready is not None and task.ready())

    def resume(self, task: Task) -> None:
        """Give `task` the turn until its next step point."""
        self.switches += 1
        self._exchange(task.process)
        self.current = task
        task.greenlet.switch()
        self.current = None
        self._exchange(task.process)
        if task.done:
            self.tasks.remove(task)

    def kill(self, process: Process) -> None:
        """End the process: each of its tasks is unwound at the point where it stands, without any effect."""
        process.dead = True
        for task in [task for task in self.tasks if task.process is process]:
            if not task.greenlet.dead and task.greenlet:
                self.resume(task)
            elif task in self.tasks:  # it had not begun
                task.done = True
                self.tasks.remove(task)
        assert not [task for task in self.tasks if task.process is process], "a dead process went on"

    def living(self) -> list[Task]:
        """All tasks that are not done, in the order of their start."""
        return list(self.tasks)

    def _exchange(self, process: Process) -> None:
        """Put the process's module globals in place, or the ones that were there back."""
        for place, (module, name, _) in enumerate(self._kept):
            mine = process.kept[place]
            process.kept[place] = getattr(module, name)
            setattr(module, name, mine)
