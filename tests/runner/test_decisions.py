"""What people decide on conflicts is carried to both sides, or refused if a side has moved (rules 4)."""

from __future__ import annotations

from typing import Any

from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.people.decisions import decide
from syncconsole.sandbox.control import edit_advoware
from tests.runner.conftest import Office


def reviewed(office: Office) -> tuple[str, int, Any]:
    """A party whose last name was changed on both sides, and its conflict."""
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Ausespo")
    office.edit_advoware(number, name="Ausadvoware")
    office.sync(espo_id)
    return espo_id, number, office.party(espo_id).conflicts.get(closed_at=None)


def held(office: Office, settings: Any) -> tuple[str, int, Any]:
    """The same under the policy that a person decides."""
    settings.SYNC_FIELD_POLICIES = {"lastName": "manual"}
    return reviewed(office)


def test_take_the_other_brings_the_losing_value_back_on_both_sides(office: Office) -> None:
    espo_id, number, conflict = reviewed(office)
    assert decide(DEFINITION, conflict.pk, "take", "anna").done
    office.sync(espo_id)
    assert office.espocrm(espo_id)["lastName"] == "Ausadvoware"
    assert office.advoware(number)["name"] == "Ausadvoware"
    assert office.espocrm(espo_id)["syncStatus"] == "clean"
    assert office.sync(espo_id).outcome == "equal"


def test_seen_closes_and_changes_no_value(office: Office) -> None:
    espo_id, number, conflict = reviewed(office)
    assert decide(DEFINITION, conflict.pk, "seen", "anna").done
    office.sync(espo_id)
    assert office.advoware(number)["name"] == "Ausespo"
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_a_held_conflict_writes_neither_side_until_a_person_decides(office: Office, settings: Any) -> None:
    espo_id, number, conflict = held(office, settings)
    assert (conflict.kind, conflict.base) == ("held", "Mustermann")
    assert office.espocrm(espo_id)["lastName"] == "Ausespo"
    assert office.advoware(number)["name"] == "Ausadvoware"
    assert office.espocrm(espo_id)["syncStatus"] == "conflict"


def test_a_held_conflict_names_who_typed_a_value_though_others_change_the_record_later(
    office: Office, settings: Any
) -> None:
    espo_id, number, conflict = held(office, settings)
    typed = (conflict.author_espo, conflict.changed_espo)
    office.edit_advoware(number, vorname="Moritz")
    for _ in range(2):
        office.note(espo_id)
        office.sync(espo_id)
    conflict.refresh_from_db()
    assert office.espocrm(espo_id)["firstName"] == "Moritz"
    assert (conflict.author_espo, conflict.changed_espo) == typed
    edit_advoware(office.box.advo, {"betNr": number, "fields": {"name": "Anders"}, "user": "KL"})
    office.note(espo_id)
    office.sync(espo_id)
    conflict.refresh_from_db()
    assert (conflict.value_advoware, conflict.author_advoware) == ("Anders", "KL")


def test_keep_writes_espocrms_value_of_a_held_conflict(office: Office, settings: Any) -> None:
    espo_id, number, conflict = held(office, settings)
    assert decide(DEFINITION, conflict.pk, "keep", "anna").done
    office.sync(espo_id)
    assert office.advoware(number)["name"] == "Ausespo"
    assert office.espocrm(espo_id)["syncStatus"] == "clean"


def test_take_writes_advowares_value_of_a_held_conflict(office: Office, settings: Any) -> None:
    espo_id, _, conflict = held(office, settings)
    assert decide(DEFINITION, conflict.pk, "take", "anna").done
    office.sync(espo_id)
    assert office.espocrm(espo_id)["lastName"] == "Ausadvoware"


def test_a_held_conflict_cannot_just_be_seen(office: Office, settings: Any) -> None:
    _, _, conflict = held(office, settings)
    decided = decide(DEFINITION, conflict.pk, "seen", "anna")
    assert not decided.done
    assert decided.reason is not None
    assert decided.reason.code == "held_needs_choice"


def test_a_decision_on_values_that_moved_since_is_refused(office: Office) -> None:
    _, _, conflict = reviewed(office)
    decided = decide(DEFINITION, conflict.pk, "take", "anna", seen=("Etwas", "Anderes"))
    assert not decided.done
    assert decided.reason is not None
    assert decided.reason.code == "decision_moved"


def test_a_decision_is_void_and_shown_anew_if_a_side_moves_before_the_run(office: Office) -> None:
    espo_id, number, conflict = reviewed(office)
    decide(DEFINITION, conflict.pk, "take", "anna")
    office.edit_espocrm(espo_id, lastName="Neuer")
    office.sync(espo_id)
    assert office.advoware(number)["name"] == "Neuer"
    conflict.refresh_from_db()
    assert conflict.closed_at is None


def test_the_same_decision_twice_is_no_error(office: Office) -> None:
    _, _, conflict = reviewed(office)
    assert decide(DEFINITION, conflict.pk, "seen", "anna").done
    assert decide(DEFINITION, conflict.pk, "seen", "anna").done


def test_a_held_conflict_closes_when_the_sides_agree_again(office: Office, settings: Any) -> None:
    espo_id, number, conflict = held(office, settings)
    office.edit_advoware(number, name="Ausespo")
    office.sync(espo_id)
    conflict.refresh_from_db()
    assert conflict.resolution == "settled"
    assert conflict.closed_at is not None
    assert conflict.closed_at <= clock.now()
