"""Advoware's way in: discovery, the signed token request, expiry and revocation (facts 1.1 to 1.3)."""

from __future__ import annotations

import base64
from typing import Any

import pytest
import requests

from syncconsole.sandbox import demo
from syncconsole.sandbox.advoware.tokens import signature
from syncconsole.sandbox.run import Sandbox
from tests.sandbox.conftest import Api, token, token_request


def asked(box: Sandbox, **changes: Any) -> requests.Response:
    return requests.post(f"{box.advo_url}/api/v1/Token", json=token_request(**changes), timeout=10)


def test_the_signature_matches_the_published_test_vector() -> None:
    key = base64.b64encode(b"test-secret-key").decode()
    assert signature(key, 64, "app-123", "nonce-abc", "2026-08-30T00:00:00.000Z") == (
        "o7rz9KmoXZs550HfzO6ffiG17XwiPmlBHlksUYKZ3jcfolELow51Fw5KlrQqCK5y41aIValDjrh1iQ2GZ2WtqQ=="
    )


def test_discovery_names_relay_and_gateway_with_trailing_slashes(box: Sandbox) -> None:
    url = f"{box.advo_url}/AdvonetConfigurator/api/Url"
    answer = requests.get(url, params={"Kanzlei": demo.ADVOWARE_KANZLEI}, timeout=10).json()
    own = f"{box.advo_url}/"
    assert answer == {"relayUrl": own, "connectorUrl": None, "securityGateway": own}


def test_discovery_may_lack_keys(box: Sandbox) -> None:
    box.advo.options.connector_url, box.advo.options.security_gateway = "missing", False
    url = f"{box.advo_url}/AdvonetConfigurator/api/Url"
    answer = requests.get(url, params={"Kanzlei": demo.ADVOWARE_KANZLEI}, timeout=10).json()
    assert set(answer) == {"relayUrl"}


def test_a_good_request_gets_a_token_with_its_expiration(box: Sandbox) -> None:
    answer = asked(box).json()
    assert set(answer) == {"access_token", "token_type", "expiration_utc"}


@pytest.mark.parametrize(
    ("changes", "status", "text"),
    [
        ({"HMAC512Signature": "falsch"}, 401, "Die Signatur der Anforderung ist ungültig."),
        ({"Password": "falsch"}, 401, "Falscher Name oder falsches Kennwort."),
        ({"Kanzlei": "Andere"}, 401, "Die Kanzlei ist nicht registriert."),
        ({"Product": 1}, 401, "Das Produkt ist für diesen Mitarbeiter nicht freigeschaltet."),
        ({"Database": ""}, 400, "Das Feld Database fehlt."),
    ],
)
def test_a_bad_request_is_refused_in_german_plain_text(
    box: Sandbox, changes: dict[str, Any], status: int, text: str
) -> None:
    answer = asked(box, **changes)
    assert (answer.status_code, answer.text) == (status, text)
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_nonce_and_time_stamp_are_checked_where_that_is_on(box: Sandbox) -> None:
    assert asked(box).status_code == asked(box).status_code == 200
    box.advo.options.token_checks_nonce = True
    assert asked(box).text == "Die Nonce wurde bereits verwendet."
    box.advo.options.token_checks_timestamp = True
    assert asked(box, Nonce="neu").text == "Der Zeitstempel der Anforderung ist abgelaufen."


def test_a_call_without_a_good_token_is_401(box: Sandbox, advo: Api) -> None:
    assert advo.get("/Beteiligte", headers={"Authorization": "Bearer falsch"}).status_code == 401
    assert advo.get("/Beteiligte", headers={"Authorization": None}).status_code == 401
    assert advo.get("/Beteiligte").status_code == 200


def test_an_expired_or_revoked_token_is_401(box: Sandbox, advo: Api, advo_control: Api) -> None:
    advo_control.post("/tokens/revoke")
    assert advo.get("/Beteiligte").status_code == 401
    box.advo.options.token_lifetime = 0
    headers = {"Authorization": f"Bearer {token(box.advo_url)}"}
    assert advo.get("/Beteiligte", headers=headers).status_code == 401


def test_a_firm_that_is_not_signed_in_is_a_503(box: Sandbox, advo: Api) -> None:
    box.advo.options.not_signed_in = True
    answer = advo.get("/Beteiligte/10001")
    assert answer.status_code == 503
    assert "ist nicht angemeldet" in answer.text
