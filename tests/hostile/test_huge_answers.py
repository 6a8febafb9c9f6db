"""Answers of fifty megabytes and more (rules 8): refused at twenty, in little memory and in time."""

from __future__ import annotations

import gzip
import socket
import time
import tracemalloc
from collections.abc import Callable

import pytest

from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.connections import Connections
from syncconsole.clients.espocrm import EspoClient
from syncconsole.clients.http import MAX_ANSWER_BYTES
from syncconsole.sync.errors import RemoteError
from tests.clients.conftest import advo_settings, espo_settings, process, serve, token_answer
from tests.clients.scripted import Reply, ScriptedServer, plain

__all__ = ["process", "serve"]

MEGABYTE = 1024 * 1024
PIECE = b" " * 65536
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
MOST_MEMORY = 3 * MAX_ANSWER_BYTES
MOST_SECONDS = 10


def announced(megabytes: int) -> Reply:
    """So much, as the head has said it."""

    def reply(sock: socket.socket) -> None:
        sock.sendall(f"{HEAD}Content-Length: {megabytes * MEGABYTE}\r\n\r\n".encode())
        for _ in range(megabytes * MEGABYTE // len(PIECE)):
            sock.sendall(PIECE)

    return reply


def without_end(sock: socket.socket) -> None:
    """Chunk after chunk, until the client has had enough."""
    sock.sendall(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode())
    for _ in range(5000):
        sock.sendall(b"10000\r\n" + PIECE + b"\r\n")


# Two hundred megabytes of blanks in two hundred kilobytes.
BOMB = gzip.compress(PIECE * 3200)

ANSWERS: dict[str, Reply] = {
    "fifty-megabytes": announced(50),
    "without-end": without_end,
    "compressed": plain(200, BOMB, Content_Encoding="gzip", Content_Type="application/json"),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_espocrms_record_is_refused(serve: Callable[..., ScriptedServer], process: Connections, answer: Reply) -> None:
    client = EspoClient(espo_settings(serve(answer).url), process=process)
    assert_refused(lambda: client.read("CBeteiligte", "6b05000000000e21a"))


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_advowares_record_is_refused(serve: Callable[..., ScriptedServer], process: Connections, answer: Reply) -> None:
    client = AdvoClient(advo_settings(serve(token_answer(), answer).url), process=process)
    assert_refused(lambda: client.read("Beteiligte", 10001))


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer_to_a_create_is_refused_and_its_outcome_unknown(
    serve: Callable[..., ScriptedServer], process: Connections, answer: Reply
) -> None:
    client = AdvoClient(advo_settings(serve(token_answer(), answer).url), process=process)
    error = assert_refused(lambda: client.create("Beteiligte", {"name": "Mustermann"}))
    assert error.outcome_unknown


def assert_refused(call: Callable[[], object]) -> RemoteError:
    """The call raises a `RemoteError`, within its time and in little memory."""
    tracemalloc.start()
    started = time.monotonic()
    try:
        with pytest.raises(RemoteError) as refused:
            call()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert time.monotonic() - started < MOST_SECONDS
    assert peak < MOST_MEMORY, f"{peak / MEGABYTE:.0f} MB"
    assert refused.value.reason.code == "too_large"
    return refused.value
