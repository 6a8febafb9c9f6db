"""Writing to Advoware: one PUT of the whole object, or the POST of a new one; its entries; then one read-back."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.db import IntegrityError

from syncconsole import clock
from syncconsole.database import writing
from syncconsole.run import record
from syncconsole.run.gather import read_advoware
from syncconsole.run.questions import Sides
from syncconsole.run.settings import FRESH_SECONDS, MOST_REPLANS
from syncconsole.run.settle import judge_side, keep_what_changed_on_the_way, note_result, refuse
from syncconsole.run.state import Change, Run
from syncconsole.sync.errors import ADVOWARE, Refused, RemoteError, StaleReading, Transient
from syncconsole.sync.link import CHOOSE_MATCH, CREATE_UNKNOWN
from syncconsole.sync.plan import Plan, Write
from syncconsole.sync.readback import NOT_WRITTEN, Sent
from syncconsole.sync.reasons import reason
from syncconsole.sync.values import Seen

BAD_REQUEST, CONFLICT = 400, 409


def write(run: Run, plan: Plan) -> None:
    """Carry the plan's writes and the entries' into Advoware and read back; the caller plans again afterwards.

    Where the record has moved since the plan, nothing is written. Raises what the calls raise,
    `Refused` only where no part could be left out.
    """
    planned_on, reading = run.seen_advoware, run.readings[ADVOWARE]
    assert planned_on is not None and planned_on.number is not None
    if not reading.fresh or run.was_stale:
        read_advoware(run, planned_on.number)
        if _moved(planned_on, run.seen_advoware) or run.entries.moved(ADVOWARE):
            run.replans += 1
            return
    written: tuple[Write, ...] = ()
    if plan.to_advoware:
        put = _put(run, plan, planned_on)
        if put is None:
            return
        written = put
    if run.entries.acts and (not written or run.readings[ADVOWARE].fresh):
        run.entries.write()
    if written or run.entries.unread:
        _read_back(run, planned_on, written)


def _read_back(run: Run, planned_on: Seen, written: tuple[Write, ...]) -> None:
    """One read covers all writes of this round."""
    assert planned_on.number is not None
    read_advoware(run, planned_on.number)
    if run.seen_advoware is None:
        return
    judge_side(run, ADVOWARE, answered=True)
    if written:
        names = {write.field for write in written}
        keep_what_changed_on_the_way(run, {n: v for n, v in planned_on.values.items() if n not in names})
    run.entries.judge_advoware()


def _put(run: Run, plan: Plan, planned_on: Seen) -> tuple[Write, ...] | None:
    """The record's own PUT: what it carried; None if it was not made or refused, and the run plans again."""
    assert planned_on.number is not None
    writes = plan.to_advoware[:1] if run.one_by_one else plan.to_advoware
    announce(run, ADVOWARE, writes)
    try:
        with in_time(run, ADVOWARE):
            _replace(run, planned_on.number, {write.field: write.value for write in writes})
    except StaleReading:
        withdraw(run, ADVOWARE)
        run.note_stale()
        return None
    except Refused as refusal:
        if not _moved_meanwhile(run, refusal, planned_on):
            leave_out(run, ADVOWARE, refusal, writes)
        return None
    except RemoteError as error:
        if not error.outcome_unknown:
            withdraw(run, ADVOWARE)
        raise
    run.last_changed_at = clock.now()
    return writes


def _moved_meanwhile(run: Run, refusal: Refused, planned_on: Seen) -> bool:
    """Whether a 409 says that the record has moved since it was read, where Advoware checks the rowId: plan again."""
    if refusal.status != CONFLICT or planned_on.number is None:
        return False
    withdraw(run, ADVOWARE)
    read_advoware(run, planned_on.number)
    moved = _moved(planned_on, run.seen_advoware)
    run.replans += moved
    return moved


def in_time(run: Run, side: str) -> AbstractContextManager[None]:
    """Guards a write against a reading that grows old while the call waits. Raises StaleReading if it is old already.

    Where the system takes longer than that second to answer, its age counts from the answer.
    """
    reading = run.readings[side]
    return run.watch.writing_by((reading.received if run.was_stale else reading.at) + FRESH_SECONDS)


def withdraw(run: Run, side: str) -> None:
    """What was announced for `side` was not sent."""
    for name in run.unsettled.pop(side, {}):
        note_result(run, side, name, NOT_WRITTEN)


def _replace(run: Run, number: int, values: dict[str, str]) -> None:
    assert run.seen_advoware is not None
    body = run.mapping.advoware_body(values, run.seen_advoware, run.base)
    run.advoware.replace(run.definition.resource, number, body)


def _moved(before: Seen, now: Seen | None) -> bool:
    return now is None or now.row_id != before.row_id or dict(now.values) != dict(before.values)


def announce(run: Run, side: str, writes: tuple[Write, ...]) -> None:
    """Before the writes: store what goes where, and keep every value that will be overwritten."""
    sides = Sides(run.seen_espo, run.seen_advoware)
    opposite = run.seen_espo if side == ADVOWARE else run.seen_advoware
    sent, changes = {}, []
    for write in writes:
        held = opposite.values.get(write.field, write.value) if opposite else write.value
        sent[write.field] = Sent(write.value, write.before, held)
        changes.append(Change(side, write.field, write.before, write.value, write.rule))
        if write.loses:
            base = run.base.get(write.field)
            run.questions.keep(write.field, side, write.loses, write.rule, base, sides, clock.now())
    record.before_writes(run, side, changes, sent)


