"""Keeps child processes running together: all of them, or none.

Single-threaded on purpose: the children are told to die with their parent between fork and exec, which is safe only
in a process without threads.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TextIO

import psutil

from syncconsole.processes.parentage import die_with_parent

SECOND_DEATH_WITHIN_SECONDS = 60
GRACE_SECONDS = 8
TAIL_LINES = 20


class ChildGone(Exception):
    """A child died for the second time within a minute; the text has its last lines."""


@dataclass
class Child:
    """One kept process: how to start it, and what it said last."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)
    tail: deque[str] = field(default_factory=lambda: deque(maxlen=TAIL_LINES))
    unfinished: bytes = b""


class Supervisor:
    """Starts children, relays their lines with a prefix, restarts the dead, ends everything."""

    def __init__(self, output: TextIO | None = None) -> None:
        """Write the children's lines to `output` (standard output when None)."""
        self._output = output or sys.stdout
        self._children: list[Child] = []
        self._selector = selectors.DefaultSelector()
        self._sessions: set[int] = set()
        self.stop_requested = False

    def stop_on_signals(self) -> None:
        """Let SIGINT, SIGTERM and SIGHUP ask for the end; `step` and `run` obey."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._request_stop)

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Child:
        """Start one child in a session of its own and keep it running from now on."""
        child = Child(name, command, environment)
        self._children.append(child)
        self._spawn(child)
        return child

    def wait_for(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Keep the children going until `condition()` or the end; return whether it came true in time."""
        deadline = time.monotonic() + seconds
        while not self.stop_requested and time.monotonic() < deadline:
            if condition():
                return True
            self.step(0.2)
        return False

    def run(self) -> None:
        """Keep the children going until a stop is requested; raises `ChildGone`."""
        while not self.stop_requested:
            self.step(0.5)

    def step(self, seconds: float) -> None:
        """Relay what the children say for up to `seconds`, then restart the dead; raises `ChildGone`."""
        self._listen(seconds)
        for child in self._children:
            if child.process and child.process.poll() is not None:
                self._bury(child)

    def stop(self) -> None:
        """End every process below this one; returns when none is left.

        All but the first child get SIGTERM at once, the first when they are gone (it serves them); what is left after
        some seconds of grace, or at a second signal, gets SIGKILL.
        """
        self.stop_requested = False  # from here on a signal means: no more grace
        processes = self._family()
        deadline = time.monotonic() + GRACE_SECONDS
        first = [child.process for child in self._children[:1] if child.process]
        self._terminate(self._children[1:])
        self._wait_until_gone([each for each in processes if each.pid not in {one.pid for one in first}], deadline)
        self._terminate(self._children[:1])
        self._wait_until_gone(processes, deadline)
        for process in _alive(processes):
            process.kill()
        psutil.wait_procs(processes, timeout=GRACE_SECONDS)
        for child in self._children:
            self._let_go(child)

    def _family(self) -> list[psutil.Process]:
        """Return every living process that comes from a child, even if its parent has died.

        RQ's work horses leave their worker's process group, but not the session that each child was started in.
        """
        return [each for each in psutil.process_iter() if _session(each.pid) in self._sessions]

    def _terminate(self, children: Sequence[Child]) -> None:
        for child in children:
            if child.process and child.process.poll() is None:
                child.process.terminate()

    def _wait_until_gone(self, processes: Sequence[psutil.Process], deadline: float) -> None:
        while _alive(processes) and time.monotonic() < deadline and not self.stop_requested:
            self._listen(0.1)

    def _request_stop(self, *_: object) -> None:
        self.stop_requested = True

    def _spawn(self, child: Child) -> None:
        child.process = subprocess.Popen(
            child.command,
            env=dict(child.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # the terminal's Ctrl-C reaches only us, and we decide the order
            preexec_fn=die_with_parent(),
        )
        self._sessions.add(child.process.pid)
        assert child.process.stdout is not None
        os.set_blocking(child.process.stdout.fileno(), False)
        self._selector.register(child.process.stdout, selectors.EVENT_READ, child)

    def _bury(self, child: Child) -> None:
        assert child.process is not None
        self._relay(child)
        code, now = child.process.returncode, time.monotonic()
        self._let_go(child)
        child.deaths = [death for death in child.deaths if now - death < SECOND_DEATH_WITHIN_SECONDS] + [now]
        if len(child.deaths) > 1:
            raise ChildGone("\n".join([f"{child.name} died twice within a minute. Its last lines:", *child.tail]))
        self._say("up", f"{child.name} ended with {code}; starting it again.")
        self._spawn(child)

    def _relay(self, child: Child) -> None:
        assert child.process is not None and child.process.stdout is not None
        data = child.process.stdout.read()
        if data == b"":  # closed at the other end, it would count as readable for ever
            with suppress(KeyError):
                self._selector.unregister(child.process.stdout)
            return
        *lines, child.unfinished = (child.unfinished + (data or b"")).split(b"\n")
        for line in lines:
            text = line.decode(errors="replace")
            child.tail.append(text)
            self._say(child.name, text)

    def _let_go(self, child: Child) -> None:
        """Forget a process that has ended, and close its pipe."""
        if child.process and child.process.stdout:
            with suppress(KeyError):
                self._selector.unregister(child.process.stdout)
            child.process.stdout.close()
            child.process.wait()
        child.process = None

    def _listen(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            self._relay(key.data)

    def _say(self, name: str, text: str) -> None:
        print(f"{name:>12} | {text}", file=self._output, flush=True)


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except OSError:  # gone meanwhile, or not ours
        return None


def _alive(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    return [each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
