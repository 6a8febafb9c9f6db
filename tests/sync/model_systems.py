"""Two small systems in plain Python, with habits that real ones have, and people who edit in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

US = "sync"
SOMEBODY = "somebody"

# Everybody's input goes through these, people's too: a column is short, a trigger rewrites.
NORMALISING: dict[str, Callable[[str], str]] = {
    "plain": lambda value: value,
    "cuts off": lambda value: value[:3],
    "upper case": lambda value: value.upper(),
    "ß becomes ss": lambda value: value.replace("ß", "ss"),
}
# Only a program meets these, where it changes the field.
REJECTING = ("keeps the old value", "stores a blank", "refuses")
HABITS = (*NORMALISING, *REJECTING)


class RefusedField(Exception):
    """The system answers 400 and names the attribute; nothing was stored."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class MovedMeanwhile(Exception):
    """EspoCRM's 409: the record is no longer as the caller read it."""


@dataclass
class System:
    """One record with its habits by attribute.

    `author` changed the record last, `edition` moves with every change. `calls` counts our own writes
    and `written` names the attributes that they changed.
    """

    record: dict[str, Any]
    habits: Mapping[str, str]
    author: str = SOMEBODY
    edition: int = 1
    calls: int = 0
    written: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.record = {key: self.normalised(key, raw) for key, raw in self.record.items()}

    def typed(self, key: str, raw: str) -> None:
        """A person enters a value."""
        self._change({key: self.normalised(key, raw)}, SOMEBODY)

    def _write(self, changes: Mapping[str, Any]) -> None:
        """A program changes attributes: all of them, or none if one is refused."""
        self.calls += 1
        changed = {key: raw for key, raw in changes.items() if raw != self.record.get(key)}
        for key in changed:
            if self.habits.get(key) == "refuses":
                raise RefusedField(key)
        self._change({key: self._stored(key, raw) for key, raw in changed.items()}, US)
        self.written |= set(changed)

    def _stored(self, key: str, raw: Any) -> Any:
        habit = self.habits.get(key)
        if habit == "keeps the old value":
            return self.record.get(key)
        return None if habit == "stores a blank" else self.normalised(key, raw)

    def normalised(self, key: str, raw: Any) -> Any:
        """What the system makes of an input, whoever enters it."""
        normalise = NORMALISING.get(self.habits.get(key, "plain"), NORMALISING["plain"])
        return normalise(raw) if raw else raw

    def _change(self, values: Mapping[str, Any], author: str) -> None:
        self.record |= values
        self.author = author
        self.edition += 1


@dataclass
class ModelEspo(System):
    """EspoCRM: partial updates, optimistic version control, the answer shows the record."""

    def read(self) -> dict[str, Any]:
        return self.record | {"betnr": 1, "modifiedById": self.author, "versionNumber": self.edition}

    def patch(self, changes: Mapping[str, Any], version: int | None) -> dict[str, Any]:
        if version != self.edition:
            raise MovedMeanwhile
        self._write(changes)
        return self.read()


@dataclass
class ModelAdvoware(System):
    """Advoware: the body of a PUT replaces the whole record, whatever it was."""

    def read(self) -> dict[str, Any]:
        return self.record | {"betNr": 1, "geaendertVon": self.author, "rowId": str(self.edition)}

    def put(self, body: Mapping[str, Any]) -> None:
        not_stored = {"betNr", "geaendertVon", "rowId"}
        blank = dict.fromkeys(self.record)
        self._write(blank | {key: raw for key, raw in body.items() if key not in not_stored})
