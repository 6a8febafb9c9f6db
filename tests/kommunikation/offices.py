"""Two model systems with their people, and a run as rules 1.2 and 2 have it: plan, record, act, read back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kommunikation.acts import Act, PostEntry
from kommunikation.arrays import Arrays
from kommunikation.entries import CHANNELS, AdvowareSide, Entry, EspoEntry, EspoSide, Facts, Known, Policy
from kommunikation.forms import comparison_form, for_espocrm
from kommunikation.judging import answered, read_back
from kommunikation.kommkz import KINDS, MAIL, PHONE
from kommunikation.pairs import Recorded
from kommunikation.plan import CommunicationPlan, plan
from syncconsole.sync.facts import PersonsDecision


class Crash(Exception):
    """The console died; what it had stored and what the systems took stays."""


@dataclass
class Advoware:
    """A party's entries as an office and we change them; the kommKz of an entry is kept and returned as 0."""

    entries: dict[int, Entry] = field(default_factory=dict)
    kinds: dict[int, int] = field(default_factory=dict)
    calls: int = 0

    def has(self, tlf: str, kommkz: int = 1, bemerkung: str = "") -> int:
        """Somebody in the office adds an entry."""
        id = max(self.kinds, default=0) + 1
        self.kinds[id] = kommkz
        self.entries[id] = Entry(id, "r1", tlf, bemerkung, online="@" in tlf)
        return id

    def changes(self, id: int, tlf: str | None = None, bemerkung: str | None = None) -> None:
        """Somebody changes an entry; each change gives it a new rowId."""
        entry = self.entries[id]
        changed = replace(entry, tlf=entry.tlf if tlf is None else tlf, row_id=f"r{int(entry.row_id[1:]) + 1}")
        self.entries[id] = changed if bemerkung is None else replace(changed, bemerkung=bemerkung)

    def deletes(self, id: int) -> None:
        """Somebody really deletes an entry in the Advoware client."""
        del self.entries[id]

    def carry_out(self, act: Act) -> int | None:
        """We write; a POST answers with the new id."""
        self.calls += 1
        if isinstance(act, PostEntry):
            return self.has(act.tlf, act.kommkz, act.bemerkung)
        assert self.entries[act.id].row_id == act.row_id
        self.changes(act.id, act.tlf, act.bemerkung)
        return None

    def side(self) -> AdvowareSide:
        """What a read shows; a top-level field copies the first entry of its kind."""
        top_level: dict[str, str | None] = {}
        for id, entry in self.entries.items():
            top_level.setdefault(KINDS[self.kinds[id]].top_level, entry.tlf)
        return AdvowareSide(tuple(self.entries.values()), top_level)


@dataclass
class Espo:
    """A record's arrays in EspoCRM: a number once, E.164 only, at most ten."""

    phones: list[EspoEntry] | None = field(default_factory=list)
    mails: list[EspoEntry] | None = field(default_factory=list)
    calls: int = 0

    def has(self, value: str, type: str = "Office", **flags: bool) -> None:
        """Somebody adds a value."""
        new = EspoEntry(value, "" if "@" in value else type, **flags)
        shelf = self.mails if "@" in value else self.phones
        if new.value not in [entry.value for entry in shelf]:
            shelf.append(replace(new, primary=not shelf))

    def deletes(self, value: str) -> None:
        """Somebody removes a value."""
        self.phones = [entry for entry in self.phones if entry.value != value]
        self.mails = [entry for entry in self.mails if entry.value != value]

    def changes(self, value: str, new: str = "", **changed: object) -> None:
        """Somebody edits an entry in its place."""
        for shelf in (self.phones, self.mails):
            shelf[:] = [replace(e, value=new or value, **changed) if e.value == value else e for e in shelf]

    def patch(self, arrays: Arrays) -> None:
        """We write; the array is taken whole."""
        self.calls += 1
        for name, channel, array in (("phones", PHONE, arrays.phones), ("mails", MAIL, arrays.mails)):
            if array is not None:
                assert len({comparison_form(channel, entry.value, "DE") for entry in array}) == len(array) <= 10
                assert all(for_espocrm(channel, entry.value, "DE") == entry.value for entry in array)
                assert [entry.primary for entry in array].count(True) == bool(array)
                setattr(self, name, list(array))

    def side(self) -> EspoSide:
        """What a read shows."""
        arrays = (self.phones, self.mails)
        return EspoSide(*(None if array is None else tuple(array) for array in arrays))


@dataclass
class Offices:
    """Both systems and the console's memory of one party.

    `quarantined`: POSTs of unknown outcome are not repeated. `lost`: values that were kept for review.
    """

    espo: Espo = field(default_factory=Espo)
    advoware: Advoware = field(default_factory=Advoware)
    policy: Policy = field(default_factory=Policy)
    record: Recorded = field(default_factory=Recorded)
    edited: bool = True
    quarantined: bool = False
    shared: frozenset[str] = frozenset()
    approved: frozenset[str] = frozenset()
    decisions: dict[str, PersonsDecision] = field(default_factory=dict)
    known: dict[tuple[str, str], Known] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    steps_left: int = 1_000
    patched_unseen: bool = False

    def plan(self) -> CommunicationPlan:
        """What the next run would do."""
        quiet = frozenset() if self.quarantined else frozenset(pair.key for pair in self.record.pairs)
        facts = Facts(self.edited, self.shared, self.known, self.approved, quiet, self.decisions)
        return plan(self.record, self.espo.side(), self.advoware.side(), facts, self.policy)

    def run(self) -> CommunicationPlan:
        """One run; what people change in EspoCRM afterwards counts as edited again."""
        planned, self.patched_unseen = self.plan(), False
        self._remember()
        self.lost |= {line.loses for line in planned.lines if line.loses}
        self.record, self.edited = planned.record, False
        self._step()
        for act in planned.acts:
            new_id = self.advoware.carry_out(act)
            self._step()
            self.record = answered(self.record, act, self.policy, new_id)
            self._step()
        if planned.arrays.writes:
            self.espo.patch(planned.arrays)
            self.patched_unseen = True
            self._step()
        reads = (self.espo.side(), self.advoware.side())
        self.record = read_back(self.record, *reads, planned.acts, planned.arrays.writes, self.policy)
        after = self.plan()
        self.lost |= {line.loses for line in after.lines if line.loses}
        self.record = after.record
        return planned

    def run_until_crash(self, steps: int) -> bool:
        """A run that dies after that many of its steps; whether it did."""
        self.steps_left = steps
        try:
            self.run()
        except Crash:
            return True
        finally:
            self.steps_left = 1_000
        return False

    def settle(self, runs: int = 2) -> None:
        """So many runs, after which one more must write nothing."""
        for _ in range(runs):
            self.run()
        assert not self.plan().writes, self.plan()
        self.run()

    def _step(self) -> None:
        if self.steps_left == 0:
            raise Crash
        self.steps_left -= 1

    def _remember(self) -> None:
        for channel in CHANNELS:
            for entry in self.espo.side().of(channel) or ():
                form = comparison_form(channel, entry.value, "DE")
                self.known[channel, form] = Known(entry.type, entry.opt_out, entry.invalid)

    def in_espocrm(self) -> list[str]:
        """EspoCRM's values, sorted."""
        return sorted(entry.value for entry in (self.espo.phones or []) + (self.espo.mails or []))

    def in_advoware(self) -> list[str]:
        """Advoware's filled entries as texts, sorted."""
        return sorted(entry.tlf for entry in self.advoware.entries.values() if entry.tlf.strip())
