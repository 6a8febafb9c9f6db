"""The extension point: an app registers its sync here, and the kernel asks here instead of naming apps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


_definitions: dict[str, SyncDefinition] = {}


def register(definition: SyncDefinition) -> None:
    """Add a sync; the same name twice replaces it (tests do that)."""
    _definitions[definition.name] = definition


def unregister(name: str) -> None:
    """Remove a sync."""
    _definitions.pop(name, None)


def get(name: str) -> SyncDefinition:
    """The sync of that name; KeyError if none is registered."""
    return _definitions[name]


def all_definitions() -> tuple[SyncDefinition, ...]:
    """All registered syncs, in the order of registration."""
    return tuple(_definitions.values())
