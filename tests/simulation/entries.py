"""Phones and mails: what people do with them, and which values must stand on both sides in the end.

Every value is typed once in a run, so a value tells its whole story: typed by somebody, perhaps removed by somebody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from syncconsole.sandbox.advoware import Advoware
from syncconsole.sandbox.espocrm import EspoCrm
from tests.simulation.ledger import ADVOWARE, ESPOCRM, Ledger
from tests.simulation.people import Party, People

PHONE_KINDS, MAIL_KINDS = (1, 3, 6), (4, 8)
PHONE_TYPES = ("Office", "Mobile", "Home")
REMARK = "nur vormittags"

Agreed = Callable[[Party, str, str], bool]


@dataclass
class Value:
    """One number or address. `removed`: the acts by which people took it away, each with its excuse, "" for none."""

    party: str
    text: str
    side: str
    order: int
    entry: int | None = None
    excuse: str = ""
    removed: list[Removal] = field(default_factory=list)

    def __str__(self) -> str:
        gone = "".join(f", removed in {one.side}" for one in self.removed)
        return f"{self.text} (typed in {self.side}{gone})"


@dataclass
class Removal:
    """Somebody took a value away; `linked`: both sides had agreed on the party's entries before."""

    side: str
    order: int
    linked: bool
    excuse: str = ""


def canonical(text: str) -> str:
    """A number or address as it is compared; "" for a blank."""
    if "@" in text:
        return text.strip().lower()
    digits = re.sub(r"\D", "", text)
    return "" if not digits else f"+49{digits[1:]}" if digits.startswith("0") else f"+{digits}"


