"""Where a value comes from: for both systems who entered it, when it was seen, what carried it, and by which rule.

Told from the rows of changes; a value that no run ever carried was found there when the party was first compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from syncconsole import wording
from syncconsole.console.authors import author_of, is_ours
from syncconsole.console.comparison import read_at
from syncconsole.console.provenance_words import (
    because,
    entered,
    entered_before_us,
    not_carried,
    replaced,
    seen_by,
    written,
)
from syncconsole.console.times import day_and_time
from syncconsole.models.conflict import Resolution
from syncconsole.people.field_names import is_entry
from syncconsole.registry import SyncDefinition
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.readback import NOT_WRITTEN
from syncconsole.sync.values import REFUSED, Pair, other

LOOKED_AT = 40
SHOWN = 6

CREATED = "create"
_AT_FIRST_LINK = ("fill_blank", "first_link_newer", "first_link_policy")


@dataclass(frozen=True)
class Event:
    """One value that stood there: `text` says how it came, `detail` what it replaced and why."""

    value: str
    text: str
    detail: str = ""
    attempt: int | None = None


@dataclass(frozen=True)
class SideOrigin:
    """The values of one system, the present one first. `older`: there were more than are shown."""

    heading: str
    events: Sequence[Event]
    older: bool = False


@dataclass(frozen=True)
class Origin:
    """The provenance of one field or entry (`name`), called `label`."""

    name: str
    label: str
    sides: Sequence[SideOrigin]

    @property
    def anchor(self) -> str:
        """The id of its place on the page."""
        return anchor(self.name)


def anchor(name: str) -> str:
    """The id of the opened row of a field or an entry."""
    return f"from-{name.replace(':', '-')}"


@dataclass(frozen=True)
class _Known:
    """What the database tells of one field: its changes (newest first), people's decisions, and the first link."""

    party: Any
    changes: Sequence[Any]
    decisions: Sequence[Any]
    first: Any

    def decision_of(self, change: Any) -> Any:
        """The person's decision that a change carried."""
        return next((row for row in self.decisions if row.closed_at <= change.at), None)


@dataclass(frozen=True)
class Asked:
    """The field or entry that is asked about, as its row shows it.

    `values`: what EspoCRM and Advoware hold, None where not read. `pair`: last agreed. `why`: what a sync would do.
    """

    name: str
    label: str
    values: tuple[str | None, str | None]
    pair: Pair | None
    why: str


def origin(party: Any, definition: SyncDefinition, asked: Asked) -> Origin:
    """Tell of one field or entry, in three queries."""
    name = asked.name
    rows = definition.change.objects.filter(party=party, field=name).exclude(result=NOT_WRITTEN)
    decided = definition.conflict.objects.filter(
        party=party, field=name, resolution__in=(Resolution.KEEP, Resolution.TAKE)
    )
    linked = Q(decision__code="linked") | Q(decision__code="created")
    known = _Known(
        party,
        list(rows.select_related("attempt")[:LOOKED_AT]),
        list(decided.order_by("-closed_at")[:LOOKED_AT]),
        definition.attempt.objects.filter(linked, party=party).order_by("id").first(),
    )
    return Origin(name, asked.label, [_side(party, side, asked, known) for side in (ESPOCRM, ADVOWARE)])


def _side(party: Any, side: str, asked: Asked, known: _Known) -> SideOrigin:
    now, system = asked.values[side == ADVOWARE], wording.system_label(side)
    if now is None:
        return SideOrigin(gettext("%(system)s was not read yet") % {"system": system}, [])
    changes = [one for one in known.changes if (one.side, one.result) != (side, REFUSED)]
    carried = _with_replaced([_event(change, side, known) for change in changes], changes)
    newest = _newest(party, side, asked, now, carried)
    events = [*newest, *carried, *_first(side, now, asked.pair, known, told=bool(newest))]
    heading = gettext("In %(system)s stands “%(value)s”") % {"system": system, "value": wording.value_text(now)}
    return SideOrigin(heading, events[:SHOWN], older=len(events) > SHOWN or len(known.changes) == LOOKED_AT)


def _event(change: Any, side: str, known: _Known) -> Event:
    """One change as `side` saw it: written there by us, or entered there and carried to the other one."""
    value, attempt = wording.value_text(change.after), change.attempt_id
    if change.side == side:
        decision = known.decision_of(change) if change.rule == "decision" else None
        typed_by = "" if is_ours(known.party, other(side), change.author) else change.author
        return Event(value, written(change, side, decision, typed_by), because(change), attempt)
    return Event(value, _entered(known.party, side, change.author, change.authored_at), seen_by(change), attempt)


def _entered(party: Any, side: str, who: str, at: datetime | None) -> str:
    """A person's edit; where the console was the last to write to the record, it is not named as who entered it."""
    return entered_before_us(side, at) if is_ours(party, side, who) else entered(side, who, at)


def _with_replaced(events: Sequence[Event], changes: Sequence[Any]) -> list[Event]:
    """Each with what it replaced: the next older value, for the oldest what its change overwrote."""
    values = [event.value for event in events[1:]] + [wording.value_text(one.before) for one in changes[-1:]]
    pairs = zip(events, values, strict=True)
    return [replace(event, detail=f"{replaced(before)} {event.detail}") for event, before in pairs]


def _newest(party: Any, side: str, asked: Asked, now: str, carried: Sequence[Event]) -> list[Event]:
    """What stands there now and no run has carried: an edit to come, or one that both systems got alike."""
    value, pair = wording.value_text(now), asked.pair
    if pair is not None and now == pair.half(side):
        moved = bool(carried) and carried[0].value != value and not (is_entry(asked.name) or pair.differs)
        return [Event(value, gettext("entered alike in both systems, nothing was written"))] if moved else []
    if pair is None and not now:
        return []
    told = [replaced(wording.value_text(pair.half(side)))] if pair else []
    return [
        Event(
            value,
            _entered(party, side, *author_of(party, side)),
            " ".join([*told, *not_carried(read_at(party, side), asked.why)]),
        )
    ]


def _first(side: str, now: str, pair: Pair | None, known: _Known, *, told: bool) -> list[Event]:
    """The value that stood there when the party was linked, where the changes reach back to it."""
    if len(known.changes) == LOOKED_AT:
        return []
    oldest = known.changes[-1] if known.changes else None
    if oldest is None and pair is None and told:
        return []
    if oldest is not None and (oldest.rule == CREATED or (oldest.side != side and oldest.rule in _AT_FIRST_LINK)):
        return []  # it did not stand there before, or what is told of it already is that value
    value = wording.value_text(oldest.before if oldest is not None else pair.half(side) if pair else now)
    if known.first is None:
        return [Event(value, gettext("found there when the party was compared"))]
    text = gettext("when the party was linked, %(time)s") % {"time": day_and_time(known.first.started_at)}
    return [Event(value, text, attempt=known.first.pk)]
