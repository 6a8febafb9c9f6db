"""What may happen in a step: people act, workers go on, things break, time passes."""

from __future__ import annotations

from collections.abc import Callable

from redis import RedisError

from kommunikation.models import EntryPair
from tests.simulation.clashes import (
    compared,
    somebody_changes_the_legal_form,
    somebody_changes_the_number,
    somebody_clears_out,
    somebody_creates_what_stands_there,
    two_type_at_once,
)
from tests.simulation.decisions import (
    answers_a_hold,
    pauses_or_resumes,
    presses_a_button,
    says_what_losses_are,
    settles_a_question,
    takes_a_decision_back,
)
from tests.simulation.entries import canonical
from tests.simulation.fields import COMPANY, PERSON
from tests.simulation.ledger import ADVOWARE
from tests.simulation.office import Office
from tests.simulation.people import Party
from tests.simulation.settling import quiet_down


def open_office(office: Office) -> None:
    """Both offices as a run begins: some parties stand on both sides, mostly compared once already."""
    office.story.chapter("the office opens")
    office.network.slow = office.rng.random() < 0.5
    office.advo.options.search = office.rng.choice(("ignored", "works", "works"))
    office.advo.options.row_id_enforced = office.rng.random() < 0.3
    office.espo.options.version_control = office.rng.random() < 0.3
    office.subscribe()
    for fields in (PERSON, COMPANY, PERSON)[: office.rng.choice((1, 2, 3))]:
        office.people.linked_party(fields)
    if office.rng.random() < 0.8:
        quiet_down(office, rounds=3)


def somebody_edits(office: Office) -> str:
    """A mapped field."""
    return office.people.edit(compared())


def somebody_edits_beside(office: Office) -> str:
    """An unmapped field."""
    return office.people.edit_unmapped()


def somebody_phones(office: Office) -> str:
    """A phone or a mail."""
    return office.entries.act(_agreed)


def _agreed(party: Party, text: str, side: str) -> bool:
    """Whether the console has recorded that both sides hold this entry.

    Until then EspoCRM's lists, which have no ids, cannot tell a removal from what was never written (rules 2).
    """
    for pair in EntryPair.objects.filter(party__espo_id=party.espo_id):
        if canonical(pair.base["e"]) == canonical(pair.base["a"]) == text:
            return True
        if side == ADVOWARE and pair.intent and canonical(pair.intent["value"]) == text and pair.entry is not None:
            return True
    return False


def somebody_creates(office: Office) -> str:
    """A party in EspoCRM."""
    if len(office.people.parties) >= 5:
        return "nobody creates"
    return f"Anna has created {office.people.new_party().espo_id}"


def somebody_deletes_in_espo(office: Office) -> str:
    """A party in EspoCRM."""
    return office.people.delete_in_espo()


def somebody_restores(office: Office) -> str:
    """A deleted party."""
    return office.people.restore_in_espo()


def somebody_deletes_in_advoware(office: Office) -> str:
    """A party in Advoware."""
    return office.people.delete_in_advoware()


def webhooks_run(office: Office) -> str:
    """EspoCRM's cron."""
    fate = office.rng.choices(("arrive", "lost", "twice", "forged"), (7, 1, 1, 1))[0]
    return office.console.deliver_webhooks(fate)


def work_goes_on(office: Office) -> str:
    """Workers take jobs and go on, for a few step points or many."""
    office.console.schedule()
    office.console.take_job()
    points = office.rng.choice((1, 3, 8, 20, 60))
    done = office.scheduler.advance(points)
    office.console.living_jobs()
    return f"work goes on for {done} step points"


def second_worker(office: Office) -> str:
    """Another worker takes a job."""
    return "another worker takes a job" if office.console.take_job() else "no job for another worker"


def time_passes(office: Office) -> str:
    """A jump; whoever is in the middle of something stands still for that time."""
    seconds = office.rng.choice((0.3, 1.0, 5.0, 30.0, 60.0, 310.0, 900.0, 4000.0, 86400.0))
    office.network.pass_time(seconds)
    office.console.schedule()
    return f"{seconds} s pass"


def worker_killed(office: Office) -> str:
    """kill -9."""
    return office.console.kill_one()


def worker_stalls(office: Office) -> str:
    """A pause that may outlast the lease."""
    return office.console.pause_one(office.rng.choice((10.0, 100.0, 400.0, 2000.0)))


def redis_wiped(office: Office) -> str:
    """All locks, jobs, marks and the token are lost."""
    try:
        office.redis.flushall()
    except RedisError:
        return "nobody can wipe Redis while it is down"
    return "Redis is wiped"


def redis_down(office: Office) -> str:
    """Redis refuses connections for a while."""
    seconds = office.rng.choice((5.0, 60.0, 600.0))
    office.redis_server.down_until = office.clock.seconds + seconds
    return f"Redis is down for {seconds} s"


def database_down(office: Office) -> str:
    """Each statement fails for a while."""
    seconds = office.rng.choice((0.5, 5.0, 60.0))
    office.database.down_until = office.clock.seconds + seconds
    return f"the database is down for {seconds} s"


def fault_armed(office: Office) -> str:
    """One of the next calls goes wrong."""
    return f"armed: {office.network.faults.arm_one(office.rng)}"


def outage_begins(office: Office) -> str:
    """A system fails for a while."""
    system, kind, seconds = office.network.faults.begin_outage(office.rng, office.clock.seconds)
    return f"{system} is down for {seconds} s: {kind}"


def espocrm_lists_wrongly(office: Office) -> str:
    """Its lists are empty or leave records out for a while (rules 5)."""
    kind, seconds = office.network.faults.begin_wrong_lists(office.rng, office.clock.seconds)
    return f"EspoCRM's lists are wrong for {seconds} s: {kind}"


def clock_moves(office: Office) -> str:
    """A machine's clock is set wrong, or right again."""
    machine = office.rng.choice((office.clock, office.espo_clock, office.advo_clock))
    machine.offset = office.rng.choice((0.0, -90.0, -5.0, 5.0, 90.0))
    return f"the clock of {type(machine).__name__} is off by {machine.offset} s"


ACTS: tuple[tuple[Callable[[Office], str], float], ...] = (
    (somebody_edits, 24),
    (somebody_edits_beside, 5),
    (somebody_phones, 14),
    (somebody_creates, 4),
    (somebody_deletes_in_espo, 1),
    (somebody_restores, 2),
    (somebody_deletes_in_advoware, 1),
    (webhooks_run, 14),
    (work_goes_on, 30),
    (second_worker, 6),
    (time_passes, 6),
    (worker_killed, 4),
    (worker_stalls, 2),
    (redis_wiped, 1),
    (fault_armed, 12),
    (outage_begins, 2),
    (clock_moves, 1),
    (settles_a_question, 10),
    (takes_a_decision_back, 3),
    (answers_a_hold, 9),
    (says_what_losses_are, 1),
    (presses_a_button, 3),
    (pauses_or_resumes, 2),
    (redis_down, 1),
    (database_down, 1),
    (two_type_at_once, 6),
    (somebody_changes_the_legal_form, 2),
    (somebody_changes_the_number, 2),
    (somebody_creates_what_stands_there, 1),
    (somebody_clears_out, 2),
    (espocrm_lists_wrongly, 1),
)
