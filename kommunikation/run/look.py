"""Planning a party's entries on what the run has read last."""

from __future__ import annotations

from dataclasses import replace

from kommunikation import sides
from kommunikation.entries import CHANNELS, AdvowareSide, Facts
from kommunikation.forms import comparison_form
from kommunikation.plan import plan
from kommunikation.run import rest, store
from kommunikation.run.state import State
from syncconsole.run import losses
from syncconsole.sync.errors import ESPOCRM
from syncconsole.sync.facts import PersonsDecision
from syncconsole.sync.link import ENTRIES_REMOVED


def see_espo(state: State) -> None:
    """Notice in EspoCRM's last reading whether a person has edited the record since the pairs were stored.

    Asked at every reading: a later write of ours puts our own name over that person's.
    """
    espo, run = state.run.seen_espo, state.run
    assert espo is not None
    if state.stored is None:
        state.stored = store.Stored.of(run.party.pk)
        state.edited = bool(state.stored.whole and state.stored.whole.edited)
    ours = bool(espo.changed_by) and espo.changed_by == run.our_users.get(ESPOCRM)
    state.edited = state.edited or (not ours and (espo.changed_at, espo.changed_by) != state.stored.espo_edit)


def look(state: State) -> None:
    """Plan on the last readings of both sides, unless the party rests on just these."""
    espo, advoware = state.run.seen_espo, state.run.seen_advoware
    assert espo is not None and advoware is not None
    state.parts = sides.espo_part(espo.raw), sides.advoware_part(advoware.raw)
    state.rests = _is_at_rest(state)
    if not state.rests:
        _plan_on_parts(state)


def look_closely(state: State) -> None:
    """Plan a party that rests all the same: a preview tells what is equal, too."""
    _plan_on_parts(state)


def _plan_on_parts(state: State) -> None:
    _load(state)
    state.sides = sides.espo_side(state.parts[0]), sides.advoware_side(state.parts[1])
    plan_now(state)


def look_at_new(state: State) -> None:
    """Plan for a record that was just created in Advoware: it has no entries, whatever an earlier one had."""
    espo = state.run.seen_espo
    assert espo is not None
    state.parts = sides.espo_part(espo.raw), {sides.ENTRIES: []}
    _load(state)
    state.sides = sides.espo_side(state.parts[0]), AdvowareSide(())
    plan_now(state)


def plan_now(state: State) -> None:
    """Plan on the sides as they stand in `state`."""
    espo, advoware = state.sides
    region = state.policy.region
    forms = [form for _, form in store.known_of(espo, region)]
    forms += [comparison_form(name, one.tlf, region) for one in advoware.entries or () for name in CHANNELS]
    around = store.neighbours(state.run.party.pk, forms)
    state.holders = around.holders
    facts = Facts(
        edited=state.edited,
        shared=around.shared,
        known=around.known | state.known | store.known_of(espo, region),
        approved=frozenset(filter(None, [state.run.party.answers.get(ENTRIES_REMOVED)])),
        quiet=state.quiet,
        decisions={name.partition(":")[2]: wish for name, wish in wishes(state).items()},
    )
    state.plan, state.taken = plan(state.record, espo, advoware, facts, state.policy), False
    guarded = [side for side in state.plan.empties if side not in facts.approved and not _may_empty(state, side)]
    if guarded:
        state.plan = plan(state.record, espo, advoware, replace(facts, guarded=frozenset(guarded)), state.policy)


def _may_empty(state: State, side: str) -> bool:
    """Whether one more party may lose its last entry there (rules 1.3, mass losses)."""
    return losses.may_record(state.run, losses.EMPTIED, side)


def owns(field: str) -> bool:
    """Whether the field of a question is an entry: `phone:3`."""
    channel, colon, _ = field.partition(":")
    return bool(colon) and channel in CHANNELS


def wishes(state: State) -> dict[str, PersonsDecision]:
    """What people have decided about entries, by field."""
    return {name: wish for name, wish in state.run.questions.decisions().items() if owns(name)}


def _load(state: State) -> None:
    """Read the pairs, once."""
    assert state.stored is not None
    if not state.loaded:
        state.record, state.loaded = state.stored.record(state.run.party.number), True


def _is_at_rest(state: State) -> bool:
    """Whether the last run planned on just these readings and found nothing to do."""
    whole, run = state.stored.whole if state.stored else None, state.run
    if whole is None or not whole.rests or state.plan is not None or wishes(state):
        return False
    espo, advoware = state.parts
    same = (whole.espo, whole.advoware) == (espo, rest.as_left(advoware)) and whole.number == run.party.number
    return same and whole.planned_by == state.planned_by and ENTRIES_REMOVED not in run.party.answers
