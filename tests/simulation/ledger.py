"""What people have typed, and what of it must be there in the end: the model, written from the rules alone.

Each edit knows which earlier ones its author had before their eyes. An edit that nobody has seen and replaced since is
*standing*: its value must survive, on its side or, where two stand against each other, in a conflict.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ESPOCRM, ADVOWARE = "espocrm", "advoware"


@dataclass
class Edit:
    """One value typed by a person. `seen`: numbers of the edits that it replaces, knowingly.

    `linked`: both sides had agreed on the field before. `again`: a value that stood there before; then nobody can
    tell whether it was ever away. `excuse`: why it may be lost (rules 2, what no API can close).
    """

    number: int
    party: str
    name: str
    side: str
    value: str
    seen: frozenset[int]
    linked: bool
    again: bool
    order: int = 0
    excuse: str = ""

    def __str__(self) -> str:
        return f"#{self.number} {self.side} {self.name}={self.value!r}"


@dataclass
class Ledger:
    """All edits of a run, in order."""

    edits: list[Edit] = field(default_factory=list)
    initial: dict[tuple[str, str], str] = field(default_factory=dict)
    acts: int = 0

    def act(self) -> int:
        """Somebody does something; which act of the run that is."""
        self.acts += 1
        return self.acts

    def note(self, party: str, name: str, side: str, value: str, before: str, *, linked: bool) -> Edit:
        """A person has put `value` where `before` stood."""
        earlier = self.of(party, name)
        seen: set[int] = set()
        for edit in earlier:
            if edit.value == before:
                seen |= {edit.number, *edit.seen}
        again = value in ("", self.initial.get((party, name))) or any(edit.value == value for edit in earlier)
        made = Edit(len(self.edits), party, name, side, value, frozenset(seen), linked, again, self.act())
        self.edits.append(made)
        return made

    def of(self, party: str, name: str) -> list[Edit]:
        """All edits of one field."""
        return [edit for edit in self.edits if edit.party == party and edit.name == name]

    def names(self, party: str) -> list[str]:
        """The fields of a party that were edited."""
        return sorted({edit.name for edit in self.edits if edit.party == party})

    def standing(self, party: str, name: str) -> list[Edit]:
        """The edits of one field that no later one replaces."""
        edits = self.of(party, name)
        replaced = {number for edit in edits for number in edit.seen}
        return [edit for edit in edits if edit.number not in replaced]

    def since(self, act: int, party: str, side: str) -> list[Edit]:
        """Edits of one side of a party after that act."""
        return [edit for edit in self.edits if edit.order > act and edit.party == party and edit.side == side]

    def excuse_value(self, party: str, name: str, value: str, why: str) -> None:
        """The edits that brought `value` may be lost."""
        for edit in self.of(party, name):
            if edit.value == value:
                edit.excuse = edit.excuse or why
