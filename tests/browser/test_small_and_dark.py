"""Every page can be used at a width of 390 pixels and in the dark, without scrolling sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from syncconsole import clock
from syncconsole.models import Message, SystemState, WebhookDelivery
from tests.admin import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEYOND_THE_EDGE = "document.documentElement.scrollWidth - window.innerWidth"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


def _addresses() -> list[str]:
    party = people.person(name="Musterfrau-Beispielhausen von und zu Probenheim, Erika")
    people.held_conflict(party)
    attempt = people.attempt(party)
    Message.objects.create(key="k", code="conflict", created_at=clock.now())
    SystemState.objects.create(name="advoware", down_since=clock.now())
    WebhookDelivery.objects.create(event="update", webhook_id="w", received_at=clock.now(), body=b"[]")
    lists = ("beteiligte/beteiligte", "beteiligte/beteiligteconflict", "beteiligte/beteiligteattempt")
    kernel = ("syncconsole/message", "syncconsole/webhookdelivery", "syncconsole/systemstate")
    single = (f"beteiligte/beteiligte/{party.pk}/change", f"beteiligte/beteiligteattempt/{attempt.pk}/change")
    return ["/admin/", *(f"/admin/{path}/" for path in (*lists, *kernel, *single))]


def test_no_page_scrolls_sideways_at_390_pixels(open_as: Callable[..., Page]) -> None:
    addresses = _addresses()
    page = open_as("otto", *people.VIEWS, *people.ACTS, width=390)
    beyond = {}
    for address in addresses:
        page.goto(address)
        beyond[address] = page.evaluate(BEYOND_THE_EDGE)
    assert {address: pixels for address, pixels in beyond.items() if pixels > 0} == {}


def test_the_main_pages_are_reached_without_the_side_navigation(open_as: Callable[..., Page]) -> None:
    people.person()
    page = open_as("otto", *people.VIEWS, width=390)
    page.locator("#quick-nav").get_by_role("link", name="Konflikte").click()
    assert page.url.endswith("/admin/beteiligte/beteiligteconflict/")


def test_all_other_pages_stand_under_more(open_as: Callable[..., Page]) -> None:
    page = open_as("otto", *people.VIEWS, width=390)
    page.get_by_text("Mehr", exact=True).click()
    page.locator("#quick-nav").get_by_role("link", name="Webhook-Eingang").click()
    assert page.url.endswith("/admin/syncconsole/webhookdelivery/")


def test_dark_follows_the_machine(open_as: Callable[..., Page]) -> None:
    page = open_as("vera", *people.VIEWS, dark=True)
    assert page.evaluate(BACKGROUND) == "rgb(21, 24, 26)"


def test_light_is_the_other_one(open_as: Callable[..., Page]) -> None:
    page = open_as("vera", *people.VIEWS)
    assert page.evaluate(BACKGROUND) == "rgb(255, 255, 255)"
