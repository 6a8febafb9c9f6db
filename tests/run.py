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

# These never touch a database, or only one of their own in memory.
WITHOUT_A_DATABASE = [
    f"tests/{name}" for name in ("kommunikation", "sync", "sandbox", "clients", "contract", "simulation", "mutants")
]
# What a browser shows does not depend on the database; the rehearsals take long and are played on one.
NOT_ON_POSTGRES = ["--ignore=tests/rehearsal", "-m", "not browser"]


def main(arguments: list[str]) -> int:
    """Run all rounds, two at a time, and show one after the other; return the exit code."""
    left_out = [f"--ignore={folder}" for folder in WITHOUT_A_DATABASE]
    rounds = {"PostgreSQL": [*left_out, *NOT_ON_POSTGRES, *arguments]}
    if not arguments:
        rounds["without a database"] = WITHOUT_A_DATABASE
    with ThreadPoolExecutor() as pool, tempfile.TemporaryFile("w+") as told:
        beside = pool.submit(_run_beside, rounds, told)
        results = {"SQLite": run_suite("", arguments or left_out), **beside.result()}
        told.seek(0)
        print(f"\nBeside it:\n{told.read()}")
    return _summed_up(results)


def _run_beside(rounds: dict[str, list[str]], told: IO[str]) -> dict[str, int]:
    """The other rounds, one after the other; without PostgreSQL its round is left out."""
    results = {}
    programs = machine.postgres_programs()
    if programs is not None:
        with postgres.private_cluster(programs) as url:
            results["PostgreSQL"] = run_suite(url, rounds["PostgreSQL"], told)
    if "without a database" in rounds:
        results["without a database"] = run_suite("", rounds["without a database"], told)
    return results


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
