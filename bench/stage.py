"""What all measurements stand on: the real server, a database of its own, and both simulated systems beside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.database import own_database
from bench.offices import Offices
from bench.processes import ROOT, running
from bench.scale import IN_FLIGHT, THREADS
from syncconsole.processes.embedded import running_server
from syncconsole.sandbox import demo

# What the machine has in its environment has no say here.
_FOREIGN = ("ESPOCRM_", "ADVOWARE_", "SYNC_", "REDIS_", "CONSOLE_", "SANDBOX_", "DATABASE_URL", "DJANGO_", "DEBUG")


@dataclass(frozen=True)
class Stage:
    """The offices, and the environment in which processes of the console find everything."""

    offices: Offices
    environment: dict[str, str]

    def run(self, *module: str, given: Any = None) -> Any:
        """Run `python -m module…` in a fresh process: JSON on its standard input, JSON as its answer.

        Raises CalledProcessError if it fails; its own message stands above then.
        """
        command = [sys.executable, "-m", *module]
        done = subprocess.run(
            command,
            input=json.dumps(given),
            stdout=subprocess.PIPE,
            env=self.environment,
            cwd=ROOT,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)


@contextmanager
def opened(postgres: str) -> Iterator[Stage]:
    """Start everything and end it afterwards; raises `NoEmbeddedServer`. `postgres`: see `own_database`."""
    with (
        tempfile.TemporaryDirectory(prefix="console-bench-") as folder,
        running_server() as redis,
        own_database(Path(folder), postgres) as database,
    ):
        environment = _environment(Path(folder), redis, database)
        command = [*manage("sandbox"), "--espocrm-port=0", "--advoware-port=0", "--parties=0"]
        with running(command, environment, stdout=subprocess.PIPE) as sandbox:
            offices = Offices(*_addresses(sandbox))
            environment |= demo.console_environment(offices.espocrm, offices.advoware)
            subprocess.run([*manage("migrate"), "--verbosity=0"], env=environment, cwd=ROOT, check=True)
            yield Stage(offices, environment)


def manage(*arguments: str) -> list[str]:
    """The command line of one command of the console."""
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def _environment(folder: Path, redis: str, database: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    return {
        **own,
        "DJANGO_SETTINGS_MODULE": "syncconsole.settings",
        "SECRET_KEY": "only-for-the-bench-and-long-enough-to-be-taken",
        "CONSOLE_DEMO": "true",  # only then are the sandbox's credentials accepted
        "CONSOLE_DATA_DIR": str(folder),
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "LOG_LEVEL": "WARNING",
        "SYNC_CONCURRENCY": str(THREADS),
        "ESPOCRM_MAX_IN_FLIGHT": str(IN_FLIGHT["espocrm"]),
        "ADVOWARE_MAX_IN_FLIGHT": str(IN_FLIGHT["advoware"]),
    }


def _addresses(sandbox: subprocess.Popen[str]) -> tuple[str, str]:
    """The two addresses that the sandbox prints once it listens."""
    assert sandbox.stdout is not None
    espocrm, advoware = (sandbox.stdout.readline().split()[-1] for _ in range(2))
    return espocrm, advoware
