"""axe finds nothing serious on any page: contrast, names, order, roles; light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser import pages
from tests.runner.conftest import Office, office

__all__ = ["office"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}}
# Both widths and both colour schemes once: what axe looks at does not depend on the two together.
LOOKS = pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)], ids=lambda value: str(value))


@LOOKS
def test_no_page_has_a_serious_finding(open_as: Callable[..., Page], width: int, dark: bool) -> None:
    ways = pages.fill()
    page = open_as("otto", *pages.ACTS, width=width, dark=dark)
    found = {name: _serious(page, way) for name, way in ways.items()}
    assert {name: findings for name, findings in found.items() if findings} == {}


@LOOKS
def test_nor_has_the_preview(open_as: Callable[..., Page], office: Office, width: int, dark: bool) -> None:
    espo_id, _ = office.linked_person()
    office.edit_espocrm(espo_id, firstName="Moritz")
    page = open_as("otto", *pages.ACTS, width=width, dark=dark)
    assert _serious(page, pages.preview) == []


def _serious(page: Page, way: Callable[[Page], object]) -> list[str]:
    """Go there and look: rule and place of each finding that axe calls serious or critical."""
    way(page)
    violations = Axe().run(page, options=OPTIONS).response["violations"]
    serious = [violation for violation in violations if violation["impact"] in ("serious", "critical")]
    return [f"{violation['id']}: {node['html'][:160]}" for violation in serious for node in violation["nodes"][:3]]
