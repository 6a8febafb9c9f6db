"""The plain values that communication is planned from: both sides as read, and what else is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kommunikation.kommkz import MAIL, PHONE
from syncconsole.sync.errors import ESPOCRM
from syncconsole.sync.facts import PersonsDecision

CHANNELS = (PHONE, MAIL)


@dataclass(frozen=True)
class EspoEntry:
    """One item of EspoCRM's `phoneNumberData` or `emailAddressData`; `type` is "" for mails."""

    value: str
    type: str = ""
    primary: bool = False
    opt_out: bool = False
    invalid: bool = False


@dataclass(frozen=True)
class EspoSide:
    """A record's arrays in EspoCRM. None: the key was absent or null, which says nothing about the entries."""

    phones: tuple[EspoEntry, ...] | None
    mails: tuple[EspoEntry, ...] | None

    def of(self, channel: str) -> tuple[EspoEntry, ...] | None:
        """The array of one channel."""
        return self.phones if channel == PHONE else self.mails


@dataclass(frozen=True)
class Entry:
    """One Kommunikation in Advoware as returned; `kommkz` is usually 0."""

    id: int
    row_id: str = ""
    tlf: str = ""
    bemerkung: str = ""
    kommkz: int | None = 0
    online: bool = False


@dataclass(frozen=True)
class AdvowareSide:
    """A party's entries in Advoware (None: the key was absent) and its own fields (`telGesch`, …) by name."""

    entries: tuple[Entry, ...] | None
    top_level: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """How EspoCRM showed a number or an address when it was last read on any party."""

    type: str = ""
    opt_out: bool = False
    invalid: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known beside the two reads.

    `edited`: a person changed this EspoCRM record since it was read last. `shared`: comparison forms of
    numbers that stand on several parties. `known`: by channel and comparison form, what was ever read.
    `approved`: sides whose mass removal a person allowed. `guarded`: sides that too many parties have lost all
    entries of within an hour. `quiet`: keys of pairs whose POST of unknown
    outcome is older than the create quarantine. `decisions`: by key of the pair, what a person wants on both
    sides (the value as typed, what was seen in comparison forms); they stand until both sides hold it.
    """

    edited: bool = False
    shared: frozenset[str] = frozenset()
    known: Mapping[tuple[str, str], Known] = field(default_factory=dict)
    approved: frozenset[str] = frozenset()
    quiet: frozenset[str] = frozenset()
    decisions: Mapping[str, PersonsDecision] = field(default_factory=dict)
    guarded: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Policy:
    """An office's settings: `conflicts` is `espocrm`, `advoware` or `manual`; `region` is where phones are
    dialled from; `limit` is how many entries of a channel EspoCRM holds."""

    conflicts: str = ESPOCRM
    region: str = "DE"
    limit: int = 10
