"""One decision for all conflicts of the same field, cause and rule; what has moved since stays (rules 4)."""

from __future__ import annotations

from typing import Any

import pytest

from beteiligte.models import Beteiligte, BeteiligteConflict
from beteiligte.sync import DEFINITION
from syncconsole.people import alike
from syncconsole.people.alike import CAUSE, CHANGED, NO_CHOICE, VALUES, Choice, Settled, decide_alike, now_by
from syncconsole.people.choices import offered
from syncconsole.people.decisions import decide
from tests.runner.conftest import Office
from tests.runner.entries import both_edited, comes_to_rest, delete_entry, enter_phones, entries, question


def _reviewed(office: Office, espo: str = "Ausespo", advoware: str = "Ausadvoware") -> str:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName=espo)
    office.edit_advoware(number, name=advoware)
    office.sync(espo_id)
    return espo_id


def _open(office: Office, espo_id: str) -> Any:
    return office.party(espo_id).conflicts.get(closed_at=None)


def _all(example: Any, choice: str, scope: str, chosen: Choice | None = None, **more: Any) -> Settled:
    newest = BeteiligteConflict.objects.order_by("-pk").values_list("pk", flat=True)[0]
    return decide_alike(DEFINITION, example, scope, chosen or now_by("anna", choice), **{"upto": newest, **more})


def test_taking_the_other_value_for_all_with_the_same_two_values(office: Office) -> None:
    first, second, different = _reviewed(office), _reviewed(office), _reviewed(office, advoware="Anders")
    settled = _all(_open(office, first), "take", VALUES)
    assert len(settled.parties) == 2
    for espo_id in (first, second):
        office.sync(espo_id)
        assert office.espocrm(espo_id)["lastName"] == "Ausadvoware"
    assert office.open_questions(different) == [("review", "lastName")]


def test_all_of_one_cause_are_acknowledged_whatever_their_values(office: Office) -> None:
    first, second = _reviewed(office), _reviewed(office, "Eins", "Zwei")
    settled = _all(_open(office, first), "seen", CAUSE)
    assert (len(settled.parties), settled.left_out, settled.remaining) == (2, {}, 0)
    office.sync(second)
    assert office.espocrm(second)["syncStatus"] == "clean"


def test_keeping_for_all_writes_every_partys_own_value(office: Office, settings: Any) -> None:
    settings.SYNC_FIELD_POLICIES = {"lastName": "manual"}
    first, second = _reviewed(office), _reviewed(office, "Eins", "Zwei")
    _all(_open(office, first), "keep", CAUSE)
    for espo_id, name in ((first, "Ausespo"), (second, "Eins")):
        office.sync(espo_id)
        assert office.advoware(office.party(espo_id).number)["name"] == name


def test_where_a_value_has_moved_since_the_party_stays(office: Office) -> None:
    first, second = _reviewed(office), _reviewed(office)
    office.edit_espocrm(second, lastName="Neuer")
    office.sync(second)
    settled = _all(_open(office, first), "take", VALUES)
    assert (len(settled.parties), settled.left_out) == (1, {CHANGED: 1})
    assert office.open_questions(second) == [("review", "lastName")]


def test_a_choice_that_one_cannot_be_given_leaves_it_out(office: Office, settings: Any) -> None:
    settings.SYNC_FIELD_POLICIES = {"lastName": "manual"}
    settled = _all(_open(office, _reviewed(office)), "seen", CAUSE)
    assert (settled.parties, settled.left_out) == ([], {NO_CHOICE: 1})


def test_other_fields_causes_and_newer_questions_are_not_touched(office: Office, settings: Any) -> None:
    example = _open(office, _reviewed(office))
    newer = _reviewed(office)
    settled = _all(example, "seen", CAUSE, upto=example.pk)
    assert len(settled.parties) == 1
    assert office.open_questions(newer) == [("review", "lastName")]


def test_a_large_group_is_done_in_portions_that_go_on_where_the_last_one_ended(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike, "MOST_AT_ONCE", 2)
    example = [_open(office, _reviewed(office)) for _ in range(3)][0]
    first = _all(example, "seen", CAUSE)
    assert (len(first.parties), first.remaining) == (2, 1)
    second = _all(example, "seen", CAUSE, after=first.last)
    assert (len(second.parties), second.remaining) == (1, 0)


def test_all_of_one_act_carry_the_same_moment_and_note(office: Office) -> None:
    example = [_open(office, _reviewed(office)) for _ in range(2)][0]
    chosen = now_by("anna", "seen", "mit der Kanzlei besprochen")
    _all(example, "seen", CAUSE, chosen)
    rows = BeteiligteConflict.objects.values_list("closed_at", "closed_by", "note")
    assert set(rows) == {(chosen.moment, "anna", "mit der Kanzlei besprochen")}


def test_every_party_gets_one_reason_to_sync(office: Office) -> None:
    espo_id = _reviewed(office)
    before = office.party(espo_id).change_seq
    _all(_open(office, espo_id), "seen", CAUSE)
    assert Beteiligte.objects.get(espo_id=espo_id).change_seq == before + 1


def test_an_entry_that_both_sides_have_lost_can_only_be_seen(office: Office) -> None:
    espo_id, number = both_edited(office)
    row = question(office, espo_id)
    enter_phones(office, espo_id)
    for entry in entries(office, number):
        delete_entry(office, number, entry.id)
    comes_to_rest(office, espo_id)
    row.refresh_from_db()
    row.party.refresh_from_db()
    assert offered(row) == ("seen",)
    decided = decide(DEFINITION, row.pk, "take", "anna")
    assert decided.reason is not None
    assert decided.reason.code == "entry_gone"
    assert decide(DEFINITION, row.pk, "seen", "anna").done


def test_entries_of_several_parties_are_alike_though_their_pairs_have_other_numbers(office: Office) -> None:
    rows = [question(office, both_edited(office)[0]) for _ in range(2)]
    BeteiligteConflict.objects.filter(pk=rows[1].pk).update(field="phone:9")
    assert list(alike.alike(DEFINITION, rows[0], CAUSE)) == rows
