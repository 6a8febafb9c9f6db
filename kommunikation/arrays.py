"""EspoCRM's arrays as they are to be written: whole, each value once, untouched entries as they were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kommunikation.cases import Case
from kommunikation.entries import EspoEntry, Facts, Policy
from kommunikation.forms import for_espocrm
from kommunikation.kommkz import MAIL, PHONE
from kommunikation.matching import Shelf


@dataclass(frozen=True)
class Arrays:
    """The arrays to write; None leaves a channel alone."""

    phones: tuple[EspoEntry, ...] | None = None
    mails: tuple[EspoEntry, ...] | None = None

    @property
    def writes(self) -> bool:
        """Whether anything is to be written."""
        return self.phones is not None or self.mails is not None

    def body(self) -> dict[str, Any]:
        """The part of a PATCH's body. `phoneNumber` goes along: without it a number that was stored while
        EspoCRM's international setting was off cannot be replaced (recording 04)."""
        body: dict[str, Any] = {}
        if self.phones is not None:
            body["phoneNumberData"] = [_item(entry, PHONE) for entry in self.phones]
            body.update(("phoneNumber", entry.value) for entry in self.phones if entry.primary)
        if self.mails is not None:
            body["emailAddressData"] = [_item(entry, MAIL) for entry in self.mails]
        return body


def new_array(cases: Sequence[Case], shelf: Shelf, facts: Facts, policy: Policy) -> tuple[EspoEntry, ...] | None:
    """One channel's array as all cases want it, or None if EspoCRM holds just that."""
    wanted = dict.fromkeys(case.wanted_in_espocrm for case in cases if case.wanted_in_espocrm)
    successors = {case.e: case for case in cases if case.e and case.e not in wanted and case.wanted_in_espocrm}
    if set(wanted) == set(shelf):
        return None
    entries: dict[str, EspoEntry] = {}
    for form, entry in shelf.items():
        if form in wanted:
            entries.setdefault(form, entry)
        elif form in successors:
            case = successors[form]
            entries.setdefault(case.wanted_in_espocrm, _new(case, shelf, facts, policy, entry))
    for case in cases:
        if case.wanted_in_espocrm and case.wanted_in_espocrm not in entries:
            entries[case.wanted_in_espocrm] = _new(case, shelf, facts, policy, None)
    return _with_one_primary(entries.values())


def type_sent(case: Case, facts: Facts) -> str:
    """The type that a value new in EspoCRM gets: the one last read anywhere, else that of its pair."""
    known = facts.known.get((case.pair.channel, case.wanted_in_espocrm))
    return known.type if known else case.pair.espo_type


def _new(case: Case, shelf: Shelf, facts: Facts, policy: Policy, before: EspoEntry | None) -> EspoEntry:
    """A value new in the array; the flags are those last read, and an opt-out goes along with an edit."""
    value = case.wanted_in_espocrm
    if value in shelf:
        return shelf[value]
    known = facts.known.get((case.pair.channel, value))
    text = next((place.entry.tlf for place in case.places if case.form(place) == value), case.spelling or value)
    return EspoEntry(
        for_espocrm(case.pair.channel, text, policy.region) or value,
        type_sent(case, facts),
        primary=bool(before and before.primary),
        opt_out=bool(known and known.opt_out) or bool(before and before.opt_out),
        invalid=bool(known and known.invalid),
    )


def _with_one_primary(entries: Iterable[EspoEntry]) -> tuple[EspoEntry, ...]:
    ordered = list(entries)
    first = next((i for i, entry in enumerate(ordered) if entry.primary), 0)
    return tuple(replace(entry, primary=i == first) for i, entry in enumerate(ordered))


def _item(entry: EspoEntry, channel: str) -> dict[str, Any]:
    flags = {"primary": entry.primary, "optOut": entry.opt_out, "invalid": entry.invalid}
    if channel == MAIL:
        return {"emailAddress": entry.value, "lower": entry.value.lower()} | flags
    return {"phoneNumber": entry.value} | ({"type": entry.type} if entry.type else {}) | flags
