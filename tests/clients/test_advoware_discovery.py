"""Where a firm's Advoware answers is asked of the vendor's directory, for what is not set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from syncconsole.clients.access import AdvoSettings
from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.connections import Connections
from syncconsole.sandbox.run import Sandbox
from syncconsole.sync.errors import SystemDown
from tests.clients.conftest import Hand, advo_settings, sandbox_settings, token_answer
from tests.clients.scripted import Reply, ScriptedServer, as_json, plain

Serve = Callable[..., ScriptedServer]


def undiscovered(directory: ScriptedServer) -> AdvoSettings:
    return replace(advo_settings(""), base_url="", auth_url="", discovery_url=f"{directory.url}/api/Url")


def test_it_finds_the_sandbox(box: Sandbox, process: Connections) -> None:
    AdvoClient(sandbox_settings(box, base_url="", auth_url=""), process=process).probe([])
    assert [entry.path for entry in box.advo_log.entries()][0] == "/AdvonetConfigurator/api/Url"


def test_the_name_of_the_firm_is_encoded(serve: Serve, process: Connections) -> None:
    office = serve(token_answer(), as_json(200, {}))
    directory = serve(as_json(200, {"relayUrl": f"{office.url}/", "securityGateway": f"{office.url}/"}))
    AdvoClient(undiscovered(directory), process=process).read("Beteiligte", 7)
    address = urlsplit(directory.seen[0].target)
    assert (address.path, parse_qs(address.query)) == ("/api/Url", {"Kanzlei": ["Musterkanzlei & Söhne"]})
    assert office.targets() == ["POST /api/v1/Token", "GET /api/v1/advonet/Beteiligte/7"]


def test_a_connector_goes_before_the_relay(serve: Serve, process: Connections) -> None:
    office, relay = serve(token_answer(), as_json(200, {})), serve(plain(500))
    directory = serve(
        as_json(200, {"relayUrl": relay.url, "connectorUrl": office.url, "securityGateway": f"{office.url}/"})
    )
    AdvoClient(undiscovered(directory), process=process).read("Beteiligte", 7)
    assert relay.seen == []


def test_what_is_set_wins_and_nothing_is_asked_for_it(serve: Serve, process: Connections) -> None:
    office, directory = serve(token_answer(), as_json(200, {})), serve(plain(500))
    settings = replace(advo_settings(office.url), discovery_url=directory.url)
    AdvoClient(settings, process=process).read("Beteiligte", 7)
    assert directory.seen == []


def test_it_is_asked_once_an_hour_and_what_it_said_outlives_its_failure(
    serve: Serve, process: Connections, hand: Hand
) -> None:
    office = serve(token_answer(seconds=90_000), as_json(200, {}))
    directory = serve(as_json(200, {"relayUrl": office.url, "securityGateway": office.url}), plain(503))
    client = AdvoClient(undiscovered(directory), process=process)
    for seconds, asked in ((0, 1), (3599, 1), (2, 2), (3599, 2)):
        hand.seconds += seconds
        client.read("Beteiligte", 7)
        assert len(directory.seen) == asked


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (as_json(200, {"relayUrl": "https://relay.example.invalid/"}), "discovery_failed"),
        (
            as_json(200, {"relayUrl": "", "connectorUrl": None, "securityGateway": "https://a.invalid"}),
            "discovery_failed",
        ),
        (as_json(200, []), "discovery_failed"),
        (plain(200, b"<html>"), "discovery_failed"),
        (plain(404, b"Die Kanzlei ist nicht registriert."), "discovery_failed"),
        (plain(503), "unavailable"),
        (plain(500), "server_error"),
        (plain(302), "redirected"),
    ],
)
def test_without_addresses_the_system_is_down(serve: Serve, process: Connections, reply: Reply, code: str) -> None:
    with pytest.raises(SystemDown) as caught:
        AdvoClient(undiscovered(serve(reply)), process=process).create("Beteiligte", {"name": "Mustermann"})
    assert caught.value.reason.code == code
    assert not caught.value.outcome_unknown
