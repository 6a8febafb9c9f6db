"""An edit within the second of our own PATCH is still an edit of this record (rules 1.2; seconds collide, rules 1)."""

from __future__ import annotations

from tests.runner.conftest import Office
from tests.runner.entries import OFFICE, OFFICE_TYPED, digits, enter_phones, entries, in_sync, phone, tel


def test_a_type_changed_right_after_our_own_write_moves_too(office: Office) -> None:
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, phone(OFFICE, "Mobile"))  # in the second of our PATCH, by another author
    office.sync(espo_id)
    filled = [(entry.komm_kz, digits([entry.tlf])) for entry in entries(office, number) if entry.tlf]
    assert filled == [(3, [OFFICE])]
