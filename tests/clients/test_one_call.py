"""Rules 8: one call is bounded in time and size, follows nothing and takes nothing from the environment."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from syncconsole.clients.connections import Connections
from syncconsole.clients.espocrm import EspoClient
from syncconsole.clients.http import MAX_ANSWER_BYTES
from syncconsole.sync.errors import Redirected, SystemDown, Transient
from tests.clients.conftest import Watching, espo_settings
from tests.clients.scripted import ScriptedServer, as_json, cut_off, dribble, plain, raw

Serve = Callable[..., ScriptedServer]
MUSTERMANN = {"id": "a1", "lastName": "Mustermann"}
HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "start",
    [b"", b"HTTP/1.1 200 OK\r\nX-Slow:", HEAD + b"Content-Length: 9000\r\n\r\n", HEAD + b"\r\n{"],
    ids=["before the status", "within the head", "within the body", "within a body of unknown length"],
)
def test_a_server_that_sends_a_byte_now_and_then_holds_a_call_no_longer_than_its_timeout(
    serve: Serve, process: Connections, start: bytes
) -> None:
    released = threading.Event()
    server = serve(dribble(start, released))
    began = time.monotonic()
    with pytest.raises(SystemDown) as caught:
        EspoClient(espo_settings(server.url, timeout=0.3), process=process).read("CBeteiligte", "a1")
    released.set()
    assert caught.value.reason.code == "timeout"
    assert 0.3 <= time.monotonic() - began < 3


def test_a_silent_server_is_a_system_that_is_down(serve: Serve, process: Connections) -> None:
    released = threading.Event()
    server = serve(lambda sock: released.wait(5) and None)
    with pytest.raises(SystemDown) as caught:
        EspoClient(espo_settings(server.url, timeout=0.2), process=process).read("CBeteiligte", "a1")
    released.set()
    assert caught.value.reason.params["seconds"] == 0.2


def test_a_tls_handshake_that_nobody_answers_ends_in_time_too(serve: Serve, process: Connections) -> None:
    released = threading.Event()
    server = serve(lambda sock: released.wait(5) and None)
    began = time.monotonic()
    with pytest.raises(SystemDown) as caught:
        EspoClient(espo_settings(server.url.replace("http:", "https:"), timeout=0.3), process=process).read(
            "User", "a1"
        )
    released.set()
    assert caught.value.reason.code == "timeout"
    assert time.monotonic() - began < 3


def test_a_write_that_was_sent_and_not_answered_has_an_unknown_outcome(serve: Serve, process: Connections) -> None:
    server = serve(cut_off(b""))
    with pytest.raises(SystemDown) as caught:
        EspoClient(espo_settings(server.url), process=process).update("CBeteiligte", "a1", {"lastName": "Muster"})
    assert caught.value.outcome_unknown


def test_a_refused_connection_is_a_known_outcome(serve: Serve, process: Connections) -> None:
    server = serve(plain(200))
    server.close()
    with pytest.raises(SystemDown) as caught:
        EspoClient(espo_settings(server.url), process=process).update("CBeteiligte", "a1", {"lastName": "Muster"})
    assert caught.value.reason.code == "unreachable"
    assert not caught.value.outcome_unknown


def test_a_name_that_does_not_resolve_is_a_known_outcome(process: Connections) -> None:
    client = EspoClient(espo_settings("http://espocrm.example.invalid"), process=process)
    with pytest.raises(SystemDown) as caught:
        client.update("CBeteiligte", "a1", {"lastName": "Muster"})
    assert (caught.value.reason.code, caught.value.outcome_unknown) == ("unreachable", False)


@pytest.mark.parametrize("announced", [True, False], ids=["by its length", "only while it comes"])
def test_an_answer_over_twenty_megabytes_is_refused(serve: Serve, process: Connections, announced: bool) -> None:
    body = b'{"id": "a1", "x": "' + b"a" * MAX_ANSWER_BYTES + b'"}'
    head = HEAD + (b"Content-Length: %d\r\n" % len(body) if announced else b"Connection: close\r\n") + b"\r\n"
    server = serve(cut_off(head + body))
    with pytest.raises(Transient) as caught:
        EspoClient(espo_settings(server.url), process=process).read("CBeteiligte", "a1")
    assert caught.value.reason.code == "too_large"


def test_a_small_answer_that_unpacks_to_more_is_refused_too(serve: Serve, process: Connections) -> None:
    server = serve(plain(200, gzip.compress(b" " * (MAX_ANSWER_BYTES + 1)), Content_Encoding="gzip"))
    with pytest.raises(Transient) as caught:
        EspoClient(espo_settings(server.url), process=process).read("CBeteiligte", "a1")
    assert caught.value.reason.code == "too_large"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Wartung</html>",
        b'{"id": "a1", "lastName": "Muster',
        b'{"id": "a1", "lastName": "Muster", "lastName": "Mann"}',
        b'{"id": "a1", "inner": {"x": 1, "x": 1}}',
        b'{"id": "a1", "betnr": NaN}',
        b'{"id": "a1", "betnr": 1e999}',
        b'["a1"]',
        b'"a1"',
        b'{"id": "b2"}',
        b"[" * 100_000,
        b'{"id": "a1", "lastName": "M\xfcller"}',
    ],
)
def test_what_is_not_the_record_as_clean_json_is_never_read_as_data(
    serve: Serve, process: Connections, body: bytes
) -> None:
    server = serve(plain(200, body, Content_Type="application/json"))
    client = EspoClient(espo_settings(server.url), process=process)
    with pytest.raises(Transient) as caught:
        client.read("CBeteiligte", "a1")
    assert caught.value.reason.code == "unreadable_answer"
    assert not caught.value.outcome_unknown
    with pytest.raises(Transient) as caught:
        client.update("CBeteiligte", "a1", {"lastName": "Muster"})
    assert caught.value.outcome_unknown


def test_the_content_type_is_not_trusted(serve: Serve, process: Connections) -> None:
    server = serve(plain(200, b'{"id": "a1"}', Content_Type="text/html"))
    assert EspoClient(espo_settings(server.url), process=process).read("CBeteiligte", "a1") == {"id": "a1"}


@pytest.mark.parametrize(
    "broken",
    [
        HEAD + b"Content-Length: 500\r\n\r\n" + b'{"id": "a1"}',
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nc\r\n" + b'{"id": "a1"}\r\n',
        HEAD + b"Content-Length: 12\r\nContent-Encoding: gzip\r\n\r\n" + b'{"id": "a1"}',
    ],
    ids=["shorter than announced", "without its last chunk", "not packed as announced"],
)
def test_a_body_that_breaks_off_is_unreadable_even_if_what_came_is_json(
    serve: Serve, process: Connections, broken: bytes
) -> None:
    server = serve(cut_off(broken))
    with pytest.raises(Transient) as caught:
        EspoClient(espo_settings(server.url), process=process).read("CBeteiligte", "a1")
    assert caught.value.reason.code == "unreadable_answer"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(serve: Serve, process: Connections, status: int) -> None:
    elsewhere = serve(as_json(200, MUSTERMANN))
    server = serve(plain(status, Location=f"{elsewhere.url}/api/v1/CBeteiligte/a1"))
    with pytest.raises(Redirected) as caught:
        EspoClient(espo_settings(server.url), process=process).update("CBeteiligte", "a1", {"lastName": "Muster"})
    assert caught.value.reason.code == "redirected"
    assert elsewhere.seen == []


def test_nothing_is_taken_from_the_environment(
    serve: Serve, process: Connections, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    proxy = serve(plain(502))
    server = serve(as_json(200, MUSTERMANN))
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n")
    for name, value in {"http_proxy": proxy.url, "ALL_PROXY": proxy.url, "NETRC": str(netrc), "no_proxy": ""}.items():
        monkeypatch.setenv(name, value)
    assert EspoClient(espo_settings(server.url), process=process).read("CBeteiligte", "a1") == MUSTERMANN
    assert proxy.seen == []
    assert "Authorization" not in server.seen[0].headers


def test_no_cookie_is_kept(serve: Serve, process: Connections) -> None:
    server = serve(as_json(200, MUSTERMANN, Set_Cookie="auth=1; Path=/"))
    client = EspoClient(espo_settings(server.url), process=process)
    for _ in range(2):
        client.read("CBeteiligte", "a1")
    assert "Cookie" not in server.seen[1].headers


def test_the_calls_of_a_thread_share_a_connection(serve: Serve, process: Connections) -> None:
    server = serve(as_json(200, MUSTERMANN))
    client = EspoClient(espo_settings(server.url), process=process)
    for _ in range(3):
        client.read("CBeteiligte", "a1")
    assert {request.connection for request in server.seen} == {1}


def test_a_connection_that_was_quiet_for_long_is_not_used_again(
    serve: Serve, process: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncconsole.clients.deadline.MAX_IDLE_SECONDS", 0.0)
    server = serve(as_json(200, MUSTERMANN))
    client = EspoClient(espo_settings(server.url), process=process)
    for _ in range(2):
        client.read("CBeteiligte", "a1")
    assert {request.connection for request in server.seen} == {1, 2}


def test_a_call_is_told_exactly_once_whatever_its_end(serve: Serve, process: Connections, watch: Watching) -> None:
    server = serve(as_json(200, MUSTERMANN), plain(500), cut_off(b""), raw(b"nonsense\r\n\r\n"))
    client = EspoClient(espo_settings(server.url), watch, process)
    client.read("CBeteiligte", "a1")
    for failing in (Transient, SystemDown, SystemDown):
        with pytest.raises(failing):
            client.update("CBeteiligte", "a1", {"lastName": "Muster"})
    assert [(call.method, call.path, call.status) for call in watch.calls] == [
        ("GET", "/api/v1/CBeteiligte/a1", 200),
        ("PATCH", "/api/v1/CBeteiligte/a1", 500),
        ("PATCH", "/api/v1/CBeteiligte/a1", None),
        ("PATCH", "/api/v1/CBeteiligte/a1", None),
    ]
    assert watch.asked == [5.0] * 4
