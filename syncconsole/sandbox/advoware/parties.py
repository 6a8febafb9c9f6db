"""One stored Beteiligter: its fields, and how it reads over the interface."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from syncconsole.sandbox.advoware.errors import ApiError
from syncconsole.sandbox.advoware.options import AdvowareOptions

MAPPED_FIELDS = ("name", "vorname", "rechtsform", "anrede", "geburtsdatum", "handelsRegisterNummer")
UNMAPPED_FIELDS = ("titel", "geburtsname", "beruf", "bemerkung", "briefAnrede", "kanzleiFremdnummer", "ustIdNr")
WRITABLE_FIELDS = (*MAPPED_FIELDS, *UNMAPPED_FIELDS)
KOMM_KINDS = {
    1: "telGesch",
    2: "faxGesch",
    3: "mobil",
    4: "emailGesch",
    5: "internet",
    6: "telPrivat",
    7: "faxPrivat",
    8: "email",
    9: "autotelefon",
    10: "sonstige",
    11: "ePost",
    12: "bea",
}
"""kommKz -> the top-level field that copies the first entry of that kind."""


@dataclass
class Entry:
    """One Kommunikation: phone number, mail address and so on."""

    id: int
    row_id: str
    tlf: str = ""
    bemerkung: str = ""
    komm_kz: int = 1
    online: bool = False


@dataclass
class Party:
    """The stored state; ``values`` holds the writable fields, ``changed_at`` is naive Berlin time."""

    bet_nr: int
    row_id: str
    changed_at: str
    changed_by: str
    created_at: str
    values: dict[str, Any] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    addresses: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The raw state, for dumps and snapshots."""
        return asdict(self)

    @classmethod
    def from_json(cls, state: dict[str, Any]) -> Party:
        """The inverse of ``as_json``."""
        return cls(**{**state, "entries": [Entry(**entry) for entry in state["entries"]]})

    def entry(self, entry_id: int) -> Entry:
        """One Kommunikation by its id.

        Raises:
            ApiError: 404.
        """
        for entry in self.entries:
            if entry.id == entry_id:
                return entry
        raise ApiError(404, f"Die Kommunikation {entry_id} wurde nicht gefunden.")


def wall_time(moment: datetime, options: AdvowareOptions) -> str:
    """A moment as ``geaendertAm`` shows it: ISO, wall clock of the office, no zone."""
    local = moment.astimezone(ZoneInfo(options.changed_at_zone)).replace(tzinfo=None)
    return local.isoformat(timespec="milliseconds" if options.time_fraction else "seconds")


def cleaned_date(value: Any) -> str | None:
    """A birth date as stored (``YYYY-MM-DD``), from a date or a date with time.

    Raises:
        ApiError: 400 for anything else.
    """
    if value in (None, ""):
        return None
    try:
        return datetime.fromisoformat(str(value)).date().isoformat()
    except ValueError:
        raise ApiError(400, "Das Geburtsdatum ist ungültig.") from None


def as_answer(party: Party, options: AdvowareOptions) -> dict[str, Any]:
    """The party as the interface reads it."""
    answer: dict[str, Any] = {"betNr": party.bet_nr, "rowId": party.row_id}
    answer.update({name: party.values.get(name) for name in WRITABLE_FIELDS})
    if answer["geburtsdatum"] and options.birth_format == "datetime":
        answer["geburtsdatum"] += "T00:00:00"
    answer.update(_copies(party))
    answer.update(angelegtAm=party.created_at, geaendertAm=party.changed_at, geaendertVon=party.changed_by)
    answer["adressen"] = party.addresses
    answer["kommunikation"] = [entry_answer(entry, options) for entry in party.entries]
    answer["bankverbindungen"] = []
    hidden = {*options.omit_keys, *options.unknown_fields}
    kept = {name: value for name, value in answer.items() if name not in hidden}
    return {name: value for name, value in kept.items() if value is not None} if options.omit_nulls else kept


def entry_answer(entry: Entry, options: AdvowareOptions) -> dict[str, Any]:
    """One Kommunikation as the interface reads it; ``kommKz`` is 0 unless the option says otherwise."""
    answer: dict[str, Any] = {
        "id": entry.id,
        "rowId": entry.row_id,
        "tlf": entry.tlf,
        "bemerkung": entry.bemerkung,
        "kommKz": entry.komm_kz if options.komm_kz_readable else 0,
        "kommArt": 0,
    }
    return answer if options.komm_online == "missing" else {**answer, "online": entry.online}


def _copies(party: Party) -> dict[str, str | None]:
    copies: dict[str, str | None] = dict.fromkeys(KOMM_KINDS.values())
    for entry in party.entries:
        kind = KOMM_KINDS.get(entry.komm_kz)
        if kind and entry.tlf and copies[kind] is None:
            copies[kind] = entry.tlf
    return copies
