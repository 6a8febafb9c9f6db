"""A run that lost its lease in the middle of its entries writes nothing more (rules 3)."""

from __future__ import annotations

from typing import Any

import pytest

from beteiligte.models import Beteiligte
from kommunikation.models import Kommunikation
from kommunikation.run import save
from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.espocrm import EspoClient
from tests.runner.conftest import Office
from tests.runner.entries import (
    HOME,
    MAX_MAIL,
    MOBILE_TYPED,
    OFFICE_TYPED,
    OTHER_OFFICE,
    add_entry,
    digits,
    edit_entry,
    enter_phones,
    entries,
    in_sync,
    mails,
    phone,
    phones,
    tel,
    typed,
)
from tests.runner.midway import after
from tests.runner.movable_clock import MovableClock

CALLS = [
    (EspoClient, "read"),
    (AdvoClient, "read"),
    (AdvoClient, "replace_part"),
    (AdvoClient, "create_part"),
    (EspoClient, "update"),
]


def edited(office: Office) -> tuple[str, int]:
    """A party with entries to write on both sides."""
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MAX_MAIL, 4))
    enter_phones(office, espo_id, OTHER_OFFICE, phone(HOME, "Home"))
    edit_entry(office, number, entries(office, number)[1].id, tlf="moritz@example.invalid")
    add_entry(office, number, MOBILE_TYPED, 3)
    return espo_id, number


def rows(office: Office, espo_id: str) -> list[Any]:
    """All that the console holds of the party's entries."""
    party = office.party(espo_id)
    whole = Kommunikation.objects.filter(party=party).values()
    return [*whole, *party.entry_pairs.order_by("key").values(), *party.known_values.order_by("pk").values()]


@pytest.mark.parametrize(("owner", "call"), CALLS)
def test_whenever_the_epoch_moves_the_old_run_writes_nothing_more(
    office: Office, monkeypatch: pytest.MonkeyPatch, owner: Any, call: str
) -> None:
    espo_id, _ = edited(office)
    found: list[Any] = []

    def epoch_moves() -> None:
        office.forget_calls()
        Beteiligte.objects.filter(espo_id=espo_id).update(epoch=100)
        found.extend(rows(office, espo_id))

    after(monkeypatch, owner, call, epoch_moves)
    assert office.sync(espo_id).outcome == "lost"
    assert office.writes() == []
    assert rows(office, espo_id) == found


@pytest.mark.parametrize(("owner", "call"), [*CALLS, (save, "announce"), (save, "after_answer")])
def test_a_run_whose_successor_has_finished_changes_nothing_of_it(
    office: Office, time: MovableClock, monkeypatch: pytest.MonkeyPatch, owner: Any, call: str
) -> None:
    espo_id, number = edited(office)
    found: list[Any] = []

    def another_worker_takes_over() -> None:
        for _ in range(3):  # a POST of the old run is in the dark until its quarantine is over
            time.advance(700)
            office.last_lock_ends(espo_id)
            office.retry(espo_id)
        office.forget_calls()
        found.extend(rows(office, espo_id))

    after(monkeypatch, owner, call, another_worker_takes_over)
    assert office.sync(espo_id).outcome == "lost"
    assert office.writes() == []
    assert rows(office, espo_id) == found
    wanted = sorted([OTHER_OFFICE, HOME, "+491713920012"])
    assert phones(office, espo_id) == wanted
    assert digits([text for text in typed(office, number) if "@" not in text]) == wanted
    assert mails(office, espo_id) == ["moritz@example.invalid"]
