"""Take all pictures of `docs/pictures`: a throwaway database, both systems simulated, a clock that stands."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import django
from redis import Redis

from syncconsole import clock
from syncconsole.processes.demo import clean_environment
from syncconsole.processes.embedded import running_server
from syncconsole.sandbox.run import Sandbox
from tests.machine import chromium
from tools.screenshots.standing_clock import StandingClock

LATENCY = 0.08  # seconds that each answer of the simulated systems takes
FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "pictures"


def main() -> int:
    """Take them; 1 without a Chromium."""
    program = chromium()
    if program is None:
        print("This needs Chromium (Debian: apt-get install chromium fonts-dejavu-core).", file=sys.stderr)
        return 1
    standing = StandingClock()
    clock.use(standing)
    with (
        tempfile.TemporaryDirectory(prefix="console-pictures-") as folder,
        running_server() as redis_url,
        Sandbox(clock=standing, latency=LATENCY) as box,
    ):
        _set_up(Path(folder), redis_url, box)
        _take_all(box, standing, redis_url, program)
    return 0


def _set_up(folder: Path, redis_url: str, box: Sandbox) -> None:
    """Django in this process, on an empty database."""
    own = {
        "DJANGO_SETTINGS_MODULE": "syncconsole.settings",
        "SECRET_KEY": "only-for-pictures-and-long-enough-to-be-taken",
        "CONSOLE_DEMO": "true",  # only then are the sandbox's credentials accepted
        "CONSOLE_DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/console.sqlite3",
        "REDIS_URL": redis_url,
        "LOG_LEVEL": "ERROR",
        "SYNC_FIELD_POLICIES": "dateOfBirth:manual",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright runs an event loop in this thread
    }
    environment = clean_environment({**box.console_environment(), **own})
    os.environ.clear()
    os.environ.update(environment)
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _take_all(box: Sandbox, standing: StandingClock, redis_url: str, program: Path) -> None:
    from tools.screenshots import camera, crowd, pictures
    from tools.screenshots.story import Story

    Story(box, standing).tell()
    standing.stand()
    run = crowd.fill()
    with Redis.from_url(redis_url) as redis:
        crowd.workers(redis)
    session = pictures.session(crowd.staff())
    FOLDER.mkdir(exist_ok=True)
    with camera.served() as base:
        camera.take(pictures.all_pictures(run), base, session, program, FOLDER)


if __name__ == "__main__":
    sys.exit(main())
