"""What the record becomes after each answered write and after the read-back of a run (rules 1.2 and 2.3)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from kommunikation.acts import Act, PostEntry, PutEntry
from kommunikation.entries import AdvowareSide, EspoSide, Policy
from kommunikation.forms import comparison_form
from kommunikation.marker import Value, read
from kommunikation.pairs import Linked, Recorded
from syncconsole.sync.canonical import is_cut_off
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.values import REFUSED, STORED_DIFFERENTLY, Pair


def answered(record: Recorded, act: Act, policy: Policy, new_id: int | None = None) -> Recorded:
    """The record after Advoware answered an act; `new_id` is the id that a POST returned, None if it told none."""

    def after(pair: Linked) -> Linked:
        if isinstance(act, PostEntry):
            return _held(_with_entry(pair, new_id)) if new_id is not None else pair
        if act.id != pair.entry:
            return pair
        return _held(replace(pair, marked=_marked_value(act.bemerkung, pair.channel, policy)))

    return _changed(record, act.key, after)


def refused(record: Recorded, act: Act, words: str, policy: Policy) -> Recorded:
    """The record after Advoware refused an act for good: an accepted difference until either side changes.

    `words`: what the system said, free of values.
    """

    def after(pair: Linked) -> Linked:
        if isinstance(act, PutEntry) and act.id in {old.entry for old in pair.leaving}:
            return replace(pair, leaving=tuple(old for old in pair.leaving if old.entry != act.id))
        if pair.intent is None:  # a mere marker: it is tried once
            marked = _marked_value(act.bemerkung, pair.channel, policy)
            return replace(pair, marked=marked) if isinstance(act, PutEntry) and act.id == pair.entry else pair
        half = "" if isinstance(act, PostEntry) else _one(pair.intent.before)
        base = Pair(pair.intent.value, half, REFUSED, words, pair.intent.value)
        return replace(pair, base=base, intent=None)

    return _changed(record, act.key, after)


def refused_list(record: Recorded, channel: str, words: str) -> Recorded:
    """The record after EspoCRM refused a channel's list for good: what was new in it is an accepted difference."""

    def after(pair: Linked) -> Linked:
        intent = pair.intent
        if intent is None or pair.channel != channel or intent.source != ADVOWARE:
            return pair
        return _accepted(pair, Pair(_one(intent.before), intent.value, REFUSED, words, intent.value))

    return replace(record, pairs=tuple(after(pair) for pair in record.pairs))


def unsent(record: Recorded, keys: Collection[str]) -> Recorded:
    """The record once it is certain that the POSTs of these pairs made nothing."""

    def after(pair: Linked) -> Linked:
        if pair.key not in keys or pair.intent is None:
            return pair
        return replace(pair, intent=replace(pair.intent, posted=False))

    return replace(record, pairs=tuple(after(pair) for pair in record.pairs))


def read_back(
    record: Recorded, espo: EspoSide, advoware: AdvowareSide, arrived: Iterable[Act], arrays: bool, policy: Policy
) -> Recorded:
    """The record after the reads at a run's end: answered writes that left something else are accepted.

    `arrived`: the acts that were answered; `arrays`: whether the PATCH was. A half that is as before, blank or
    a cut-off of what was sent is *stored differently*; anything else is somebody's edit and is planned again.
    """
    written = {act.key for act in arrived if not _is_emptying(act)}
    pairs = (_judged(pair, espo, advoware, pair.key in written, arrays, policy) for pair in record.pairs)
    return replace(record, pairs=tuple(pairs))


def _judged(pair: Linked, espo: EspoSide, advoware: AdvowareSide, put: bool, patched: bool, policy: Policy) -> Linked:
    intent = pair.intent
    if intent is None or not intent.value:
        return pair
    if put and intent.source == ESPOCRM and advoware.entries is not None:
        entry = next((entry for entry in advoware.entries if entry.id == pair.entry), None)
        held = comparison_form(pair.channel, entry.tlf, policy.region) if entry else ""
        ours = entry is not None and _marked_value(entry.bemerkung, pair.channel, policy) == intent.value
        # With our marker beside it a blank or an old value is a person's later act, but a cut-off is the system's.
        lost = (
            is_cut_off(held, intent.value) if ours and held else not ours and _lost(held, intent.value, intent.before)
        )
        if entry is not None and lost:
            return _accepted(pair, Pair(intent.value, held, STORED_DIFFERENTLY, sent=intent.value))
    shown = espo.of(pair.channel)
    if patched and intent.source == ADVOWARE and shown is not None:
        forms = {comparison_form(pair.channel, entry.value, policy.region) for entry in shown}
        if intent.value not in forms:
            held = next((form for form in forms if _lost(form, intent.value, intent.before)), "")
            return _accepted(pair, Pair(held, intent.value, STORED_DIFFERENTLY, sent=intent.value))
    return pair


def _lost(held: str, sent: str, before: tuple[str, ...]) -> bool:
    """Whether a half shows a write that was dropped, blanked or cut off."""
    return held != sent and (not held or held in before or is_cut_off(held, sent))


def _accepted(pair: Linked, base: Pair) -> Linked:
    return replace(pair, base=base, intent=None)


def _held(pair: Linked) -> Linked:
    """Its entry has held the value: by the answer."""
    return replace(pair, intent=replace(pair.intent, answered=True)) if pair.intent else pair


def _with_entry(pair: Linked, new_id: int | None) -> Linked:
    intent = pair.intent
    if intent is None:
        return replace(pair, entry=new_id)
    witnesses = intent.witnesses if new_id is None else (*intent.witnesses, new_id)
    return replace(pair, entry=new_id, intent=replace(intent, posted=False, witnesses=witnesses))


def _marked_value(bemerkung: str, channel: str, policy: Policy) -> str:
    found = read(bemerkung).marker
    return comparison_form(channel, found.value, policy.region) if isinstance(found, Value) else ""


def _is_emptying(act: Act) -> bool:
    return not act.tlf


def _one(before: tuple[str, ...]) -> str:
    return before[0] if len(before) == 1 else ""


def _changed(record: Recorded, key: str, after: Callable[[Linked], Linked]) -> Recorded:
    pairs = tuple(after(pair) if pair.key == key else pair for pair in record.pairs)
    return replace(record, pairs=pairs)
