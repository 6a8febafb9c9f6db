"""What the EspoCRM client puts on the wire, and what it makes of good answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from syncconsole.clients.connections import Connections
from syncconsole.clients.espocrm import EspoClient
from syncconsole.sync.errors import SystemDown, Transient
from tests.clients.conftest import API_KEY, espo_settings
from tests.clients.scripted import ScriptedServer, as_json, plain

Serve = Callable[..., ScriptedServer]
MUSTERMANN = {"id": "a1", "lastName": "Mustermann"}


def test_it_patches_only_the_changes(serve: Serve, process: Connections) -> None:
    server = serve(as_json(200, MUSTERMANN))
    client = EspoClient(espo_settings(server.url), process=process)
    assert client.update("CBeteiligte", "a1", {"lastName": "Mustermann"}) == MUSTERMANN
    seen = server.seen[0]
    assert (seen.method, seen.target) == ("PATCH", "/api/v1/CBeteiligte/a1")
    assert json.loads(seen.body) == {"lastName": "Mustermann"}
    assert seen.headers["Content-Type"] == "application/json"
    assert seen.headers["X-Api-Key"] == API_KEY
    assert "X-Version-Number" not in seen.headers


def test_zero_is_a_version(serve: Serve, process: Connections) -> None:
    server = serve(as_json(200, MUSTERMANN))
    EspoClient(espo_settings(server.url), process=process).update("CBeteiligte", "a1", {"betnr": 5}, version=0)
    assert server.seen[0].headers["X-Version-Number"] == "0"


def test_it_lists_by_search_params_without_a_total(serve: Serve, process: Connections) -> None:
    server = serve(as_json(200, {"total": -2, "list": [MUSTERMANN]}))
    where = [{"type": "greaterThan", "attribute": "id", "value": "ä&0"}]
    client = EspoClient(espo_settings(server.url), process=process)
    assert client.find("CBeteiligte", where=where, select=["id", "modifiedAt"], limit=50) == [MUSTERMANN]
    address = urlsplit(server.seen[0].target)
    assert address.path == "/api/v1/CBeteiligte"
    assert json.loads(parse_qs(address.query)["searchParams"][0]) == {
        "where": where,
        "select": ["id", "modifiedAt"],
        "orderBy": "id",
        "order": "asc",
        "maxSize": 50,
        "offset": 0,
    }
    assert server.seen[0].headers["X-No-Total"] == "true"


@pytest.mark.parametrize("body", [[], {"list": None}, {"list": ["a1"]}, {}])
def test_a_list_of_another_shape_is_unreadable(serve: Serve, process: Connections, body: object) -> None:
    client = EspoClient(espo_settings(serve(as_json(200, body)).url), process=process)
    with pytest.raises(Transient):
        client.find("CBeteiligte", where=[], select=["id"])


def test_it_creates_and_returns_the_sparse_answer(serve: Serve, process: Connections) -> None:
    server = serve(as_json(200, {"id": "n1"}))
    fields = {"type": "Post", "post": "Es wartet etwas."}
    assert EspoClient(espo_settings(server.url), process=process).create("Note", fields) == {"id": "n1"}
    assert server.targets() == ["POST /api/v1/Note"]


def test_an_id_cannot_leave_its_place_in_the_path(serve: Serve, process: Connections) -> None:
    server = serve(as_json(200, {"id": "../User?x"}))
    client = EspoClient(espo_settings(server.url), process=process)
    client.read("CBeteiligte", "../User?x")
    assert server.targets() == ["GET /api/v1/CBeteiligte/..%2FUser%3Fx"]
    with pytest.raises(ValueError, match="empty id"):
        client.read("CBeteiligte", "")


def test_the_probe_asks_for_the_name_of_the_api(serve: Serve, process: Connections) -> None:
    server = serve(as_json(200, "EspoCRM REST API"))
    EspoClient(espo_settings(server.url), process=process).probe()
    assert server.targets() == ["GET /api/v1/"]


@pytest.mark.parametrize("reply", [plain(500), plain(200, b"<html>"), as_json(200, {}), plain(404), plain(503)])
def test_a_probe_that_fails_in_any_way_means_that_the_system_is_down(
    serve: Serve, process: Connections, reply: Callable[..., None]
) -> None:
    with pytest.raises(SystemDown):
        EspoClient(espo_settings(serve(reply).url), process=process).probe()
