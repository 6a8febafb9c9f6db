"""Phones and mails of a test's office: what people do to them, and what both systems then hold."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from syncconsole.run.runner import Ended
from syncconsole.sandbox.advoware.parties import Entry
from syncconsole.sandbox.control import edit_advoware
from tests.runner.conftest import Office
from tests.runner.movable_clock import MovableClock

OFFICE, OFFICE_TYPED = "+493023125001", "030 / 23125-001"
MOBILE, MOBILE_TYPED = "+491713920012", "0171 / 39 200 12"
HOME, HOME_TYPED = "+493023125006", "030 23125-006"
OTHER_OFFICE, OTHER_OFFICE_TYPED = "+493023125002", "030 / 23125-002"
IN_ADVOWARE, IN_ADVOWARE_TYPED = "+493023125003", "030 / 23125-003"
MAX_MAIL = "max@example.invalid"
QUIET = ("equal", "nothing", "held")


def tel(tlf: str, kommkz: int = 1, bemerkung: str = "") -> dict[str, Any]:
    """An entry as somebody in Advoware adds it."""
    return {"tlf": tlf, "kommKz": kommkz, "bemerkung": bemerkung}


def phone(number: str, type: str = "Office", **flags: bool) -> dict[str, Any]:
    """A number as somebody in EspoCRM enters it."""
    return {"phoneNumber": number, "type": type, **flags}


def mail(address: str, **flags: bool) -> dict[str, Any]:
    """An address as somebody in EspoCRM enters it."""
    return {"emailAddress": address, **flags}


def marker(value: str, kommkz: int = 1, text: str = "") -> str:
    """The remark of a synced entry, spelled as the original wrote it."""
    return f"[ESPOCRM:{base64.b64encode(value.encode()).decode()}:{kommkz}]" + (f" {text}" if text else "")


def slot(kommkz: int = 1, text: str = "") -> str:
    """The remark of an emptied entry, spelled as the original wrote it."""
    return f"[ESPOCRM-SLOT:{kommkz}]" + (f" {text}" if text else "")


# What people do


def in_sync(office: Office, *entries: dict[str, Any]) -> tuple[str, int]:
    """A party that stands on both sides with these entries, which has been synced and has come to rest."""
    espo_id, number = office.linked_person(kommunikation=list(entries))
    comes_to_rest(office, espo_id)
    office.forget_calls()
    return espo_id, number


def in_sync_for_a_while(office: Office, time: MovableClock, *more: dict[str, Any]) -> tuple[str, int]:
    """A party with an office number; the console has learnt under which name it writes in EspoCRM."""
    learnt, other = office.linked_person(name="Lernt")
    time.advance(5)
    office.edit_advoware(other, name="Gelernt")
    office.sync(learnt)
    time.advance(5)
    found = in_sync(office, tel(OFFICE_TYPED), *more)
    time.advance(5)
    return found


def comes_to_rest(office: Office, espo_id: str, runs: int = 3) -> Ended:
    """Reasons come until a run writes nothing; more than `runs` before it are too many."""
    for _ in range(runs + 1):
        before = len(office.writes())
        ended = office.sync(espo_id)
        if ended.outcome in QUIET and not ended.again and len(office.writes()) == before:
            return ended
    raise AssertionError(f"still {ended.outcome} after {runs + 1} runs")


def enter_phones(office: Office, espo_id: str, *phones: str | dict[str, Any]) -> None:
    """Anna saves exactly these numbers; a bare one is an office number."""
    office.edit_espocrm(espo_id, phoneNumberData=[phone(one) if isinstance(one, str) else one for one in phones])


def enter_mails(office: Office, espo_id: str, *mails: str | dict[str, Any]) -> None:
    """Anna saves exactly these addresses."""
    office.edit_espocrm(espo_id, emailAddressData=[mail(one) if isinstance(one, str) else one for one in mails])


def add_entry(office: Office, number: int, tlf: str, kommkz: int = 1, bemerkung: str = "") -> int:
    """MK adds an entry; its id."""
    made = edit_advoware(
        office.box.advo,
        {"action": "entry_create", "betNr": number, "fields": tel(tlf, kommkz, bemerkung), "user": "MK"},
    )
    return int(made["kommunikation"][-1]["id"])


def edit_entry(office: Office, number: int, entry: int, **fields: str) -> None:
    """MK changes `tlf` or `bemerkung` of an entry."""
    edit_advoware(
        office.box.advo,
        {"action": "entry_update", "betNr": number, "entryId": entry, "fields": fields, "user": "MK"},
    )


def delete_entry(office: Office, number: int, entry: int) -> None:
    """MK deletes an entry at the desktop, as the interface cannot."""
    edit_advoware(office.box.advo, {"action": "entry_delete", "betNr": number, "entryId": entry, "user": "MK"})


def both_edited(office: Office) -> tuple[str, int]:
    """A number that Anna has changed to `OTHER_OFFICE` and MK to `IN_ADVOWARE`, after its run."""
    espo_id, number = in_sync(office, tel(OFFICE_TYPED))
    enter_phones(office, espo_id, OTHER_OFFICE)
    edit_entry(office, number, entries(office, number)[0].id, tlf=IN_ADVOWARE_TYPED)
    comes_to_rest(office, espo_id, runs=2)
    return espo_id, number


# What both systems hold


def phones(office: Office, espo_id: str) -> list[str]:
    """The numbers in EspoCRM, sorted."""
    return sorted(row["phoneNumber"] for row in office.espocrm(espo_id)["phoneNumberData"])


def mails(office: Office, espo_id: str) -> list[str]:
    """The addresses in EspoCRM, sorted."""
    return sorted(row["emailAddress"] for row in office.espocrm(espo_id)["emailAddressData"])


def phone_row(office: Office, espo_id: str, number: str) -> dict[str, Any]:
    """One number in EspoCRM with its type and flags."""
    return next(dict(row) for row in office.espocrm(espo_id)["phoneNumberData"] if row["phoneNumber"] == number)


def entries(office: Office, number: int) -> list[Entry]:
    """All entries in Advoware as stored there, with their real kommKz."""
    return list(office.box.advo.parties[number].entries)


def phone_kinds(office: Office, number: int) -> list[tuple[int, list[str]]]:
    """The real kommKz and the number of each filled phone entry."""
    filled = [entry for entry in entries(office, number) if entry.tlf and "@" not in entry.tlf]
    return [(entry.komm_kz, digits([entry.tlf])) for entry in filled]


def typed(office: Office, number: int) -> list[str]:
    """The filled entries' texts in Advoware, sorted."""
    return sorted(entry.tlf for entry in entries(office, number) if entry.tlf)


def entry_of(office: Office, number: int, tlf: str) -> Entry:
    """The one entry with that text."""
    (found,) = [entry for entry in entries(office, number) if entry.tlf == tlf]
    return found


def slots(office: Office, number: int) -> list[int]:
    """The ids of all blank entries in Advoware."""
    return [entry.id for entry in entries(office, number) if not entry.tlf]


def digits(texts: Sequence[str]) -> list[str]:
    """Numbers of Berlin and mobiles as E.164, however they are spaced, sorted."""
    return sorted("+49" + "".join(c for c in text.removeprefix("+49") if c.isdigit()).lstrip("0") for text in texts)


def kept(office: Office, espo_id: str) -> list[str]:
    """All losing values that open questions keep."""
    rows = office.party(espo_id).conflicts.filter(closed_at=None)
    return [item["value"] for row in rows for item in row.kept]


def question(office: Office, espo_id: str) -> Any:
    """The one open question."""
    return office.party(espo_id).conflicts.get(closed_at=None)
