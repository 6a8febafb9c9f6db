"""`make test`: the whole suite on SQLite, beside it on a PostgreSQL of its own; the last lines name what is lacking.

With `CI=true` a machine that lacks something fails. Arguments go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from typing import IO

from tests import machine, postgres

# What a browser shows does not depend on the database, and these never touch one, or only one of their own.
WITHOUT_A_DATABASE = [
    f"--ignore=tests/{name}" for name in ("kommunikation", "sync", "sandbox", "clients", "contract", "simulation")
]


def main(arguments: list[str]) -> int:
    """Run both rounds at the same time, show one after the other; return the exit code."""
    programs = machine.postgres_programs()
    if programs is None:
        results = {"SQLite": run_suite("", arguments)}
    else:
        with (
            postgres.private_cluster(programs) as url,
            tempfile.TemporaryFile("w+") as told,
            ThreadPoolExecutor() as pool,
        ):
            second = [*WITHOUT_A_DATABASE, "-m", "not browser", *arguments]
            on_postgres = pool.submit(run_suite, url, second, told)
            results = {"SQLite": run_suite("", arguments), "PostgreSQL": on_postgres.result()}
            told.seek(0)
            print(f"\nOn PostgreSQL:\n{told.read()}")
    return _summed_up(results)


def _summed_up(results: dict[str, int]) -> int:
    lacking = machine.lacking()
    print()
    for name, code in results.items():
        print(f"{name}: {'passed' if code == 0 else 'FAILED'}")
    for line in lacking:
        print(f"Not on this machine: {line}")
    incomplete = bool(lacking) and os.environ.get("CI") == "true"
    return 1 if incomplete or any(results.values()) else 0


def run_suite(database_url: str, arguments: list[str], told: IO[str] | None = None) -> int:
    """Run pytest on that database (empty: SQLite), its output to `told`, and return its exit code."""
    environment = {**os.environ, "TEST_DATABASE_URL": database_url}
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, env=environment, stdout=told, stderr=told, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
