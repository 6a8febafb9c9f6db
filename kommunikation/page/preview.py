"""What a preview has planned for a party's entries: the rows of its page, and the writes to come."""

from __future__ import annotations

from collections.abc import Iterator

from kommunikation.acts import Act, PostEntry
from kommunikation.entries import EspoSide, Facts
from kommunikation.forms import comparison_form
from kommunikation.kommkz import PHONE
from kommunikation.page.reading import Reading
from kommunikation.page.rows import row_of
from kommunikation.page.shown import Shown, all_shown
from kommunikation.plan import CommunicationPlan
from kommunikation.run import store
from kommunikation.run.look import owns
from kommunikation.run.party import PartyEntries
from kommunikation.run.state import State
from syncconsole.console.entry_rows import EntryWrite, ForeseenEntries, ForeseenEntry
from syncconsole.console.letters import marked
from syncconsole.sync.errors import ADVOWARE, ESPOCRM


def foreseen(entries: PartyEntries) -> ForeseenEntries:
    """What is planned for the entries of a dry run; nothing if they were not looked at."""
    state = entries.planned()
    if state is None or state.plan is None:
        return ForeseenEntries()
    reading = _reading(state)
    return ForeseenEntries(
        [ForeseenEntry(row_of(one), tuple(_writes(one, reading, state.plan))) for one in all_shown(reading)],
        calls=len(state.plan.acts),
        asks=len(_to_ask(state, state.plan)),
        lists=state.plan.arrays.writes,
        empties=any(not act.tlf for act in state.plan.acts),
    )


def _reading(state: State) -> Reading:
    espo, advoware = state.sides
    asked = {name: row for (name, _), row in state.run.questions.rows.items() if owns(name)}
    return Reading(espo, advoware, state.record, Facts(quiet=state.quiet), state.policy, asked, state.plan)


def _writes(one: Shown, reading: Reading, planned: CommunicationPlan) -> Iterator[EntryWrite]:
    for act in one.acts:
        before = _text_in_advoware(act, reading)
        if isinstance(act, PostEntry) or before != act.tlf:
            yield EntryWrite(ADVOWARE, before, marked(act.tlf, before))
    if one.writes_espocrm:
        before = one.item.value if one.item else ""
        yield EntryWrite(ESPOCRM, before, marked(_text_for_espocrm(one, reading, planned), before))


def _text_in_advoware(act: Act, reading: Reading) -> str:
    return "" if isinstance(act, PostEntry) else reading.places[act.id].entry.tlf


def _text_for_espocrm(one: Shown, reading: Reading, planned: CommunicationPlan) -> str:
    """The target as the new list spells it; "" for a removal."""
    channel, target = one.line.channel, one.line.target or ""
    listed = planned.arrays.phones if channel == PHONE else planned.arrays.mails
    spelled = (entry.value for entry in listed or ())
    return next((text for text in spelled if comparison_form(channel, text, reading.policy.region) == target), target)


def _to_ask(state: State, planned: CommunicationPlan) -> set[tuple[str, str]]:
    """The values new to this party that other parties have: each of those is read before they are written."""
    region, arrays = state.policy.region, planned.arrays
    written = store.known_of(EspoSide(arrays.phones, arrays.mails), region)
    return (set(written) - set(store.known_of(state.sides[0], region))) & set(state.holders)
