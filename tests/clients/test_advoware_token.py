"""One token for all workers, renewed by one of them at a time."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from redis import Redis

from syncconsole import clock
from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.connections import Connections
from syncconsole.clients.token import MARGIN, token_from
from syncconsole.clients.token_request import signature
from syncconsole.sandbox.run import Sandbox
from syncconsole.sync.errors import CredentialsRejected
from tests.clients.conftest import Hand, Watching, advo_settings, sandbox_settings, token_answer
from tests.clients.scripted import ScriptedServer, as_json, plain

Serve = Callable[..., ScriptedServer]
MUSTERMANN = {"name": "Mustermann"}


@pytest.fixture
def workers(redis_url: str) -> Iterator[list[Connections]]:
    """Two processes that share a Redis."""
    both = [Connections(espocrm_in_flight=16, advoware_in_flight=8, redis_url=redis_url) for _ in range(2)]
    yield both
    for worker in both:
        worker.close()


def test_the_signature_is_the_vendors() -> None:
    key = base64.b64encode(b"test-secret-key").decode()
    assert signature(key, 64, "app-123", "nonce-abc", "2026-08-30T00:00:00.000Z") == (
        "o7rz9KmoXZs550HfzO6ffiG17XwiPmlBHlksUYKZ3jcfolELow51Fw5KlrQqCK5y41aIValDjrh1iQ2GZ2WtqQ=="
    )


def test_the_request_has_the_ten_fields_and_signs_its_own_time_and_nonce(serve: Serve, process: Connections) -> None:
    server = serve(token_answer(), as_json(200, {}))
    settings = advo_settings(server.url)
    AdvoClient(settings, process=process).read("Beteiligte", 7)
    sent = json.loads(server.seen[0].body)
    nonce, stamp = sent.pop("Nonce"), sent.pop("RequestTimeStamp")
    assert sent.pop("HMAC512Signature") == signature(settings.api_key, 64, "app-123", nonce, stamp)
    assert sent == {
        "AppID": "app-123",
        "Kanzlei": "Musterkanzlei & Söhne",
        "Database": "Muster",
        "User": "KONS",
        "Role": 2,
        "Product": 64,
        "Password": settings.password,
    }
    assert stamp[10] == "T" and stamp[19] == "." and stamp[23:] == "Z"


@pytest.mark.parametrize("fraction", ["", ".1", ".123", ".1234567", ".123456789Z", "Z"])
def test_the_end_may_have_a_fraction_of_any_length(hand: Hand, fraction: str) -> None:
    token = token_from({"access_token": "t", "expiration_utc": f"2027-01-15T09:00:00{fraction}"}, 60)
    assert token is not None
    assert token.good_until + MARGIN == clock.now() + timedelta(hours=1)


def test_without_an_end_the_seconds_count_and_without_these_the_configured_lifetime(hand: Hand) -> None:
    told = token_from({"access_token": "t", "expires_in": 3600}, 60)
    silent = token_from({"access_token": "t"}, 3300)
    assert told is not None and silent is not None
    assert told.good_until == clock.now() + timedelta(minutes=58)
    assert silent.good_until == clock.now() + timedelta(minutes=53)


def test_a_token_is_used_until_two_minutes_before_its_end(serve: Serve, process: Connections, hand: Hand) -> None:
    server = serve(token_answer("token-1"), as_json(200, {}), as_json(200, {}), token_answer("token-2", 9999))
    client = AdvoClient(advo_settings(server.url), process=process)
    client.read("Beteiligte", 7)
    hand.seconds += 3300 - 121
    client.read("Beteiligte", 7)
    assert [request.headers.get("Authorization") for request in server.seen] == [None, *["Bearer token-1"] * 2]
    hand.seconds += 2
    client.read("Beteiligte", 7)
    assert server.seen[-1].headers["Authorization"] == "Bearer token-2"


def test_all_threads_share_one_token_request(box: Sandbox, process: Connections) -> None:
    box.advo_faults.arm(path="Token", delay=0.05)
    client = AdvoClient(sandbox_settings(box), process=process)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(client.probe, [[]] * 8))
    assert box.advo.tokens.issued == 1


def test_a_failed_token_request_is_shared_too(box: Sandbox, process: Connections) -> None:
    box.advo_faults.arm(path="Token", delay=0.2)
    client = AdvoClient(sandbox_settings(box, password="falsch"), process=process)

    def code(_: int) -> str:
        with pytest.raises(CredentialsRejected) as caught:
            client.read("Beteiligte", 1)
        return caught.value.reason.code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(code, range(8))) == {"credentials_rejected"}
    assert len(box.advo_log.entries()) == 1


def test_rejected_credentials_are_not_tried_again_for_a_minute(box: Sandbox, process: Connections, hand: Hand) -> None:
    client = AdvoClient(sandbox_settings(box, password="falsch"), process=process)
    for seconds, requests in ((0, 1), (59, 1), (2, 2)):
        hand.seconds += seconds
        with pytest.raises(CredentialsRejected):
            client.read("Beteiligte", 1)
        assert len(box.advo_log.entries()) == requests


def test_all_workers_share_one_token(box: Sandbox, workers: list[Connections]) -> None:
    clients = [AdvoClient(sandbox_settings(box), process=worker) for worker in workers]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda client: client.probe([]), clients * 4))
    assert box.advo.tokens.issued == 1


def test_a_revoked_token_is_renewed_once_and_the_call_repeated(
    box: Sandbox, process: Connections, watch: Watching
) -> None:
    client = AdvoClient(sandbox_settings(box), watch, process)
    number = client.create("Beteiligte", MUSTERMANN)
    box.advo.tokens.revoke()
    del watch.calls[:], watch.asked[:]
    client.replace("Beteiligte", number, {"name": "Beispiel"})
    assert [(call.method, call.status) for call in watch.calls] == [("PUT", 401), ("POST", 200), ("PUT", 200)]
    assert len(watch.asked) == 3


def test_a_token_that_another_worker_has_renewed_is_taken_over(box: Sandbox, workers: list[Connections]) -> None:
    first, second = (AdvoClient(sandbox_settings(box), process=worker) for worker in workers)
    first.probe([])
    second.probe([])
    box.advo.tokens.revoke()
    first.probe([])
    second.probe([])
    assert box.advo.tokens.issued == 2


def test_a_second_401_is_a_matter_of_credentials(serve: Serve, process: Connections) -> None:
    server = serve(token_answer("token-1"), plain(401), token_answer("token-2"), plain(401))
    with pytest.raises(CredentialsRejected) as caught:
        AdvoClient(advo_settings(server.url), process=process).create("Beteiligte", MUSTERMANN)
    assert caught.value.reason.code == "credentials_rejected"
    assert not caught.value.outcome_unknown
    assert len(server.seen) == 4


def test_a_watch_can_refuse_the_repetition(box: Sandbox, process: Connections) -> None:
    class Stop(Exception):
        pass

    class Impatient(Watching):
        headers: dict[str, str] = {}

        def before_call(self, seconds: float) -> None:
            if self.calls and self.calls[-1].purpose == "token":
                raise Stop
            super().before_call(seconds)

    number = AdvoClient(sandbox_settings(box), process=process).create("Beteiligte", MUSTERMANN)
    box.advo.tokens.revoke()
    with pytest.raises(Stop):
        AdvoClient(sandbox_settings(box), Impatient(), process).replace("Beteiligte", number, {"name": "Beispiel"})
    assert [entry.status for entry in box.advo_log.entries(method="PUT")] == [401]


def test_without_redis_each_process_keeps_a_token_of_its_own(box: Sandbox, caplog: Any) -> None:
    shared = Connections(espocrm_in_flight=1, advoware_in_flight=1, redis_url="redis://127.0.0.1:1/0")
    client = AdvoClient(sandbox_settings(box), process=shared)
    with caplog.at_level(logging.WARNING):
        client.probe([])
        client.probe([])
    assert box.advo.tokens.issued == 1
    assert "Redis" in caplog.text
    shared.close()


def test_what_stands_in_redis_is_found_by_a_key_that_names_nobody(
    box: Sandbox, workers: list[Connections], redis_url: str
) -> None:
    settings = sandbox_settings(box)
    AdvoClient(settings, process=workers[0]).probe([])
    with Redis.from_url(redis_url) as redis:
        (key,) = redis.keys("*")
        assert key.startswith(b"syncconsole:advoware:token:")
        assert settings.user.encode() not in key and settings.kanzlei.encode() not in key
        assert 0 < redis.ttl(key) <= 3300


@pytest.mark.parametrize(
    "nonsense",
    [b"\xff", b"[]", b'"t"', b'{"text": "t"}', b'{"text": "t", "good_until": 1e99}', b'{"good_until": 9e9}', b"{}"],
)
def test_nonsense_in_redis_is_passed_over(
    box: Sandbox, workers: list[Connections], redis_url: str, nonsense: bytes
) -> None:
    first, second = (AdvoClient(sandbox_settings(box), process=worker) for worker in workers)
    first.probe([])
    with Redis.from_url(redis_url) as redis:
        (key,) = redis.keys("*")
        redis.set(key, nonsense)
    second.probe([])
    assert box.advo.tokens.issued == 2


def test_a_worker_that_died_with_the_lock_holds_nobody_up_for_ever(
    box: Sandbox, workers: list[Connections], redis_url: str
) -> None:
    settings = sandbox_settings(box, timeout=1.0)
    with Redis.from_url(redis_url) as redis:
        AdvoClient(settings, process=workers[0]).probe([])
        (key,) = redis.keys("*")
        redis.delete(key)
        redis.set(key + b":lock", "of a dead worker", px=300)
        AdvoClient(settings, process=workers[1]).probe([])
    assert box.advo.tokens.issued == 2
