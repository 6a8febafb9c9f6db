"""Reading both sides and collecting the facts that planning needs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from syncconsole import clock
from syncconsole.run.settle import judge_side
from syncconsole.run.state import Reading, Run
from syncconsole.sync.errors import ADVOWARE, ESPOCRM, Gone, Transient
from syncconsole.sync.facts import Facts, Intent, newer_side
from syncconsole.sync.reasons import reason

KNOWN_ELSEWHERE = 3


def read_espo(run: Run) -> None:
    """Read EspoCRM's record. Where EspoCRM itself says that it is gone, there is no reading afterwards.

    Raises Transient for a 404 that something else may have answered (rules 1.3).
    """
    started = clock.monotonic()
    try:
        raw = run.espo.read(run.definition.entity, run.party.espo_id)
    except Gone as gone:
        if not gone.certain:
            raise Transient(ESPOCRM, reason("not_found", system=ESPOCRM), status=404, call=gone.call) from gone
        run.readings.pop(ESPOCRM, None)
        return
    run.readings[ESPOCRM] = Reading(run.mapping.see_espo(raw), started)
    run.entries.see_espo()
    judge_side(run, ESPOCRM, answered=False)


def read_advoware(run: Run, number: int) -> None:
    """Read Advoware's record; a 404 becomes a fact (`missing`), with how sure it is."""
    started = clock.monotonic()
    try:
        raw = run.advoware.read(run.definition.resource, number)
    except Gone:
        run.missing, run.missing_for_sure = number, _is_gone(run, number)
        run.readings.pop(ADVOWARE, None)
        return
    run.readings[ADVOWARE] = Reading(run.mapping.see_advoware(raw), started)


def _is_gone(run: Run, number: int) -> bool:
    """Certain after a second 404 and another known number that answers (rules 1.3); once recorded, it stays."""
    if run.party.gone_at is not None and run.party.number == number:
        return True
    try:
        run.advoware.read(run.definition.resource, number)
    except Gone:
        return _another_answers(run, number)
    raise Transient(ADVOWARE, reason("not_found", system=ADVOWARE), status=404, call="GET Beteiligte/{betNr}")


def _another_answers(run: Run, number: int) -> bool:
    """Asks numbers that were compared last; those of held parties may be missing themselves."""
    open_links = {"deleted_at__isnull": True, "gone_at__isnull": True, "number__isnull": False}
    rows = run.definition.record.objects.filter(held_whole=False, **open_links)
    known = rows.exclude(number=number).exclude(seen_advoware={}).values_list("number", flat=True)
    for other in known.order_by("-last_compared_at")[:KNOWN_ELSEWHERE]:
        try:
            run.advoware.read(run.definition.resource, other)
        except Gone:
            continue
        return True
    return False


def ask_holders(run: Run, number: int) -> None:
    """Which other EspoCRM records hold `number`?"""
    where = [{"type": "equals", "attribute": run.mapping.number_espo, "value": number}]
    rows = run.espo.find(run.definition.entity, where=where, select=["id"])
    run.holders = tuple(row["id"] for row in rows if row["id"] != run.party.espo_id)


def facts(run: Run) -> Facts:
    """Everything that decides beside the two records."""
    party = run.party
    espo, advoware = run.seen_espo, run.seen_advoware
    return Facts(
        number=party.number,
        confirmed=party.number_confirmed,
        linked_before=bool(run.base),
        holder_of_number=_holder_of_number(run),
        missing=run.missing,
        missing_for_sure=run.missing_for_sure,
        search=run.search,
        intent=_intent(run),
        holders=run.holders,
        answers=party.answers,
        decisions=run.questions.decisions(),
        newer=newer_side(espo, advoware, run.our_users) if espo and advoware else "",
        shown_keys=run.shown_keys,
        left_out=frozenset(run.left_out),
    )


def _holder_of_number(run: Run) -> str:
    espo = run.seen_espo
    shown = espo.number if espo else None
    if shown is None or (shown == run.party.number and run.party.deleted_at is None):
        return ""  # our own open link: the database allows no second one
    others = run.definition.record.objects.filter(number=shown, deleted_at__isnull=True).exclude(pk=run.party.pk)
    return others.values_list("espo_id", flat=True).first() or ""


def _intent(run: Run) -> Intent | None:
    row = run.intent
    if row is None:
        return None
    others = run.definition.intent.objects.filter(name_key=row.name_key, closed_at__isnull=True)
    return Intent(row.values, quiet=_is_quiet(run, row), rivals=others.exclude(party=run.party).exists())


def _is_quiet(run: Run, intent: Any) -> bool:
    """An earlier trusted search found nothing, and the quarantine since the last POST is over now."""
    if intent.empty_search_at is None:
        return False
    return bool(clock.now() >= intent.posted_at + timedelta(seconds=run.settings.quarantine))
