"""Peace: nothing fails any more, nobody types, and the console gets the time that it needs."""

from __future__ import annotations

from datetime import datetime

from beteiligte.models import Beteiligte
from tests.simulation.clock import START
from tests.simulation.decisions import resume_everything
from tests.simulation.office import Office

DAY = 86400.0
MOST_ROUNDS = 80
MOST_POINTS = 4000
MOST_TO_BE_SURE = 4  # that a record is gone: once more that number, and up to three others (rules 1.3)


def settle(office: Office) -> list[str]:
    """Let everything come to rest, and look whether it does (I15), and stays so (I6)."""
    office.story.chapter("settling")
    office.network.faults.end()
    office.clock.offset = office.espo_clock.offset = office.advo_clock.offset = 0.0
    for process, _ in office.console.living_jobs():
        process.paused_until = 0.0
    office.network.pass_time(600)
    office.redis_server.down_until = office.database.down_until = 0.0
    resume_everything(office)
    until = office.clock.seconds + 1.2 * DAY
    for _ in range(MOST_ROUNDS):
        quiet_down(office, rounds=1)
        if office.clock.seconds >= until and not _next_due(office):
            return _replayed(office)
        office.clock.seconds = next_time(office, until)
    return ["I15: it never comes to rest"]


def quiet_down(office: Office, rounds: int) -> None:
    """Deliver all webhooks and run all jobs, so many times over."""
    for _ in range(rounds):
        office.console.deliver_webhooks("arrive")
        office.console.schedule()
        _work_off(office)
        office.watch.look()


def _work_off(office: Office) -> None:
    for _ in range(MOST_POINTS):
        office.console.take_job()
        if not office.scheduler.advance(50) and not office.console.take_job():
            break
    office.console.living_jobs()


def _seconds(moment: datetime | None) -> float | None:
    return (moment - START).total_seconds() if moment else None


def _next_due(office: Office) -> float | None:
    """When the next thing is to happen that is not just the daily comparison."""
    rows = Beteiligte.objects.filter(paused_at=None).values("due_at", "lease_until", "waits_for")
    times = [at for row in rows for at in (_seconds(row["due_at"]), _seconds(row["lease_until"])) if at is not None]
    times += [office.clock.seconds + 30 for row in rows if row["waits_for"]]
    return min(times, default=None)


def next_time(office: Office, until: float) -> float:
    """The next moment at which something is due; where nothing is, the daily comparison of all."""
    due = _next_due(office)
    if due is not None:
        return max(due, office.clock.seconds) + 31
    return max(until, office.console.next_sweep)


def _replayed(office: Office) -> list[str]:
    """I6, I8: another comparison of everything costs two reads each, more where a record is gone, and writes nothing.

    The first one may still tell EspoCRM what could not be known before: that a record is gone for sure.
    """
    calls, writes = _compare_all(office)
    if writes:
        calls, writes = _compare_all(office)
    found = [f"I6: looking once more made {writes} writes"] if writes else []
    gone = sum(not office.people.stands_in_advoware(party) for party in office.people.parties)
    if calls > 3 * len(office.people.parties) + MOST_TO_BE_SURE * gone + 6:
        found.append(f"I8: looking once more took {calls} calls")
    return found


def _compare_all(office: Office) -> tuple[int, int]:
    """Let all parties be compared now; how many calls and writes that took."""
    calls, writes = office.network.counted, office.witness.writes
    Beteiligte.objects.update(compare_at=office.clock.now())
    office.clock.seconds = max(office.clock.seconds, office.console.next_sweep) + 1
    quiet_down(office, rounds=1)
    return office.network.counted - calls, office.witness.writes - writes
