"""A PostgreSQL of the tests' own: in a temporary folder, on a unix socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# The data is thrown away, so nothing has to survive a power cut.
_SERVER_OPTIONS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@contextmanager
def private_cluster(programs: Path) -> Iterator[str]:
    """Start a cluster with the programs in that folder and give the `DATABASE_URL` of its empty database."""
    folder = Path(tempfile.mkdtemp(prefix="console-pg-"))
    try:
        account = _account()
        if account:
            shutil.chown(folder, account["user"], account["group"])
        data = folder / "data"
        _run([programs / "initdb", "-D", data, "-U", "console", "-A", "trust", "-E", "UTF8", "--no-sync"], account)
        control = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
        _run([*control, "-o", f"{_SERVER_OPTIONS} -k {folder}", "start"], account)
        try:
            yield f"postgres://console@/postgres?host={folder}"
        finally:
            _run([*control, "-m", "immediate", "stop"], account)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> dict[str, Any] | None:
    """Return whom to run the server as: PostgreSQL refuses root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _run(command: list[Any], account: dict[str, Any] | None) -> None:
    subprocess.run(
        [str(part) for part in command],
        cwd="/",
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        **(account or {}),
    )
