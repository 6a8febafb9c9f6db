"""What the Advoware client makes of the sandbox's Advoware, and of answers in shapes that no document rules out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.connections import Connections
from syncconsole.sandbox.run import Sandbox
from syncconsole.sync.errors import Gone, SystemDown, Transient
from tests.clients.conftest import Watching, advo_settings, sandbox_settings, token_answer
from tests.clients.scripted import Reply, ScriptedServer, as_json, plain

Serve = Callable[..., ScriptedServer]
MUSTERMANN = {"name": "Mustermann", "vorname": "Max", "rechtsform": "Natürliche Person"}


@pytest.fixture
def client(box: Sandbox, process: Connections) -> AdvoClient:
    return AdvoClient(sandbox_settings(box), process=process)


def test_it_creates_reads_and_replaces_a_party(client: AdvoClient) -> None:
    number = client.create("Beteiligte", MUSTERMANN)
    assert client.read("Beteiligte", number)["name"] == "Mustermann"
    client.replace("Beteiligte", number, {**client.read("Beteiligte", number), "name": "Beispiel"})
    assert client.read("Beteiligte", number)["name"] == "Beispiel"
    assert client.read("Beteiligte", number)["vorname"] == "Max"


@pytest.mark.parametrize("switch", [{"get_shape": "list"}, {"put_answer": "empty"}, {"post_answer": "full"}])
def test_it_copes_with_each_shape_that_a_version_may_answer_in(
    box: Sandbox, client: AdvoClient, switch: dict[str, str]
) -> None:
    for name, value in switch.items():
        setattr(box.advo.options, name, value)
    number = client.create("Beteiligte", MUSTERMANN)
    client.replace("Beteiligte", number, {**MUSTERMANN, "vorname": "Erika"})
    assert client.read("Beteiligte", number)["vorname"] == "Erika"


def test_it_lists_what_a_search_finds(box: Sandbox, client: AdvoClient) -> None:
    box.advo.options.search = "works"
    for name in ("Mustermann", "Beispiel & Söhne"):
        client.create("Beteiligte", {**MUSTERMANN, "name": name})
    assert [row["name"] for row in client.search("Beteiligte", {"name": "Beispiel & Söhne"})] == ["Beispiel & Söhne"]


def test_an_unknown_number_is_gone_but_never_for_certain(client: AdvoClient) -> None:
    with pytest.raises(Gone) as caught:
        client.read("Beteiligte", 999_999)
    assert not caught.value.certain
    assert caught.value.call == "GET Beteiligte/{id}"


def test_every_call_and_the_token_request_are_told_to_the_watch(
    box: Sandbox, process: Connections, watch: Watching
) -> None:
    client = AdvoClient(sandbox_settings(box), watch, process)
    number = client.create("Beteiligte", MUSTERMANN)
    client.replace("Beteiligte", number, MUSTERMANN)
    assert [(call.method, call.path, call.status, call.purpose) for call in watch.calls] == [
        ("POST", "/api/v1/Token", 200, "token"),
        ("POST", "/api/v1/advonet/Beteiligte", 201, ""),
        ("PUT", f"/api/v1/advonet/Beteiligte/{number}", 200, ""),
    ]
    assert len(watch.asked) == len(box.advo_log.entries()) == 3


@pytest.mark.parametrize("value", [{"betNr": 7}, {"BetNR": "7"}, [{"betnr": 7}], 7, {"name": "Mustermann", "betNr": 7}])
def test_it_finds_the_number_of_a_created_party(serve: Serve, process: Connections, value: Any) -> None:
    server = serve(token_answer(), as_json(201, value))
    assert AdvoClient(advo_settings(server.url), process=process).create("Beteiligte", MUSTERMANN) == 7


@pytest.mark.parametrize(
    "reply",
    [
        plain(201),
        plain(200, b"<html>"),
        *[as_json(201, value) for value in ({}, {"betNr": None}, {"betNr": 0}, {"betNr": True}, [], [1, 2], "x", None)],
    ],
)
def test_a_created_party_without_a_number_is_an_unknown_outcome(
    serve: Serve, process: Connections, reply: Reply
) -> None:
    server = serve(token_answer(), reply)
    with pytest.raises(Transient) as caught:
        AdvoClient(advo_settings(server.url), process=process).create("Beteiligte", MUSTERMANN)
    assert caught.value.outcome_unknown
    assert caught.value.reason.code == "unreadable_answer"


@pytest.mark.parametrize("value", [[], [{}, {}], "Mustermann", 7, None, [7]])
def test_a_record_of_another_shape_is_unreadable(serve: Serve, process: Connections, value: Any) -> None:
    server = serve(token_answer(), as_json(200, value))
    with pytest.raises(Transient):
        AdvoClient(advo_settings(server.url), process=process).read("Beteiligte", 7)


def test_the_body_of_a_put_is_complete_json_with_the_token(serve: Serve, process: Connections) -> None:
    server = serve(token_answer("token-1"), plain(204))
    AdvoClient(advo_settings(server.url), process=process).replace("Beteiligte", 7, MUSTERMANN)
    seen = server.seen[-1]
    assert json.loads(seen.body) == MUSTERMANN
    assert (seen.headers["Authorization"], seen.headers["Content-Type"]) == ("Bearer token-1", "application/json")


def test_a_probe_is_content_with_one_known_record(client: AdvoClient) -> None:
    number = client.create("Beteiligte", MUSTERMANN)
    client.probe([999_998, 999_999, number])


def test_a_probe_that_finds_none_of_the_known_records_means_that_the_system_is_down(client: AdvoClient) -> None:
    with pytest.raises(SystemDown):
        client.probe([999_997, 999_998, 999_999])


def test_where_only_few_records_are_known_all_of_them_may_have_been_deleted(client: AdvoClient) -> None:
    client.probe([999_998, 999_999])


def test_a_probe_without_known_records_is_content_with_any_word_of_advoware(box: Sandbox, client: AdvoClient) -> None:
    client.probe([])
    box.advo_faults.arm(status=503, times=1, path="Beteiligte")
    with pytest.raises(SystemDown):
        client.probe([])
