"""What a sync of one party would do now: both sides read, planned by a run's own rules, and nothing written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from syncconsole import clock, systems
from syncconsole.clients.calls import Call
from syncconsole.registry import SyncDefinition
from syncconsole.run import gather, losses, outcome, publication
from syncconsole.run.claim import assemble
from syncconsole.run.settle import judge_side
from syncconsole.run.state import Run
from syncconsole.sync.errors import ADVOWARE, Transient
from syncconsole.sync.facts import Search
from syncconsole.sync.link import Create, Deleted, GoneInAdvoware, Hold, ReadAdvoware, SearchAdvoware
from syncconsole.sync.plan import Plan, plan
from syncconsole.sync.reasons import reason


class Listener:
    """Keeps the calls of a preview: there is no lease that a call could outlive (clients.calls.CallWatch)."""

    headers: Mapping[str, str] = {}

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def before_call(self, seconds: float) -> None:
        """Every call may start."""

    def after_call(self, call: Call) -> None:
        """Keep it, in order."""
        self.calls.append(call)


@dataclass(frozen=True)
class Preview:
    """The plan of a sync that a person would start now.

    `run` holds both readings and the planned entries; it was never claimed and is never carried out. `searches`: the
    party has no number, and a search in Advoware comes first; `plan` is then what follows if nobody is found.
    `tells`: EspoCRM gets its one PATCH. `held_back`: too many losses within an hour, so it would be held.
    """

    run: Run
    plan: Plan
    searches: bool = False
    tells: bool = False
    held_back: bool = False

    @property
    def calls(self) -> list[Call]:
        """The calls that reading took."""
        return list(self.run.watch.calls)


def preview(definition: SyncDefinition, pk: int) -> Preview:
    """Read both systems (one call each) and plan; no lock, no attempt, not one row is written.

    Raises the `RemoteError`s of the reads, and the model's DoesNotExist.
    """
    party = definition.record.objects.get(pk=pk)
    run = assemble(
        definition, party, systems.known(), attempt=None, held=None, watch=Listener(), revived=True, dry=True
    )
    gather.read_espo(run)
    current = _planned(run)
    while isinstance(current.link, ReadAdvoware) and not current.complete:
        _read_advoware(run, current.link)
        current = _planned(run)
    searches = isinstance(current.link, SearchAdvoware)
    if searches and run.intent is None:
        current = _planned(run, Search((), trusted=True))
    held_back = _is_held_back(run, current)
    _look_at_entries(run, current)
    return Preview(run, current, searches, _tells(run, current), held_back)


def _planned(run: Run, search: Search | None = None) -> Plan:
    facts = replace(gather.facts(run), search=search)
    return plan(run.base, run.seen_espo, run.seen_advoware, facts, run.policy)


def _read_advoware(run: Run, link: ReadAdvoware) -> None:
    if link.void_base:
        run.forget_link()
    gather.read_advoware(run, link.number)
    if run.seen_advoware is None:
        return
    if run.seen_advoware.number != link.number:
        raise Transient(ADVOWARE, reason("unreadable_answer", system=ADVOWARE), status=200)
    judge_side(run, ADVOWARE, answered=False)


def _is_held_back(run: Run, current: Plan) -> bool:
    """Whether the guard against mass losses would stop it (rules 1.3)."""
    if isinstance(current.link, Deleted) and run.party.deleted_at is None:
        return not losses.may_record(run, losses.DELETED)
    if isinstance(current.link, GoneInAdvoware) and run.party.gone_at is None:
        return not losses.may_record(run, losses.GONE)
    return False


def _look_at_entries(run: Run, current: Plan) -> None:
    """As a run does once it has claimed the number: what was agreed with another record counts no more."""
    if isinstance(current.link, Create):
        run.party.number = None
        run.entries.look_at_new()
    elif isinstance(current.link, ReadAdvoware) and current.complete and not current.hold:
        run.party.number = current.link.number
        run.entries.look()


def _tells(run: Run, current: Plan) -> bool:
    """Whether EspoCRM is written to: values, the number, or the status."""
    if run.seen_espo is None or isinstance(current.link, SearchAdvoware):
        return False
    if current.writes or run.entries.acts or run.entries.body(one=False):
        return True
    number = current.link.number if isinstance(current.link, ReadAdvoware) else run.party.number
    if current.complete and not current.hold:
        outcome.take_over(run, current)
        if number != run.seen_espo.number:
            return True
    return bool(publication.wanted(run, _publication(run, current), carries_data=False))


def _publication(run: Run, current: Plan) -> publication.Publication:
    if isinstance(current.link, GoneInAdvoware):
        return outcome.gone_publication(run, current.link.number, run.party.gone_at or clock.now())
    return outcome.publication(run, current.link if isinstance(current.link, Hold) else current.hold)
