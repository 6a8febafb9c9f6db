"""Chromium in front of the console's pages: each picture is one page, one width, light or dark."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from playwright.sync_api import Browser, Page, sync_playwright

from tools.screenshots.png import squeezed

HEIGHT, TALLEST = 860, 1080


@dataclass(frozen=True)
class Picture:
    """`click`: what to press on the page at `address` before it is taken, for pages that only a POST shows."""

    name: str
    address: str
    width: int = 1280
    dark: bool = False
    click: str = ""
    tallest: int = TALLEST


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@contextmanager
def served() -> Iterator[str]:
    """The console in threads of this process, so that it shares the standing clock: its address."""
    from syncconsole.wsgi import application

    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.daemon_threads = True
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def take(pictures: Sequence[Picture], base: str, session: dict[str, str], program: Path, folder: Path) -> None:
    """Write each picture to `folder`/name.png. `session`: name and value of the cookie of who looks."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(program), args=["--no-sandbox", "--disable-lcd-text"])
        for picture in pictures:
            _take(browser, picture, base, session, folder)
        browser.close()


def _take(browser: Browser, picture: Picture, base: str, session: dict[str, str], folder: Path) -> None:
    context = browser.new_context(
        base_url=base,
        viewport={"width": picture.width, "height": HEIGHT},
        locale="de-DE",
        timezone_id="Europe/Berlin",
        color_scheme="dark" if picture.dark else "light",
    )
    context.add_cookies([{**session, "url": base}])
    page = context.new_page()
    page.goto(picture.address)
    if picture.click:
        page.locator(picture.click).first.click()
        page.wait_for_load_state("networkidle")
    height = min(_height(page), picture.tallest)
    page.set_viewport_size({"width": picture.width, "height": height})
    taken = page.screenshot(animations="disabled")
    (folder / f"{picture.name}.png").write_bytes(squeezed(taken))
    context.close()


def _height(page: Page) -> int:
    return int(page.evaluate("Math.max(document.querySelector('#content').getBoundingClientRect().bottom + 24, 600)"))
