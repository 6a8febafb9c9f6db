"""What a person sees who starts the console with a bad configuration: one line each, no traceback, no value."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "CONSOLE_DATA_DIR": str(settings.CONSOLE_DATA_DIR), **variables}
    return subprocess.run(
        [sys.executable, *command], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )


def test_every_bad_variable_is_one_line():
    done = run(
        "manage.py", "check", SYNC_CONCURRENCY="many", SYNC_RETRY_DELAYS_SECONDS="soon", ADVOWARE_API_KEY="ä-s3cret"
    )
    assert done.returncode == 1
    assert sorted(line.split()[0] for line in done.stderr.splitlines()) == [
        "ADVOWARE_API_KEY",
        "SYNC_CONCURRENCY",
        "SYNC_RETRY_DELAYS_SECONDS",
    ]
    assert "s3cret" not in done.stderr


def test_the_web_process_says_why_it_does_not_start_and_ends():
    done = run("-m", "gunicorn", "syncconsole.wsgi", "--bind=127.0.0.1:0", "--no-control-socket")
    assert done.returncode != 0
    assert "SECRET_KEY is not set." in done.stderr


def test_a_worker_without_credentials_names_them_and_ends():
    done = run("manage.py", "rqworker", SECRET_KEY="x" * 50, ESPOCRM_API_KEY="s3cret")
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert "ESPOCRM_API_BASE_URL" in last
    assert "ADVOWARE_PASSWORD" in last
    assert "ESPOCRM_API_KEY" not in last


def test_a_worker_for_a_queue_that_nobody_fills_is_wrong_use():
    assert run("manage.py", "rqworker", "swep", SECRET_KEY="x" * 50).returncode == 2