def leave_out(run: Run, side: str, refusal: Refused, writes: tuple[Write, ...]) -> None:
    """A refused group: leave the named part out and go on, at most three times (rules 4, needs a person).

    A refusal that names no part makes the next groups of one field each; a single field that is
    refused is that part. What is refused for the record as a whole (409, 422, 403) is raised.
    """
    withdraw(run, side)  # refused as a whole: nothing of it was written
    if refusal.status != BAD_REQUEST:
        raise refusal
    named = [w for w in writes if _names(run, refusal.field, w.field, side)]
    part = named or (list(writes) if len(writes) == 1 else [])
    if part:
        run.refusals += 1
        if run.refusals > MOST_REPLANS:
            raise refusal
        refuse(run, side, part[0].field, part[0].value, refusal.words or refusal.reason.code)
    elif run.one_by_one:
        raise refusal
    run.one_by_one = run.one_by_one or not part


def _names(run: Run, refused: str, name: str, side: str) -> bool:
    key = run.mapping.by_name(name).advoware if side == ADVOWARE else name
    return bool(refused) and refused.lower() == key.lower()


def post(run: Run, plan: Plan) -> None:
    """Create the record: intent, POST, claim of the number, its entries, read-back.

    Raises the call's error; where its outcome is unknown, the intent stays open.
    """
    values = dict(plan.create)
    _store_intent(run, values)
    try:
        number = run.advoware.create(run.definition.resource, run.mapping.new_advoware_body(values))
    except RemoteError as error:
        if not error.outcome_unknown:
            _forget_create(run)
        if not isinstance(error, Refused):
            raise
        _leave_out_of_create(run, error, values)
        return
    run.created, run.last_changed_at = True, clock.now()
    _claim_new(run, number)
    run.entries.look_at_new()
    if run.entries.acts:
        run.entries.write()
    judge_created(run, number, answered=True)


def _claim_new(run: Run, number: int) -> None:
    """A number that another open link has cannot be that of a new record: what was made is then not known."""
    try:
        claim(run, number, confirmed=False)
    except IntegrityError:
        why = reason("unreadable_answer", system=ADVOWARE)
        raise Transient(
            ADVOWARE, why, status=200, outcome_unknown=True, call=f"POST {run.definition.resource}"
        ) from None


def _forget_create(run: Run) -> None:
    """Nothing was made; but what an earlier POST of the same intent did may still be unknown."""
    for change in run.changes:
        change.result = NOT_WRITTEN if change.rule == "create" else change.result
    if run.intent.posts == 1:
        close_intent(run, None)


def judge_created(run: Run, number: int, *, answered: bool) -> None:
    """Read a record that our POST made and judge it as that POST's read-back."""
    intent = run.intent
    run.unsettled[ADVOWARE] = {n: Sent(v, "", v) for n, v in intent.values.items()}
    read_advoware(run, number)
    if run.seen_advoware is not None:
        judge_side(run, ADVOWARE, answered=answered)
        run.entries.judge_advoware()
        close_intent(run, number)


def _store_intent(run: Run, values: dict[str, str]) -> None:
    now = clock.now()
    kind = run.seen_espo.kind if run.seen_espo else ""
    name_key = " ".join(values.get(n, "") for n in run.policy.names[kind]).casefold()[:255]
    changes = [Change(ADVOWARE, n, "", v, "create") for n, v in values.items()]
    with writing():
        if run.intent is None:
            run.intent = run.definition.intent(party=run.party, opened_at=now, posts=0)
        run.intent.values, run.intent.name_key, run.intent.posted_at = values, name_key, now
        run.intent.posts += 1
        run.intent.empty_search_at = None
        run.intent.save()
        # A person's "create anyway" is good for one POST only.
        run.party.answers = _without_create_anyway(run)
        record.update_party(run, answers=run.party.answers)
        record.before_writes(run, ADVOWARE, changes, {})


def _without_create_anyway(run: Run) -> dict[str, str]:
    rows = run.definition.record.objects.select_for_update().filter(pk=run.party.pk)
    answers: dict[str, str] = rows.values_list("answers", flat=True).get()
    return {code: answer for code, answer in answers.items() if code not in (CHOOSE_MATCH, CREATE_UNKNOWN)}


def close_intent(run: Run, number: int | None) -> None:
    """The create is over: it made record `number`, another record was linked, or nothing was made (None)."""
    with writing():
        record.update_party(run, epoch=run.lease.epoch)
        run.intent.closed_at, run.intent.number = clock.now(), number
        run.intent.save()
    run.intent = None


def _leave_out_of_create(run: Run, refusal: Refused, values: dict[str, str]) -> None:
    named = [n for n in values if _names(run, refusal.field, n, ADVOWARE)]
    run.refusals += 1
    kind = run.seen_espo.kind if run.seen_espo else ""
    if not named or run.refusals > MOST_REPLANS or named[0] in run.policy.names[kind]:
        raise refusal
    refuse(run, ADVOWARE, named[0], values[named[0]], refusal.words or refusal.reason.code)
    run.left_out.add(named[0])


def claim(run: Run, number: int, *, confirmed: bool) -> None:
    """Claim the number in the mirror before anything is written (rules 1.4).

    Raises IntegrityError if another open link has it.
    """
    with writing():
        record.update_party(run, number=number, number_confirmed=confirmed, deleted_at=None, gone_at=None)
    run.party.number, run.party.number_confirmed = number, confirmed
    run.party.deleted_at = run.party.gone_at = None
