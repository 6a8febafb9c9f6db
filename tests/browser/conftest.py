"""A real Chromium on the console's pages, served by Django's live server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, sync_playwright

from tests import machine
from tests.admin import people

PASSWORD = "only-for-tests"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of the whole run; without one the tests are skipped visibly, and in CI they fail."""
    program = machine.chromium()
    if program is None and os.environ.get("CI") == "true":
        pytest.fail("Chromium is missing: no page was looked at in a browser.")
    if program is None:
        pytest.skip("Chromium is missing on this machine.")
    # Playwright runs an event loop in this thread, which makes Django refuse the ORM in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(program), args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_as(chromium: Browser, live_server: Any, redis_url: str) -> Iterator[Callable[..., Page]]:
    """`open_as(name, *permissions, **context)`: the home page as a new member of staff; script errors fail the test."""
    contexts, errors = [], []
    cache.clear()

    def opened(name: str, *permissions: str, width: int = 1280, language: str = "de-DE", dark: bool = False) -> Page:
        people.staff(name, *permissions)
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale=language,
            timezone_id="Europe/Berlin",
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        _log_in(page, name)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def _log_in(page: Page, name: str) -> None:
    page.goto("/admin/")
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url("**/admin/")
