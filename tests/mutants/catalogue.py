"""All planted bugs, by name."""

from __future__ import annotations

from tests.mutants import agreed_values, creating, entries, field_decisions, one_writer, starting, whole_systems

_ROOMS = (field_decisions, agreed_values, creating, one_writer, starting, whole_systems, entries)

MUTANTS = {mutant.name: mutant for room in _ROOMS for mutant in room.MUTANTS}
