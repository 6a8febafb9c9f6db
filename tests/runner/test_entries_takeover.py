"""An office whose markers the original wrote, or ours before the database was lost, is taken over (rules 1.2)."""

from __future__ import annotations

import pytest
from django.db.models import Model

from beteiligte.models import Beteiligte
from kommunikation.models import EntryPair, KnownValue, Kommunikation
from syncconsole.models import SystemState
from tests.runner.conftest import Office
from tests.runner.entries import (
    HOME,
    HOME_TYPED,
    MAX_MAIL,
    MOBILE,
    MOBILE_TYPED,
    OFFICE,
    OFFICE_TYPED,
    OTHER_OFFICE,
    OTHER_OFFICE_TYPED,
    add_entry,
    comes_to_rest,
    digits,
    edit_entry,
    enter_phones,
    entries,
    in_sync,
    mail,
    mails,
    marker,
    phone,
    phones,
    slot,
    tel,
    typed,
)


def lose_the_database() -> None:
    """The console starts anew: it knows neither the party nor any number."""
    lost: list[type[Model]] = [EntryPair, KnownValue, Kommunikation, Beteiligte]
    for model in lost:
        model.objects.all().delete()


def raw(office: Office, number: int) -> list[tuple[int, str, str, str]]:
    """All that Advoware holds of the entries, rowIds included."""
    return [(entry.id, entry.row_id, entry.tlf, entry.bemerkung) for entry in entries(office, number)]


def marked_by_the_original(office: Office) -> tuple[str, int]:
    """A party as the original left it: numbers as EspoCRM spelled them, markers, a slot, users' texts."""
    number = office.person_in_advoware(
        kommunikation=[
            tel(OFFICE, 1, marker(OFFICE, 1, "Zentrale")),
            tel(MOBILE, 3, marker(MOBILE, 3)),
            tel("", 1, slot(1)),
            tel(MAX_MAIL, 4, "[ESPOCRM:bWF4QGV4YW1wbGUuaW52YWxpZA==:4]"),
            tel("www.example.invalid", 5),
        ]
    )
    espo_id = office.person_in_espocrm(
        betnr=number,
        phoneNumberData=[phone(OFFICE), phone(MOBILE, "Mobile")],
        emailAddressData=[mail(MAX_MAIL)],
        syncStatus="clean",
    )
    return espo_id, number


def test_a_party_that_the_original_marked_is_taken_over_without_one_write_of_an_entry(office: Office) -> None:
    espo_id, number = marked_by_the_original(office)
    before = raw(office, number)
    office.sync(espo_id)
    assert raw(office, number) == before
    assert (phones(office, espo_id), mails(office, espo_id)) == (sorted([OFFICE, MOBILE]), [MAX_MAIL])
    assert [call for call in office.writes() if call.endswith("A")] == []
    comes_to_rest(office, espo_id, runs=0)


def test_its_slots_are_used_again(office: Office) -> None:
    espo_id, number = marked_by_the_original(office)
    office.sync(espo_id)
    enter_phones(office, espo_id, OFFICE, phone(MOBILE, "Mobile"), OTHER_OFFICE)
    office.forget_calls()
    office.sync(espo_id)
    assert "POST A" not in office.calls()
    assert digits([entry.tlf for entry in entries(office, number)][:3])[-1] == OTHER_OFFICE


def test_an_edit_made_in_advoware_since_the_originals_last_run_arrives(office: Office) -> None:
    espo_id, number = marked_by_the_original(office)
    edit_entry(office, number, entries(office, number)[0].id, tlf=OTHER_OFFICE_TYPED)
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == sorted([OTHER_OFFICE, MOBILE])
    assert entries(office, number)[0].bemerkung == marker(OTHER_OFFICE, 1, "Zentrale")


def test_a_value_typed_into_one_of_its_slots_is_new(office: Office) -> None:
    espo_id, number = marked_by_the_original(office)
    edit_entry(office, number, entries(office, number)[2].id, tlf=OTHER_OFFICE_TYPED)
    comes_to_rest(office, espo_id)
    assert OTHER_OFFICE in phones(office, espo_id)


def test_the_first_run_deletes_nothing_on_either_side(office: Office) -> None:
    espo_id, number = marked_by_the_original(office)
    enter_phones(office, espo_id, OFFICE)  # MOBILE was deleted since
    edit_entry(office, number, entries(office, number)[3].id, tlf="", bemerkung="")  # and the mail over there
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == sorted([OFFICE, MOBILE])
    assert mails(office, espo_id) == [MAX_MAIL]
    assert MAX_MAIL in typed(office, number)


def test_a_marker_whose_value_stands_beside_the_entrys_own_is_ignored(office: Office) -> None:
    number = office.person_in_advoware(kommunikation=[tel(OFFICE, 1, marker(OTHER_OFFICE, 1)), tel(OTHER_OFFICE, 1)])
    espo_id = office.person_in_espocrm(betnr=number, phoneNumberData=[phone(OFFICE), phone(OTHER_OFFICE)])
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OFFICE, OTHER_OFFICE]
    assert [entry.tlf for entry in entries(office, number)] == [OFFICE, OTHER_OFFICE]


