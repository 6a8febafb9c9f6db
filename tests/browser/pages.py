"""Every page of the console, with something on it, and how a person gets there."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page

from beteiligte.models import Beteiligte
from syncconsole import clock
from syncconsole.models import BulkItem, BulkRun, Message, PolicyChange, SystemState, WebhookDelivery
from tests.admin import people

LONG = "Musterfrau-Beispielhausen von und zu Probenheim, Erika"
HOLD = {"code": "choose_match", "params": {"count": 2}, "candidates": [14870, 9031]}
TIMEOUT = {"code": "timeout", "params": {"system": "advoware", "seconds": 30}}
ACTS = (
    *(*people.VIEWS, *people.ACTS),
    *("pause_beteiligte", "approve_beteiligte", "set_policychange", "view_webhook_body"),
)
Way = Callable[[Page], object]


def fill() -> dict[str, Way]:
    """Rows for every page; {what the page is called: how to open it in a browser that is logged in}."""
    party = people.person(name=LONG)
    conflict = people.held_conflict(party)
    people.review_conflict(people.person(3, name="Probe, Tina"))
    company = people.company(None, sync_status="failed", hold=HOLD, held_whole=True)
    people.person(4, sync_status="permanently_failed", failures=5, given_up=True, error=TIMEOUT)
    decided = _decided()
    attempt, delivery = people.attempt(party), _delivery()
    SystemState.objects.create(name="advoware", down_since=clock.now())
    Message.objects.create(key="k", code="conflict", created_at=clock.now())
    PolicyChange.objects.create(policy="manual", who="sina", why="Wunsch der Kanzlei", at=clock.now())
    Message.objects.create(key="losses:gone", code="mass_gone_told", created_at=clock.now())
    addresses = {
        "home": reverse("admin:index"),
        "list": _url("beteiligte_beteiligte"),
        "party with a conflict": _url("beteiligte_beteiligte", party),
        "party with a provenance": _url("beteiligte_beteiligte", party) + "?from=lastName",
        "party with a hold": _url("beteiligte_beteiligte", company),
        "party with a decision": _url("beteiligte_beteiligte", decided),
        "conflicts": _url("beteiligte_beteiligteconflict"),
        "closed conflicts": _url("beteiligte_beteiligteconflict") + "?show=closed",
        "one conflict": _url("beteiligte_beteiligteconflict", conflict),
        "attempts": _url("beteiligte_beteiligteattempt"),
        "attempt": _url("beteiligte_beteiligteattempt", attempt),
        "bulk actions": _url("syncconsole_bulkrun"),
        "bulk progress": _url("syncconsole_bulkrun", _run(party)),
        "messages": _url("syncconsole_message"),
        "webhooks": _url("syncconsole_webhookdelivery"),
        "webhook": _url("syncconsole_webhookdelivery", delivery),
        "systems": _url("syncconsole_systemstate"),
        "rules": reverse("rules"),
    }
    ways: dict[str, Way] = {name: _going_to(address) for name, address in addresses.items()}
    refusal = _going_to(reverse("admin:auth_user_changelist"), 403)
    return {**ways, "refusal": refusal, "bulk confirm": confirm_all, "losses": allow_losses, "login": log_out}


def confirm_all(page: Page) -> None:
    """Ask for a sync of the whole list, which shows what will happen first."""
    page.goto(_url("beteiligte_beteiligte"))
    page.locator("input[name=select_across]").check()
    page.locator("#bulk-action").select_option("resync")
    page.locator(".actions button").click()
    page.wait_for_selector(".bulk-confirm")


def allow_losses(page: Page) -> None:
    """Ask on home to allow many losses at once, which shows first what that means."""
    page.goto(reverse("admin:index"))
    page.locator("button[name=answer][value=allow]").click()
    page.wait_for_url("**/losses/")


def log_out(page: Page) -> None:
    """The page to log in."""
    page.context.clear_cookies()
    page.goto(reverse("admin:login"))


def preview(page: Page) -> None:
    """What a sync of the only party would do; its systems must be there."""
    page.goto(_url("beteiligte_beteiligte", Beteiligte.objects.get()))
    page.locator("form[action$='/preview/'] button").first.click()
    page.wait_for_url("**/preview/")


def _going_to(address: str, status: int = 200) -> Way:
    def go(page: Page) -> None:
        answer = page.goto(address)
        assert answer and answer.status == status, address

    return go


def _url(model: str, row: Any = None) -> str:
    return reverse(f"admin:{model}_change", args=[row.pk]) if row else reverse(f"admin:{model}_changelist")


def _decided() -> Any:
    """A party whose conflict was decided, and whose question is set aside."""
    lost = {"code": "mass_gone", "params": {"number": 5}}
    held = {"sync_status": "failed", "hold": lost, "held_whole": True, "later_code": "mass_gone"}
    party = people.person(5, name="Testmann, Jörg", later_until=clock.now() + timedelta(hours=9), **held)
    told = {"closed_at": clock.now(), "closed_by": "otto", "resolution": "take", "note": "laut Ausweis"}
    conflict = people.held_conflict(party, **told, wish="1986-03-15", wish_e="1968-03-14", wish_a="1986-03-15")
    Beteiligte.objects.filter(pk=conflict.party_id).update(sync_status="failed")
    return party


def _delivery() -> WebhookDelivery:
    now = clock.now()
    return WebhookDelivery.objects.create(event="update", webhook_id="w", received_at=now, body=b"[]", ids=["6b05"])


def _run(party: Any) -> BulkRun:
    now = clock.now()
    begun = now - timedelta(minutes=3)
    about = {"definition": "cbeteiligte", "act": "resync", "who": "otto", "token": uuid.uuid4()}
    run = BulkRun.objects.create(**about, total=4, started_at=begun, beat_at=now)
    states = [("equal", ""), ("written", "to_advoware"), ("retry", "timeout"), ("waiting", "")]
    for number, (state, detail) in enumerate(states):
        ended = None if state == "waiting" else now
        BulkItem.objects.create(run=run, party=party.pk + number, state=state, detail=detail, ended_at=ended)
    return run
