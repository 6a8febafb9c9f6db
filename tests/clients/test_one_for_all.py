"""What several threads want at once is tried by one of them, and its failure is the failure of all who waited."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from syncconsole.clients.limits import OneForAll
from syncconsole.sync.errors import ADVOWARE, SystemDown
from syncconsole.sync.reasons import reason


class Trying:
    """Something that fails once `go` is set, and counts how often it was tried."""

    def __init__(self) -> None:
        self.begun, self.go, self.count = threading.Event(), threading.Event(), 0

    def __call__(self) -> str:
        self.count += 1
        self.begun.set()
        assert self.go.wait(5)
        raise SystemDown(ADVOWARE, reason("timeout"), outcome_unknown=True)


class NoticingLock:
    """A lock that tells when a thread has begun to wait for it."""

    def __init__(self) -> None:
        self._lock, self.waited_for = threading.Lock(), threading.Event()

    def __enter__(self) -> None:
        if not self._lock.acquire(blocking=False):
            self.waited_for.set()
            self._lock.acquire()

    def __exit__(self, *exc: object) -> None:
        self._lock.release()


def test_who_waited_shares_the_failure_and_who_comes_later_tries_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    single: OneForAll[str] = OneForAll()
    lock, trying = NoticingLock(), Trying()
    monkeypatch.setattr(single, "_lock", lock)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(single.run, lambda: None, trying)
        assert trying.begun.wait(5)
        second = pool.submit(single.run, lambda: None, trying)
        assert lock.waited_for.wait(5)
        trying.go.set()
        errors = [future.exception(5) for future in (first, second)]
    assert trying.count == 1
    assert [type(error) for error in errors] == [SystemDown, SystemDown]
    assert errors[0] is not errors[1]
    assert [error.outcome_unknown for error in errors if isinstance(error, SystemDown)] == [True, False]
    with pytest.raises(SystemDown):
        single.run(lambda: None, trying)
    assert trying.count == 2


def test_what_is_known_is_not_tried() -> None:
    assert OneForAll[str]().run(lambda: "known", Trying()) == "known"
