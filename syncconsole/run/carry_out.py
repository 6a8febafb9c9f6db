"""Read, plan, act, until the plan is carried out or something must be waited for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from syncconsole import clock
from syncconsole.database import writing
from syncconsole.models.attempt import Outcome
from syncconsole.run import failure, gather, losses, outcome, record, search, to_advoware, to_espo
from syncconsole.run.settings import MOST_REPLANS
from syncconsole.run.settle import judge_side
from syncconsole.run.state import Run
from syncconsole.sync.errors import ADVOWARE, ESPOCRM, Modified, Transient
from syncconsole.sync.link import (
    MASS_DELETED,
    MASS_GONE,
    UNLINKED,
    AskHolders,
    Create,
    Deleted,
    GoneInAdvoware,
    Hold,
    ReadAdvoware,
    SearchAdvoware,
    Wait,
)
from syncconsole.sync.plan import Plan, plan
from syncconsole.sync.reasons import reason
from syncconsole.sync.states import SyncStatus

MOST_STEPS = 50  # far more than the longest run takes, each field sent alone: a plan that never settles ends
MANUAL_RESETS = (SyncStatus.DIRTY, SyncStatus.PENDING_SYNC)


def carry_out(run: Run) -> str:
    """Run the party to its end and record it; the attempt's outcome.

    Raises RemoteError where a call ended the run, NumberTaken or IntegrityError where our number is
    taken, and LostLease.
    """
    gather.read_espo(run)
    _notice_manual_reset(run)
    for _ in range(MOST_STEPS):
        if run.replans > MOST_REPLANS:
            break
        current = plan(run.base, run.seen_espo, run.seen_advoware, gather.facts(run), run.policy)
        ended = _step(run, current)
        if ended:
            return ended
    raise Modified(ESPOCRM, reason("moved_too_often"))


def _notice_manual_reset(run: Run) -> None:
    """The original's manual reset: a `syncStatus` of dirty or pending_sync that a person has set counts once."""
    party, seen = run.party, run.seen_espo
    if seen is None or party.listed is None:
        return
    if seen.raw.get("syncStatus") in MANUAL_RESETS and party.listed.get("syncStatus") not in MANUAL_RESETS:
        run.revived, party.failures, party.given_up = True, 0, False


def _step(run: Run, current: Plan) -> str:
    """Do the next thing that the plan asks for; the outcome if that was the last."""
    match current.link:
        case SearchAdvoware(by_facts=by_facts):
            run.search = search.find(run, by_facts=by_facts)
        case AskHolders(number=number):
            gather.ask_holders(run, number)
        case ReadAdvoware() as link if not current.complete:
            _read_linked(run, link)
        case Deleted():
            return _end_deleted(run)
        case GoneInAdvoware(number=number):
            return _end_gone(run, current, number)
        case Wait():
            return _end_waiting(run)
        case Hold():
            return _end_held(run, current)
        case Create() if _only_reads(run):
            return _end_reading(run)
        case Create():
            _forget_replaced(run)
            if to_espo.tell_syncing(run):
                to_advoware.post(run, current)
        case _:
            return _compare(run, current)
    return ""


def _read_linked(run: Run, link: ReadAdvoware) -> None:
    if link.void_base:
        run.forget_link()
    if run.intent is not None and not link.void_base:
        if run.party.number != link.number or run.party.deleted_at:
            to_advoware.claim(run, link.number, confirmed=False)
        to_advoware.judge_created(run, link.number, answered=False)
        return
    gather.read_advoware(run, link.number)
    if run.seen_advoware is None:
        return
    if run.seen_advoware.number != link.number:
        raise Transient(ADVOWARE, reason("unreadable_answer", system=ADVOWARE), status=200)
    judge_side(run, ADVOWARE, answered=False)


def _only_reads(run: Run) -> bool:
    """A failed or gone party that is not due writes only if a value differs from those it failed with."""
    if not run.revived and outcome.last_values(run) != run.party.failed_values:
        run.revived = True
    return not run.revived


def _compare(run: Run, current: Plan) -> str:
    """Both records are read: carry the plan out, Advoware first."""
    if _only_reads(run):
        return _end_reading(run)
    if current.hold:
        return _end_held(run, current)
    _claim_if_new(run, current)
    run.publishes_number = True
    run.entries.look()
    if current.to_advoware or run.entries.acts:
        if to_espo.tell_syncing(run):
            to_advoware.write(run, current)
        return ""
    if run.entries.ask_others():
        return ""
    outcome.take_over(run, current)
    if not to_espo.patch(run, current.to_espo, outcome.publication(run), with_entries=True):
        return ""
    return _end_carried(run, current)