def test_a_blank_entry_with_a_value_marker_is_a_slot_at_the_first_run(office: Office) -> None:
    number = office.person_in_advoware(kommunikation=[tel("", 1, marker(OFFICE, 1))])
    espo_id = office.person_in_espocrm(betnr=number, phoneNumberData=[phone(OTHER_OFFICE)])
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == [OTHER_OFFICE]
    (entry,) = entries(office, number)
    assert (digits([entry.tlf]), entry.bemerkung) == ([OTHER_OFFICE], marker(OTHER_OFFICE, 1))


# Our own markers, after the database was lost


def test_after_a_lost_database_nothing_is_written_and_nothing_doubled(office: Office) -> None:
    espo_id, number = in_sync(
        office, tel(OFFICE_TYPED, 1, "Zentrale"), tel(MOBILE_TYPED, 3), tel(HOME_TYPED, 6), tel(MAX_MAIL, 8)
    )
    before, in_espo = raw(office, number), office.espocrm(espo_id)["phoneNumberData"]
    lose_the_database()
    office.sync(espo_id)
    comes_to_rest(office, espo_id, runs=1)
    assert raw(office, number) == before
    assert office.espocrm(espo_id)["phoneNumberData"] == in_espo
    assert [call for call in office.writes() if call.endswith("A")] == []


@pytest.mark.parametrize("side", ["espocrm", "advoware"])
def test_an_edit_made_while_there_was_no_database_is_carried(office: Office, side: str) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    lose_the_database()
    if side == "espocrm":
        enter_phones(office, espo_id, OTHER_OFFICE, phone(MOBILE, "Mobile"))
    else:
        edit_entry(office, number, entries(office, number)[0].id, tlf=OTHER_OFFICE_TYPED)
    comes_to_rest(office, espo_id)
    assert OTHER_OFFICE in phones(office, espo_id)
    assert OTHER_OFFICE in digits(typed(office, number))
    assert phones(office, espo_id) == digits(typed(office, number))


def test_after_a_lost_database_the_types_stay(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED, 7), tel(MOBILE_TYPED, 9), tel(HOME_TYPED, 10))
    types = {row["phoneNumber"]: row["type"] for row in office.espocrm(espo_id)["phoneNumberData"]}
    lose_the_database()
    enter = [{**row} for row in office.espocrm(espo_id)["phoneNumberData"]]
    office.edit_espocrm(espo_id, lastName="Beispiel", phoneNumberData=enter)
    comes_to_rest(office, espo_id)
    assert {row["phoneNumber"]: row["type"] for row in office.espocrm(espo_id)["phoneNumberData"]} == types
    assert len(entries(office, number)) == 3


def test_entries_without_markers_that_stand_on_both_sides_only_get_a_marker(office: Office) -> None:
    number = office.person_in_advoware(kommunikation=[tel(OFFICE_TYPED), tel(MAX_MAIL, 4)])
    espo_id = office.person_in_espocrm(
        betnr=number, phoneNumberData=[phone(OFFICE)], emailAddressData=[mail("MAX@example.invalid")]
    )
    office.forget_calls()
    office.sync(espo_id)
    assert [call for call in office.writes() if call.endswith("A")] == ["PUT A", "PUT A"]
    assert typed(office, number) == sorted([OFFICE_TYPED, MAX_MAIL])
    assert (phones(office, espo_id), mails(office, espo_id)) == ([OFFICE], ["MAX@example.invalid"])
    comes_to_rest(office, espo_id, runs=0)


def test_the_first_run_unites_both_sides(office: Office) -> None:
    number = office.person_in_advoware(kommunikation=[tel(OFFICE_TYPED), tel(HOME_TYPED, 6)])
    espo_id = office.person_in_espocrm(betnr=number, phoneNumberData=[phone(OFFICE), phone(MOBILE, "Mobile")])
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == digits(typed(office, number)) == sorted([OFFICE, HOME, MOBILE])


# Another number


def test_a_link_to_another_number_voids_what_was_recorded_of_the_entries(office: Office) -> None:
    espo_id, old = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3))
    new = office.person_in_advoware(kommunikation=[tel(HOME_TYPED, 6)])
    before = raw(office, old)
    office.edit_espocrm(espo_id, betnr=new)
    office.sync(espo_id)
    assert office.party(espo_id).hold["code"] == "number_changed"
    office.answer(espo_id, "agree")
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == digits(typed(office, new)) == sorted([OFFICE, MOBILE, HOME])
    assert raw(office, old) == before


def test_after_such_a_link_an_entry_of_the_same_id_elsewhere_means_nothing(office: Office) -> None:
    espo_id, old = in_sync(office, tel(OFFICE_TYPED))
    new = office.person_in_advoware()
    office.box.advo.parties[new].entries = [type(entry)(**vars(entry)) for entry in entries(office, old)]
    office.box.advo.parties[new].entries[0].tlf = OTHER_OFFICE_TYPED
    office.box.advo.parties[new].entries[0].bemerkung = ""
    office.edit_espocrm(espo_id, betnr=new)
    office.sync(espo_id)
    office.answer(espo_id, "agree")
    comes_to_rest(office, espo_id)
    assert phones(office, espo_id) == digits(typed(office, new)) == [OFFICE, OTHER_OFFICE]


def test_what_the_console_knows_of_the_systems_is_not_needed_for_it(office: Office) -> None:
    espo_id, number = marked_by_the_original(office)
    SystemState.objects.all().delete()
    before = raw(office, number)
    office.sync(espo_id)
    assert raw(office, number) == before
    add_entry(office, number, HOME_TYPED, 6)
    comes_to_rest(office, espo_id)
    assert HOME in phones(office, espo_id)
