"""One process of the ring: started like a service, logged to a file, and killed or halted where a test says so."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from django.conf import settings

from syncconsole.processes.parentage import die_with_parent
from tests.platform.waiting import wait_until

GRACE_SECONDS = 10


class Part:
    """A process with its children. What it says, over all its lives, is added to `log`."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        self.name, self.log = name, folder / f"{name}.log"
        self._command, self.environment = command, dict(environment)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it need not answer yet."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self.environment,
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent(),
            )

    @property
    def pid(self) -> int:
        """The number of the process that was started last."""
        return self._started().pid

    def lives(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def said(self) -> str:
        """All that it has written."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def kill(self) -> None:
        """Send SIGKILL to it and to its children, as a machine does that loses its power."""
        first = psutil.Process(self._started().pid)
        first.suspend()  # it has no time for another child
        for process in [first, *first.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._started().wait(GRACE_SECONDS)

    def stop(self) -> None:
        """Ask it to end, and kill it if it does not."""
        if not self.lives():
            return
        self._started().terminate()
        try:
            self._started().wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    @contextmanager
    def halted(self) -> Iterator[None]:
        """Let it stand still for the block, once its children have ended: one might hold a lock of the database."""
        first = psutil.Process(self._started().pid)
        first.suspend()
        try:
            wait_until(lambda: all(_has_ended(child) for child in first.children()))
            yield
        finally:
            first.resume()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop it and its children wherever they are, for the block, as on a machine that is paused."""
        first = psutil.Process(self._started().pid)
        processes = [first, *first.children(recursive=True)]
        for process in processes:
            process.suspend()
        try:
            yield
        finally:
            for process in reversed(processes):
                with suppress(psutil.NoSuchProcess):
                    process.resume()

    def _started(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, f"{self.name} was never started"
        return self._process


def _has_ended(process: psutil.Process) -> bool:
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
