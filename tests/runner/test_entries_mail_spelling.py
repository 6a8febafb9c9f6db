"""Mails are lower-cased for comparison only; what a person takes back is written as it was typed (rules 1, 1.2)."""

from __future__ import annotations

from beteiligte.sync import DEFINITION
from syncconsole.people.decisions import decide
from tests.runner.conftest import Office
from tests.runner.entries import (
    MAX_MAIL,
    comes_to_rest,
    edit_entry,
    enter_mails,
    entries,
    in_sync,
    mails,
    question,
    tel,
    typed,
)  # fmt: skip


def test_a_lost_address_is_taken_back_as_it_was_typed(office: Office) -> None:
    espo_id, number = in_sync(office, tel(MAX_MAIL, 4))
    enter_mails(office, espo_id, "anna@example.invalid")
    edit_entry(office, number, entries(office, number)[0].id, tlf="Max.Muster@Example.invalid")
    comes_to_rest(office, espo_id)
    assert decide(DEFINITION, question(office, espo_id).pk, "take", "anna").done
    comes_to_rest(office, espo_id)
    assert mails(office, espo_id) == typed(office, number) == ["Max.Muster@Example.invalid"]


def test_an_address_that_espocrm_takes_is_sent_though_an_equal_one_stands_before_it(office: Office) -> None:
    espo_id, _ = in_sync(office, tel("max@müller.example.invalid", 4), tel("max@xn--mller-kva.example.invalid", 4))
    assert mails(office, espo_id) == ["max@xn--mller-kva.example.invalid"]
