"""The extension point: an app registers its sync here, and the kernel asks here instead of naming apps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from syncconsole.sync.mapping import RecordMapping


@dataclass(frozen=True)
class SyncDefinition:
    """Everything that one sync brings.

    `name` stands in lock keys, jobs and URLs; `entity` is EspoCRM's, `resource` Advoware's.
    The model classes are the concrete rows of `syncconsole.models`' abstract ones. `mapping` is
    called once per run, so that a run reads its settings once.
    """

    name: str
    entity: str
    resource: str
    record: type[Any]
    attempt: type[Any]
    change: type[Any]
    conflict: type[Any]
    intent: type[Any]
    mapping: Callable[[], RecordMapping]
    display_name: Callable[[Mapping[str, str], str], str]


# A run in, its `syncconsole.run.entries.Entries` out; a party in, the rows of its page out; the entries of a run that
# was only planned in, `syncconsole.console.entry_rows.ForeseenEntries` out.
EntriesOfRun = Callable[[Any], Any]
EntriesOfPage = Callable[[Any], Sequence[Any]]
EntriesOfPreview = Callable[[Any], Any]

_definitions: dict[str, SyncDefinition] = {}
_entries: dict[str, tuple[EntriesOfRun, EntriesOfPage, EntriesOfPreview]] = {}


def register(definition: SyncDefinition) -> None:
    """Add a sync; the same name twice replaces it (tests do that)."""
    _definitions[definition.name] = definition


def add_entries(name: str, of_run: EntriesOfRun, of_page: EntriesOfPage, of_preview: EntriesOfPreview) -> None:
    """Add the entries (phones, mails) of the sync `name`: their part of a run, of a party's page, and of a preview."""
    _entries[name] = (of_run, of_page, of_preview)


def entries_of_run(name: str) -> EntriesOfRun | None:
    """What makes the entries of one run of that sync, or None."""
    return _entries[name][0] if name in _entries else None


def entries_of_page(name: str) -> EntriesOfPage | None:
    """What tells of a party's entries on its page, or None."""
    return _entries[name][1] if name in _entries else None


def entries_of_preview(name: str) -> EntriesOfPreview | None:
    """What tells of the entries that a preview has planned, or None."""
    return _entries[name][2] if name in _entries else None


def unregister(name: str) -> None:
    """Remove a sync."""
    _definitions.pop(name, None)


def get(name: str) -> SyncDefinition:
    """The sync of that name; KeyError if none is registered."""
    return _definitions[name]


def all_definitions() -> tuple[SyncDefinition, ...]:
    """All registered syncs, in the order of registration."""
    return tuple(_definitions.values())
