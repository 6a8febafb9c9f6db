"""Rules 5: nothing in front of the webhook view answers with a code after which EspoCRM drops the event."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from syncconsole.webhooks.gate import WebhookGate
from tests.flow.deliveries import SECRET, WEBHOOK, deliver

PATH = "/webhooks/espocrm/cbeteiligte/update/"


def answered(status: int, path: str = PATH) -> int:
    gate = WebhookGate(lambda request: HttpResponse(status=status))
    return gate(RequestFactory().post(path)).status_code


@pytest.mark.parametrize("status", [200, 204, 401, 403, 404, 405, 408, 413, 500, 503])
def test_a_delivery_that_was_taken_or_will_be_repeated_is_answered_as_it_is(status):
    assert answered(status) == status


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 406, 409, 410, 414, 415, 422, 429, 502, 504])
def test_a_code_that_would_lose_the_delivery_becomes_503(status):
    assert answered(status) == 503


@pytest.mark.parametrize("status", [302, 400, 410])
def test_every_other_page_is_left_alone(status):
    assert answered(status, "/admin/") == status


def test_the_gate_is_the_first_of_all(settings):
    assert settings.MIDDLEWARE[0] == "syncconsole.webhooks.gate.WebhookGate"


@pytest.mark.django_db
def test_a_foreign_host_is_answered_503():
    assert deliver([], Host="konsole.example.invalid").status_code == 503


@pytest.mark.django_db(transaction=True)
def test_a_delivery_over_plain_http_is_taken_where_pages_are_redirected_to_https(redis, settings, client):
    settings.SECURE_SSL_REDIRECT = True
    settings.ESPOCRM_WEBHOOK_SECRETS = {WEBHOOK: SECRET}
    assert client.get("/admin/").status_code == 301
    assert deliver([]).status_code == 200
