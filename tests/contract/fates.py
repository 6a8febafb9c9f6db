"""What becomes of a webhook item after each kind of answer, and after one failure too many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from syncconsole.sandbox.clock import VirtualClock
from syncconsole.sandbox.espocrm import EspoCrm, EspoCrmOptions
from syncconsole.sandbox.espocrm.delivery import send
from syncconsole.sandbox.espocrm.users import ANNA
from syncconsole.sandbox.espocrm.webhooks import NO_CONNECTION, TIMED_OUT, Subscription
from tests.contract.replay import Result, checked, delivery_result
from tests.sandbox.receiver import Receiver

OUTCOMES = {"Success": "done", "Pending": "retry", "Failed": "dropped"}
"""The recorded status of an item after its first attempt -> the sandbox's word."""

NO_ANSWER = {"timeout": TIMED_OUT, "refused": NO_CONNECTION, "reset": NO_CONNECTION, "302r": 302}
NEEDS_TRUST = "https to an address without a name succeeds only with a certificate that this machine trusts"
_ANSWERS = "answers of the receiver and what becomes of the queue item"
_CHAIN = "retry chain on 500 (webhookFailAttemptPeriod shortened from 10 minutes to 3 seconds for the recording)"


def fates(version: str, recorded: dict[str, dict[str, Any]]) -> Iterator[Result]:
    """Compare every row of the recorded table of answers, and the chain of retries."""
    with Receiver() as receiver:
        for row in recorded[_ANSWERS]["table"]:
            yield _row(version, row, receiver.url)
        gone = [answer for answer in ("410",) if _fate(version, answer, receiver.url) == "gone"]
        yield checked(f"{_ANSWERS}: removed", recorded[_ANSWERS]["subscriptions_removed_by_the_server"], gone)
    yield from _chain(version, recorded[_CHAIN])


def _row(version: str, row: dict[str, Any], receiver: str) -> Result:
    title = f"{_ANSWERS}: {row['answer']}"
    if row["answer"] == "https-ip" and row["status"] == "Success":
        return delivery_result(title, [], NEEDS_TRUST)
    return checked(title, OUTCOMES[row["status"]], _fate(version, row["answer"], receiver))


def _fate(version: str, answer: str, receiver: str) -> str:
    crm = _with_one_item(version, _target(answer, receiver))
    (delivery,) = crm.webhooks.due(crm.clock.now())
    known = answer.isdigit() or answer in NO_ANSWER
    strict = version.startswith("10")
    status = int(NO_ANSWER.get(answer, answer)) if known else send(delivery, 5, needs_https=strict)
    return crm.webhooks.answered(delivery, status, crm.clock.now())


def _with_one_item(version: str, target: str) -> EspoCrm:
    clock = VirtualClock(datetime(2026, 11, 24, tzinfo=UTC))
    crm = EspoCrm(clock, EspoCrmOptions(version=version.rpartition(".")[0]))
    crm.webhooks.subscribe(Subscription("w", "delete", target, "s"))
    crm.delete(crm.create({"lastName": "Mustermann"}, ANNA)["id"], ANNA)
    return crm


def _target(answer: str, receiver: str) -> str:
    """A receiver of the recorded kind. One that speaks no TLS stands for one whose certificate nobody trusts."""
    named = receiver.replace("127.0.0.1", "localhost")
    return {
        "plain-http-name": named,
        "https-ip": receiver.replace("http:", "https:"),
        "https-self-signed": named.replace("http:", "https:"),
        "unresolvable": "https://konsole.invalid/",
    }.get(answer, receiver)


def _chain(version: str, scenario: dict[str, Any]) -> Iterator[Result]:
    crm = _with_one_item(version, "http://127.0.0.1:9/h")
    (item,) = crm.webhooks.pending
    received: list[bytes] = []
    for step in scenario["chain"]:
        for delivery in crm.webhooks.due(crm.clock.now()):
            received.append(delivery.body)
            crm.webhooks.answered(delivery, 500, crm.clock.now())
        here = ("Pending" if item in crm.webhooks.pending else "Failed", item.attempts, len(received))
        wanted = (step["status"], step["attempts"], step["received_so_far"])
        yield checked(f"{_CHAIN}: run {step['run']}", wanted, here)
        crm.clock.advance(crm.options.webhook_retry_seconds)
    yield checked(f"{_CHAIN}: bodies", scenario["bodies_identical"], len(set(received)) == 1)
