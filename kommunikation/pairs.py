"""The console's own record of a party's communication: one row per pair of entries.

Values are comparison forms (kommunikation.forms): E.164 numbers, lower-case addresses, "" for none.
"""

from __future__ import annotations

from dataclasses import dataclass

from syncconsole.sync.values import Pair

UNCERTAIN = "uncertain"  # an accepted difference: Advoware's text is not certain enough for EspoCRM


@dataclass(frozen=True)
class Intent:
    """What a run set out to do with a pair, recorded before its first write.

    `value`: what both sides shall hold, "" for a deletion. `source`: the side it came from, which held it in
    the read that planned it. `before`: what the other side held then, several values where aliases lag.
    `posted`: a POST may have happened. `witnesses`: ids of entries whose marker did not hold `value` then:
    if it does now, our write arrived. `answered`: the other side has answered our write, so both have held `value`.
    """

    value: str
    source: str
    before: tuple[str, ...]
    posted: bool = False
    witnesses: tuple[int, ...] = ()
    answered: bool = False


@dataclass(frozen=True)
class Leaving:
    """An entry that its pair no longer needs, to be emptied once the new one is there.

    `entry` is None while the outcome of its POST is unknown; `value` is what it held. `witness`: it had no
    slot's marker then, so that one shows that we emptied it.
    """

    entry: int | None
    value: str
    kommkz: int
    witness: bool = True


@dataclass(frozen=True)
class Linked:
    """One pair: an entry of Advoware and the value in EspoCRM's array that belongs to it.

    `key`: its number in the record. `base`: what the sides last agreed on. `espo_type`: EspoCRM's half of
    the type. `aliases`: ids of further entries with the same value. `marked`: the value that the marker was
    last brought to; it is written once and not fought over. `held_since`: the record's `next_key` when its
    removal was held as one of a mass, 0 if it is not.
    """

    key: str
    channel: str
    kommkz: int
    base: Pair
    entry: int | None = None
    row_id: str = ""
    espo_type: str = ""
    aliases: tuple[int, ...] = ()
    leaving: tuple[Leaving, ...] = ()
    intent: Intent | None = None
    marked: str = ""
    held_since: int = 0

    @property
    def is_moving(self) -> bool:
        """Whether only its type is under way: both sides agree on the value."""
        intent = self.intent
        return intent is not None and bool(intent.value) and intent.value == self.base.e == self.base.a

    @property
    def named(self) -> frozenset[int]:
        """The ids of all entries that belong to this pair."""
        own = (self.entry, *self.aliases, *(leaving.entry for leaving in self.leaving))
        return frozenset(id for id in own if id is not None)


@dataclass(frozen=True)
class Recorded:
    """A party's pairs. `complete` is False until a first run recorded them: then markers are trusted.

    `next_key`: the number that the next new pair gets.
    """

    complete: bool = False
    pairs: tuple[Linked, ...] = ()
    next_key: int = 1
