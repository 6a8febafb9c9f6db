"""Three hours in which a system does not do its work while people go on, and what must be true of it afterwards."""

from __future__ import annotations

from beteiligte.models import Beteiligte
from tests.rehearsal.day import Day
from tests.rehearsal.sizes import size

PARTIES = size(full=500, sample=60)
THREE_HOURS = 3 * 3600
TICK_EVERY = size(full=30, sample=300)
ROUNDS = 12  # the people's edits come in so many portions
Parties = list[tuple[str, int]]


def edit_all(day: Day, parties: Parties) -> None:
    """Each party gets a new name in EspoCRM and, at a desktop, another day of birth; portion by portion."""
    for turn in range(ROUNDS):
        portion = parties[turn::ROUNDS]
        for espo_id, number in portion:
            day.office.edit_espocrm(espo_id, lastName="Neumann")
            day.office.edit_advoware(number, geburtsdatum="1977-07-07T00:00:00")
        day.announce([espo_id for espo_id, _ in portion])
        day.work_off()
        day.pass_time(THREE_HOURS / ROUNDS, tick_every=TICK_EVERY)


def recover(day: Day, parties: Parties) -> None:
    """Ten minutes are more than enough to work everything off."""
    day.pass_time(600)
    assert day.at_rest([espo_id for espo_id, _ in parties])


def losers_of_attempts() -> list[tuple[object, ...]]:
    """The parties that have lost an attempt, or stand there with an error."""
    rows = Beteiligte.objects.exclude(failures=0, error=None)
    return list(rows.values_list("espo_id", "failures", "error", "sync_status", "waits_for"))


def assert_all_arrived(day: Day, parties: Parties) -> None:
    """Every edit stands on both sides, and nobody has anything to decide."""
    assert set(Beteiligte.objects.values_list("failures", "sync_status")) == {(0, "clean")}
    for espo_id, number in parties:
        espo, advoware = day.office.espocrm(espo_id), day.office.advoware(number)
        assert (espo["lastName"], espo["dateOfBirth"]) == ("Neumann", "1977-07-07")
        assert (advoware["name"], advoware["geburtsdatum"][:10]) == ("Neumann", "1977-07-07")
