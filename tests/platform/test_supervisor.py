"""The supervisor keeps all children running, or ends them all (issue: Two commands)."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from django.conf import settings

from syncconsole.processes.supervisor import ChildGone, Supervisor
from tests.platform.waiting import wait_until

FOREVER = [sys.executable, "-c", "import time; print('here', flush=True); time.sleep(600)"]
# Like a work horse of RQ: it leaves its parent's process group and does not care for SIGTERM.
HORSE = """
import os, signal, time
if os.fork() == 0:
    os.setpgrp()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("horse", os.getpid(), flush=True)
    time.sleep(600)
os.wait()
"""


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def supervisor(output):
    supervisor = Supervisor(output)
    yield supervisor
    supervisor.stop()


def says(output: io.StringIO, text: str):
    return lambda: text in output.getvalue()


def test_lines_carry_the_name_of_their_child(supervisor, output):
    supervisor.start("web", FOREVER, os.environ)
    assert supervisor.wait_for(says(output, "         web | here\n"), 10)


def test_a_child_that_dies_is_started_again(supervisor, output):
    child = supervisor.start("web", FOREVER, os.environ)
    assert supervisor.wait_for(says(output, "here"), 10)
    first = child.process
    first.kill()
    assert supervisor.wait_for(lambda: child.process not in (None, first), 10)
    assert says(output, "web ended with -9; starting it again.")()


def test_the_second_death_within_a_minute_ends_all_with_the_last_lines(supervisor):
    supervisor.start("web", [sys.executable, "-c", "print('no database'); raise SystemExit(1)"], os.environ)
    with pytest.raises(ChildGone) as raised:
        supervisor.wait_for(lambda: False, 10)
    assert "web died twice" in str(raised.value)
    assert "no database" in str(raised.value)


def test_deaths_more_than_a_minute_apart_are_forgiven(supervisor, output):
    child = supervisor.start("web", FOREVER, os.environ)
    child.deaths = [time.monotonic() - 61]
    first = child.process
    first.kill()
    assert supervisor.wait_for(lambda: child.process not in (None, first), 10)


def test_stop_leaves_no_process_even_of_a_horse_that_left_its_group(supervisor, output, monkeypatch):
    monkeypatch.setattr("syncconsole.processes.supervisor.GRACE_SECONDS", 0.5)
    supervisor.start("redis", FOREVER, os.environ)
    supervisor.start("worker", [sys.executable, "-c", HORSE], os.environ)
    assert supervisor.wait_for(says(output, "horse "), 10)
    horse = psutil.Process(int(output.getvalue().split("horse ")[1].split()[0]))
    supervisor.stop()
    wait_until(lambda: not horse.is_running() or horse.status() == psutil.STATUS_ZOMBIE)


def test_stop_finds_a_horse_whose_worker_was_killed(supervisor, output, monkeypatch):
    monkeypatch.setattr("syncconsole.processes.supervisor.GRACE_SECONDS", 0.5)
    worker = supervisor.start("worker", [sys.executable, "-c", HORSE], os.environ)
    assert supervisor.wait_for(says(output, "horse "), 10)
    horse = psutil.Process(int(output.getvalue().split("horse ")[1].split()[0]))
    worker.process.kill()
    assert supervisor.wait_for(says(output, "starting it again"), 10)
    supervisor.stop()
    wait_until(lambda: not horse.is_running() or horse.status() == psutil.STATUS_ZOMBIE)


def test_the_first_child_ends_last(supervisor, output):
    farewell = "import signal, sys, time\nsignal.signal(15, lambda *_: (print('bye', flush=True), sys.exit()))\n"
    program = farewell + "print('here', flush=True)\ntime.sleep(600)"
    for name in ("redis", "web"):
        supervisor.start(name, [sys.executable, "-c", program], os.environ)
    assert supervisor.wait_for(lambda: output.getvalue().count("here") == 2, 10)
    supervisor.stop()
    assert [line.split()[0] for line in output.getvalue().splitlines() if line.endswith("bye")] == ["web", "redis"]


def test_children_die_with_a_supervisor_that_is_killed(tmp_path):
    program = (
        "import os\nfrom syncconsole.processes.supervisor import Supervisor\ns = Supervisor()\n"
        f"s.start('web', {FOREVER!r}, os.environ)\ns.run()"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=settings.BASE_DIR, stdout=subprocess.PIPE)
    assert b"here" in parent.stdout.readline()
    (child,) = psutil.Process(parent.pid).children()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
