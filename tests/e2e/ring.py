"""Everything that `manage.py up` starts, each a process of its own, on the test database and a Valkey of its own."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import requests
from django.test import override_settings
from redis import Redis
from rq import Queue, Worker

from syncconsole.management.commands import up
from syncconsole.processes import demo, embedded
from syncconsole.regular.schedule import entries
from syncconsole.sandbox import demo as sandbox_demo
from tests.e2e.processes import Part
from tests.platform.waiting import wait_until

WORKERS = ("worker-1", "worker-2")
COMMAND_SECONDS = 60
TAIL_LINES = 40

# What waits for minutes in an office waits for seconds here; the sweep comes only when a test asks for it, and
# when the scheduler puts it back into a server that has lost everything.
QUICK = {
    "SYNC_LOCK_TTL_SECONDS": "6",
    "ESPOCRM_API_TIMEOUT_SECONDS": "2",
    "ADVOWARE_API_TIMEOUT_SECONDS": "2",
    "SYNC_CREATE_QUARANTINE_SECONDS": "3",
    "SYNC_RETRY_DELAYS_SECONDS": "2",
    "SYNC_CONCURRENCY": "4",
    "TICK_INTERVAL_SECONDS": "1",
    "SWEEP_INTERVAL_SECONDS": "3600",
    "BREAKER_PROBE_SECONDS": "1",
}


class Ring:
    """The processes by name, their addresses, and the environment in which a command of the console runs."""

    def __init__(self, folder: Path, database_url: str, settings: Mapping[str, str] = QUICK) -> None:
        self._folder, self.redis_url = folder, embedded.server_url(folder)
        self.web_url = f"http://127.0.0.1:{_free_port()}"
        self.espocrm_url = self.advoware_url = ""
        self.commands_log = folder / "commands.log"
        self.environment = {
            **os.environ,
            **settings,
            "DJANGO_SETTINGS_MODULE": "syncconsole.settings",
            "SECRET_KEY": "only-for-tests-and-long-enough-to-be-taken",
            "CONSOLE_DEMO": "true",  # only then are the sandbox's credentials accepted
            "CONSOLE_DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "REDIS_URL": self.redis_url,
            "LOG_LEVEL": "DEBUG",
        }
        self.parts: dict[str, Part] = {}

    def start(self) -> None:
        """Start all parts and return when they answer."""
        self._add("redis", embedded.server_command(self._folder))
        offices = ("--espocrm-port=0", "--advoware-port=0", "--parties=0", "--webhook-interval=0")
        self._add("sandbox", demo.manage("sandbox", *offices, f"--webhook-target={self.web_url}"))
        wait_until(lambda: self.parts["sandbox"].said().count("http://") == 2, 30)
        self.espocrm_url, self.advoware_url = self.parts["sandbox"].said().split()[1:4:2]
        self.environment |= sandbox_demo.console_environment(self.espocrm_url, self.advoware_url)
        with override_settings(CONSOLE_PORT=self.web_url.rpartition(":")[2]):
            self._add("web", up.web_command())
        for name in WORKERS:
            self._add(name, demo.manage("rqworker"))
        self._add("scheduler", demo.manage("scheduler"))
        wait_until(self._has_begun, 45)

    def _add(self, name: str, command: list[str]) -> None:
        self.parts[name] = Part(name, command, self.environment, self._folder)
        self.parts[name].start()

    def _has_begun(self) -> bool:
        assert self.dead() == []
        return self.is_ready()

    def is_ready(self) -> bool:
        """Whether the web process answers, and tells of both workers and of the scheduler."""
        with requests.Session() as session:
            session.trust_env = False
            try:
                told = session.get(f"{self.web_url}/readyz", timeout=5).json()
            except requests.ConnectionError:
                return False
        workers = told["workers"] or {"count": 0}
        return told["status"] == "ok" and workers["count"] >= len(WORKERS) and told["scheduler"] is not None

    def dead(self) -> list[str]:
        """The names of the parts that have ended."""
        return [name for name, part in self.parts.items() if not part.lives()]

    def start_the_dead(self) -> None:
        """Start again what has ended, as a service manager does."""
        for name in self.dead():
            self.parts[name].start()

    def restart_workers(self, **environment: str) -> None:
        """Start the workers anew with these variables, and return when they are registered."""
        for name in WORKERS:
            self.parts[name].stop()
            self.parts[name].environment |= environment
        self.start_the_dead()
        wait_until(lambda: len(self.jobs_in_work().keys()) == len(WORKERS), 45)

    def jobs_in_work(self) -> dict[str, str]:
        """The job that each registered worker has in hand, by the worker's name here; "" for an idle one."""
        with self.redis() as redis:
            by_pid = {worker.pid: worker.get_current_job_id() or "" for worker in Worker.all(connection=redis)}
        return {name: by_pid[self.parts[name].pid] for name in WORKERS if self.parts[name].pid in by_pid}

    def sweep(self) -> None:
        """Let the scheduler's sweep come now: a worker takes it like any other job."""
        entry = next(entry for entry in entries() if entry.queue == "sweep")
        with self.redis() as redis:
            Queue(entry.queue, connection=redis).enqueue(entry.function)

    def manage(self, *arguments: str) -> int:
        """Run `manage.py …` as a person at the server does: its exit code."""
        done = subprocess.run(
            demo.manage(*arguments),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        with self.commands_log.open("a") as log:
            log.write(done.stdout)
        return done.returncode

    @contextmanager
    def workers_halted(self) -> Iterator[None]:
        """Let no worker do anything for the block."""
        first, second = (self.parts[name] for name in WORKERS)
        with first.halted(), second.halted():
            yield

    def redis(self) -> Redis:
        """A client, to be used as a context."""
        return Redis.from_url(self.redis_url)

    def logs(self) -> dict[str, str]:
        """All that the processes and the commands have said, by name."""
        said = {name: part.said() for name, part in self.parts.items()}
        return said | {"commands": self.commands_log.read_text() if self.commands_log.exists() else ""}

    def last_lines(self) -> str:
        """The end of what each has said, to find out why a test failed."""
        ends = {name: said.splitlines()[-TAIL_LINES:] for name, said in self.logs().items()}
        return "\n".join(f"{name:>10} | {line}" for name, lines in ends.items() for line in lines)

    def stop(self) -> None:
        """End all parts, the server last: workers say goodbye to it."""
        for part in reversed(self.parts.values()):
            part.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
