"""The open questions of a party (conflicts and accepted differences), kept in memory until they are saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from syncconsole.models.conflict import ConflictKind, Resolution
from syncconsole.sync.errors import ADVOWARE
from syncconsole.sync.facts import PersonsDecision
from syncconsole.sync.plan import HeldField
from syncconsole.sync.values import Pair, Seen


@dataclass(frozen=True)
class Sides:
    """Both sides as read, for what a question tells about values, authors and times."""

    espo: Seen | None
    advoware: Seen | None

    def describe(self, row: Any) -> None:
        """Put the present values, authors and times of both sides into a conflict row.

        Both systems tell only who changed the record last: a value that stands as before keeps its author and time.
        """
        for seen, name in ((self.espo, "espo"), (self.advoware, "advoware")):
            if seen is None:
                continue
            value = seen.values.get(row.field, "")
            if getattr(row, f"changed_{name}") is None or getattr(row, f"value_{name}") != value:
                setattr(row, f"value_{name}", value)
                setattr(row, f"author_{name}", seen.author)
                setattr(row, f"changed_{name}", seen.changed_at)


@dataclass
class Questions:
    """Open rows by (field, is_difference), and rows whose wish is not carried yet."""

    model: type[Any]
    party: Any
    rows: dict[tuple[str, bool], Any] = field(default_factory=dict)
    wishes: dict[str, Any] = field(default_factory=dict)
    touched: list[Any] = field(default_factory=list)
    as_loaded: dict[int, tuple[datetime | None, str | None, int]] = field(default_factory=dict)
    asked_at_start: frozenset[str] = frozenset()

    @classmethod
    def load(cls, model: type[Any], party: Any) -> Questions:
        """Read what is open for `party`."""
        loaded = cls(model, party)
        if not party.has_questions:
            return loaded
        waiting = Q(closed_at__isnull=True) | Q(wish__isnull=False)
        for row in model.objects.filter(waiting, party=party).order_by("id"):
            loaded.as_loaded[row.pk] = (row.closed_at, row.wish, len(row.kept))
            if row.closed_at is None:
                loaded.rows[(row.field, row.kind == ConflictKind.DIFFERENCE)] = row
            if row.wish is not None:
                loaded.wishes[row.field] = row
        loaded.asked_at_start = loaded.asked()
        return loaded

    def decisions(self) -> dict[str, PersonsDecision]:
        """What people want, by field."""
        return {name: PersonsDecision(row.wish, row.wish_e, row.wish_a) for name, row in self.wishes.items()}

    @property
    def open(self) -> bool:
        """Whether anything waits for a person."""
        return bool(self.rows)

    def asked(self) -> frozenset[str]:
        """What people are told of: "conflict" if something waits for them, "review" if there is something to see."""
        held = {row.kind == ConflictKind.HELD for row in self.rows.values()}
        return frozenset("conflict" if one else "review" for one in held)

    def fields(self) -> list[str]:
        """The fields that wait, each once."""
        return sorted({name for name, _ in self.rows})

    def keep(self, name: str, side: str, value: str, rule: str, base: Pair | None, sides: Sides, now: datetime) -> None:
        """`value` of `side` is about to be overwritten or lost: keep it for review, once."""
        row = self._open(name, False, ConflictKind.REVIEW, rule, base, now)
        sides.describe(row)
        if all((kept["side"], kept["value"]) != (side, value) for kept in row.kept):
            author = row.author_advoware if side == ADVOWARE else row.author_espo
            row.kept = [*row.kept, {"side": side, "value": value, "author": author, "at": now.isoformat()}]
        self._touch(row)

    def hold(self, held: Iterable[tuple[HeldField, Sides]], now: datetime) -> None:
        """These fields wait for a person; others that were held no longer do."""
        names = set()
        for one, sides in held:
            names.add(one.field)
            base = None if one.base is None else Pair(one.base, one.base)
            row = self._open(one.field, False, ConflictKind.HELD, one.rule, base, now)
            row.kind = ConflictKind.HELD
            sides.describe(row)
            self._touch(row)
        for (name, _), row in list(self.rows.items()):
            if row.kind == ConflictKind.HELD and name not in names:
                self._no_longer_held(row, now)

    def _no_longer_held(self, row: Any, now: datetime) -> None:
        if row.kept:  # it also keeps a losing value, which only a person closes
            row.kind = ConflictKind.REVIEW
            self._touch(row)
        else:
            self.settle(row.field, now, difference=False)

    def differ(self, name: str, pair: Pair, sides: Sides, now: datetime) -> None:
        """A new accepted difference of `name`."""
        row = self._open(name, True, ConflictKind.DIFFERENCE, pair.why, None, now)
        row.why, row.words = pair.why, pair.words[:200]
        sides.describe(row)
        row.value_espo, row.value_advoware = pair.e, pair.a
        if pair.sent and all(kept["value"] != pair.sent for kept in row.kept):
            row.kept = [*row.kept, {"side": "", "value": pair.sent, "author": "", "at": now.isoformat()}]
        self._touch(row)

    def settle(self, name: str, now: datetime, *, difference: bool) -> None:
        """The question is gone by itself."""
        row = self.rows.pop((name, difference), None)
        if row is not None:
            row.closed_at, row.resolution = now, Resolution.SETTLED
            self._touch(row)

    def carried(self, name: str) -> None:
        """What a person wanted for `name` stands on both sides now."""
        row = self.wishes.pop(name, None)
        if row is not None:
            row.wish = None
            self._touch(row)

    def refuse_wish(self, name: str, sides: Sides, now: datetime) -> None:
        """A side moved since the person decided: the decision is void and the question is shown anew."""
        row = self.wishes.pop(name)
        row.wish = None
        key = (name, row.kind == ConflictKind.DIFFERENCE)
        if key in self.rows:
            self.rows[key].kept = [*self.rows[key].kept, *row.kept]
            self._touch(self.rows[key])
        else:
            row.closed_at, row.resolution, row.closed_by, row.opened_at = None, "", "", now
            sides.describe(row)
            self.rows[key] = row
        self._touch(row)

    def _open(self, name: str, difference: bool, kind: str, rule: str, base: Pair | None, now: datetime) -> Any:
        key = (name, difference)
        if key not in self.rows:
            self.rows[key] = self.model(
                party=self.party, field=name, kind=kind, rule=rule, base=base.e if base else None, opened_at=now
            )
        return self.rows[key]

    def _touch(self, row: Any) -> None:
        if all(row is not one for one in self.touched):
            self.touched.append(row)

    def save(self) -> None:
        """Write what has changed; closed rows first, so that the one-open-row rule holds at every step.

        A row that a person has decided meanwhile stays as the person left it.
        """
        for row in sorted(self.touched, key=lambda one: one.closed_at is None):
            if row.pk in self.as_loaded:
                self._save_unless_decided(row)
            else:
                row.save()
            self.as_loaded[row.pk] = (row.closed_at, row.wish, len(row.kept))
        self.touched.clear()

    def _save_unless_decided(self, row: Any) -> None:
        closed_at, wish, known = self.as_loaded[row.pk]
        columns = [one.attname for one in row._meta.concrete_fields if not one.primary_key]
        same = self.model.objects.filter(pk=row.pk, closed_at=closed_at, wish=wish)
        if not same.update(**{name: getattr(row, name) for name in columns}) and row.closed_at is None:
            self._ask_anew(row, row.kept[known:])

    def _ask_anew(self, row: Any, lost: list[dict[str, Any]]) -> None:
        """A person has closed the question meanwhile, without having seen these values."""
        if lost:
            row.pk, row._state.adding = None, True
            row.kept, row.wish, row.kind = lost, None, ConflictKind.REVIEW
            row.save()
