"""`make test`: the whole suite on SQLite, then on a PostgreSQL of its own; the last lines name what the machine lacks.

With `CI=true` a machine that lacks something fails. Arguments go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tests import machine, postgres

# What a browser shows does not depend on the database, and these never touch one, or only one of their own.
WITHOUT_A_DATABASE = [
    f"--ignore=tests/{name}" for name in ("kommunikation", "sync", "sandbox", "clients", "contract", "simulation")
]


def main(arguments: list[str]) -> int:
    """Run both rounds; return the exit code."""
    results = {"SQLite": run_suite("", arguments)}
    programs = machine.postgres_programs()
    if programs:
        with postgres.private_cluster(programs) as url:
            results["PostgreSQL"] = run_suite(url, [*WITHOUT_A_DATABASE, "-m", "not browser", *arguments])
    lacking = machine.lacking()
    print()
    for name, code in results.items():
        print(f"{name}: {'passed' if code == 0 else 'FAILED'}")
    for line in lacking:
        print(f"Not on this machine: {line}")
    incomplete = bool(lacking) and os.environ.get("CI") == "true"
    return 1 if incomplete or any(results.values()) else 0


def run_suite(database_url: str, arguments: list[str]) -> int:
    """Run pytest on that database (empty: SQLite) and return its exit code."""
    environment = {**os.environ, "TEST_DATABASE_URL": database_url}
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
