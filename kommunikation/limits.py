"""What is not done although it could be: mass removals, and entries for which EspoCRM has no room (rules 1.2)."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from kommunikation.cases import Case
from kommunikation.entries import Facts
from kommunikation.pairs import Recorded
from syncconsole.sync.errors import ADVOWARE
from syncconsole.sync.values import SIDES, other

MASS = 3  # removals on one side that a person must allow if no entry linked before stays there


def hold_mass_removal(cases: Sequence[Case], record: Recorded, facts: Facts) -> tuple[str, ...]:
    """Leave removals as they are where they would take all of a side's linked entries; returns those sides.

    A guarded side holds even one. What was linked only after a hold began does not end it. What a person allowed,
    and what is under way already, goes on.
    """
    held = []
    for side in SIDES:
        removed = [case for case in cases if _removes(case, side)]
        began = min((case.pair.held_since for case in removed if case.pair.held_since), default=record.next_key)
        linked = [case for case in cases if _is_linked(case, began)]
        stays = any(_held_by(case, side) and case.target != "" for case in linked)
        enough = 1 if side in facts.guarded else MASS
        if sum(case in linked for case in removed) >= enough and not stays and side not in facts.approved:
            held.append(side)
            for case in removed:
                case.target, case.rule, case.loses = None, "mass_removal_held", ""
                case.pair = replace(case.pair, held_since=began)
    return tuple(held)


def _is_linked(case: Case, began: int) -> bool:
    return bool(case.pair.base.e and case.pair.base.a) and int(case.pair.key) < began


def hold_beyond_limit(cases: list[Case], recorded: Set[str], limit: int) -> tuple[int, ...]:
    """Hold what would make EspoCRM's array longer than `limit`; returns the ids of those entries.

    New entries leave the list: they are held without record or marker until there is room.
    """
    full = {case.wanted_in_espocrm for case in cases if case.e and case.wanted_in_espocrm}
    beyond = []
    for case in [case for case in cases if not case.e and case.wanted_in_espocrm not in full]:
        if not case.wanted_in_espocrm:
            continue
        if len(full) < limit:
            full.add(case.wanted_in_espocrm)
        else:
            beyond += [case.entry.entry.id] if case.entry else []
            case.target, case.rule, case.loses = None, "no_room", ""
            if case.pair.key not in recorded:
                cases.remove(case)
    return tuple(beyond)


def _removes(case: Case, side: str) -> bool:
    intent = case.pair.intent
    under_way = intent is not None and not intent.value
    return case.target == "" and case.source == other(side) and _held_by(case, side) and not under_way


def _held_by(case: Case, side: str) -> bool:
    return bool(case.a if side == ADVOWARE else case.e)
