"""EspoCRM signs the raw bytes of a delivery; one real delivery proves that we read its signatures as it makes them."""

from __future__ import annotations

import base64

import pytest

from syncconsole.webhooks.signature import claimed_id, signed_by
from tests.flow.deliveries import (
    RECORDED_BODY,
    RECORDED_LEGACY_SIGNATURE,
    RECORDED_SIGNATURE,
    SECRET,
    WEBHOOK,
    signature,
)

SECRETS = {"another": "other-secret", WEBHOOK: SECRET}


def test_a_recorded_signature_is_good():
    assert signed_by(RECORDED_BODY, {"Signature": RECORDED_SIGNATURE}, SECRETS) == WEBHOOK


def test_the_recorded_legacy_signature_alone_is_good_too():
    assert signed_by(RECORDED_BODY, {"X-Signature": RECORDED_LEGACY_SIGNATURE}, SECRETS) == WEBHOOK


def test_a_body_that_says_the_same_in_other_bytes_is_not_signed():
    assert signed_by(RECORDED_BODY.replace(b",", b", "), {"Signature": RECORDED_SIGNATURE}, SECRETS) is None


def test_without_any_secret_nothing_is_signed():
    assert signed_by(RECORDED_BODY, {"Signature": RECORDED_SIGNATURE}, {}) is None


def test_an_empty_secret_signs_nothing():
    assert signed_by(b"[]", {"Signature": signature(b"[]", secret="")}, {WEBHOOK: ""}) is None


def test_the_secret_of_another_webhook_signs_nothing():
    assert signed_by(b"[]", {"Signature": signature(b"[]", secret="other-secret")}, SECRETS) is None


@pytest.mark.parametrize(
    "header",
    [
        "",
        "x",
        "not base64 !",
        "ä",
        base64.b64encode(b"").decode(),
        base64.b64encode(b"no colon").decode(),
        base64.b64encode(b"\xff\xfe:1234").decode(),
        base64.b64encode(WEBHOOK.encode()).decode(),
        base64.b64encode(f"{WEBHOOK}:".encode()).decode(),
        base64.b64encode(f"{WEBHOOK}:{'0' * 64}".encode()).decode(),
    ],
)
def test_a_broken_signature_is_bad_and_no_error(header):
    assert signed_by(RECORDED_BODY, {"Signature": header, "X-Signature": header}, SECRETS) is None


def test_a_missing_signature_is_bad():
    assert signed_by(RECORDED_BODY, {}, SECRETS) is None


def test_the_id_that_a_signature_claims_is_readable_without_a_proof():
    assert claimed_id({"Signature": signature(b"[]", secret="wrong")}) == WEBHOOK
    assert claimed_id({}) == ""