def _claim_if_new(run: Run, current: Plan) -> None:
    link = current.link
    assert isinstance(link, ReadAdvoware)
    if run.party.number != link.number or run.party.deleted_at or run.party.gone_at:
        shown = run.seen_espo.number if run.seen_espo else None
        to_advoware.claim(run, link.number, confirmed=shown == link.number)
    if run.intent is not None:  # a person has said which record it is
        to_advoware.close_intent(run, link.number)


def _end_carried(run: Run, current: Plan) -> str:
    _run_again_if_status_moved(run)
    result, decision = outcome.outcome_of(run)
    outcome.end_well(run, current, decision, result)
    return result


def _run_again_if_status_moved(run: Run) -> None:
    """If EspoCRM's answer changed what follows for the status, the party runs again once (rules 2.6)."""
    told = run.published["target"]["syncStatus"] if run.told and run.published else None
    if told is not None and told != outcome.publication(run).status and run.attempt.trigger != "again":
        run.again = True


def _forget_replaced(run: Run) -> None:
    """A new record takes the place of one that is gone: what was agreed with that one is void."""
    if run.party.number is not None and run.intent is None:
        run.forget_link()


def _end_held(run: Run, current: Plan) -> str:
    assert current.hold is not None
    if current.hold.why.code == UNLINKED:
        return _end_unlinked(run, current)
    if not to_espo.patch(run, (), outcome.publication(run, current.hold)):
        return ""
    outcome.end_well(run, current, current.hold.why, Outcome.HELD)
    return Outcome.HELD


def _end_unlinked(run: Run, current: Plan) -> str:
    """A person has taken the link away: EspoCRM shows no number, and what was agreed is void."""
    run.clears_number = True
    if not to_espo.patch(run, (), outcome.publication(run, current.hold)):
        return ""
    run.forget_link()
    row: dict[str, Any] = {"number": None, "number_confirmed": False, "gone_at": None}
    outcome.end_well(run, current, reason(UNLINKED), Outcome.HELD, **row)
    return Outcome.HELD


def end_number_taken(run: Run, number: int, other: str) -> str:
    """Another record has the number that this party needs: held as a whole, both named."""
    run.publishes_number = False
    hold = Hold(reason("number_taken", number=number, other=other))
    return _end_held(run, Plan(hold, hold=hold)) or Outcome.HELD


def _end_deleted(run: Run) -> str:
    if run.party.deleted_at is None and not losses.may_record(run, losses.DELETED):
        hold = Hold(reason(MASS_DELETED))
        outcome.end_well(run, Plan(hold, hold=hold), hold.why, Outcome.HELD)
        return Outcome.HELD
    run.entries.deleted()
    why = reason("deleted_in_espocrm")
    since = run.party.deleted_at or clock.now()
    outcome.end_well(run, None, why, Outcome.EQUAL, deleted_at=since)
    return Outcome.EQUAL


def _end_gone(run: Run, current: Plan, number: int) -> str:
    if run.party.gone_at is None and not losses.may_record(run, losses.GONE):
        hold = Hold(reason(MASS_GONE, number=number))
        return _end_held(run, Plan(hold, hold=hold))
    since = run.party.gone_at or clock.now()
    if run.party.gone_at is None or run.party.number != number:
        to_advoware.claim(run, number, confirmed=run.party.number_confirmed)
    if run.intent is not None:  # what it made is gone already
        to_advoware.close_intent(run, number)
    if not to_espo.patch(run, (), outcome.gone_publication(run, number, since)):
        return ""
    row: dict[str, Any] = {"gone_at": since, "held_whole": True, "failed_values": outcome.last_values(run)}
    outcome.end_well(run, current, reason("gone_in_advoware", number=number), Outcome.HELD, **row)
    return Outcome.HELD


def _end_waiting(run: Run) -> str:
    """A create of unknown outcome is in quarantine: look again when it is over."""
    if run.intent.empty_search_at is None:
        run.intent.empty_search_at = clock.now()
        with writing():
            record.update_party(run, epoch=run.lease.epoch)
            run.intent.save(update_fields=["empty_search_at"])
    until = run.intent.posted_at + timedelta(seconds=run.settings.quarantine)
    seconds = max(1.0, (until - clock.now()).total_seconds())
    return failure.try_later(run, seconds, reason("create_in_quarantine"))


def _end_reading(run: Run) -> str:
    """Nothing has moved since the failure: what was seen is stored, everything else stays."""
    failure.end_unrevived(run)
    return Outcome.EQUAL
