"""The simulated Advoware: its state, and what a write does."""

from __future__ import annotations

import random
import threading
from dataclasses import replace
from typing import Any

from syncconsole.sandbox import demo
from syncconsole.sandbox.advoware.api import answer
from syncconsole.sandbox.advoware.errors import ApiError, not_found
from syncconsole.sandbox.advoware.limits import CallLimit
from syncconsole.sandbox.advoware.options import AdvowareOptions
from syncconsole.sandbox.advoware.parties import (
    KOMM_KINDS,
    WRITABLE_FIELDS,
    Entry,
    Party,
    as_answer,
    cleaned_date,
    wall_time,
)
from syncconsole.sandbox.advoware.tokens import TokenGateway
from syncconsole.sandbox.clock import Clock, SystemClock
from syncconsole.sandbox.messages import Request, Response

PEOPLE = {"AB": "Anna Beispiel", "BB": "Bernd Beispiel"}
_ELECTRONIC = {4, 5, 8, 11, 12}


class Advoware:
    """One Advoware in memory. ``handle`` answers HTTP requests as the interface does; ``create``, ``update``,
    ``delete`` and the ``entry`` methods are what a person does at the desktop. All are thread-safe."""

    def __init__(self, clock: Clock | None = None, options: AdvowareOptions | None = None) -> None:
        self.clock = clock or SystemClock()
        self.options = options or AdvowareOptions()
        self.lock = threading.RLock()
        self.tokens = TokenGateway(self.options)
        self.limit = CallLimit(self.options)
        self.revision = 0
        self.clear()

    def clear(self) -> None:
        """Forget every party; numbers start anew."""
        with self.lock:
            self.parties: dict[int, Party] = {}
            self._random = random.Random(0)
            self._next_bet_nr, self._next_entry = 10001, 1
            self.revision += 1

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        with self.lock:
            return answer(self, request)

    def is_api(self, path: str) -> bool:
        """Whether a path belongs to the simulated product (and not to the sandbox's own pages)."""
        return path.startswith(("/api/", "/AdvonetConfigurator/"))

    # Reading

    def party(self, bet_nr: int) -> Party:
        """A stored party.

        Raises:
            ApiError: 404.
        """
        if bet_nr not in self.parties:
            raise not_found(bet_nr)
        return self.parties[bet_nr]

    def read(self, bet_nr: int) -> dict[str, Any]:
        """A party as the interface reads it.

        Raises:
            ApiError: 404.
        """
        with self.lock:
            return as_answer(self.party(bet_nr), self.options)

    def all(self) -> list[dict[str, Any]]:
        """All parties as the interface reads them, by number."""
        with self.lock:
            return [as_answer(self.parties[number], self.options) for number in sorted(self.parties)]

    # Writing

    def create(self, fields: dict[str, Any], user: str = "AB", bet_nr: int | None = None) -> int:
        """Create a party and return its number; what the interface refuses, drops or cuts off, a person at the
        desktop (any other ``user``) can enter.

        Raises:
            ApiError: 400 for a missing or refused field.
        """
        with self.lock:
            by_person = user != demo.ADVOWARE_USER
            for name in self.options.required_on_post:
                if not by_person and not fields.get(name):
                    raise ApiError(400, f"Das Feld {name} muss gefüllt sein.")
            values = self._stored(fields, by_person, creating=True)
            number = bet_nr or self._next_bet_nr
            self._next_bet_nr = max(self._next_bet_nr, number + 1)
            now = self._now()
            party = Party(number, self._row_id(), now, user, now)
            party.values = {name: values.get(name) for name in WRITABLE_FIELDS}
            party.addresses = list(fields.get("adressen") or [])
            self.parties[number] = party
            for entry in fields.get("kommunikation") or []:
                self._add_entry(party, entry)
            self.revision += 1
            return number

    def update(self, bet_nr: int, fields: dict[str, Any], user: str = "AB") -> dict[str, Any]:
        """Change single fields, as a person does, and return the party as it reads.

        Raises:
            ApiError: 400, 404.
        """
        with self.lock:
            party = self.party(bet_nr)
            return self._write(party, {**party.values, **self._stored(fields, by_person=True)}, user)

    def replace(self, bet_nr: int, body: dict[str, Any], user: str = demo.ADVOWARE_USER) -> dict[str, Any]:
        """The interface's PUT: every writable field that is missing becomes null; read-only ones are ignored.

        Raises:
            ApiError: 400, 404; 409 for another ``rowId`` where that is enforced.
        """
        with self.lock:
            party = self.party(bet_nr)
            if self.options.row_id_enforced and body.get("rowId") != party.row_id:
                raise ApiError(409, "Der Datensatz wurde zwischenzeitlich geändert.")
            stored = self._stored({name: body.get(name) for name in WRITABLE_FIELDS})
            untouched = {*self.options.quirks.drops, *self.options.unknown_fields} & set(WRITABLE_FIELDS)
            dropped = {name: party.values.get(name) for name in untouched}
            if self.options.put_kommunikation == "honoured" and isinstance(body.get("kommunikation"), list):
                self._replace_entries(party, body["kommunikation"], user)
            return self._write(party, {**stored, **dropped}, user)

    def delete(self, bet_nr: int) -> None:
        """Delete a party at the desktop; the interface cannot.

        Raises:
            ApiError: 404.
        """
        with self.lock:
            self.party(bet_nr)
            del self.parties[bet_nr]
            self.revision += 1

    def add_entry(self, bet_nr: int, fields: dict[str, Any], user: str = "AB") -> Entry:
        """Add a Kommunikation (``tlf``, ``bemerkung``, ``kommKz``, ``online``) and return it.

        Raises:
            ApiError: 400, 404.
        """
        with self.lock:
            party = self.party(bet_nr)
            entry = self._add_entry(party, fields)
            self._entry_changed(party, user)
            return replace(entry)

    def update_entry(self, bet_nr: int, entry_id: int, fields: dict[str, Any], user: str = "AB") -> Entry:
        """Change ``tlf``, ``bemerkung`` or ``online`` of a Kommunikation and return it; its kind stays.

        Raises:
            ApiError: 404.
        """
        with self.lock:
            party = self.party(bet_nr)
            entry = party.entry(entry_id)
            entry.tlf = str(fields.get("tlf", entry.tlf) or "")
            entry.bemerkung = self._remark(fields.get("bemerkung", entry.bemerkung))
            if self.options.komm_online == "sent":
                entry.online = bool(fields.get("online", entry.online))
            if self.options.komm_kz_on_put == "honoured" and fields.get("kommKz") in KOMM_KINDS:
                entry.komm_kz = fields["kommKz"]
            entry.row_id = self._row_id()
            self._entry_changed(party, user)
            return replace(entry)

    def delete_entry(self, bet_nr: int, entry_id: int, user: str = "AB") -> None:
        """Delete a Kommunikation at the desktop; the interface cannot.

        Raises:
            ApiError: 404.
        """
        with self.lock:
            party = self.party(bet_nr)
            party.entries.remove(party.entry(entry_id))
            self._entry_changed(party, user)

    # Parts of a write

    def _now(self) -> str:
        return wall_time(self.clock.now(), self.options)

    def _row_id(self) -> str:
        return f"{self._random.randrange(36**10):010x}".upper()

    def _stored(self, fields: dict[str, Any], by_person: bool = False, creating: bool = False) -> dict[str, Any]:
        values = {name: fields[name] for name in WRITABLE_FIELDS if name in fields}
        if "geburtsdatum" in values:
            values["geburtsdatum"] = cleaned_date(values["geburtsdatum"])
        if by_person:
            return values
        refused = self.options.quirks.refused(values)
        if refused:
            raise ApiError(400, f"Der Wert für {refused} ist ungültig.")
        quirks = self.options.quirks
        values = {name: value for name, value in values.items() if name not in self.options.unknown_fields}
        # What a PUT drops silently is said to be kept by a POST.
        keeps_all = creating and not self.options.drops_on_post
        return (replace(quirks, drops=[]) if keeps_all else quirks).stored(values)

    def _write(self, party: Party, values: dict[str, Any], user: str) -> dict[str, Any]:
        changed = values != party.values
        party.values = {name: values.get(name) for name in WRITABLE_FIELDS}
        if changed or self.options.row_id_changes_without_change:
            party.row_id, party.changed_at, party.changed_by = self._row_id(), self._now(), user
        self.revision += 1
        return as_answer(party, self.options)

    def _add_entry(self, party: Party, fields: dict[str, Any]) -> Entry:
        kind = fields.get("kommKz", 1) if self.options.komm_kz_on_post == "honoured" else 1
        if kind not in KOMM_KINDS:
            raise ApiError(400, "Der Wert für kommKz ist ungültig.")
        derived = kind in _ELECTRONIC
        online = bool(fields.get("online", derived)) if self.options.komm_online == "sent" else derived
        remark = self._remark(fields.get("bemerkung"))
        entry = Entry(self._next_entry, self._row_id(), str(fields.get("tlf") or ""), remark, kind, online)
        self._next_entry += 1
        party.entries.append(entry)
        return entry

    def _replace_entries(self, party: Party, rows: list[Any], user: str) -> None:
        """An interface that takes the nested list at its word: missing entries go, others are overwritten."""
        wanted = {row.get("id"): row for row in rows if isinstance(row, dict)}
        party.entries = [entry for entry in party.entries if entry.id in wanted]
        for entry in party.entries:
            row = wanted[entry.id]
            if (row.get("tlf"), row.get("bemerkung")) != (entry.tlf, entry.bemerkung):
                self.update_entry(party.bet_nr, entry.id, row, user)

    def _remark(self, text: Any) -> str:
        limit = self.options.remark_limit
        return str(text or "")[: limit or None]

    def _entry_changed(self, party: Party, user: str) -> None:
        if self.options.komm_moves_changed_at:
            party.changed_at, party.changed_by = self._now(), user
        self.revision += 1

    # Keeping the state

    def dump(self) -> dict[str, Any]:
        """The whole state as JSON; tokens are not part of it."""
        with self.lock:
            return {
                "parties": [party.as_json() for party in self.parties.values()],
                "nextBetNr": self._next_bet_nr,
                "nextEntry": self._next_entry,
            }

    def load(self, state: dict[str, Any]) -> None:
        """The inverse of ``dump``."""
        with self.lock:
            self.clear()
            loaded = (Party.from_json(item) for item in state["parties"])
            self.parties = {party.bet_nr: party for party in loaded}
            self._next_bet_nr, self._next_entry = state["nextBetNr"], state["nextEntry"]
            # Row ids must not repeat after a restart.
            self._random = random.Random()
