"""The crash matrix: every scenario, killed at every step point of its work, and what must hold after the repair."""

from __future__ import annotations

import random
import traceback
from collections.abc import Iterator
from typing import NamedTuple

from beteiligte.models import Beteiligte
from tests.simulation import crash_scene, invariants
from tests.simulation.crash_cases import CASES
from tests.simulation.crash_scene import Scene
from tests.simulation.network import Call
from tests.simulation.office import Office
from tests.simulation.settling import next_time, settle
from tests.simulation.tasks import Task

SEARCHES = ("works", "ignored")
EARLY, AFTER_THE_NEXT_RUN = 40.0, 550.0  # seconds until a late commit: under the dead run's lease, or after the repair
TICK_SECONDS = 31
REPAIR_SECONDS = 1000.0  # longer than lease, late commit and the quarantine of a create


class Crash(NamedTuple):
    """One cell of the matrix.

    `point`: the step point at which the process is killed, counted from 1; 0 for none. `late`: after how many seconds
    the call that has just left is carried out all the same; 0 for never.
    """

    case: str
    search: str
    point: int = 0
    late: float = 0.0


class Rehearsed(NamedTuple):
    """How it went.

    `points`: the step points, and whether a writing call has just left there. `waits`: the create waits for a person.
    """

    crash: Crash
    broken: list[str]
    waits: bool
    story: list[str]
    points: list[tuple[str, bool]]


def crashes(case: str, search: str) -> Iterator[Crash]:
    """All cells of one scenario: none, then a kill at each step point, a writing call that has left twice late."""
    whole = Crash(case, search)
    yield whole
    for point, (_, leaves) in enumerate(rehearse(whole).points, start=1):
        for late in (0.0, EARLY, AFTER_THE_NEXT_RUN) if leaves else (0.0,):
            yield Crash(case, search, point, late)


def rehearse(crash: Crash) -> Rehearsed:
    """Play one cell; it always goes the same way."""
    random.seed("crash")
    office = Office(random.Random("crash"))
    points: list[tuple[str, bool]] = []
    waits = False
    with office.open():
        try:
            scene = _played(office, crash, points)
            found = settle(office) + invariants.broken(office)
            found += crash_scene.broken(scene, searchable=crash.search == "works")
            waits = crash_scene.waits(scene)
        except Exception as error:  # whatever falls over is a finding
            found = [f"broken off: {type(error).__name__}: {error}", traceback.format_exc()]
    return Rehearsed(crash, found, waits, office.story.lines, points)


def _played(office: Office, crash: Crash, points: list[tuple[str, bool]]) -> Scene:
    office.advo.options.search = crash.search
    scene = crash_scene.quiet_scene(office)
    _act(scene, crash.case)
    _work(office, crash, points)
    _repair(office)
    return scene


def _act(scene: Scene, case: str) -> None:
    """People act; EspoCRM's webhook tells of its side, the daily comparison finds the other."""
    office = scene.office
    office.network.pass_time(TICK_SECONDS)
    office.story.chapter(case)
    next(one for one in CASES if one.name == case).act(scene)
    office.console.deliver_webhooks("arrive")
    Beteiligte.objects.filter(espo_id=scene.party.espo_id).update(compare_at=office.clock.now())
    office.console.next_sweep = 0.0
    office.console.schedule()


def _work(office: Office, crash: Crash, points: list[tuple[str, bool]]) -> None:
    """Let the jobs run to their end, or until the point at which one is killed; note the points on the way."""
    while office.console.take_job() or office.console.living_jobs():
        task = office.scheduler.turn()
        if task is None or task.done or not any(task.process is process for process, _ in office.console.jobs):
            continue
        call = _leaving(task)
        points.append((f"{task.name}: {task.label}", call is not None))
        if len(points) == crash.point:
            _kill(office, task, call if crash.late else None, crash.late)
            return


def _leaving(task: Task) -> Call | None:
    """The writing call that has just left the task, but has had no effect yet."""
    call: Call | None = task.notes.get("leaves")
    return call if call is not None and call.writes and task.label == f"{call} leaves" else None


def _kill(office: Office, task: Task, call: Call | None, late: float) -> None:
    office.story.chapter(f"kill -9 {task.name} at: {task.label}")
    if call is not None:
        office.network.outlive(call, late)
    office.scheduler.kill(task.process)


def _repair(office: Office) -> None:
    """What runs by itself once the dead run's lease has ended, and whenever something is due from there on."""
    everything, end = Crash("", ""), office.clock.seconds + REPAIR_SECONDS
    while office.clock.seconds < end:
        office.network.pass_time(min(next_time(office, end), end) - office.clock.seconds)
        office.console.deliver_webhooks("arrive")
        office.console.schedule()
        _work(office, everything, [])
