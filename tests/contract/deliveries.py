"""Replays what caused the recorded webhook deliveries, and compares what the sandbox would send to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from syncconsole.sandbox.espocrm.users import ADMIN, ANNA, API_USER
from syncconsole.sandbox.espocrm.webhooks import Delivery, Subscription, signatures
from tests.contract.fates import fates
from tests.contract.recordings import scenarios
from tests.contract.replay import Replay, Result, checked, delivery_result, server

TRIGGERED = 19
"""The first scenarios name the requests that caused their deliveries."""

PATHS = {
    "/h/create": ("create", None),
    "/h/update": ("update", None),
    "/h/delete": ("delete", None),
    "/h/admin-skipown": ("update", None),
    "/h/update-skipown": ("update", None),
    "/h/field-name": ("fieldUpdate", "name"),
    "/h/field-emailAddress": ("fieldUpdate", "emailAddress"),
    "/h/field-syncStatus": ("fieldUpdate", "syncStatus"),
}

_BATCH = "70 updates, one subscription: first queue run"
_DRAIN = "70 updates, one subscription: how the queue drains run by run"
_PILE = "80 pending items of one subscription, one queue run (batch size)"
_ORDER = ("order after a failed delivery", "failed item and newer item together")
_INACTIVE = "subscription deactivated while items are pending"


def delivered(version: str) -> list[Result]:
    """Every recorded delivery, queue run and fate of an item of one version, compared."""
    recorded = scenarios(version)
    with server(version) as replay:
        subscribe(replay, recorded)
        results = [result for name in list(recorded)[:TRIGGERED] for result in _triggered(replay, recorded[name])]
    with server(version) as replay:
        results += _queue_runs(replay, recorded)
    return [*results, *fates(version, recorded)]


def subscribe(replay: Replay, recorded: dict[str, dict[str, Any]]) -> None:
    """The subscriptions of the recording, each with its own id and secret, in the order they were made."""
    found = {d["path"]: (d["webhook"], d["secret"]) for s in recorded.values() for d in s["deliveries"]}
    for path, (event, field) in PATHS.items():
        identifier, secret = found[path]
        owner = ADMIN.id if "admin" in path else API_USER.id
        target = f"http://127.0.0.1:9{path}"
        replay.box.espo.webhooks.subscribe(
            Subscription(identifier, event, target, secret, path == "/h/update-skipown", field=field, owner=owner)
        )


def _triggered(replay: Replay, scenario: dict[str, Any]) -> Iterator[Result]:
    replay.move_clock_to(_moment(scenario))
    for trigger in scenario["triggered_by"]:
        method, path = trigger["request"].split(" ")
        who = "admin" if "restoreDeleted" in path else ("person" if trigger["by"] == "person" else "console")
        headers = {"Content-Type": "application/json"}
        _, _, answer = replay.send(method, path, headers, trigger["body"], who)
        _bind_new_record(replay, scenario, answer)
    yield from _compared(replay, scenario["scenario"], scenario["deliveries"], sent(replay))


def _moment(scenario: dict[str, Any]) -> str:
    for delivery in scenario["deliveries"]:
        created = json.loads(delivery["body"])[0].get("createdAt")
        if created:
            return str(created)
    return str(scenario["deliveries"][0]["at"]) if scenario["deliveries"] else "2026-11-24 05:00:00"


def _bind_new_record(replay: Replay, scenario: dict[str, Any], answer: Any) -> None:
    """The record that a create just made stands for the one in the recorded create event."""
    for delivery in scenario["deliveries"]:
        recorded = json.loads(delivery["body"])[0]["id"]
        if isinstance(answer, dict) and recorded not in replay.unifier.ours:
            replay.unifier.ours[recorded] = answer["id"]


def sent(replay: Replay, status: int = 200) -> dict[str, Delivery]:
    """One queue run at the sandbox's present time, answered with ``status``: path -> request."""
    crm = replay.box.espo
    found = {}
    for delivery in crm.webhooks.due(crm.clock.now()):
        found[delivery.url.partition(":9")[2]] = delivery
        crm.webhooks.answered(delivery, status, crm.clock.now())
    return found


def _compared(
    replay: Replay, title: str, recorded: list[dict[str, Any]], here: dict[str, Delivery]
) -> Iterator[Result]:
    for delivery in recorded:
        body = here[delivery["path"]].body if delivery["path"] in here else b""
        yield delivery_result(f"{title}, {delivery['path']}", _differing(replay, delivery, body))
    surplus = sorted(set(here) - {delivery["path"] for delivery in recorded})
    if surplus or not recorded:
        yield delivery_result(f"{title}, nothing else is sent", [f"sent here to {path}" for path in surplus])


