"""A party's entries (phones, mails) as its page shows them: an app fills the rows, the kernel lays them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString

from syncconsole import registry
from syncconsole.console import comparison
from syncconsole.registry import SyncDefinition
from syncconsole.sync.values import Pair


@dataclass(frozen=True)
class Cell:
    """One side of an entry.

    `value` None: this side was not read. `missing`: it does not have the entry. `notes`: quieter lines.
    `mark`: the role of the cell's edge, "" where it is as last agreed.
    """

    value: SafeString | None
    notes: tuple[str, ...] = ()
    mark: str = ""
    missing: bool = False


@dataclass(frozen=True)
class State:
    """What a sync would do with an entry, and why: an icon in the colour of its role, beside words."""

    icon: str
    role: str
    text: str
    reason: str = ""


@dataclass(frozen=True)
class EntryRow:
    """One entry on both sides. `kind`: what sort of entry it is, in words; `kind_note`: the same for experts.

    `aside`: nothing is compared or written (free slots, web addresses); then only kind, `advoware` and the
    state's text are shown, in one quiet line. `name`: how changes and questions call it (`phone:3`), "" if nothing
    can be known about it yet. `pair`: what was last agreed. `values`: what both sides hold, None where not read.
    """

    kind: str
    kind_note: str
    espo: Cell
    agreed: str
    advoware: Cell
    state: State
    aside: bool = False
    name: str = ""
    pair: Pair | None = None
    values: tuple[str | None, str | None] = (None, None)

    @property
    def differs(self) -> bool:
        """Whether it is more than simply equal."""
        return self.state.role != "quiet"


@dataclass(frozen=True)
class EntryWrite:
    """What a sync would write of an entry to `side`: what stands there, and what would."""

    side: str
    before: str
    after: SafeString


@dataclass(frozen=True)
class ForeseenEntry:
    """One entry of a preview: its row, and the writes to come; none where it is equal, held or left as it is."""

    row: EntryRow
    writes: tuple[EntryWrite, ...] = ()


@dataclass(frozen=True)
class ForeseenEntries:
    """All entries of a preview in the order of the plan.

    `calls`: writes to Advoware, one call each. `asks`: other parties in EspoCRM to be read for a number that they
    share. `lists`: whether EspoCRM's lists are written. `empties`: whether an entry in Advoware loses its value.
    """

    entries: Sequence[ForeseenEntry] = ()
    calls: int = 0
    asks: int = 0
    lists: bool = False
    empties: bool = False


@dataclass(frozen=True)
class EntriesBlock:
    """All entries of a party: differing ones first, then equal ones; `aside` are those that are left alone."""

    rows: Sequence[EntryRow]
    aside: Sequence[EntryRow]

    @property
    def alone(self) -> int:
        """How many have no counterpart on the other side."""
        return sum(row.espo.missing or row.advoware.missing for row in self.rows)


def _as_last_known(row: EntryRow, party: Any) -> EntryRow:
    """With nothing to do, where one system no longer has the party."""
    lost = comparison.lost(party)
    return row if lost is None or row.aside else replace(row, state=State(*lost))


def block(party: Any, definition: SyncDefinition) -> EntriesBlock | None:
    """What the page shows of the party's entries; None if this sync has none at all."""
    rows_of = registry.entries_of_page(definition.name)
    if rows_of is None:
        return None
    return sorted_block([_as_last_known(row, party) for row in rows_of(party)])


def sorted_block(rows: Sequence[EntryRow]) -> EntriesBlock:
    """These rows as the page shows them."""
    compared = sorted((row for row in rows if not row.aside), key=lambda row: not row.differs)
    return EntriesBlock(compared, [row for row in rows if row.aside])


def foreseen(run: Any) -> ForeseenEntries:
    """What a preview's run has planned for the entries."""
    of_preview = registry.entries_of_preview(run.definition.name)
    return of_preview(run.entries) if of_preview else ForeseenEntries()
