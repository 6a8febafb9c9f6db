"""What this machine has for the tests that need more than Python: PostgreSQL's programs and Chromium."""

from __future__ import annotations

import shutil
from pathlib import Path


def postgres_programs() -> Path | None:
    """Return the folder with `initdb` and `pg_ctl` (Debian hides it from PATH), or None."""
    folders = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in folders if (each / "initdb").exists() and (each / "pg_ctl").exists()), None)


def chromium() -> Path | None:
    """Return a Chromium that Playwright can drive: one on PATH, else one that Playwright has downloaded."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    downloads = Path.home() / ".cache" / "ms-playwright"
    return next(iter(sorted(downloads.glob("chromium*/chrome-linux*/*chrom*"), reverse=True)), None)


def lacking() -> list[str]:
    """Return a line for each thing this machine lacks, naming what is not tested without it."""
    lines = []
    if postgres_programs() is None:
        lines.append("PostgreSQL (initdb, pg_ctl): the suite ran on SQLite only.")
    if chromium() is None:
        lines.append("Chromium: no page was looked at in a browser.")
    return lines