def _differing(replay: Replay, delivery: dict[str, Any], body: bytes) -> list[str]:
    wanted = replay.unifier.translated(delivery["body"]).replace("Max Mustermann", ANNA.name)
    found = [] if wanted.encode() == body else [f"recorded {wanted}, here {body.decode()}"]
    signed = signatures(delivery["webhook"], delivery["secret"], delivery["body"].encode())
    recorded = {name: value for name, value in delivery["headers"].items() if "Signature" in name}
    return found + ([] if signed == recorded else ["the signature is computed differently here"])


# Queue runs


def _queue_runs(replay: Replay, recorded: dict[str, dict[str, Any]]) -> Iterator[Result]:
    crm = replay.box.espo
    subscribe(replay, recorded)
    for path, subscription in zip(PATHS, crm.webhooks.subscriptions.values(), strict=True):
        subscription.active = path == "/h/update"
    crm.options.webhook_events_per_run = 20
    ids = [crm.create({"lastName": f"Stapel {number:03}"}, API_USER)["id"] for number in range(70)]
    for number, body in enumerate(json.loads(recorded[_BATCH]["deliveries"][0]["body"])):
        replay.unifier.ours[body["id"]] = ids[number]
    _rename(crm, ids, "Neu")
    sizes = [sent(replay) for _ in recorded[_DRAIN]["runs"]]
    yield from _compared(replay, _BATCH, recorded[_BATCH]["deliveries"], sizes[0])
    for run, here in zip(recorded[_DRAIN]["runs"], sizes, strict=True):
        items = [len(delivery.items) for delivery in here.values()]
        yield checked(f"{_DRAIN} {run['run']}", [delivery["items"] for delivery in run["deliveries"]], items)
    yield _piled_up(replay, ids, recorded[_PILE])
    yield from _overtaken(replay, ids[2], recorded)
    yield _inactive(replay, ids[2], recorded[_INACTIVE])


def _rename(crm: Any, ids: list[str], first_name: str) -> None:
    for record_id in ids:
        crm.update(record_id, {"firstName": first_name}, ANNA)


def _piled_up(replay: Replay, ids: list[str], scenario: dict[str, Any]) -> Result:
    crm = replay.box.espo
    for part in range(4):
        _rename(crm, ids[:20], f"P{part}")
        sent(replay, 503)
    replay.clock.advance(crm.options.webhook_retry_seconds)
    items = [len(delivery.items) for delivery in sent(replay).values()]
    left = len(crm.webhooks.pending)
    sent(replay)
    return checked(_PILE, (scenario["deliveries_items"], scenario["pending_left"]), (items, left))


def _overtaken(replay: Replay, record_id: str, recorded: dict[str, dict[str, Any]]) -> Iterator[Result]:
    """A failed item waits: a newer one passes it, or joins it in one batch."""
    crm = replay.box.espo
    first, second = (recorded[name]["deliveries"] for name in _ORDER)
    _rename(crm, [record_id], "Erste")
    yield from _compared(replay, _ORDER[0], first[:1], sent(replay, 503))
    _rename(crm, [record_id], "Zweite")
    yield from _compared(replay, _ORDER[0], first[1:2], sent(replay))
    replay.clock.advance(crm.options.webhook_retry_seconds)
    yield from _compared(replay, _ORDER[0], first[2:], sent(replay))
    _rename(crm, [record_id], "Dritte")
    yield from _compared(replay, _ORDER[1], second[:1], sent(replay, 503))
    replay.clock.advance(crm.options.webhook_retry_seconds)
    _rename(crm, [record_id], "Vierte")
    yield from _compared(replay, _ORDER[1], second[1:], sent(replay))


def _inactive(replay: Replay, record_id: str, scenario: dict[str, Any]) -> Result:
    crm = replay.box.espo
    _rename(crm, [record_id], "Fünfte")
    own = next(found for found in crm.webhooks.subscriptions.values() if found.active)
    path, headers = f"/api/v1/Webhook/{own.id}", {"Content-Type": "application/json"}
    replay.send("PUT", path, headers, {"isActive": False}, "console")
    dropped = list(crm.webhooks.pending)
    replay.send("PUT", path, headers, {"isActive": True}, "console")
    here = (dropped, list(crm.webhooks.pending))
    return checked(_INACTIVE, (scenario["queue_while_inactive"], scenario["queue_after_reactivation"]), here)
