"""Writing entries to Advoware: one call each, every answer stored before the next call."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from django.conf import settings

from kommunikation import judging, sides
from kommunikation.acts import Act, PostEntry
from kommunikation.run import history, save
from kommunikation.run.state import State
from syncconsole import clock
from syncconsole.run.to_advoware import in_time
from syncconsole.sync.errors import ADVOWARE, Gone, Modified, Refused, RemoteError, StaleReading
from syncconsole.sync.readback import NOT_WRITTEN
from syncconsole.sync.reasons import reason

BAD_REQUEST = 400
CONFLICT = 409  # an entry whose rowId has moved, where Advoware checks it
MOST_ROUNDS = 4  # in one run; what is then still to do is not settling, and waits a minute


def write(state: State) -> None:
    """Carry out the plan's acts. An entry that has moved ends it, and the run plans again.

    Raises what the calls raise otherwise, and Modified if the plans of this run do not settle.
    """
    planned = state.plan
    assert planned is not None
    state.rounds += 1
    if state.rounds > MOST_ROUNDS:
        raise Modified(ADVOWARE, reason("moved_too_often"))
    _announce(state)
    for place, act in enumerate(planned.acts):
        if not _carry_out(state, act, first=place == 0, later=planned.acts[place + 1 :]):
            return


def judge(state: State) -> None:
    """Judge the answered writes by what Advoware holds now."""
    advoware = state.run.seen_advoware
    state.must_read = False
    if not state.arrived or advoware is None:
        return
    side = sides.advoware_side(sides.advoware_part(advoware.raw))
    save.take(state, judging.read_back(state.record, state.sides[0], side, state.arrived, False, state.policy))
    history.judge_advoware(state.sent, side)
    state.arrived = []


def _announce(state: State) -> None:
    assert state.plan is not None
    told = [history.of_act(state, act) for act in state.plan.acts]
    state.marks += sum(one is None for one in told)
    posting = {act.key for act in state.plan.acts if isinstance(act, PostEntry)}
    save.announce(state, state.plan, ADVOWARE, [one for one in told if one is not None], posting)


def _carry_out(state: State, act: Act, *, first: bool, later: Sequence[Act]) -> bool:
    """One act; False if the others must be planned anew."""
    guarded = first and ADVOWARE in state.run.readings
    try:
        with in_time(state.run, ADVOWARE) if guarded else nullcontext():
            new_id = _send(state, act)
    except StaleReading:
        state.run.note_stale()
        return _not_sent(state, [act, *later])
    except (Gone, Refused) as refusal:
        if isinstance(refusal, Refused) and refusal.status == BAD_REQUEST:
            _refused(state, act, refusal.words or refusal.reason.code)
            return True
        _not_sent(state, [act, *later])
        if not _may_have_moved(state, act, refusal):
            raise
        state.run.replans += 1
        return False
    except RemoteError as error:
        _not_sent(state, list(later) if error.outcome_unknown else [act, *later])
        raise
    else:
        _answered(state, act, new_id)
    return True


def _may_have_moved(state: State, act: Act, refusal: Gone | Refused) -> bool:
    """Whether to read and plan again: the entry is gone or its rowId has moved. The same answer twice says no."""
    moved = isinstance(refusal, Gone) or (refusal.status == CONFLICT and not isinstance(act, PostEntry))
    asked = (act.key, "" if isinstance(act, PostEntry) else act.row_id)
    if not moved or asked in state.balked:
        return False
    state.balked.add(asked)
    return True


def _send(state: State, act: Act) -> int | None:
    run = state.run
    path = f"{run.definition.resource}/{run.party.number}/{settings.ADVOWARE_KOMMUNIKATION_PATH}"
    if isinstance(act, PostEntry):
        body = {"kommKz": act.kommkz, "tlf": act.tlf, "bemerkung": act.bemerkung, "online": "@" in act.tlf}
        return run.advoware.create_part(path, body)
    body = _as_read(state, act.id) | {"rowId": act.row_id, "tlf": act.tlf, "bemerkung": act.bemerkung}
    run.advoware.replace_part(path, act.id, body)
    return None


def _as_read(state: State, id: int) -> dict[str, Any]:
    """The whole entry, but not its kommKz: Advoware reads it as 0, which must not be written back."""
    raw = state.run.seen_advoware.raw if state.run.seen_advoware else {}
    entries = [one for one in raw.get(sides.ENTRIES) or () if isinstance(one, dict) and one.get("id") == id]
    return {key: value for key, value in entries[0].items() if key != "kommKz"} if entries else {}


def _answered(state: State, act: Act, new_id: int | None) -> None:
    """Store the answer. A mere marker needs no read-back: it is written once, whatever becomes of it."""
    if any(one.key == act.key and one.change.side == ADVOWARE for one in state.sent):
        state.arrived.append(act)
        state.run.last_changed_at = clock.now()
    elif not isinstance(act, PostEntry):
        state.markers[act.id, act.row_id] = act.bemerkung
    for one in state.sent:
        if one.key == act.key and one.change.side == ADVOWARE and isinstance(act, PostEntry):
            one.entry = one.entry or new_id
    save.after_answer(state, judging.answered(state.record, act, state.policy, new_id))


def _refused(state: State, act: Act, words: str) -> None:
    save.after_answer(state, judging.refused(state.record, act, words, state.policy))
    _note(state, {act.key}, "refused")


def _not_sent(state: State, acts: Sequence[Act]) -> bool:
    """What was announced for these acts was not sent, or not taken."""
    state.must_read = True
    keys = {act.key for act in acts}
    save.after_answer(state, judging.unsent(state.record, keys))
    _note(state, keys, NOT_WRITTEN)
    return False


def _note(state: State, keys: set[str], result: str) -> None:
    for one in state.sent:
        if one.change.side == ADVOWARE and one.key in keys and one.change.result == "sent":
            one.change.result = result
