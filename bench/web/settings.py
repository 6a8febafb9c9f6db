"""The console's own settings with the bench's addresses."""

from __future__ import annotations

from syncconsole.settings import *  # noqa: F403

ROOT_URLCONF = "bench.web.urls"
