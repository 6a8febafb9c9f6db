"""Many creates at once, workers that are killed meanwhile, and what the request log tells about them afterwards."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from beteiligte.models import BeteiligteAttempt
from syncconsole.models.attempt import Outcome
from tests.e2e.office import Office
from tests.platform.waiting import wait_until

SLOW = 0.5  # seconds per answer, so that a kill meets most creates in the middle
CALLS_OF_A_CREATE = (("GET", 0), ("GET", 1), ("POST", 1), ("POST", 1), ("PATCH", 0))  # method, number of the system


def newcomers(office: Office, count: int, label: str) -> dict[str, str]:
    """So many new parties of different names, every second one a company without a register number; id -> name."""
    made = {}
    for number in range(0, count, 2):
        person, company = f"{label} {number}", f"{label} {number + 1} GmbH"
        made[office.create(firstName="Erika", lastName=person)] = f"Erika {person}"
        made[office.create_company(company)] = company
    return made


def late_posts(count: int, seed: int) -> list[dict[str, Any]]:
    """Faults for about every third of `count` POSTs: the caller gives up first, and the record is made all the same.

    Half of them take effect at once and are answered too late, half take effect only when nobody waits any more.
    """
    chance = random.Random(seed)
    skips = chance.sample(range(count), count // 3)
    return [
        {"method": "POST", "path": "Beteiligte/?$", "skip": skip, "when": when, "delay": 2.3}
        for skip, when in zip(skips, ("before", "after") * count, strict=False)
    ]


def kill_workers(office: Office, parties: dict[str, str], times: int, seed: int) -> int:
    """Kill a worker in the moment of one of its calls and start it again, so many times or until all is done.

    Returns how often one was killed.
    """
    chance, killed = random.Random(seed), 0
    while killed < times and not office.at_rest(*parties):
        method, system = chance.choice(CALLS_OF_A_CREATE)
        before = office.mark()
        wait_until(
            lambda m=method, s=system, since=before: (
                (_called(office, m, s, since) and _at_work(office)) or office.at_rest(*parties)
            ),
            60,
        )
        for name in _at_work(office)[:1]:
            office.ring.parts[name].kill()
            killed += 1
        office.ring.start_the_dead()
        office.ring.sweep()
    return killed


def _called(office: Office, method: str, system: int, since: tuple[int, int]) -> bool:
    """Whether a run has made such a call since that mark."""
    return any(call["method"] == method for call in office.calls_of_runs(since)[system])


def _at_work(office: Office) -> list[str]:
    """The workers whose job has begun a run; what was only taken from its queue stays marked as queued (rules 3)."""
    begun = set(BeteiligteAttempt.objects.filter(outcome=Outcome.RUNNING).values_list("job_id", flat=True))
    return [name for name, job in office.ring.jobs_in_work().items() if job in begun]


def posts_by_party(office: Office, since: tuple[int, int]) -> Counter[str]:
    """How many creates have reached Advoware after that mark, by EspoCRM id: each has made a record."""
    _, calls = office.calls_of_runs(since)
    posts = [call for call in calls if call["method"] == "POST" and call["path"].endswith("Beteiligte")]
    owners = dict(BeteiligteAttempt.objects.values_list("pk", "party__espo_id"))
    return Counter(owners[int(call["attempt"])] for call in posts)
