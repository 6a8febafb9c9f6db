"""What the clients of one process share: the limit of calls in flight, sessions by thread, nothing across a fork."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from syncconsole.clients import connections as module
from syncconsole.clients.connections import Connections, connections, reset
from syncconsole.clients.espocrm import EspoClient
from syncconsole.sync.errors import ADVOWARE, ESPOCRM, LostLease
from tests.clients.conftest import Watching, espo_settings
from tests.clients.scripted import Reply, ScriptedServer, as_json

Serve = Callable[..., ScriptedServer]
MUSTERMANN = as_json(200, {"id": "a1"})


class Counting:
    """A reply that is held back until `expected` wait for it at once, and counts how many ever did."""

    def __init__(self, reply: Reply, expected: int) -> None:
        self._reply, self._expected = reply, expected
        self._waiting = threading.Condition()
        self._now = self.most = 0

    def __call__(self, sock: object) -> None:
        with self._waiting:
            self._now += 1
            self.most = max(self.most, self._now)
            self._waiting.notify_all()
            assert self._waiting.wait_for(lambda: self.most >= self._expected, 5)
        self._linger()
        self._reply(sock)  # type: ignore[arg-type]

    def _linger(self) -> None:
        with self._waiting:
            # Time for one call too many to arrive, if the limit lets it.
            self._waiting.wait_for(lambda: self.most > self._expected, 0.02)
            self._now -= 1


def test_no_more_calls_are_on_their_way_than_allowed(serve: Serve) -> None:
    shared, counting = Connections(espocrm_in_flight=3, advoware_in_flight=1), Counting(MUSTERMANN, 3)
    client = EspoClient(espo_settings(serve(MUSTERMANN, counting).url), process=shared)
    client.read("CBeteiligte", "a1")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: client.read("CBeteiligte", "a1"), range(16)))
    assert counting.most == 3
    shared.close()


def test_a_run_that_lost_its_lease_sends_nothing_and_leaves_its_place(serve: Serve) -> None:
    class Lost(Watching):
        headers: dict[str, str] = {}

        def before_call(self, seconds: float) -> None:
            raise LostLease

    shared, server, watch = Connections(espocrm_in_flight=1, advoware_in_flight=1), serve(MUSTERMANN), Lost()
    for _ in range(2):
        with pytest.raises(LostLease):
            EspoClient(espo_settings(server.url), watch, shared).read("CBeteiligte", "a1")
    assert (server.seen, watch.calls) == ([], [])
    assert EspoClient(espo_settings(server.url), process=shared).read("CBeteiligte", "a1") == {"id": "a1"}
    shared.close()


def test_the_watch_is_asked_when_the_call_leaves_not_when_it_queues() -> None:
    shared, watch, finished = Connections(espocrm_in_flight=1, advoware_in_flight=1), Watching(), threading.Event()
    shared.in_flight(ESPOCRM).acquire()

    def read() -> None:
        with pytest.raises(Exception, match="unreachable"):
            EspoClient(espo_settings("http://127.0.0.1:1"), watch, shared).read("CBeteiligte", "a1")
        finished.set()

    thread = threading.Thread(target=read)
    thread.start()
    assert not finished.wait(0.1)
    assert watch.asked == []
    shared.in_flight(ESPOCRM).release()
    thread.join(5)
    assert (watch.asked, len(watch.calls)) == ([5.0], 1)


def test_a_session_belongs_to_one_thread_and_one_system(process: Connections) -> None:
    own = process.session(ESPOCRM)
    assert process.session(ESPOCRM) is own
    assert process.session(ADVOWARE) is not own
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(process.session, ESPOCRM).result() is not own


def test_there_is_one_per_process_until_it_is_reset() -> None:
    first = connections()
    assert connections() is first
    reset()
    assert connections() is not first
    reset()


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_starts_afresh_even_if_the_lock_was_held() -> None:
    before = connections()
    module._lock.acquire()
    child = os.fork()
    if child == 0:
        os._exit(0 if connections() is not before else 1)
    module._lock.release()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert connections() is before
    reset()
