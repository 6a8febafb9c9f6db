"""A party's pairs and what is known of numbers, from and to the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kommunikation.entries import CHANNELS, EspoSide, Known
from kommunikation.forms import comparison_form
from kommunikation.models import EntryPair, KnownValue, Kommunikation
from kommunikation.pairs import Intent, Leaving, Linked, Recorded
from syncconsole.run.statements import insert_all, one_row, update
from syncconsole.sync.values import Pair

LONGEST_FORM = 255


@dataclass
class Stored:
    """What the database holds of one party. `whole` is None before its first run."""

    party: int
    whole: Kommunikation | None
    pairs: dict[str, EntryPair] = field(default_factory=dict)

    @classmethod
    def of(cls, party: int) -> Stored:
        """Read the party's one row; the pairs only when they are asked for."""
        return cls(party, one_row(Kommunikation, party))

    @property
    def espo_edit(self) -> tuple[datetime | None, str]:
        """EspoCRM's last edit, time and author, when the pairs were stored last."""
        return (self.whole.espo_changed_at, self.whole.espo_changed_by) if self.whole else (None, "")

    def record(self, number: int | None) -> Recorded:
        """The pairs with Advoware's record `number`; those with another record are forgotten."""
        if self.whole is None:
            return Recorded()
        self.pairs = {str(row.key): row for row in EntryPair.objects.filter(party=self.party)}
        if self.whole.number != number:
            return Recorded(next_key=self.whole.next_key)
        return Recorded(self.whole.complete, tuple(_linked(row) for row in self.pairs.values()), self.whole.next_key)

    def save_pairs(self, record: Recorded, now: datetime, *, posting: Iterable[str] = ()) -> None:
        """Bring the rows to `record`: one statement for new ones, one for gone ones, one per changed one.

        `posting`: keys of pairs for which a POST begins now.
        """
        rows = {pair.key: _row(self.party, pair) for pair in record.pairs}
        for key, row in rows.items():
            row.posted_at = now if key in posting else self._posted_at(key, row, now)
        gone = [row.pk for key, row in self.pairs.items() if key not in rows]
        if gone:
            EntryPair.objects.filter(pk__in=gone).delete()
        insert_all(EntryPair, [row for key, row in rows.items() if key not in self.pairs])
        for key, row in rows.items():
            before = self.pairs.get(key)
            if before is not None:
                row.pk = before.pk
                if _columns(row) != _columns(before):
                    row.save()
        self.pairs = rows

    def _posted_at(self, key: str, row: EntryPair, now: datetime) -> datetime | None:
        if not _may_have_been_posted(row):
            return None
        before = self.pairs.get(key)
        return before.posted_at if before is not None and before.posted_at else now

    def posted(self) -> dict[str, datetime]:
        """When the POSTs of unknown outcome began, by key."""
        return {key: row.posted_at for key, row in self.pairs.items() if row.posted_at}

    def save_whole(self, **values: Any) -> None:
        """Store columns of the party's one row, which is made if need be."""
        if self.whole is None:
            self.whole = Kommunikation(party_id=self.party, **values)
            self.whole.save(force_insert=True)
            return
        moved = {name: value for name, value in values.items() if getattr(self.whole, name) != value}
        if moved:
            update(Kommunikation, moved, "party_id = %s", self.party)
            for name, value in moved.items():
                setattr(self.whole, name, value)


def _may_have_been_posted(row: EntryPair) -> bool:
    return bool(row.intent and row.intent["posted"]) or any(left["entry"] is None for left in row.leaving)


def _columns(row: EntryPair) -> list[Any]:
    return [getattr(row, one.attname) for one in row._meta.concrete_fields]


def _linked(row: EntryPair) -> Linked:
    return Linked(
        key=str(row.key),
        channel=row.channel,
        kommkz=row.kommkz,
        base=Pair.from_json(row.base),
        entry=row.entry,
        row_id=row.row_id,
        espo_type=row.espo_type,
        aliases=tuple(row.aliases),
        leaving=tuple(Leaving(**left) for left in row.leaving),
        intent=_intent(row.intent),
        marked=row.marked,
        held_since=row.held_since,
    )


