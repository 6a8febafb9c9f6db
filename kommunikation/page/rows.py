"""A party's entries side by side: one row per pair, and those that are left alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from kommunikation.labels import kind_label
from kommunikation.page.cells import advoware_cell, agreed_text, espo_cell, remark_note
from kommunikation.page.reading import Reading, reading_of
from kommunikation.page.shown import Shown, all_shown
from kommunikation.page.states import state_of
from kommunikation.places import Place
from syncconsole.console.entry_rows import Cell, EntryRow, State
from syncconsole.console.letters import marked


def rows_of(party: Any) -> list[EntryRow]:
    """The rows of a party's page, by what both sides last showed; none if they were never read."""
    reading = reading_of(party)
    return rows(reading) if reading else []


def rows(reading: Reading) -> list[EntryRow]:
    """One row per pair, then what Advoware holds beside them: free slots, and kinds that are never synced."""
    shown = all_shown(reading)
    claimed = set().union(*(one.claimed for one in shown))
    return [*map(row_of, shown), *_aside(reading, claimed)]


def row_of(one: Shown) -> EntryRow:
    """The row of one pair."""
    state = state_of(one)
    return EntryRow(
        kind_label(one.kommkz, one.line.channel),
        _kind_note(one.kommkz),
        espo_cell(one, state.role),
        agreed_text(one),
        advoware_cell(one, state.role),
        state,
        name=f"{one.line.channel}:{one.line.key}" if one.line.key else "",
        pair=one.agreed,
        values=(one.line.e if one.espo_read else None, one.line.a if one.advoware_read else None),
    )


def _kind_note(kommkz: int) -> str:
    return f"kommKz {kommkz}" if kommkz else ""


def _aside(reading: Reading, claimed: set[int]) -> Iterator[EntryRow]:
    for id, place in reading.places.items():
        if id not in claimed:
            value = marked(place.entry.tlf, place.entry.tlf)
            kind = kind_label(place.kind.kommkz, place.kind.channel)
            state = State("equals", "quiet", _why_aside(place))
            advoware = Cell(value, remark_note(place), missing=place.is_blank)
            yield EntryRow(kind, _kind_note(place.kind.kommkz), Cell(None), "", advoware, state, aside=True)


def _why_aside(place: Place) -> str:
    if place.is_free:
        return gettext("free slot, the next new entry of this kind goes there")
    if place.is_blank:
        return gettext("empty, and left alone")
    return gettext("never synced") if not place.kind.is_imported else gettext("not compared yet")
