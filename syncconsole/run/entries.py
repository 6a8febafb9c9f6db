"""What a run asks of a party's entries (phones, mails): an app brings them, the kernel only knows when (rules 1.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from syncconsole.run.questions import Sides
from syncconsole.sync.plan import HeldField
from syncconsole.sync.reasons import Reason

if TYPE_CHECKING:
    from datetime import datetime


class Entries(Protocol):
    """The entries of one party in one run, planned on what the run has read last.

    `acts`: whether entries are to be written in Advoware; `unread`: whether it must be read afterwards. `hold`: what of
    them waits for a person. `marks`: writes that only brought a marker up to date. `wait_until`: when what is under
    way may be planned again, aware UTC.
    """

    @property
    def acts(self) -> bool: ...
    @property
    def unread(self) -> bool: ...
    @property
    def hold(self) -> Reason | None: ...
    @property
    def problems(self) -> Sequence[Reason]: ...
    @property
    def marks(self) -> int: ...
    @property
    def wait_until(self) -> datetime | None: ...

    def see_espo(self) -> None:
        """EspoCRM's record was read once more, or answered a PATCH."""

    def look(self) -> None:
        """Plan on the last readings of both sides."""

    def look_at_new(self) -> None:
        """Plan for a record that was just created in Advoware and has no entries yet."""

    def write(self) -> None:
        """Store what is to be done and write the entries in Advoware. Raises what the calls raise."""

    def judge_advoware(self) -> None:
        """Judge what was written in Advoware by its present reading."""

    def ask_others(self) -> bool:
        """Read the other parties that hold a number new to this one; whether that told anything new."""

    def body(self, *, one: bool) -> dict[str, Any]:
        """The part of EspoCRM's PATCH, empty if nothing is to be written; with `one` a single list of it."""

    def moved(self, side: str) -> bool:
        """Whether the last reading of `side` shows other entries than those planned on."""

    def announce(self) -> None:
        """Store what the PATCH will carry and what it will overwrite."""

    def judge_espo(self) -> None:
        """Judge what was written in EspoCRM by its present reading."""

    def refuse(self, field: str, words: str, sent: Mapping[str, Any], *, alone: bool) -> bool:
        """EspoCRM refused the lists `sent`, `alone` or beside fields; whether a part of them is now left out."""

    def take_over(self) -> None:
        """Take what the last plan settles without a write, also of people's decisions."""

    def held(self) -> Sequence[tuple[HeldField, Sides]]:
        """The entries that wait for a person's decision."""

    def owns(self, field: str) -> bool:
        """Whether a question's field is one of these entries."""

    def rules(self) -> dict[str, str]:
        """The rule that decided, by entry, for what was not simply equal."""

    def shown(self, side: str) -> dict[str, str]:
        """What `side` holds, by entry, for the party's row."""

    def values(self, side: str) -> Any:
        """What `side` was last read to hold, to tell later whether it moved (rules 4, revival)."""

    def deleted(self) -> None:
        """EspoCRM's record is deleted."""

    def save(self) -> None:
        """Store everything, inside the run's last transaction."""


class NoEntries:
    """Of a sync without entries, and of a run that must store nothing of what it read."""

    acts, unread, hold, problems, marks, wait_until = False, False, None, (), 0, None

    def look(self) -> None:
        """Nothing to plan."""

    see_espo = look_at_new = write = judge_advoware = announce = judge_espo = take_over = deleted = save = look

    def ask_others(self) -> bool:
        """Nobody to ask."""
        return False

    def body(self, *, one: bool) -> dict[str, Any]:
        """Nothing to write."""
        return {}

    def moved(self, side: str) -> bool:
        """Nothing can have moved."""
        return False

    def refuse(self, field: str, words: str, sent: Mapping[str, Any], *, alone: bool) -> bool:
        """Nothing to leave out."""
        return False

    def held(self) -> Sequence[tuple[HeldField, Sides]]:
        """Nothing waits."""
        return ()

    def owns(self, field: str) -> bool:
        """No field."""
        return False

    def rules(self) -> dict[str, str]:
        """No rule."""
        return {}

    def shown(self, side: str) -> dict[str, str]:
        """Nothing."""
        return {}

    def values(self, side: str) -> Any:
        """Nothing."""
        return None
