"""Phones and mails stand side by side on a party's page: differences first, then equal ones, the rest in one line."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beteiligte.models import Beteiligte, BeteiligteConflict
from kommunikation import marker
from kommunikation.models import EntryPair, Kommunikation
from tests.admin import people
from tests.admin.entries import block, entry, mail, page, phone, read_anew, settled

OFFICE = phone("+4951112345", primary=True)
MAIL = mail("erika@example.invalid", primary=True)


def test_a_number_written_differently_is_equal_and_quiet(viewer: Client) -> None:
    party = settled(people.person(), [OFFICE], [entry(1, "0511 / 123-45", "Zentrale")])
    (row,) = block(viewer, party).rows
    assert (row.state.text, row.differs) == ("gleich (andere Schreibweise)", False)
    assert (row.kind, row.kind_note) == ("Telefon, geschäftlich", "kommKz 1")
    assert (row.espo.value, row.agreed, row.advoware.value) == ("+4951112345", "+4951112345", "0511 / 123-45")


def test_type_and_flags_of_espocrm_are_told_in_words(viewer: Client) -> None:
    item = phone("+4951112345", "Home", primary=True, optOut=True, invalid=True)
    (row,) = block(viewer, settled(people.person(), [item], [entry(1, "0511 12345")])).rows
    assert row.espo.notes == ("Privat · primär · Widerspruch · als ungültig markiert",)


def test_the_users_remark_stands_there_without_the_marker(viewer: Client) -> None:
    remark = marker.write(marker.Value("+4951112345", 1), "nur vormittags")
    party = settled(people.person(), [OFFICE], [entry(1, "0511 12345", remark)])
    (row,) = block(viewer, party).rows
    assert row.advoware.notes == ("Bemerkung: nur vormittags", "markiert")
    assert "[ESPOCRM" not in page(viewer, party)


def test_an_edit_in_espocrm_is_marked_down_to_the_letter(viewer: Client) -> None:
    party = settled(people.person(), [MAIL], [entry(1, "erika@example.invalid")])
    read_anew(party, [mail("erika.m@example.invalid", primary=True)], [entry(1, "erika@example.invalid")])
    (row,) = block(viewer, party).rows
    assert "<ins>.m</ins>" in row.espo.value
    assert (row.state.text, row.state.reason) == ("nach Advoware schreiben", "nur in EspoCRM geändert")
    assert (row.espo.mark, row.advoware.mark) == ("info", "")


def test_an_edit_in_advoware_is_compared_with_how_the_agreed_number_is_spelled_there(viewer: Client) -> None:
    party = read_anew(settled(people.person(), [OFFICE], [entry(1, "0511 12345")]), [OFFICE], [entry(1, "0511 12346")])
    (row,) = block(viewer, party).rows
    assert "0511 1234<ins>6</ins>" in row.advoware.value
    assert (row.state.text, row.state.reason) == ("nach EspoCRM schreiben", "nur in Advoware geändert")
    assert (row.espo.mark, row.advoware.mark) == ("", "info")


def test_only_digits_of_a_number_are_marked_not_how_it_is_grouped(viewer: Client) -> None:
    party = settled(people.person(), [OFFICE], [entry(1, "0511 / 123-45")])
    (row,) = block(viewer, read_anew(party, [OFFICE], [entry(1, "0511 / 123-46")])).rows
    assert "0511 / 123-4<ins>6</ins>" in row.advoware.value


def test_new_entries_say_where_they_are_new(viewer: Client) -> None:
    party = settled(people.person(), [OFFICE], [entry(1, "0511 12345")])
    read_anew(party, [OFFICE, MAIL], [entry(1, "0511 12345"), entry(2, "0511 67890")])
    told = {row.state.reason: (row.state.text, row.agreed) for row in block(viewer, party).rows if row.differs}
    assert told == {
        "neu in EspoCRM": ("nach Advoware schreiben", "noch nie"),
        "neu in Advoware": ("nach EspoCRM schreiben", "noch nie"),
    }


def test_a_deletion_in_espocrm_empties_the_entry_and_keeps_its_remark(viewer: Client) -> None:
    advoware = [entry(1, "0511 12345"), entry(2, "erika@example.invalid")]
    party = read_anew(settled(people.person(), [OFFICE, MAIL], advoware), [MAIL], advoware)
    row = block(viewer, party).rows[0]
    assert (row.espo.value, row.state.text) == ('<span class="quiet">fehlt</span>', "in Advoware leeren")
    assert row.state.reason == "in EspoCRM gelöscht: bleibt als freier Platz, Bemerkung bleibt"


def test_a_deletion_in_advoware_takes_it_off_espocrms_list(viewer: Client) -> None:
    party = settled(people.person(), [OFFICE, MAIL], [entry(1, "0511 12345"), entry(2, "erika@example.invalid")])
    row = block(viewer, read_anew(party, [OFFICE, MAIL], [entry(2, "erika@example.invalid")])).rows[0]
    assert (row.state.text, row.state.reason) == ("aus EspoCRM entfernen", "in Advoware gelöscht")


def test_while_a_type_moves_the_old_entry_stands_for_the_value(viewer: Client) -> None:
    party = settled(people.person(), [phone("+4951112345", "Mobile")], [entry(1, "0511 12345", "Zentrale")])
    intent = {"value": "+4951112345", "source": "espocrm", "before": ["+4951112345"], "posted": False, "witnesses": []}
    leaving = [{"entry": 1, "value": "+4951112345", "kommkz": 1, "witness": True}]
    EntryPair.objects.update(entry=None, kommkz=3, intent=intent, leaving=leaving)
    (row,) = block(viewer, party).rows
    assert (row.kind, row.advoware.value) == ("Mobil", "0511 12345")
    assert row.state.text == "nach Advoware schreiben"
    assert block(viewer, party).aside == []


def test_a_text_that_is_not_certain_stays_in_advoware_and_says_why(viewer: Client) -> None:
    party = settled(people.person(), [], [entry(1, "0511 12345 Frau Beispiel"), entry(2, "2 65 40")])
    rows = block(viewer, party).rows
    assert [row.state.text for row in rows] == ["bleibt nur in Advoware"] * 2
    assert rows[0].state.reason.startswith("Darin stehen Wörter oder eine Durchwahl. Bitte in Advoware berichtigen")
    assert rows[1].state.reason.startswith("Die Vorwahl fehlt.")
    assert rows[0].advoware.mark == "warn" and "<ins>" not in rows[0].advoware.value
    assert [row.agreed for row in rows] == ["noch nie"] * 2
    assert block(viewer, party).alone == 2


def test_an_address_that_espocrm_would_refuse_stays_in_advoware(viewer: Client) -> None:
    (row,) = block(viewer, settled(people.person(), [], [entry(1, "jörg@example.invalid")])).rows
    assert row.state.reason.startswith("EspoCRM nimmt keine Umlaute in einer Adresse an.")


def test_entries_for_which_espocrm_has_no_room_say_so(viewer: Client) -> None:
    espo = [phone(f"+49511{12340 + n}") for n in range(10)]
    advoware = [entry(1 + n, f"0511 {12340 + n}") for n in range(10)]
    party = settled(people.person(), espo, [*advoware, entry(99, "0511 99999")])
    rows = [row for row in block(viewer, party).rows if row.differs]
    assert [(row.advoware.value, row.state.text) for row in rows] == [("0511 99999", "bleibt nur in Advoware")]
    assert rows[0].state.reason.startswith("in EspoCRM ist kein Platz für weitere Einträge")


def test_further_entries_of_the_same_value_are_told_with_the_first(viewer: Client) -> None:
    party = settled(people.person(), [OFFICE], [entry(1, "0511 12345"), entry(2, "+49 511 12345")])
    (row,) = block(viewer, party).rows
    assert "Dort auch als: +49 511 12345" in row.advoware.notes


def test_a_damaged_marker_is_told_at_its_entry(viewer: Client) -> None:
    party = settled(people.person(), [OFFICE], [entry(1, "0511 12345", "[ESPOCRM:KzQ5NTEx")])
    (row,) = block(viewer, party).rows
    assert row.advoware.notes == ("Bemerkung: [ESPOCRM:KzQ5NTEx", "Markierung beschädigt")


def test_a_marker_of_another_value_shows_that_value(viewer: Client) -> None:
    remark = marker.write(marker.Value("+4951199999", 1), "")
    party = settled(people.person(), [OFFICE], [entry(1, "0511 12345", remark)])
    assert block(viewer, party).rows[0].advoware.notes == ("markiert mit „+4951199999“",)


def test_free_slots_and_what_is_never_synced_are_one_quiet_line(viewer: Client) -> None:
    slot = marker.write(marker.Slot(3), "")
    kept = marker.write(marker.Slot(4), "alte Adresse")
    advoware = [entry(1, "0511 12345"), entry(2, "", slot), entry(3, "www.example.invalid"), entry(4, "", kept)]
    party = settled(people.person(), [OFFICE], advoware)
    told = [(row.kind, row.state.text) for row in block(viewer, party).aside]
    assert told == [
        ("Mobil", "freier Platz, der nächste neue Eintrag dieser Art kommt dorthin"),
        ("Internetadresse", "wird nie abgeglichen"),
        ("E-Mail, geschäftlich", "leer und unberührt"),
    ]
    shown = page(viewer, party)
    assert "3 weitere Einträge in Advoware: freie Plätze oder nie abgeglichen" in shown
    assert "1 Eintrag</span>" in shown
    assert "www.example.invalid" in shown and "Bemerkung: alte Adresse" in shown


def test_differences_come_first(viewer: Client) -> None:
    party = settled(people.person(), [OFFICE, MAIL], [entry(1, "0511 12345"), entry(2, "erika@example.invalid")])
    read_anew(party, [OFFICE, MAIL], [entry(1, "0511 12345"), entry(2, "erika.neu@example.invalid")])
    assert [row.differs for row in block(viewer, party).rows] == [True, False]


def test_an_entry_that_waits_for_a_person_says_so(viewer: Client) -> None:
    party = settled(people.person(), [OFFICE], [entry(1, "0511 12345")])
    key = EntryPair.objects.get().key
    BeteiligteConflict.objects.create(
        party=party,
        field=f"phone:{key}",
        kind="held",
        rule="both_changed_held",
        base="+4951112345",
        value_espo="+4951112346",
        value_advoware="+4951112347",
        opened_at=people.NOON,
    )
    row = block(viewer, party).rows[0]
    assert (row.state.text, row.state.role) == ("Nichts, wartet auf Sie", "ask")


def test_a_held_mass_removal_is_shown_at_each_entry(viewer: Client) -> None:
    espo = [phone(f"+49511{12340 + n}") for n in range(3)]
    advoware = [entry(1 + n, f"0511 {12340 + n}") for n in range(3)]
    party = read_anew(settled(people.person(), espo, advoware), [], advoware)
    rows = block(viewer, party).rows
    assert [row.state.text for row in rows] == ["Nichts, wartet auf Sie"] * 3
    assert rows[0].state.reason == "zusammen mit allen anderen gelöscht"


def test_a_side_whose_entries_were_not_shown_is_unknown(viewer: Client) -> None:
    party = settled(people.person(), [OFFICE], [entry(1, "0511 12345")])
    Kommunikation.objects.update(advoware={"kommunikation": None})
    (row,) = block(viewer, party).rows
    assert (row.espo.value, row.advoware.value) == ("+4951112345", None)
    assert row.state.text == "noch unbekannt"


def test_without_a_record_in_advoware_espocrms_entries_are_shown_all_the_same(viewer: Client) -> None:
    party = settled(people.person(), [OFFICE, MAIL], [entry(1, "0511 12345")])
    Beteiligte.objects.update(number=None)
    rows = block(viewer, party).rows
    assert [(row.kind, row.espo.value, row.advoware.value) for row in rows] == [
        ("Telefon, geschäftlich", "+4951112345", None),
        ("E-Mail, geschäftlich", "erika@example.invalid", None),
    ]
    assert rows[0].agreed == "noch nie"


def test_a_lost_answer_is_looked_after_before_anything_is_written_again(viewer: Client) -> None:
    party = settled(people.person(), [OFFICE], [])
    intent = {"value": "+4951112345", "source": "espocrm", "before": [""], "posted": True, "witnesses": []}
    EntryPair.objects.update(intent=intent, posted_at="2999-01-01T00:00Z")
    (row,) = block(viewer, party).rows
    assert (row.state.text, row.state.icon) == ("nachsehen, ob es ankam", "lens")


def test_a_party_without_entries_says_so(viewer: Client) -> None:
    sentence = "Für diesen Beteiligten wurde bisher keine Telefonnummer und keine E-Mail-Adresse gelesen."
    assert sentence in page(viewer, people.person(1))
    assert sentence in page(viewer, settled(people.person(2), [], []))


def test_values_and_remarks_are_escaped(viewer: Client) -> None:
    nasty = "<script>alert(1)</script>"
    party = settled(people.person(), [mail(nasty)], [entry(1, nasty, nasty), entry(2, "www.example.invalid", nasty)])
    shown = page(viewer, party)
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_the_number_of_queries_does_not_grow_with_the_entries(viewer: Client) -> None:
    def queries(party: object) -> int:
        page(viewer, party)  # the navigation's counts are kept for a while
        with CaptureQueriesContext(connection) as seen:
            page(viewer, party)
        return len(seen)

    one = settled(people.person(1), [OFFICE], [entry(1, "0511 12345")])
    ten = settled(
        people.person(2),
        [phone(f"+49511{12340 + n}") for n in range(10)],
        [entry(1 + n, f"0511 {12340 + n}") for n in range(10)],
    )
    assert queries(one) == queries(ten)


def test_the_page_writes_nothing(viewer: Client) -> None:
    party = settled(people.person(), [OFFICE], [entry(1, "0511 12345")])
    read_anew(party, [OFFICE, MAIL], [entry(1, "0511 12346")])
    before = list(EntryPair.objects.values()) + list(Kommunikation.objects.values())
    viewer.get(reverse("admin:beteiligte_beteiligte_change", args=[party.pk]))
    assert list(EntryPair.objects.values()) + list(Kommunikation.objects.values()) == before
