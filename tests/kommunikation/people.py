"""What people type into the two offices, as data, and what must have become of it once all is settled."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from kommunikation.forms import comparison_form, for_espocrm
from kommunikation.kommkz import PHONE
from kommunikation.marker import read
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from tests.kommunikation.offices import Offices

NUMBERS = ("+4951112345", "+4930231250", "+491711234567", "+498912345678")
TEXTS = ("0511 12345", "030 / 231250", "0171 1234567", "089 12345678", "0511 12345 (privat)", "110")
TYPES = ("Office", "Mobile")
IN_ESPOCRM = ("add", "delete", "edit", "retype")
IN_ADVOWARE = ("add", "delete", "edit", "blank", "remark")


class Act(NamedTuple):
    """One act of a person. `at` picks the entry, `what` the number, text or type; both wrap around."""

    side: str
    kind: str
    at: int
    what: int


def do(both: Offices, act: Act) -> None:
    """Let a person do it; an act on an entry that is not there does nothing."""
    if act.side == ESPOCRM:
        _in_espocrm(both, act)
    else:
        _in_advoware(both, act)


def _in_espocrm(both: Offices, act: Act) -> None:
    both.edited = True
    shown = both.in_espocrm()
    number, espo_type = NUMBERS[act.what % len(NUMBERS)], TYPES[act.what % len(TYPES)]
    if act.kind == "add":
        both.espo.has(number, espo_type)
    elif shown and act.kind == "delete":
        both.espo.deletes(shown[act.at % len(shown)])
    elif shown and act.kind == "edit" and number not in shown:
        both.espo.changes(shown[act.at % len(shown)], number)
    elif shown and act.kind == "retype":
        both.espo.changes(shown[act.at % len(shown)], type=espo_type)


def _in_advoware(both: Offices, act: Act) -> None:
    ids = sorted(both.advoware.entries)
    text = TEXTS[act.what % len(TEXTS)]
    if act.kind == "add":
        both.advoware.has(text, 1 + 2 * (act.what % 2), f"Notiz {act.at}" if act.at % 2 else "")
        return
    if not ids:
        return
    id = ids[act.at % len(ids)]
    if act.kind == "delete":
        both.advoware.deletes(id)
    elif act.kind == "remark":
        both.advoware.changes(id, bemerkung=both.advoware.entries[id].bemerkung + "!")
    else:
        both.advoware.changes(id, text if act.kind == "edit" else "")


@dataclass(frozen=True)
class Picture:
    """What both sides hold at one moment, numbers in E.164."""

    espocrm: dict[str, str]
    advoware: dict[int, str]
    remarks: dict[int, str]

    @classmethod
    def of(cls, both: Offices) -> Picture:
        """Both sides now."""
        entries = both.advoware.entries.values()
        filled = {entry.id: comparison_form(PHONE, entry.tlf, "DE") for entry in entries if entry.tlf}
        remarks = {entry.id: read(entry.bemerkung).text for entry in entries}
        return cls({entry.value: entry.type for entry in both.espo.phones or []}, filled, remarks)

    @property
    def in_advoware(self) -> set[str]:
        """Advoware's values that EspoCRM may have."""
        return {value for value in self.advoware.values() if for_espocrm(PHONE, value, "DE")}

    @property
    def uncertain(self) -> set[str]:
        """Advoware's values that EspoCRM never gets."""
        return set(self.advoware.values()) - self.in_advoware


def check_agreement(both: Offices) -> None:
    """Both sides hold the same values; accepted differences aside."""
    now = Picture.of(both)
    agreed = {pair.base.e for pair in both.record.pairs if not pair.base.differs}
    differing = {pair.base.e for pair in both.record.pairs if pair.base.differs} - agreed
    assert set(now.espocrm) - differing == now.in_advoware


def check_nothing_lost(before: Picture, typed: Picture, both: Offices) -> None:
    """Each value that people typed between two pictures is there, or was kept for review."""
    now = Picture.of(both)
    new = (set(typed.espocrm) - set(before.espocrm)) | (set(typed.advoware.values()) - set(before.advoware.values()))
    assert new <= set(now.espocrm) | set(now.advoware.values()) | both.lost


def check_nothing_returned(before: Picture, typed: Picture, both: Offices) -> None:
    """What one side deleted, and nobody touched on the other, is gone from both."""
    now, known = Picture.of(both), Counter(before.advoware.values())
    touched = {value for id, value in typed.advoware.items() if before.advoware.get(id) != value}
    retyped = {number for number, kind in typed.espocrm.items() if before.espocrm.get(number) != kind}
    beside_a_text = {pair.base.e for pair in both.record.pairs if pair.base.differs}
    for value in set(before.espocrm) & set(known):
        gone_there = value not in typed.espocrm and value not in touched
        gone_here = value not in typed.in_advoware and value not in retyped
        if gone_there or gone_here:
            assert value not in set(now.espocrm) - beside_a_text


def check_nothing_invented(*pictures: Picture, both: Offices) -> None:
    """No number stands anywhere that nobody typed, and none more often than somebody typed one."""
    now = Picture.of(both)
    typed = [set(picture.espocrm) | set(picture.advoware.values()) for picture in pictures]
    assert set(now.espocrm) | set(now.advoware.values()) <= set().union(*typed)
    most = max([1, *(n for picture in pictures for n in Counter(picture.advoware.values()).values())])
    assert all(n <= most for n in Counter(now.advoware.values()).values())


def check_remarks(typed: Picture, both: Offices) -> None:
    """Each remark of a user stands at the entry where it was typed."""
    now = Picture.of(both).remarks
    assert all(now[id] == text for id, text in typed.remarks.items() if text and id in now)


def acts_on(side: str) -> list[Act]:
    """Every single act of a person on one side, on each of two entries, for the exhaustive tests."""
    kinds = IN_ESPOCRM if side == ESPOCRM else IN_ADVOWARE
    whats = range(len(NUMBERS)) if side == ESPOCRM else range(len(TEXTS))
    return [Act(side, kind, at, what) for kind in kinds for at in range(2) for what in whats]


EVERY_ACT = acts_on(ESPOCRM) + acts_on(ADVOWARE)
