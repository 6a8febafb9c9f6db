"""Rules 4: which class of failure an answer of Advoware stands for; its German texts are read and never kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.connections import Connections
from syncconsole.sandbox.run import Sandbox
from syncconsole.sync.errors import (
    CredentialsRejected,
    Gone,
    Redirected,
    Refused,
    RemoteError,
    SystemDown,
    Transient,
)
from tests.clients.conftest import advo_settings, sandbox_settings, token_answer
from tests.clients.scripted import Reply, ScriptedServer, as_json, plain

Serve = Callable[..., ScriptedServer]
BODY = {"name": "Mustermann", "vorname": "Max", "geburtsdatum": "1980-02-31", "betNr": 7}
AWAY = b"Die Kanzlei Muster ist nicht angemeldet."


@pytest.fixture
def failure_of(serve: Serve, process: Connections) -> Callable[[Reply], RemoteError]:
    """The error that a PUT raises for a reply."""

    def failure(reply: Reply) -> RemoteError:
        client = AdvoClient(advo_settings(serve(token_answer(), reply).url), process=process)
        with pytest.raises(RemoteError) as caught:
            client.replace("Beteiligte", 7, BODY)
        return caught.value

    return failure


@pytest.mark.parametrize(
    ("reply", "kind", "code", "unknown"),
    [
        (plain(400), Refused, "refused", False),
        (plain(403), Refused, "forbidden", False),
        (plain(404), Gone, "not_found", False),
        (plain(409), Refused, "refused", False),
        (plain(422), Refused, "refused", False),
        (plain(307), Redirected, "redirected", False),
        (plain(429), SystemDown, "rate_limited", False),
        (plain(500), Transient, "server_error", True),
        (plain(502), SystemDown, "unavailable", True),
        (plain(504), SystemDown, "unavailable", True),
        (plain(200, AWAY), SystemDown, "not_signed_in", False),
        (as_json(200, AWAY.decode()), SystemDown, "not_signed_in", False),
        (plain(400, AWAY), SystemDown, "not_signed_in", False),
        (plain(503, AWAY), SystemDown, "not_signed_in", False),
    ],
)
def test_each_answer_has_its_class(
    failure_of: Callable[[Reply], RemoteError], reply: Reply, kind: type[RemoteError], code: str, unknown: bool
) -> None:
    error = failure_of(reply)
    assert (type(error), error.reason.code, error.outcome_unknown) == (kind, code, unknown)
    assert error.call == "PUT Beteiligte/{id}"


def test_a_record_that_says_nicht_angemeldet_is_a_record(serve: Serve, process: Connections) -> None:
    record = {"betNr": 7, "bemerkung": "ist nicht angemeldet"}
    client = AdvoClient(advo_settings(serve(token_answer(), as_json(200, record)).url), process=process)
    assert client.read("Beteiligte", 7) == record


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("Der Wert für geburtsdatum ist ungültig.", "geburtsdatum", "ungültig"),
        ("Geburtsdatum: Wert '1980-02-31' unbekannt", "geburtsdatum", "unbekannt"),
        ("Der Wert 'Max' in vorname ist zu lang.", "vorname", "zu lang"),
        ("Der Nachname ist ein Pflichtfeld.", "", "Pflichtfeld"),
        ("name und vorname sind ungültig.", "", "ungültig"),
        ("Das geht so nicht.", "", ""),
    ],
)
def test_a_refusal_keeps_the_field_it_names_and_a_word_that_holds_no_value(
    failure_of: Callable[[Reply], RemoteError], text: str, field: str, words: str
) -> None:
    error = failure_of(plain(400, text.encode()))
    assert isinstance(error, Refused)
    assert (error.field, error.words) == (field, words)
    assert error.reason.code == ("refused_value" if field else "refused")


def test_a_value_that_is_called_like_a_field_misleads_nobody(serve: Serve, process: Connections) -> None:
    server = serve(token_answer(), plain(400, b"Der Wert 'vorname' in name ist zu lang."))
    with pytest.raises(Refused) as caught:
        AdvoClient(advo_settings(server.url), process=process).replace(
            "Beteiligte", 7, {"name": "vorname", "vorname": "Max"}
        )
    assert caught.value.field == "name"


def test_a_firm_that_is_not_connected_is_a_system_that_is_down(box: Sandbox, process: Connections) -> None:
    client = AdvoClient(sandbox_settings(box), process=process)
    client.probe([])
    box.advo.options.not_signed_in = True
    with pytest.raises(SystemDown) as caught:
        client.read("Beteiligte", 1)
    assert caught.value.reason.code == "not_signed_in"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"password": "falsch"}, "credentials_rejected"),
        ({"app_id": "unbekannt"}, "not_enabled"),
        ({"product_id": 1}, "not_enabled"),
        ({"api_key": "ZmFsc2No"}, "credentials_rejected"),
    ],
)
def test_what_the_gateway_refuses_is_a_matter_of_credentials(
    box: Sandbox, process: Connections, changes: dict[str, str], code: str
) -> None:
    with pytest.raises(CredentialsRejected) as caught:
        AdvoClient(sandbox_settings(box, **changes), process=process).create("Beteiligte", BODY)
    assert caught.value.reason.code == code
    assert caught.value.call == "POST Token"
    assert not caught.value.outcome_unknown


@pytest.mark.parametrize(
    ("reply", "kind", "code"),
    [
        (plain(401, b"Falscher Name oder falsches Kennwort"), CredentialsRejected, "credentials_rejected"),
        (plain(200, b"Falscher Name oder falsches Kennwort"), CredentialsRejected, "credentials_rejected"),
        (plain(400, b"Das Produkt ist nicht freigeschaltet"), CredentialsRejected, "not_enabled"),
        (plain(200, AWAY), SystemDown, "not_signed_in"),
        (plain(401, AWAY), SystemDown, "not_signed_in"),
        (plain(403), CredentialsRejected, "credentials_rejected"),
        (plain(400), SystemDown, "token_refused"),
        (plain(404), SystemDown, "token_refused"),
        (plain(500), SystemDown, "server_error"),
        (plain(503), SystemDown, "unavailable"),
        (plain(302), Redirected, "redirected"),
        (plain(200), SystemDown, "unreadable_answer"),
        (plain(200, b"<html>"), SystemDown, "unreadable_answer"),
        (as_json(200, {}), SystemDown, "unreadable_answer"),
        (as_json(200, {"access_token": ""}), SystemDown, "unreadable_answer"),
        (as_json(200, {"access_token": "t", "expiration_utc": "bald"}), SystemDown, "unreadable_answer"),
        (as_json(200, {"access_token": "t", "expires_in": 60}), SystemDown, "token_expires_too_soon"),
    ],
)
def test_without_a_token_the_system_is_down_and_nothing_was_written(
    serve: Serve, process: Connections, reply: Reply, kind: type[RemoteError], code: str
) -> None:
    server = serve(reply)
    with pytest.raises(RemoteError) as caught:
        AdvoClient(advo_settings(server.url), process=process).create("Beteiligte", BODY)
    assert (type(caught.value), caught.value.reason.code) == (kind, code)
    assert not caught.value.outcome_unknown
    assert server.targets() == ["POST /api/v1/Token"]
