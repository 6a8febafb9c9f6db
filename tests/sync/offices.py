"""Two offices that type into the model systems, and an oracle that follows what they typed.

The oracle knows nothing of the planner: it asks where each typed value is in the end.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from beteiligte import mapping
from syncconsole.sync.values import ADVOWARE, ESPOCRM, other
from tests.sync.model_systems import ModelAdvoware, ModelEspo
from tests.sync.small_run import ANSWERED, MOMENTS, Console, Day

TABLE = mapping.table()
NAMES = ("", "Weiß", "WEISS", "Weiss", " Weiß ", "Weiß-Weber", "Wei", "Weber")
DATES = ("", "1980-05-17", "1975-01-02")
WHAT_PEOPLE_TYPE = {
    ESPOCRM: {
        "lastName": NAMES,
        "firstName": ("", "Max", "MAX", "Maximilian"),
        "salutationName": ("", "Mr.", "Ms.", "Mrs.", "Dr."),
        "dateOfBirth": DATES,
        "description": ("", "ruft zurück"),
    },
    ADVOWARE: {
        "name": NAMES,
        "vorname": ("", "Max", "MAX", "Maximilian"),
        "anrede": ("", "Herr", "Frau", "Firma"),
        "geburtsdatum": tuple(day and f"{day}T00:00:00" for day in DATES),
        "bemerkung": ("", "nur vormittags"),
        "kanzleiKuerzel": ("", "BW"),
    },
}
NOT_MAPPED = {ESPOCRM: ("description",), ADVOWARE: ("bemerkung", "kanzleiKuerzel")}
NAME_OF = {ESPOCRM: {f.name: f.name for f in TABLE.fields}, ADVOWARE: {f.advoware: f.name for f in TABLE.fields}}
NAME_OF[ADVOWARE]["name"] = "lastName"
FIELDS = {f.name: f for f in TABLE.fields}
KEY_OF = {ESPOCRM: {name: name for name in FIELDS}, ADVOWARE: {name: f.advoware for name, f in FIELDS.items()}}


def canonical(side: str, name: str, raw: Any) -> str:
    """The canonical value of one field's raw value."""
    return (FIELDS[name].from_espo if side == ESPOCRM else FIELDS[name].from_advoware)(raw)


@dataclass(frozen=True)
class Edit:
    """A person enters a raw value on one side, at a moment of a run."""

    moment: str
    side: str
    key: str
    raw: str


@dataclass
class Offices:
    """Both systems with their people; follows every typed value that nobody replaced since.

    `patient` people do not type into a field while the console waits for an answer about it.
    """

    console: Console
    patient: bool = False
    alive: dict[tuple[str, str, str], bool] = field(default_factory=dict)  # field, side, value: read as equal?
    not_mapped: dict[tuple[str, str], str] = field(default_factory=dict)

    def type(self, edit: Edit) -> None:
        """A person's edit: it replaces what that person saw, wherever it came from."""
        if edit.key in NOT_MAPPED[edit.side]:
            self.not_mapped[edit.side, edit.key] = edit.raw
            self.system(edit.side).typed(edit.key, edit.raw)
            return
        name = NAME_OF[edit.side][edit.key]
        if self.cannot_be_told(edit, name):
            return
        before = self.value(edit.side, name)
        self.system(edit.side).typed(edit.key, edit.raw)
        after = self.value(edit.side, name)
        if after != before:
            self.replace(edit.side, name, before, came_from_us=edit.key in self.system(edit.side).written)
            self.system(edit.side).written.discard(edit.key)
            self.follow(edit.side, name, after)

    def cannot_be_told(self, edit: Edit, name: str) -> bool:
        """After a lost answer the old value, typed anew, looks like a write that never landed (rules 2)."""
        sent = self.console.unanswered[edit.side].get(name)
        if sent is None:
            return False
        stored = self.system(edit.side).normalised(edit.key, edit.raw)
        return self.patient or canonical(edit.side, name, stored) == sent.before

    def replace(self, side: str, name: str, value: str, *, came_from_us: bool) -> None:
        """Nobody misses a value that a person has seen and replaced, nor its original on the other side."""
        self.alive.pop((name, side, value), None)
        if came_from_us or self.alive.get((name, other(side), value)):
            self.alive.pop((name, other(side), value), None)

    def follow(self, side: str, name: str, value: str) -> None:
        """From now on somebody would miss `value`, unless it just takes a change back (rules 1, "changed")."""
        base = self.console.base.get(name)
        if value and not (base and base.half(side) == value):
            self.alive[name, side, value] = False

    def read_as_equal(self) -> None:
        """Values that a run has read as equal on both sides are one value from now on."""
        for name, side, value in self.alive:
            if self.value(ESPOCRM, name) == self.value(ADVOWARE, name) == value:
                self.alive[name, side, value] = True

    def system(self, side: str) -> ModelEspo | ModelAdvoware:
        return self.console.espo if side == ESPOCRM else self.console.advoware

    def value(self, side: str, name: str) -> str:
        return canonical(side, name, self.system(side).record[KEY_OF[side][name]])

    def held(self) -> set[str]:
        """Fields in conflict that wait for a person."""
        return {held.field for held in self.console.planned().held}

    def apart(self) -> list[str]:
        """Fields that differ and wait for nobody."""
        names = self.console.policy.fields[mapping.PERSON]
        return [n for n in names if self.value(ESPOCRM, n) != self.value(ADVOWARE, n) and n not in self.held()]

    def lost(self) -> list[tuple[str, str, str]]:
        """Typed values that are nowhere: not on both sides, not accepted or held on one, not kept."""
        return [typed for typed in self.alive if not self.is_safe(typed[0], typed[2])]

    def is_safe(self, name: str, value: str) -> bool:
        e, a = self.value(ESPOCRM, name), self.value(ADVOWARE, name)
        base = self.console.base.get(name)
        told = base is not None and base.differs and (base.e, base.a) == (e, a)
        on_one_side = value in (e, a) and (told or name in self.held())
        return e == a == value or on_one_side or value in self.console.kept[name]


class BusyDay(Day):
    """A run during which people type and answers get lost."""

    def __init__(self, offices: Offices, edits: list[Edit], outcomes: dict[str, str]) -> None:
        self.offices = offices
        self.outcomes = dict(outcomes)
        self.edits: dict[str, list[Edit]] = defaultdict(list)
        for edit in edits:
            self.edits[edit.moment].append(edit)

    def comes(self, moment: str) -> None:
        # The run does not come to every moment: what was to happen there happens at its end.
        for passed in MOMENTS if moment == "end" else [moment]:
            for edit in self.edits.pop(passed, []):
                self.offices.type(edit)

    def have_been_read(self) -> None:
        self.offices.read_as_equal()

    def has_arrived(self, side: str, name: str, value: str) -> None:
        self.offices.alive.pop((name, side, value), None)  # typed by somebody, it cannot be told from our write

    def outcome(self, side: str) -> str:
        return self.outcomes.pop(side, ANSWERED)
