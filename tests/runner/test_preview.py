"""A preview reads both systems, plans by a run's own rules, and leaves no trace anywhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps

from beteiligte.models import Beteiligte
from beteiligte.sync import DEFINITION
from syncconsole.console.entry_rows import ForeseenEntries, foreseen
from syncconsole.people import decisions
from syncconsole.run.preview import Preview, preview
from syncconsole.sync.errors import ADVOWARE, ESPOCRM, SystemDown
from syncconsole.sync.link import Create, Deleted, GoneInAdvoware, Hold, SearchAdvoware
from tests.runner import entries
from tests.runner.conftest import Office
from tests.runner.entries import MOBILE, OFFICE, OFFICE_TYPED


def look(office: Office, espo_id: str) -> Preview:
    return preview(DEFINITION, office.party(espo_id).pk)


def all_rows() -> dict[str, list[dict[str, Any]]]:
    stored = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in stored}


def written(one: Preview) -> list[tuple[str, str, str, str]]:
    sides = ((ADVOWARE, one.plan.to_advoware), (ESPOCRM, one.plan.to_espo))
    return [(side, write.field, write.before, write.value) for side, writes in sides for write in writes]


def of_entries(one: Preview) -> ForeseenEntries:
    return foreseen(one.run)


def entry_writes(one: Preview) -> list[tuple[str, str]]:
    return [(write.side, row.row.name) for row in of_entries(one).entries for write in row.writes]


def test_it_shows_what_a_sync_would_carry_in_both_directions(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    office.edit_advoware(number, vorname="Moritz")
    one = look(office, espo_id)
    assert written(one) == [
        (ADVOWARE, "lastName", "Mustermann", "Musterfrau"),
        (ESPOCRM, "firstName", "Max", "Moritz"),
    ]
    assert one.tells


def test_it_makes_one_call_to_each_system_and_no_other(office: Office) -> None:
    espo_id, _ = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    one = look(office, espo_id)
    assert office.calls() == ["GET E", "GET A"]
    assert [(call.system, call.method) for call in one.calls] == [(ESPOCRM, "GET"), (ADVOWARE, "GET")]


def test_not_one_row_of_the_database_changes(office: Office) -> None:
    espo_id, number = entries.in_sync(office, entries.tel(OFFICE_TYPED))
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    office.edit_advoware(number, name="Musterdame")
    entries.enter_phones(office, espo_id, MOBILE)
    before = all_rows()
    assert look(office, espo_id).plan.writes
    assert all_rows() == before


def test_no_lock_stands_in_its_way_and_none_is_left(office: Office) -> None:
    espo_id, _ = office.linked_person()
    Beteiligte.objects.update(sync_status="syncing")
    assert look(office, espo_id).plan.complete
    assert office.sync(espo_id).outcome == "equal"


def test_a_sync_does_what_the_preview_told(office: Office) -> None:
    espo_id, number = entries.in_sync(office, entries.tel(OFFICE_TYPED))
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    entries.enter_phones(office, espo_id, OFFICE, {"phoneNumber": MOBILE, "type": "Mobile"})
    one = look(office, espo_id)
    told = written(one)
    told_entries = entry_writes(one)
    office.forget_calls()
    office.sync(espo_id)
    changes = office.party(espo_id).attempts.first().changes.order_by("id")
    fields = [row for row in changes if ":" not in row.field]
    assert [(row.side, row.field, row.before, row.after) for row in fields] == told
    assert [(row.side, row.field) for row in changes if ":" in row.field] == told_entries
    assert len([call for call in office.writes() if call.endswith("A")]) == 1 + of_entries(one).calls


def test_equal_sides_need_no_call_beside_the_two_reads(office: Office) -> None:
    espo_id, _ = entries.in_sync(office, entries.tel(OFFICE_TYPED))
    one = look(office, espo_id)
    assert (one.plan.writes, one.tells, of_entries(one).calls, entry_writes(one)) == (0, False, 0, [])
    assert [row.row.state.text for row in of_entries(one).entries]


def test_a_held_field_is_named_and_not_written(office: Office, settings: Any) -> None:
    settings.SYNC_FIELD_POLICIES = {"dateOfBirth": "manual"}
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, dateOfBirth="1980-05-18")
    office.edit_advoware(number, geburtsdatum="1980-05-19T00:00:00")
    one = look(office, espo_id)
    assert [held.field for held in one.plan.held] == ["dateOfBirth"]
    assert written(one) == []
    assert one.tells  # EspoCRM will read `conflict`


def test_a_party_without_number_would_be_looked_for_and_else_created(office: Office) -> None:
    espo_id = office.person_in_espocrm(phoneNumberData=[{"phoneNumber": OFFICE, "type": "Office"}])
    office.note(espo_id)
    one = look(office, espo_id)
    assert one.searches and isinstance(one.plan.link, Create)
    assert one.plan.create["lastName"] == "Mustermann"
    assert [side for side, _ in entry_writes(one)] == [ADVOWARE]
    assert office.calls() == ["GET E"]


def test_after_a_lost_answer_to_a_create_it_would_only_be_looked_for(office: Office) -> None:
    espo_id = office.person_in_espocrm()
    party = office.note(espo_id)
    values, at = {"lastName": "Mustermann"}, party.changed_at
    DEFINITION.intent.objects.create(party=party, values=values, opened_at=at, posted_at=at)
    one = look(office, espo_id)
    assert one.searches and isinstance(one.plan.link, SearchAdvoware)
    assert not one.tells


def test_a_deleted_party_would_be_marked_as_deleted(office: Office) -> None:
    espo_id, _ = office.linked_person()
    office.delete_in_espocrm(espo_id)
    one = look(office, espo_id)
    assert isinstance(one.plan.link, Deleted)
    assert (one.held_back, one.tells) == (False, False)


def test_a_party_that_is_gone_would_be_held_and_staff_are_not_told_by_a_preview(known: Office) -> None:
    espo_id, number = known.linked_person()
    known.delete_in_advoware(number)
    before = all_rows()
    one = look(known, espo_id)
    assert isinstance(one.plan.link, GoneInAdvoware)
    assert all_rows() == before


def test_a_preview_neither_counts_nor_is_let_through_by_the_guard_against_mass_losses(known: Office) -> None:
    held_back = []
    for _ in range(6):
        espo_id, number = known.linked_person()
        known.delete_in_advoware(number)
        held_back.append([look(known, espo_id).held_back for _ in range(3)])
        known.sync(espo_id)
    assert held_back == [[False] * 3] * 5 + [[True] * 3]


def test_the_removal_of_all_entries_is_counted_only_by_a_run(office: Office) -> None:
    parties = [entries.in_sync(office, entries.tel(OFFICE_TYPED)) for _ in range(2)]
    for espo_id, _ in parties:
        entries.enter_phones(office, espo_id)
    before = all_rows()
    for espo_id, _ in parties:
        assert of_entries(look(office, espo_id)).empties
    assert all_rows() == before


def test_a_record_that_replaces_a_gone_one_would_get_all_entries(known: Office) -> None:
    espo_id, number = entries.in_sync(known, entries.tel(OFFICE_TYPED))
    known.delete_in_advoware(number)
    known.sync(espo_id)
    assert decisions.answer_hold(DEFINITION, known.party(espo_id).pk, "recreate", "anna").done
    one = look(known, espo_id)
    assert one.searches and isinstance(one.plan.link, Create)
    assert entry_writes(one) == [(ADVOWARE, "phone:2")]
    assert not one.run.entries.hold


def test_a_first_link_with_another_record_forgets_what_was_agreed_with_the_old_one(office: Office) -> None:
    espo_id, _ = entries.in_sync(office, entries.tel(OFFICE_TYPED))
    other = office.person_in_advoware(vorname="Moritz", kommunikation=[entries.tel(entries.MOBILE_TYPED)])
    office.edit_espocrm(espo_id, betnr=other)
    office.sync(espo_id)
    assert decisions.answer_hold(DEFINITION, office.party(espo_id).pk, "agree", "anna").done
    one = look(office, espo_id)
    assert one.plan.void_base and not one.run.entries.hold
    assert {side for side, _ in entry_writes(one)} == {ESPOCRM, ADVOWARE}
    told = {(side, field) for side, field, _, _ in written(one)}
    office.retry(espo_id)
    assert {(row.side, row.field) for row in office.party(espo_id).attempts.first().changes.all()} >= told


def test_a_number_that_espocrm_lost_before_it_was_confirmed_is_written_again(office: Office) -> None:
    espo_id, number = office.linked_person()
    Beteiligte.objects.update(number_confirmed=False)
    office.edit_espocrm(espo_id, betnr=None)
    one = look(office, espo_id)
    assert (one.plan.complete, one.plan.writes, one.tells) == (True, 0, True)


def test_a_status_that_somebody_has_overwritten_is_told_again(office: Office) -> None:
    espo_id, _ = office.linked_person()
    assert not look(office, espo_id).tells
    office.edit_espocrm(espo_id, syncStatus="failed")
    assert look(office, espo_id).tells
    office.forget_calls()
    office.sync(espo_id)
    assert office.writes() == ["PATCH E"]


def test_a_held_party_shows_its_hold(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_advoware(number, rechtsform="GmbH", name="Mustermann GmbH")
    one = look(office, espo_id)
    assert isinstance(one.plan.hold, Hold)
    assert one.plan.hold.why.code == "kind_differs"


def test_what_an_earlier_run_sent_and_could_not_see_is_judged_but_not_recorded(office: Office) -> None:
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    office.edit_advoware(number, name="Musterfrau")
    party = office.party(espo_id)
    party.unsettled = {ADVOWARE: {"lastName": ["Musterfrau", "Mustermann", "Musterfrau"]}}
    party.save()
    before = all_rows()
    assert written(look(office, espo_id)) == []
    assert all_rows() == before


def test_a_system_that_does_not_answer_ends_it_and_nothing_is_recorded(office: Office) -> None:
    espo_id, _ = office.linked_person()
    before = all_rows()
    office.box.advo_faults.arm(times=0, status=503)
    with pytest.raises(SystemDown):
        look(office, espo_id)
    assert all_rows() == before
