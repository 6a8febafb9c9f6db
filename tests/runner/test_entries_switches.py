"""What nobody knows of Advoware's entries: each position of the sandbox's switches ends at rest (facts 3 and 10)."""

from __future__ import annotations

from typing import Any

import pytest

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
    add_entry,
    comes_to_rest,
    delete_entry,
    digits,
    edit_entry,
    enter_mails,
    enter_phones,
    entries,
    in_sync,
    mails,
    marker,
    phone,
    phone_row,
    phones,
    tel,
    typed,
)

LONG_MAIL = "max.mustermann@post.abteilung-beispiel.kanzlei-mustermann-und-beispiel.example.invalid"

POSITIONS = [
    {"put_answer": "empty"},
    {"get_shape": "list"},
    {"komm_kz_readable": True},
    {"komm_kz_on_post": "ignored"},
    {"komm_kz_on_put": "refused"},
    {"komm_kz_on_put": "refused", "komm_kz_readable": True},
    {"komm_kz_on_put": "honoured"},
    {"komm_kz_on_put": "honoured", "komm_kz_readable": True},
    {"komm_online": "missing"},
    {"komm_online": "sent"},
    {"remark_limit": 100},
    {"remark_limit": 0},
    {"komm_moves_changed_at": True},
    {"row_id_enforced": True},
    {"row_id_changes_without_change": False},
    {"put_kommunikation": "honoured"},
    {"post_answer": "full"},
    {"omit_nulls": True},
    {"revoke_every": 3},
]


def turn(office: Office, **options: Any) -> None:
    """Advoware behaves like that."""
    for name, value in options.items():
        setattr(office.box.advo.options, name, value)


@pytest.mark.parametrize("options", POSITIONS, ids=lambda options: "-".join(f"{k}={v}" for k, v in options.items()))
def test_every_kind_of_edit_arrives_and_the_party_comes_to_rest(office: Office, options: dict[str, Any]) -> None:
    turn(office, **options)
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MOBILE_TYPED, 3), tel(MAX_MAIL, 4))
    office.edit_espocrm(espo_id, lastName="Beispiel")
    enter_phones(office, espo_id, OTHER_OFFICE, phone(MOBILE, "Mobile"), phone("+493023125008"))
    add_entry(office, number, HOME_TYPED, 6)
    edit_entry(office, number, entries(office, number)[2].id, tlf="moritz@example.invalid")
    comes_to_rest(office, espo_id)
    (mobile,) = [entry for entry in entries(office, number) if digits([entry.tlf]) == [MOBILE]]
    delete_entry(office, number, mobile.id)
    enter_mails(office, espo_id)
    comes_to_rest(office, espo_id)
    wanted = sorted([OTHER_OFFICE, "+493023125008", HOME])
    assert (phones(office, espo_id), mails(office, espo_id)) == (wanted, [])
    assert digits(typed(office, number)) == wanted
    assert office.advoware(number)["name"] == "Beispiel"
    office.forget_calls()
    office.sync(espo_id)
    assert office.writes() == []


def test_the_singular_path_is_a_setting(office: Office, settings: Any) -> None:
    settings.ADVOWARE_KOMMUNIKATION_PATH = "Kommunikation"
    turn(office, komm_path="Kommunikation")
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OTHER_OFFICE, phone(MOBILE, "Mobile"))
    office.sync(espo_id)
    assert digits(typed(office, number)) == sorted([OTHER_OFFICE, MOBILE])


def test_a_wrong_path_loses_no_number_and_makes_no_entry_twice(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    turn(office, komm_path="Kommunikation")
    enter_phones(office, espo_id, OFFICE, phone(MOBILE, "Mobile"))
    for _ in range(3):
        office.sync(espo_id)
    assert phones(office, espo_id) == sorted([OFFICE, MOBILE])
    turn(office, komm_path="Kommunikationen")
    office.sync(espo_id, trigger="person")
    assert OFFICE_TYPED in typed(office, number)
    assert len(typed(office, number)) <= 2


def test_a_kommkz_that_advoware_returns_decides_over_the_look(office: Office) -> None:
    turn(office, komm_kz_readable=True)
    espo_id, number = in_sync(office)
    add_entry(office, number, OFFICE_TYPED, 6)
    add_entry(office, number, "030 / 23125-002", 6)  # the second of a kind has no top-level field
    comes_to_rest(office, espo_id)
    assert {phone_row(office, espo_id, one)["type"] for one in phones(office, espo_id)} == {"Home"}


# A column too short for the marker


def test_a_marker_that_the_column_cuts_off_is_not_rewritten_in_every_run(office: Office) -> None:
    turn(office, remark_limit=100)
    espo_id, number = in_sync(office)
    enter_mails(office, espo_id, LONG_MAIL)
    comes_to_rest(office, espo_id)
    office.forget_calls()
    for _ in range(3):
        office.sync(espo_id)
    assert office.calls() == ["GET E", "GET A"] * 3
    assert typed(office, number) == [LONG_MAIL]
    assert mails(office, espo_id) == [LONG_MAIL]


def test_a_cut_off_marker_does_not_keep_edits_from_arriving(office: Office) -> None:
    turn(office, remark_limit=100)
    espo_id, number = in_sync(office, tel(LONG_MAIL, 4))
    edit_entry(office, number, entries(office, number)[0].id, tlf=f"neu.{LONG_MAIL}")
    comes_to_rest(office, espo_id)
    assert mails(office, espo_id) == [f"neu.{LONG_MAIL}"]
    enter_mails(office, espo_id, MAX_MAIL)
    comes_to_rest(office, espo_id)
    assert typed(office, number) == [MAX_MAIL]
    enter_mails(office, espo_id)
    comes_to_rest(office, espo_id)
    assert typed(office, number) == []


def test_a_text_with_room_for_the_marker_gets_it(office: Office) -> None:
    turn(office, remark_limit=100)
    _, number = in_sync(office, tel(OFFICE_TYPED, 1, "Zentrale"))
    assert entries(office, number)[0].bemerkung == marker(OFFICE, 1, "Zentrale")


# Versions of EspoCRM


@pytest.mark.parametrize("version", ["9.3", "10.0"])
@pytest.mark.parametrize("international", [True, False])
def test_entries_sync_with_every_known_espocrm(office: Office, version: str, international: bool) -> None:
    office.box.espo.options.version = version
    office.box.espo.options.phone_international = international
    espo_id, number = in_sync(office, tel(OFFICE_TYPED), tel(MAX_MAIL, 4))
    enter_phones(office, espo_id, OTHER_OFFICE)
    add_entry(office, number, HOME_TYPED, 6)
    edit_entry(office, number, entries(office, number)[1].id, tlf="Moritz@example.invalid")
    comes_to_rest(office, espo_id, runs=2)
    assert (phones(office, espo_id), mails(office, espo_id)) == ([OTHER_OFFICE, HOME], ["Moritz@example.invalid"])
    assert digits([text for text in typed(office, number) if "@" not in text]) == [OTHER_OFFICE, HOME]
