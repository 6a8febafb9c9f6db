"""Performance: threads pull party after party; one party's end is no other party's concern."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from syncconsole import clock
from syncconsole.run import lease
from syncconsole.work.feed import Defects, feed

DEADLINE_SECONDS = 10


class ClockByHand(clock.SystemClock):
    """A clock whose monotonic time stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def by_hand():
    clock_by_hand = ClockByHand()
    before = clock.use(clock_by_hand)
    yield clock_by_hand
    clock.use(before)


def test_each_party_is_run_once():
    ran: list[int] = []
    fed = feed(range(100), ran.append, threads=16)
    assert sorted(ran) == list(range(100))
    assert (fed.left, fed.defects) == ([], [])


def test_no_party_needs_no_thread():
    assert feed([], print, threads=16).left == []


def test_as_many_run_at_once_as_there_are_threads_and_no_more():
    together = threading.Barrier(4, timeout=DEADLINE_SECONDS)
    running, most, gate = 0, 0, threading.Lock()

    def run(pk: int) -> None:
        nonlocal running, most
        with gate:
            running += 1
            most = max(most, running)
        together.wait()
        with gate:
            running -= 1

    feed(range(20), run, threads=4)
    assert most == 4


def test_a_slow_party_holds_up_only_its_own_thread():
    others_done = threading.Event()
    left = set(range(1, 30))

    def run(pk: int) -> None:
        if pk == 0:
            assert others_done.wait(DEADLINE_SECONDS)
            return
        left.discard(pk)
        if not left:
            others_done.set()

    assert feed(range(30), run, threads=2).defects == []


def test_no_party_is_begun_after_the_time_and_the_rest_is_handed_back(by_hand):
    ran: list[int] = []

    def run(pk: int) -> None:
        ran.append(pk)
        by_hand.seconds += 25

    fed = feed(range(10), run, threads=1, seconds=60)
    assert ran == [0, 1, 2]
    assert fed.left == list(range(3, 10))


def test_a_defect_touches_no_neighbour_and_is_raised_at_the_end():
    ran: list[int] = []

    def run(pk: int) -> None:
        if pk in (3, 7):
            raise ValueError("Mustermann")
        ran.append(pk)

    fed = feed(range(10), run, threads=2)
    assert sorted(ran) == [0, 1, 2, 4, 5, 6, 8, 9]
    with pytest.raises(Defects) as raised:
        fed.raise_defects()
    assert "Party 3: ValueError" in str(raised.value)
    assert "Party 7: ValueError" in str(raised.value)


def test_a_defect_is_told_by_kind_and_place_without_its_text():
    values = ["Mustermann"]

    def run(pk: int) -> None:
        try:
            raise ValueError(values[0])
        except ValueError as error:
            raise KeyError(values[0]) from error

    [told] = feed([1], run, threads=1).defects
    assert "KeyError" in told
    assert "ValueError" in told
    assert "test_parties_are_fed_to_threads.py" in told
    assert "Mustermann" not in told


@pytest.mark.django_db(transaction=True)
def test_each_thread_closes_its_database_connection():
    opened, closed = [], []

    def run(pk: int) -> None:
        connection.ensure_connection()
        own = connections["default"]
        opened.append(own)
        close = own.close
        own.close = lambda: (closed.append(own), close())

    feed(range(20), run, threads=4)
    assert opened
    assert {id(own) for own in closed} == {id(own) for own in opened}


def test_leases_are_renewed_while_parties_run_and_not_longer():
    seen = []
    feed([1], lambda pk: seen.append(lease.renewer()), threads=1)
    assert seen[0] is not None
    assert lease.renewer() is None
    assert "lease-renewer" not in {thread.name for thread in threading.enumerate()}


def test_an_interrupted_feed_begins_nothing_new(monkeypatch):
    ran: list[int] = []
    first = threading.Event()

    def run(pk: int) -> None:
        ran.append(pk)
        first.set()
        assert interrupted.wait(DEADLINE_SECONDS)

    interrupted = threading.Event()
    from syncconsole.work import feed as module

    close = module._Source.close

    def close_and_go_on(source) -> None:
        close(source)
        interrupted.set()

    class Interrupted:
        def result(self):
            assert first.wait(DEADLINE_SECONDS)
            raise KeyboardInterrupt

    submit = module.ThreadPoolExecutor.submit
    monkeypatch.setattr(module._Source, "close", close_and_go_on)
    monkeypatch.setattr(
        module.ThreadPoolExecutor, "submit", lambda self, *args: (submit(self, *args), Interrupted())[1]
    )
    with pytest.raises(KeyboardInterrupt):
        feed(range(10), run, threads=1)
    assert ran == [0]
