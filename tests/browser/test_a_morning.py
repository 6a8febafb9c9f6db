"""The story of a morning: log in, see what needs you, settle it, watch it leave the list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from beteiligte.models import Beteiligte, BeteiligteConflict
from tests.admin import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOLD = {"code": "choose_match", "params": {"count": 2}, "candidates": [14870, 9031]}
ERROR = {"code": "server_error", "params": {"system": "advoware", "status": 500}}


def test_three_problems_are_seen_and_settled(open_as: Callable[..., Page]) -> None:
    conflict = people.held_conflict(people.person(1))
    people.company(None, sync_status="failed", hold=HOLD, held_whole=True)
    people.person(3, name="Probe, Tina", sync_status="permanently_failed", failures=5, given_up=True, error=ERROR)
    page = open_as("otto", *people.VIEWS, *people.ACTS)

    page.locator(".tile", has_text="Braucht Sie").click()
    expect(page.locator("h1")).to_have_text("3 Beteiligte brauchen Sie")

    page.get_by_role("link", name="Musterfrau, Erika").click()
    page.get_by_label("Notiz (freiwillig)").fill("laut Ausweis")
    page.get_by_role("button", name="Advoware übernehmen").click()
    expect(page.locator(".messagelist")).to_contain_text("Entschieden.")
    conflict.refresh_from_db()
    assert (conflict.wish, conflict.note) == ("1986-03-15", "laut Ausweis")

    page.locator("#nav-sidebar").get_by_role("link", name="Beteiligte").click()
    page.get_by_role("link", name="Beispiel GmbH").click()
    page.get_by_label("BetNr 9031 in Advoware").check()
    page.get_by_role("button", name="Auswahl übernehmen").click()
    expect(page.locator(".messagelist")).to_contain_text("Entschieden.")
    assert Beteiligte.objects.get(name="Beispiel GmbH").answers == {"choose_match": "9031"}

    page.goto("/admin/beteiligte/beteiligte/?show=all&q=Probe")
    page.get_by_role("row", name="Probe, Tina").get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option("reset_retries")
    page.get_by_role("button", name="Ausführen").click()
    page.get_by_role("button", name="1 Beteiligten zurücksetzen").click()
    expect(page.locator(".messagelist")).to_contain_text("1 Beteiligter eingereiht.")
    assert Beteiligte.objects.get(name="Probe, Tina").failures == 0

    page.goto("/admin/beteiligte/beteiligte/?show=needs_you")
    expect(page.locator("h1")).to_have_text("0 Beteiligte brauchen Sie")


def test_a_viewer_sees_the_conflict_and_no_button(open_as: Callable[..., Page]) -> None:
    people.held_conflict(people.person())
    page = open_as("vera", *people.VIEWS)
    page.locator("#nav-sidebar").get_by_role("link", name="Konflikte").click()
    expect(page.locator("h1")).to_contain_text("1 Konflikt")
    expect(page.get_by_role("button", name="EspoCRM behalten")).to_have_count(0)
    assert BeteiligteConflict.objects.get().closed_at is None


def test_the_language_is_switched_in_the_header(open_as: Callable[..., Page]) -> None:
    people.person()
    page = open_as("vera", *people.VIEWS)
    page.get_by_role("button", name="English").click()
    expect(page.locator(".breadcrumbs")).to_have_text("Overview")


def test_the_header_search_opens_a_party(open_as: Callable[..., Page]) -> None:
    people.person(20418)
    page = open_as("vera", *people.VIEWS)
    page.get_by_label("Beteiligten suchen").fill("20418")
    page.get_by_label("Beteiligten suchen").press("Enter")
    expect(page.locator("h1")).to_contain_text("Musterfrau, Erika")
