"""Rules 4, credentials: EspoCRM locks an address out after ten failed logins in a minute, valid keys included."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from syncconsole.clients.connections import Connections
from syncconsole.clients.espocrm import EspoClient
from syncconsole.sync.errors import CredentialsRejected, Gone, RemoteError, SystemDown
from tests.clients.conftest import Hand, espo_settings
from tests.clients.scripted import Reply, ScriptedServer, as_json, plain

Serve = Callable[..., ScriptedServer]
NAME = as_json(200, "EspoCRM REST API")
MUSTERMANN = as_json(200, {"id": "a1"})


def held_back(reply: Reply, arrived: threading.Event, go: threading.Event) -> Reply:
    def later(sock: object) -> None:
        arrived.set()
        assert go.wait(5)
        reply(sock)  # type: ignore[arg-type]

    return later


def outcome(client: EspoClient) -> str:
    try:
        client.read("CBeteiligte", "a1")
    except RemoteError as error:
        return error.reason.code
    return "read"


def eight_at_once(
    client: EspoClient, server: ScriptedServer, arrived: threading.Event, go: threading.Event
) -> list[str]:
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(outcome, client)
        assert arrived.wait(5)
        others = [pool.submit(outcome, client) for _ in range(7)]
        assert len(server.seen) == 1
        go.set()
        return [future.result(5) for future in (first, *others)]


def test_the_first_call_of_a_process_is_made_alone(serve: Serve, process: Connections) -> None:
    arrived, go = threading.Event(), threading.Event()
    server = serve(held_back(MUSTERMANN, arrived, go), MUSTERMANN)
    client = EspoClient(espo_settings(server.url), process=process)
    assert eight_at_once(client, server, arrived, go) == ["read"] * 8
    assert len(server.seen) == 8


def test_a_wrong_key_is_tried_once_however_many_threads_want_to(serve: Serve, process: Connections) -> None:
    arrived, go = threading.Event(), threading.Event()
    server = serve(held_back(plain(401), arrived, go), MUSTERMANN)
    client = EspoClient(espo_settings(server.url), process=process)
    assert eight_at_once(client, server, arrived, go) == ["credentials_rejected"] * 8
    assert len(server.seen) == 1


def test_those_who_waited_for_a_first_call_without_answer_share_its_failure(serve: Serve, process: Connections) -> None:
    arrived, go = threading.Event(), threading.Event()
    server = serve(held_back(plain(503), arrived, go), MUSTERMANN)
    client = EspoClient(espo_settings(server.url), process=process)
    codes = eight_at_once(client, server, arrived, go)
    assert codes[0] == "unavailable"
    assert set(codes) <= {"unavailable", "read"}


def test_a_refused_record_is_an_answer_like_any_other(serve: Serve, process: Connections) -> None:
    server = serve(plain(404, X_Status_Reason="Record a1 not found."), MUSTERMANN)
    client = EspoClient(espo_settings(server.url), process=process)
    with pytest.raises(Gone):
        client.read("CBeteiligte", "a1")
    assert outcome(client) == "read"


@pytest.mark.parametrize("rejection", [plain(401), plain(403)], ids=["wrong key", "locked out"])
def test_after_a_rejection_only_a_probe_speaks_and_once_a_minute(
    serve: Serve, process: Connections, hand: Hand, rejection: Reply
) -> None:
    server = serve(MUSTERMANN, rejection, rejection, NAME, MUSTERMANN)
    client = EspoClient(espo_settings(server.url), process=process)
    assert outcome(client) == "read"
    code = outcome(client)
    hand.seconds += 59
    assert outcome(client) == code
    with pytest.raises(CredentialsRejected):
        client.probe()
    assert len(server.seen) == 2
    hand.seconds += 2
    with pytest.raises(CredentialsRejected):
        client.probe()
    with pytest.raises(CredentialsRejected):
        client.probe()
    assert len(server.seen) == 3
    hand.seconds += 61
    client.probe()
    assert outcome(client) == "read"
    assert len(server.seen) == 5


def test_a_probe_without_an_answer_leaves_the_gate_closed(serve: Serve, process: Connections, hand: Hand) -> None:
    server = serve(plain(401), plain(503))
    client = EspoClient(espo_settings(server.url), process=process)
    outcome(client)
    hand.seconds += 61
    with pytest.raises(SystemDown):
        client.probe()
    assert outcome(client) == "credentials_rejected"
    assert len(server.seen) == 2


def test_a_call_that_the_gate_held_back_has_a_known_outcome(serve: Serve, process: Connections) -> None:
    client = EspoClient(espo_settings(serve(plain(401)).url), process=process)
    outcome(client)
    with pytest.raises(CredentialsRejected) as caught:
        client.update("CBeteiligte", "a1", {"lastName": "Muster"})
    assert not caught.value.outcome_unknown


class Store:
    """The part of Redis that the processes of a console tell each other about keys with."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def exists(self, key: str) -> int:
        return int(key in self.known)

    def set(self, key: str, value: int, *, ex: int) -> None:
        self.known[key] = ex

    def delete(self, key: str) -> None:
        self.known.pop(key, None)


def of_another_process(store: Store, server: ScriptedServer) -> EspoClient:
    shared = Connections(espocrm_in_flight=16, advoware_in_flight=8)
    shared.redis = store  # type: ignore[assignment]
    return EspoClient(espo_settings(server.url), process=shared)


def test_a_key_that_another_process_saw_accepted_a_moment_ago_needs_no_first_call_alone(serve: Serve) -> None:
    store, arrived, go = Store(), threading.Event(), threading.Event()
    server = serve(MUSTERMANN, held_back(MUSTERMANN, arrived, go), MUSTERMANN)
    assert outcome(of_another_process(store, server)) == "read"
    assert list(store.known.values()) == [60]
    second = of_another_process(store, server)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(outcome, second)
        assert arrived.wait(5)
        assert outcome(second) == "read"  # beside the first one, which still waits for its answer
        go.set()
        assert first.result(5) == "read"


def test_a_key_that_was_refused_is_no_longer_known_as_good(serve: Serve) -> None:
    store = Store()
    server = serve(MUSTERMANN, plain(401))
    client = of_another_process(store, server)
    outcome(client)
    assert outcome(client) == "credentials_rejected"
    assert not store.known
