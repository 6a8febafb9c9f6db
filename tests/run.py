"""`make test`: the suite on SQLite, beside it on a PostgreSQL of its own; the last lines name what is lacking.

With `CI=true` a machine that lacks something fails. Arguments go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO

from tests import machine, postgres

# These never touch a database, or only one of their own in memory.
WITHOUT_A_DATABASE = [
    f"tests/{name}" for name in ("kommunikation", "sync", "sandbox", "clients", "contract", "simulation", "mutants")
]
# The third round: these and what takes long and is played on one database only.
THE_REST = [*WITHOUT_A_DATABASE, "tests/rehearsal", "tests/test_bench.py"]
# What a browser shows, who may open which door, and what starts processes of its own does not depend on the database.
ALIKE_ON_BOTH = [
    *("admin/test_who_may_see_and_do_what.py", "hostile/test_huge_answers.py"),
    *(f"platform/test_{name}.py" for name in ("up", "bad_configuration", "supervisor", "embedded_server")),
]
ON_SQLITE_ONLY = [*(f"--ignore=tests/{name}" for name in ALIKE_ON_BOTH), "-m", "not browser"]

Round = Callable[[IO[str] | None], int]  # tells pytest's words to a file, or here; returns its exit code


def main(arguments: list[str]) -> int:
    """Run all rounds at once, show the first as it runs and the others after it; return the exit code."""
    first, *others = rounds(arguments).items()
    with ThreadPoolExecutor() as pool, ExitStack() as files:
        told = {name: files.enter_context(tempfile.TemporaryFile("w+")) for name, _ in others}
        beside = {name: pool.submit(play, told[name]) for name, play in others}
        results = {first[0]: first[1](None)} | {name: ended.result() for name, ended in beside.items()}
        for name, file in told.items():
            file.seek(0)
            print(f"\n{name}:\n{file.read()}")
    return _summed_up(results)


def rounds(arguments: list[str]) -> dict[str, Round]:
    """What is to be run, by name; PostgreSQL's round is left out where it is not installed."""
    left_out = [f"--ignore={path}" for path in THE_REST]
    found: dict[str, Round] = {"SQLite": partial(run_suite, "", arguments or left_out)}
    programs = machine.postgres_programs()
    if programs is not None:
        found["PostgreSQL"] = partial(_run_on_postgres, programs, [*left_out, *ON_SQLITE_ONLY, *arguments])
    if not arguments:
        found["the rest"] = partial(run_suite, "", THE_REST)
    return found


def _run_on_postgres(programs: Path, arguments: list[str], told: IO[str] | None) -> int:
    with postgres.private_cluster(programs) as url:
        return run_suite(url, arguments, told)


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
