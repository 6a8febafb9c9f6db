"""From a signed delivery to Advoware with the real runs, on the sandbox: many deliveries, one run, no needless call."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from beteiligte.models import Beteiligte, BeteiligteAttempt
from beteiligte.sync import DEFINITION
from syncconsole.regular.sweep import sweep
from tests.flow.conftest import work_off
from tests.flow.deliveries import deliver, signature

pytestmark = pytest.mark.django_db(transaction=True)

UPDATE = "6b00000000000c002"


@pytest.fixture
def erika(sandbox) -> str:
    """A new person in EspoCRM."""
    person = {"firstName": "Erika", "lastName": "Musterfrau", "dateOfBirth": "1980-05-06"}
    return str(sandbox.espo.create(person)["id"])


def edited(espo_id: str, **fields: str) -> dict[str, Any]:
    return {"id": espo_id, **fields}


def send(*items: dict[str, Any]) -> None:
    body = json.dumps(list(items)).encode()
    signed = signature(body, UPDATE, "demo-webhook-secret-update")
    assert deliver(body, Signature=signed).status_code == 200


def settle(sandbox: Any, redis: Any) -> None:
    """Work everything off, then forget which calls it took."""
    work_off(redis)
    sandbox.espo_log.clear()
    sandbox.advo_log.clear()


def calls(sandbox: Any) -> list[str]:
    """The calls to both systems, without the token's and the search's own proofs."""
    entries = [*sandbox.espo_log.entries(), *sandbox.advo_log.entries()]
    return [entry.method for entry in entries if "Token" not in entry.path]


def test_ten_deliveries_before_a_run_cost_one_run(sandbox, redis, erika):
    for _ in range(10):
        send(edited(erika, firstName="Erika"))
    work_off(redis)
    assert BeteiligteAttempt.objects.filter(outcome="written").count() == 1
    party = Beteiligte.objects.get()
    assert (party.change_seq, party.handled_seq, party.sync_status) == (10, 10, "clean")
    assert sandbox.advo.read(party.number)["vorname"] == "Erika"


def test_deliveries_that_come_again_cost_two_reads_and_no_write(sandbox, redis, erika):
    send(edited(erika, firstName="Erika"))
    settle(sandbox, redis)
    for _ in range(10):
        send(edited(erika, firstName="Erika"))
    work_off(redis)
    assert calls(sandbox) == ["GET", "GET"]


@pytest.mark.parametrize("order", range(10))
def test_old_deliveries_in_any_order_change_nothing(sandbox, redis, erika, order):
    deliveries = [edited(erika, firstName=name) for name in ("Eva", "Ella", "Elke", "Erika")]
    for name in ("Eva", "Ella", "Elke", "Erika"):
        sandbox.espo.update(erika, {"firstName": name})
    send(deliveries[-1])
    settle(sandbox, redis)
    random.Random(order).shuffle(deliveries)
    for delivery in deliveries:
        send(delivery)
    work_off(redis)
    assert calls(sandbox) == ["GET", "GET"]
    assert sandbox.advo.read(Beteiligte.objects.get().number)["vorname"] == "Erika"


def test_an_edit_to_and_fro_with_identical_bodies_counts_in_full(sandbox, redis, erika):
    for name in ("Eva", "Erika", "Eva", "Erika"):
        sandbox.espo.update(erika, {"firstName": name})
        send(edited(erika, firstName=name))
        work_off(redis)
        assert sandbox.advo.read(Beteiligte.objects.get().number)["vorname"] == name
    assert Beteiligte.objects.get().change_seq == 4


def test_what_no_webhook_announced_is_carried_by_the_sweep_and_then_rests(sandbox, redis, erika):
    sweep(DEFINITION)
    work_off(redis)
    assert Beteiligte.objects.get().sync_status == "clean"
    sandbox.espo.update(erika, {"firstName": "Eva"})
    sweep(DEFINITION)
    settle(sandbox, redis)
    assert sandbox.advo.read(Beteiligte.objects.get().number)["vorname"] == "Eva"
    assert sweep(DEFINITION).queued == []
