"""Every page can be used at a width of 390 pixels and in the dark, without scrolling sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.admin import people
from tests.browser import pages
from tests.runner.conftest import Office, office

__all__ = ["office"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEYOND_THE_EDGE = "document.documentElement.scrollWidth - window.innerWidth"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


def test_no_page_scrolls_sideways_at_390_pixels(open_as: Callable[..., Page]) -> None:
    ways = pages.fill()
    page = open_as("otto", *pages.ACTS, width=390)
    beyond = {name: _beyond_the_edge(page, way) for name, way in ways.items()}
    assert {name: pixels for name, pixels in beyond.items() if pixels > 0} == {}


@pytest.mark.parametrize("language", ["de-DE", "en-GB"])
def test_nor_does_the_preview(open_as: Callable[..., Page], office: Office, language: str) -> None:
    espo_id, _ = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Mustermann-Beispielhausen von und zu Probenheim")
    page = open_as("otto", *pages.ACTS, width=390, language=language)
    assert _beyond_the_edge(page, pages.preview) <= 0


def _beyond_the_edge(page: Page, way: Callable[[Page], object]) -> int:
    way(page)
    return int(page.evaluate(BEYOND_THE_EDGE))


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
