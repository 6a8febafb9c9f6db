"""The story of a morning: log in, see what needs you, settle it, watch home say that nobody needs you."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from beteiligte.models import Beteiligte, BeteiligteConflict
from syncconsole.models import BulkRun
from tests.admin import people
from tests.browser import morning
from tests.runner.conftest import Office, office

__all__ = ["office"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def problems(office: Office, settings: Any, redis_url: str) -> Iterator[Callable[[], None]]:
    """Three parties that need a person; calling it lets the workers do their part."""
    with morning.worker_known(redis_url):
        morning.three_problems(office, settings)
        yield lambda: morning.workers_do_their_part(redis_url)


def test_three_problems_are_seen_and_settled_and_home_clears(
    open_as: Callable[..., Page], problems: Callable[[], None], office: Office
) -> None:
    page = open_as("otto", *people.VIEWS, *people.ACTS)
    expect(page.locator("h1")).to_contain_text("3 Beteiligte brauchen Sie")

    _decide_the_conflict_by_keyboard(page)
    problems()
    assert office.advoware(_number("Musterfrau, Erika"))["geburtsdatum"] == "1968-03-14T00:00:00"
    _home_says(page, "2 Beteiligte brauchen Sie")

    _choose_a_match(page)
    problems()
    _home_says(page, "1 Beteiligter braucht Sie")

    _reset_the_given_up(page)
    problems()
    expect(page.locator("h1")).to_contain_text("Fertig: 1 Beteiligter")  # by itself: nobody reloads
    assert office.advoware(_number("Probe, Martina"))["vorname"] == "Martina"
    _home_says(page, "Niemand braucht Sie.")


def _home_says(page: Page, sentence: str) -> None:
    page.locator("#nav-sidebar").get_by_role("link", name="Übersicht").click()
    expect(page.locator("h1")).to_contain_text(sentence)


def _number(name: str) -> int:
    return int(Beteiligte.objects.get(name=name).number or 0)


def _decide_the_conflict_by_keyboard(page: Page) -> None:
    page.locator("#nav-sidebar").get_by_role("link", name="Konflikte").click()
    expect(page.locator("#panel")).to_contain_text("Geburtsdatum")
    expect(page.get_by_role("button", name="Kürzel abschalten")).to_be_visible()  # the keys work now
    page.locator("#panel").focus()
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_contain_text("Der Konflikt ist erledigt.")


def _choose_a_match(page: Page) -> None:
    page.locator(".tile", has_text="Braucht Sie").click()
    page.get_by_role("link", name="Mustermann, Max").click()
    matches = page.locator(".question").get_by_role("radio")
    matches.first.check()
    page.get_by_role("button", name="Auswahl übernehmen").click()
    expect(page.locator(".messagelist")).to_contain_text("Entschieden.")


def _reset_the_given_up(page: Page) -> None:
    page.locator(".tile", has_text="Braucht Sie").click()
    page.get_by_role("row", name="Probe").get_by_role("checkbox").check()
    page.get_by_label("Handlung", exact=True).select_option("reset_retries")
    page.get_by_role("button", name="Weiter …").click()
    page.get_by_role("button", name="1 Beteiligten zurücksetzen").click()
    expect(page.locator("h1")).to_contain_text("0 von 1")


def test_a_viewer_sees_the_problems_and_no_button(open_as: Callable[..., Page], problems: Callable[[], None]) -> None:
    page = open_as("vera", *people.VIEWS)
    expect(page.locator("h1")).to_contain_text("3 Beteiligte brauchen Sie")
    addresses = ["", "beteiligte/beteiligteconflict/", "beteiligte/beteiligte/"]
    addresses += [f"beteiligte/beteiligte/{pk}/change/" for pk in Beteiligte.objects.values_list("pk", flat=True)]
    buttons = {address: _acts(page, f"/admin/{address}") for address in addresses}
    assert {address: found for address, found in buttons.items() if found} == {}


def _acts(page: Page, address: str) -> list[str]:
    """The buttons on the page that would change parties or conflicts."""
    page.goto(address)
    buttons = page.locator("#content form[method=post]:not([action*='/filters/']) button")
    return buttons.all_inner_texts()


def test_what_a_viewer_posts_all_the_same_is_refused(
    open_as: Callable[..., Page], problems: Callable[[], None]
) -> None:
    page = open_as("vera", *people.VIEWS)
    conflict = BeteiligteConflict.objects.get(closed_at=None)
    party = Beteiligte.objects.get(given_up=True)
    refused = {path: _post(page, path) for path in _doors(conflict.pk, party.pk)}
    assert refused == dict.fromkeys(refused, 403)
    conflict.refresh_from_db()
    party.refresh_from_db()
    assert (conflict.closed_at, party.failures, BulkRun.objects.count()) == (None, 5, 0)


def _doors(conflict: int, party: int) -> list[str]:
    one = [f"beteiligte/{party}/{act}/" for act in ("resync", "reset-retries", "pause", "answer")]
    return [f"/admin/beteiligte/{path}" for path in (f"beteiligteconflict/{conflict}/decide/", *one)]


def _post(page: Page, path: str) -> int:
    """Send the form that the page does not show to this viewer, with a token that is valid: the status."""
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    form = {"csrfmiddlewaretoken": token, "choice": "keep", "espo": "1968-03-14", "advoware": "1986-03-15"}
    return page.request.post(path, form=form, max_redirects=0).status


def test_the_language_is_switched_in_the_header(open_as: Callable[..., Page]) -> None:
    people.person()
    page = open_as("vera", *people.VIEWS)
    page.get_by_role("button", name="English").click()
    expect(page.locator(".breadcrumbs")).to_have_text("Overview")


def test_an_english_browser_is_told_in_english(open_as: Callable[..., Page], problems: Callable[[], None]) -> None:
    page = open_as("otto", *people.VIEWS, *people.ACTS, language="en-GB")
    expect(page.locator("h1")).to_contain_text("3 parties need you")
    page.locator(".tile", has_text="Needs you").click()
    expect(page.locator("h1")).to_have_text("3 parties need you")
    page.get_by_role("link", name="Conflicts").first.click()
    expect(page.locator("#panel")).to_contain_text("What happens:")


def test_the_header_search_opens_a_party(open_as: Callable[..., Page]) -> None:
    people.person(20418)
    page = open_as("vera", *people.VIEWS)
    page.get_by_role("banner").get_by_role("searchbox").fill("20418")
    page.get_by_role("banner").get_by_role("searchbox").press("Enter")
    expect(page.locator("h1")).to_contain_text("Musterfrau, Erika")
