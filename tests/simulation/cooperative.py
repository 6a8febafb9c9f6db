"""What the console takes from `threading` and `concurrent.futures`, over tasks that take turns."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any
from weakref import WeakKeyDictionary

from greenlet import getcurrent

from tests.simulation.tasks import Scheduler, Task


class Cooperative:
    """Stands in for the module `threading`, and makes thread pools, for one scheduler."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    def Lock(self) -> TurnLock:  # noqa: N802 (the names are those of `threading`)
        """A lock that lets others take their turn while it is waited for."""
        return TurnLock(self._scheduler)

    def BoundedSemaphore(self, value: int) -> TurnLock:  # noqa: N802
        """A semaphore of `value` places."""
        return TurnLock(self._scheduler, value)

    def Event(self) -> TurnEvent:  # noqa: N802
        """An event."""
        return TurnEvent(self._scheduler)

    def Thread(self, *, target: Callable[..., Any], args: tuple[Any, ...] = (), name: str, daemon: bool) -> TurnThread:  # noqa: N802
        """A thread: a task of the running task's process."""
        return TurnThread(self._scheduler, lambda: target(*args), name)

    def local(self) -> OfTask:
        """Attributes that every task has of its own."""
        return OfTask()

    def pool(self, max_workers: int) -> TurnPool:
        """A ThreadPoolExecutor."""
        return TurnPool(self._scheduler)


class OfTask:
    """Stands in for `threading.local`: tasks share one thread."""

    def __init__(self) -> None:
        object.__setattr__(self, "_by_task", WeakKeyDictionary())

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
        return object.__getattribute__(self, "_by_task").setdefault(getcurrent(), {})

    def __getattr__(self, name: str) -> Any:
        return self.__dict__[name]

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value

    def __delattr__(self, name: str) -> None:
        del self.__dict__[name]


class TurnLock:
    """A lock or semaphore."""

    def __init__(self, scheduler: Scheduler, places: int = 1) -> None:
        self._scheduler, self._free = scheduler, places

    def __enter__(self) -> None:
        if not self._free:
            self._scheduler.wait("waits for a lock", lambda: self._free > 0)
        self._free -= 1

    def __exit__(self, *_: object) -> None:
        self._free += 1


class TurnEvent:
    """An event."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler, self._set = scheduler, False

    def set(self) -> None:
        """Let go all who wait."""
        self._set = True

    def wait(self, seconds: float) -> bool:
        """Wait `seconds` for it; whether it came."""
        return self._scheduler.wait("waits for an event", lambda: self._set, seconds)


class TurnThread:
    """A thread."""

    def __init__(self, scheduler: Scheduler, work: Callable[[], Any], name: str) -> None:
        self._scheduler, self._work, self._name = scheduler, work, name
        self._task: Task | None = None

    def start(self) -> None:
        """Begin."""
        owner = self._scheduler.current
        assert owner is not None
        self._task = self._scheduler.spawn(f"{owner.name} {self._name}", self._work, owner.process)

    def join(self) -> None:
        """Wait for its end."""
        task = self._task
        assert task is not None
        self._scheduler.wait(f"waits for {self._name}", lambda: task.done)


class TurnFuture:
    """What a pool has been given."""

    def __init__(self, scheduler: Scheduler, task: Task) -> None:
        self._scheduler, self._task = scheduler, task

    def result(self) -> Any:
        """Wait for its end and return, or raise, what it returned or raised."""
        self._scheduler.wait("waits for a thread", lambda: self._task.done)
        if self._task.error is not None:
            raise self._task.error
        return self._task.result

    def done(self) -> bool:
        """Whether it has ended."""
        return self._task.done


class TurnPool:
    """A pool; every piece of work gets a thread of its own."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._given: list[TurnFuture] = []

    def submit(self, work: Callable[..., Any], *args: Any) -> TurnFuture:
        """Begin `work(*args)`."""
        owner = self._scheduler.current
        assert owner is not None
        name = f"{owner.name}.{len(self._given) + 1}"
        task = self._scheduler.spawn(name, lambda: work(*args), owner.process)
        self._given.append(TurnFuture(self._scheduler, task))
        return self._given[-1]

    def __enter__(self) -> TurnPool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._scheduler.wait("waits for the pool", lambda: all(one.done() for one in self._given))