def _intent(stored: Mapping[str, Any] | None) -> Intent | None:
    if stored is None:
        return None
    return Intent(
        stored["value"],
        stored["source"],
        tuple(stored["before"]),
        stored["posted"],
        tuple(stored["witnesses"]),
        stored.get("answered", False),
    )


def _row(party: int, pair: Linked) -> EntryPair:
    intent = pair.intent
    return EntryPair(
        party_id=party,
        key=int(pair.key),
        channel=pair.channel,
        kommkz=pair.kommkz,
        base=pair.base.as_json(),
        entry=pair.entry,
        row_id=pair.row_id,
        espo_type=pair.espo_type,
        aliases=list(pair.aliases),
        leaving=[vars(left) for left in pair.leaving],
        intent=vars(intent) | {"before": list(intent.before), "witnesses": list(intent.witnesses)} if intent else None,
        marked=pair.marked,
        held_since=pair.held_since,
    )


def known_of(side: EspoSide, region: str) -> dict[tuple[str, str], Known]:
    """Type and flags of every value that a party's record shows, by channel and comparison form."""
    found: dict[tuple[str, str], Known] = {}
    for channel in CHANNELS:
        for entry in side.of(channel) or ():
            form = comparison_form(channel, entry.value, region)
            if form:
                found.setdefault((channel, form), Known(entry.type, entry.opt_out, entry.invalid))
    return found


@dataclass(frozen=True)
class Neighbours:
    """What is known of some values from all parties: how they were read last, and who else has them."""

    known: dict[tuple[str, str], Known]
    holders: dict[tuple[str, str], list[int]]

    @property
    def shared(self) -> frozenset[str]:
        """Forms that stand on other parties as well."""
        return frozenset(form for _, form in self.holders)


def neighbours(party: int, forms: Iterable[str]) -> Neighbours:
    """What the database knows of these comparison forms."""
    wanted = sorted({form for form in forms if form and len(form) <= LONGEST_FORM})
    known: dict[tuple[str, str], Known] = {}
    holders: dict[tuple[str, str], list[int]] = {}
    if wanted:
        for row in KnownValue.objects.filter(form__in=wanted).order_by("read_at", "pk"):
            place = (row.channel, row.form)
            known[place] = Known(row.type, row.opt_out, row.invalid)
            if row.held and row.party_id != party:
                holders.setdefault(place, []).append(row.party_id)
    return Neighbours(known, holders)


def remember(party: int, side: EspoSide, region: str, now: datetime) -> None:
    """Note what EspoCRM showed on this party; what it no longer has stays known."""
    seen = {place: known for place, known in known_of(side, region).items() if len(place[1]) <= LONGEST_FORM}
    rows = {(row.channel, row.form): row for row in KnownValue.objects.filter(party=party)}
    shown = [channel for channel in CHANNELS if side.of(channel) is not None]
    for place, row in rows.items():
        if row.held and place not in seen and row.channel in shown:
            update(KnownValue, {"held": False}, "id = %s", row.pk)
    for place, known in seen.items():
        _remember_one(party, place, known, rows.get(place), now)


def forget_held(party: int) -> None:
    """The party is deleted in EspoCRM: what it had stays known, but stands on it no longer."""
    KnownValue.objects.filter(party=party, held=True).update(held=False)


def _remember_one(party: int, place: tuple[str, str], known: Known, row: KnownValue | None, now: datetime) -> None:
    values = {"type": known.type, "opt_out": known.opt_out, "invalid": known.invalid, "held": True, "read_at": now}
    if row is None:
        insert_all(KnownValue, [KnownValue(party_id=party, channel=place[0], form=place[1], **values)])
    else:
        update(KnownValue, values, "id = %s", row.pk)
