"""Which record in Advoware belongs to the party, or what must be known first (rules 1.3 and 1.4)."""

from __future__ import annotations

from dataclasses import dataclass

from syncconsole.sync.facts import Facts, Intent, Policy, Search
from syncconsole.sync.matching import Matches, is_what_we_sent, matches
from syncconsole.sync.reasons import Reason, reason
from syncconsole.sync.values import Seen

# Codes of holds; people's answers are stored under them.
CHOOSE_MATCH = "choose_match"
CREATE_UNKNOWN = "create_unknown"
NUMBER_TAKEN = "number_taken"
NUMBER_CHANGED = "number_changed"
NUMBER_CLEARED = "number_cleared"
KIND_DIFFERS = "kind_differs"
GONE_UNSURE = "gone_unsure"
ENTRIES_REMOVED = "entries_removed"
ENTRIES_NO_ROOM = "entries_no_room"
GONE = "gone_in_advoware"
MASS_GONE = "mass_gone"
MASS_DELETED = "mass_deleted"
UNLINKED = "unlinked"
CREATE_ANYWAY = "create-anyway"
RECREATE = "recreate"


@dataclass(frozen=True)
class ReadAdvoware:
    """Needed next: the Advoware record `number`. `void_base`: the party links to it for the first time."""

    number: int
    void_base: bool = False


@dataclass(frozen=True)
class SearchAdvoware:
    """Needed next: a search for the party; `by_facts` by each fact that was sent, else by name."""

    by_facts: bool = False


@dataclass(frozen=True)
class AskHolders:
    """Needed next: which EspoCRM records hold `number`."""

    number: int


@dataclass(frozen=True)
class Create:
    """Create the record in Advoware."""


@dataclass(frozen=True)
class Wait:
    """Nothing to do before a later search: a create of unknown outcome is in quarantine."""

    why: Reason


@dataclass(frozen=True)
class Hold:
    """The party as a whole is not written until its cause is gone or a person answers."""

    why: Reason
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True)
class Deleted:
    """Deleted in EspoCRM: the link is closed, the row stays as a tombstone, Advoware keeps its record."""


@dataclass(frozen=True)
class GoneInAdvoware:
    """404 in Advoware, certain: nothing is carried any more."""

    number: int


Link = ReadAdvoware | SearchAdvoware | AskHolders | Create | Wait | Hold | Deleted | GoneInAdvoware


def find_link(espo: Seen | None, facts: Facts, policy: Policy) -> Link:
    """Decide the link from EspoCRM's record (None: gone) and the facts.

    `ReadAdvoware` is the normal end: the party is linked, and that record is to be compared.
    """
    if espo is None:
        return Deleted()
    link = _link(espo, facts, policy)
    if isinstance(link, ReadAdvoware) and link.number == facts.missing:
        return GoneInAdvoware(link.number) if facts.missing_for_sure else Hold(reason(GONE_UNSURE, number=link.number))
    return link


def _link(espo: Seen, facts: Facts, policy: Policy) -> Link:
    shown = espo.number
    if facts.answers.get(UNLINKED) and (shown is None or str(shown) == facts.answers[UNLINKED]):
        return Hold(reason(UNLINKED))
    if shown is not None and str(shown) == facts.answers.get(RECREATE):
        # The number that EspoCRM still shows is to be replaced by that of a new record.
        is_replaced = facts.number not in (None, shown)
        return ReadAdvoware(facts.number or 0) if is_replaced else _unlinked(espo, facts, policy)
    if shown is not None and facts.holder_of_number:
        return Hold(reason(NUMBER_TAKEN, number=shown, other=facts.holder_of_number))
    if shown is None:
        return _unlinked(espo, facts, policy) if facts.number is None else _number_missing(facts, facts.number)
    return ReadAdvoware(shown) if shown == facts.number else _number_changed(shown, facts)


def _number_missing(facts: Facts, number: int) -> Link:
    if not facts.confirmed or facts.answers.get(NUMBER_CLEARED) == "relink":
        return ReadAdvoware(number)  # it is published again with the next PATCH
    return Hold(reason(NUMBER_CLEARED, number=number))


def _number_changed(shown: int, facts: Facts) -> Link:
    """A first link, after a person agreed if the party was linked before."""
    if not facts.linked_before or facts.answers.get(NUMBER_CHANGED) == str(shown):
        return ReadAdvoware(shown, void_base=True)
    return Hold(reason(NUMBER_CHANGED, before=facts.number or 0, number=shown), candidates=(shown,))


def _unlinked(espo: Seen, facts: Facts, policy: Policy) -> Link:
    chosen = facts.answers.get(CHOOSE_MATCH if facts.intent is None else CREATE_UNKNOWN, "")
    if chosen.isdigit():
        return ReadAdvoware(int(chosen), void_base=True)
    if chosen == CREATE_ANYWAY:
        return Create()
    if facts.search is None or (facts.intent is not None and not facts.search.by_facts):
        return SearchAdvoware(by_facts=facts.intent is not None)
    if facts.intent is not None:
        return _after_unknown_outcome(facts.intent, facts.search, espo.kind, policy)
    return _before_first_create(matches(espo.values, facts.search.rows, espo.kind, policy), facts)


def _before_first_create(found: Matches, facts: Facts) -> Link:
    if not found.all:
        return Create()
    free = [row for row in found.sure if not row.linked_to]
    if len(free) == 1 and len(found.sure) == 1:
        return _one_match(free[0].number, facts)
    return _choose(found)


def _one_match(number: int, facts: Facts) -> Link:
    if facts.holders is None:
        return AskHolders(number)
    if facts.holders:
        return Hold(reason(NUMBER_TAKEN, number=number, other=facts.holders[0]))
    return ReadAdvoware(number, void_base=True)


def _choose(found: Matches) -> Hold:
    numbers = tuple(row.number for row in found.all)
    return Hold(reason(CHOOSE_MATCH, count=len(numbers)), candidates=numbers)


def _after_unknown_outcome(intent: Intent, search: Search, kind: str, policy: Policy) -> Link:
    sent = {name: intent.values.get(name, "") for name in (*policy.names[kind], policy.proofs[kind])}
    ours = [row for row in search.rows if is_what_we_sent(sent, row)]
    if len(ours) == 1 and not intent.rivals:
        return ReadAdvoware(ours[0].number)
    free = tuple(row.number for row in search.rows if not row.linked_to)
    if free or intent.rivals or not search.trusted:
        return Hold(reason(CREATE_UNKNOWN, count=len(free)), candidates=free)
    return Create() if intent.quiet else Wait(reason("create_in_quarantine"))