class EntryPeople:
    """People who edit phones and mails."""

    def __init__(self, people: People) -> None:
        self.people, self.rng = people, people.rng
        self.espo: EspoCrm = people.espo
        self.advo: Advoware = people.advo
        self.ledger: Ledger = people.ledger
        self.values: dict[str, Value] = {}
        self.fuzzy: set[str] = set()
        self.remarked: set[int] = set()
        self._number = 0

    def _fresh(self, mail: bool) -> str:
        self._number += 1
        return f"kontakt{self._number}@example.invalid" if mail else f"+493023125{self._number:03d}"

    # What stands

    def in_espo(self, party: Party) -> list[str]:
        """The canonical values in EspoCRM."""
        record = self.espo.records[party.espo_id]
        return [canonical(key) for key in (*record.phones.keys, *record.emails.keys)]

    def in_advoware(self, party: Party) -> list[str]:
        """The canonical values in Advoware, blanks left out."""
        if party.number not in self.advo.parties:
            return []
        return [value for entry in self.advo.parties[party.number].entries if (value := canonical(entry.tlf))]

    # Acts

    def act(self, agreed: Agreed) -> str:
        """Somebody does something with a phone or a mail."""
        party, side = self.people.some_party_side()
        if party is None:
            return "nobody finds a party"
        acts = (self._add, self._add, self._change, self._remove)
        return self.rng.choice(acts)(party, side, agreed)

    def _add(self, party: Party, side: str, _: Agreed) -> str:
        return self.add(party, side, mail=self.rng.random() < 0.4)

    def add(self, party: Party, side: str, *, mail: bool) -> str:
        """Somebody adds a phone, or a mail."""
        text = self._fresh(mail)
        if len(self.in_espo(party)) > 6:
            return "somebody has enough numbers"
        value = Value(party.espo_id, text, side, self.ledger.act())
        if side == ESPOCRM:
            self._write_espo(party, mail, [*self._rows(party, mail), self._row(text, mail)])
        else:
            kind = self.rng.choice(MAIL_KINDS if mail else PHONE_KINDS)
            remark = REMARK if self.rng.random() < 0.5 else ""
            fields = {"tlf": self._spelled(text), "kommKz": kind, "bemerkung": remark}
            value.entry = self.advo.add_entry(party.number or 0, fields, "MK").id
            self.remarked |= {value.entry} if remark else set()
        self.values[text] = value
        return f"{side}: {party.espo_id} gets {text}"

    def _change(self, party: Party, side: str, agreed: Agreed) -> str:
        old = self._some_value(party, side)
        if old is None:
            return "nobody changes a number"
        return self.change(party, side, old, linked=agreed(party, old, side))

    def change(self, party: Party, side: str, old: str, *, linked: bool) -> str:
        """Somebody puts a fresh value in the place of `old`; `linked`: both sides had agreed on it."""
        mail = "@" in old
        text = self._fresh(mail)
        order = self.ledger.act()
        value = Value(party.espo_id, text, side, order)
        if side == ESPOCRM:
            name = "emailAddress" if mail else "phoneNumber"
            rows = [{**row, name: text} if canonical(row[name]) == old else row for row in self._rows(party, mail)]
            self._write_espo(party, mail, rows)
        else:
            value.entry = self._entry_of(party, old)
            self.advo.update_entry(party.number or 0, value.entry, {"tlf": self._spelled(text)}, "MK")
        self.values[text] = value
        self._note_removed(old, side, order, linked=linked)
        return f"{side}: {party.espo_id} changes {old} to {text}"

    def _remove(self, party: Party, side: str, agreed: Agreed) -> str:
        old = self._some_value(party, side)
        if old is None:
            return "nobody removes a number"
        linked = agreed(party, old, side)
        blank = side == ADVOWARE and self.rng.random() >= 0.5
        return self.remove(party, side, old, linked=linked, blank=blank)

    def remove(self, party: Party, side: str, old: str, *, linked: bool, blank: bool) -> str:
        """Somebody takes `old` away, in Advoware perhaps only its text (`blank`)."""
        mail = "@" in old
        name = "emailAddress" if mail else "phoneNumber"
        how = "removes"
        if side == ESPOCRM:
            self._write_espo(party, mail, [row for row in self._rows(party, mail) if canonical(row[name]) != old])
        elif not blank:
            self.advo.delete_entry(party.number or 0, self._entry_of(party, old), "MK")
        else:
            how = "blanks"
            self.advo.update_entry(party.number or 0, self._entry_of(party, old), {"tlf": ""}, "MK")
        self._note_removed(old, side, self.ledger.act(), linked=linked)
        return f"{side}: {party.espo_id} {how} {old}"

    def retype(self, party: Party, old: str, kind: str) -> str:
        """Somebody calls a number in EspoCRM by another type."""
        rows = [
            {**row, "type": kind} if canonical(str(row["phoneNumber"])) == old else row
            for row in self._rows(party, mail=False)
        ]
        self._write_espo(party, mail=False, rows=rows)
        return f"espocrm: {party.espo_id} {old} is now of type {kind}"

    def _note_removed(self, text: str, side: str, order: int, *, linked: bool) -> None:
        self.values[text].removed.append(Removal(side, order, linked))

    def _some_value(self, party: Party, side: str) -> str | None:
        standing = self.in_espo(party) if side == ESPOCRM else self.in_advoware(party)
        return self.rng.choice(sorted(standing)) if standing else None

    def _entry_of(self, party: Party, text: str) -> int:
        entries = self.advo.parties[party.number or 0].entries
        return next(entry.id for entry in entries if canonical(entry.tlf) == text)

    def _spelled(self, text: str) -> str:
        """As people type it in Advoware."""
        if "@" in text:
            return text
        return self.rng.choice((text, f"0{text[3:]}", f"0{text[3:5]} / {text[5:]}"))

    def _rows(self, party: Party, mail: bool) -> list[dict[str, object]]:
        record = self.espo.read(party.espo_id)
        return list(record["emailAddressData" if mail else "phoneNumberData"])

    def _row(self, text: str, mail: bool) -> dict[str, object]:
        if mail:
            return {"emailAddress": text, "primary": False}
        return {"phoneNumber": text, "type": self.rng.choice(PHONE_TYPES), "primary": False}

    def _write_espo(self, party: Party, mail: bool, rows: list[dict[str, object]]) -> None:
        self.espo.update(party.espo_id, {"emailAddressData" if mail else "phoneNumberData": rows}, "anna")

    # Excuses

    def leave_record(self, party: Party) -> None:
        """What was typed or removed in the party's present record in Advoware stays there."""
        for value in self._of(party):
            value.excuse = value.excuse or ("typed into a record that was left" if value.side == ADVOWARE else "")
            for removal in value.removed:
                if removal.side == ADVOWARE:
                    removal.excuse = removal.excuse or "removed in a record that was left"

    def excuse_list(self, party: Party, mail: bool, since: int) -> None:
        """A list was written in EspoCRM on a reading after act `since`: what was typed since is excused."""
        for value in self._of(party):
            if ("@" in value.text) == mail:
                self._excuse(value, ESPOCRM, since)

    def excuse_entry(self, party: Party, entry: int, since: int) -> None:
        """The same for one entry in Advoware."""
        for value in self._of(party):
            if value.entry == entry or value.side == ESPOCRM:
                self._excuse(value, ADVOWARE, since)

    def _excuse(self, value: Value, side: str, since: int) -> None:
        if value.side == side and value.order > since:
            value.excuse = "typed between reading and writing"
        for removal in value.removed:
            if removal.side == side and removal.order > since:
                removal.excuse = "removed between reading and writing"

    def _of(self, party: Party) -> list[Value]:
        return [value for value in self.values.values() if value.party == party.espo_id]
