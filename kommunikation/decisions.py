"""What becomes of each pair: the truth table of one entry, equal pairs, moves of type (rules 1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kommunikation.cases import Case
from kommunikation.entries import Facts, Policy
from kommunikation.forms import comparison_form, for_espocrm
from kommunikation.kommkz import KINDS, PHONE, for_new
from kommunikation.matching import Shelf, espo_reference
from kommunikation.pairs import UNCERTAIN, Leaving
from kommunikation.places import Place
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.facts import PersonsDecision
from syncconsole.sync.merge import MANUAL


def decide(case: Case, wish: PersonsDecision | None, policy: Policy) -> None:
    """Set the target of one case, or leave it None where nothing is to be done or a person must decide.

    `wish`: a person's decision; it counts while both sides are as the person saw them.
    """
    wanted = comparison_form(case.pair.channel, wish.value, policy.region) if wish else ""
    if wish and replace(wish, value=wanted).still_stands(case.e, case.a):
        case.target, case.spelling, case.rule = wanted, wish.value, "decision"
        case.source = ADVOWARE if case.a == wanted else ESPOCRM
    elif case.e == case.a:
        case.target, case.source, case.rule = case.e, ESPOCRM, "equal"
    elif case.e_changed and case.a_changed:
        _decide_both_changed(case, policy)
    elif case.e_changed:
        _take(case, ESPOCRM, "espocrm_changed", loses=case.a if case.pair.base.differs and not case.pair.intent else "")
    elif case.a_changed and not case.a and case.retyped:
        _take(case, ESPOCRM, "edit_over_delete")
    elif case.a_changed:
        _take(case, ADVOWARE, "advoware_changed", loses=_kept_half(case))
    if case.source == ADVOWARE and case.target:
        _stop_if_uncertain(case, policy)


def fold_equal(cases: Sequence[Case]) -> None:
    """Of pairs with one target the one whose entry holds it stays; the others become aliases or are emptied."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        if case.target and not case.why and not case.dropped:
            groups.setdefault(case.target, []).append(case)
    for target, equal in groups.items():
        equal.sort(key=lambda case: (case.entry_value != target, case.entry is None, case.pair.key))
        for extra in equal[1:]:
            _fold(extra, equal[0], target)


def type_moved_to(case: Case, shelf: Shelf, facts: Facts) -> int:
    """The kommKz that an edit of this record gave the pair, 0 if its type is as it was or is only noted."""
    pair, seen = case.pair, shelf.get(case.e)
    if pair.channel != PHONE or seen is None or not facts.edited or seen.type == pair.espo_type:
        return 0
    wanted = for_new(PHONE, seen.type)
    if wanted == pair.kommkz or KINDS[pair.kommkz].espo_type == seen.type:
        return 0
    return 0 if case.e in facts.shared or case.e != espo_reference(pair) else wanted


def move_type(case: Case, kommkz: int, facts: Facts) -> None:
    """Give the pair an entry of another kommKz, and take the old one back if its type returns."""
    if not kommkz or not case.target or case.target in facts.shared:
        return
    case.rule = "type_changed"
    back = next((item for item in case.leaving if item[0].kommkz == kommkz and item[1]), None)
    if back:
        case.leaving.remove(back)
    _leave_entry(case)
    case.entry = back[1] if back else None
    case.pair, case.waits = replace(case.pair, kommkz=kommkz), False


def _decide_both_changed(case: Case, policy: Policy) -> None:
    if not case.e or not case.a:
        _take(case, ESPOCRM if case.e else ADVOWARE, "edit_over_delete")
    elif policy.conflicts == MANUAL:
        case.rule = "both_changed_held"
    else:
        winner = policy.conflicts
        _take(case, winner, "both_changed_policy", loses=case.a if winner == ESPOCRM else case.e)


def _take(case: Case, source: str, rule: str, loses: str = "") -> None:
    case.target, case.source, case.rule = case.e if source == ESPOCRM else case.a, source, rule
    case.loses = loses


def _kept_half(case: Case) -> str:
    """EspoCRM's half of an accepted difference, unless Advoware's text was merely never certain."""
    base = case.pair.base
    return case.e if base.differs and not case.pair.intent and base.why != UNCERTAIN else ""


def _stop_if_uncertain(case: Case, policy: Policy) -> None:
    """A text that is not certain stays in Advoware as an accepted difference."""
    text = next((place.entry.tlf for place in _all_places(case) if case.form(place) == case.target), "")
    if not for_espocrm(case.pair.channel, text, policy.region):
        case.target, case.loses, case.rule, case.why = None, "", "uncertain", UNCERTAIN
        case.leaving = [(old, place) for old, place in case.leaving if place is None]


def _all_places(case: Case) -> list[Place]:
    return case.places + [place for _, place in case.leaving if place]


def _fold(extra: Case, keeper: Case, target: str) -> None:
    if extra.e not in ("", target) or extra.leaving or extra.waits:
        return
    if extra.entry_value != target:
        extra.e, extra.target, extra.source, extra.rule = "", "", ESPOCRM, "equal_elsewhere"
        return
    keeper.aliases += extra.places
    extra.entry, extra.aliases, extra.dropped, extra.rule = None, [], True, "alias"
    if not keeper.e:
        keeper.e = extra.e


def _leave_entry(case: Case) -> None:
    """Let go of the entry of the old kommKz; one that may still be under way is remembered without an id."""
    if case.entry is None and case.pair.intent and case.pair.intent.posted:
        case.leaving.append((Leaving(None, case.pair.intent.value, case.pair.kommkz), None))
        case.pair = replace(case.pair, intent=replace(case.pair.intent, posted=False))
    case.leave_entry()
