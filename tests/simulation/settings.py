"""The console's settings for the simulation: those of the tests, on a database in memory."""

from __future__ import annotations

from tests.settings import *  # noqa: F403

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "OPTIONS": {"transaction_mode": "IMMEDIATE"},
    }
}
LOGGING_CONFIG = None  # the story tells what happened
