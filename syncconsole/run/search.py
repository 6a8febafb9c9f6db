"""Looking for a party in Advoware before it is created (rules 1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from syncconsole import clock
from syncconsole.database import writing
from syncconsole.models import SystemState
from syncconsole.run.state import Run
from syncconsole.sync import canonical
from syncconsole.sync.errors import ADVOWARE, RemoteError, SystemDown
from syncconsole.sync.facts import Candidate, Search
from syncconsole.sync.mapping import whole_number
from syncconsole.sync.values import Seen

GRACE = timedelta(minutes=5)
PROOF_HOLDS = timedelta(hours=1)
Filter = dict[str, str]
Rows = list[dict[str, Any]]
NONSENSE = "Zzq-Kein-Treffer-7f3a"


def find(run: Run, *, by_facts: bool) -> Search:
    """Search Advoware by name, or by each fact that was sent; else use the console's own index of parties.

    Raises SystemDown if Advoware cannot be reached; a search that it refuses is an untrusted one.
    """
    wanted = dict(run.intent.values) if by_facts and run.intent else dict(_espo_values(run))
    own = _own_index(run, wanted)
    filters = _filters(run, wanted, by_facts)
    if run.settings.search == "off" or not filters or not all(_proved(run, key) for f in filters for key in f):
        return Search(own, trusted=False, by_facts=by_facts)
    answers = [(f, _ask(run, f)) for f in filters]
    answers += _narrower(run, wanted, answers[0][1]) if not by_facts else []
    if not all(_satisfies(rows, f) for f, rows in answers):
        return Search(own, trusted=False, by_facts=by_facts)
    found = {row.number: row for _, rows in answers for row in _candidates(run, rows)}
    for row in own:
        found.setdefault(row.number, row)
    return Search(tuple(found.values()), trusted=not by_facts or _name_fits(run, wanted), by_facts=by_facts)


def _narrower(
    run: Run, wanted: Mapping[str, str], rows: list[dict[str, Any]]
) -> list[tuple[Filter, list[dict[str, Any]]]]:
    """Where namesakes were found but not the party itself, their page may be cut off: ask once more with its proof."""
    proof = run.policy.proofs[_kind(run)]
    key = run.mapping.by_name(proof).advoware
    there = any(run.mapping.see_advoware(row).values.get(proof) == wanted.get(proof) for row in rows)
    if not rows or there or not wanted.get(proof) or not _proved(run, key):
        return []
    both = {**_filters(run, wanted, by_facts=False)[0], key: wanted[proof]}
    return [(both, _ask(run, both))]


def _espo_values(run: Run) -> Mapping[str, str]:
    assert run.seen_espo is not None, "a search belongs to a party that EspoCRM has"
    return run.seen_espo.values


def _kind(run: Run) -> str:
    assert run.seen_espo is not None
    return run.seen_espo.kind


def _filters(run: Run, wanted: Mapping[str, str], by_facts: bool) -> list[Filter]:
    """The searches to make, by Advoware key. A first create costs one (rules 2.7)."""
    names = [run.policy.names[_kind(run)][0]]
    if by_facts:
        names += [run.policy.proofs[_kind(run)]]
    return [{run.mapping.by_name(name).advoware: wanted[name]} for name in names if wanted.get(name)]


def _ask(run: Run, asked: Filter) -> list[dict[str, Any]]:
    return run.advoware.search(run.definition.resource, asked)


def _satisfies(rows: Iterable[Mapping[str, Any]], asked: Filter) -> bool:
    """Unknown parameters are ignored by Advoware: rows that do not fit show that the filter did nothing."""
    return all(
        _text(row.get(key)).casefold().startswith(_text(value).casefold())
        for row in rows
        for key, value in asked.items()
    )


def _text(value: Any) -> str:
    return canonical.day(value)


def _name_fits(run: Run, wanted: Mapping[str, str]) -> bool:
    """A name longer than any that Advoware is known to hold may have been cut off there."""
    key = run.policy.names[_kind(run)][0]
    rows = run.definition.record.objects.exclude(seen_advoware={}).values_list("seen_advoware", flat=True)
    longest = max((len(values.get(key, "")) for values in rows.order_by("-last_compared_at")[:1000]), default=0)
    return len(wanted.get(key, "")) <= longest


def _candidates(run: Run, rows: Iterable[Mapping[str, Any]]) -> list[Candidate]:
    seen = [run.mapping.see_advoware(row) for row in rows]
    numbers = [one.number for one in seen if one.number]
    holders = dict(
        run.definition.record.objects.filter(number__in=numbers, deleted_at__isnull=True)
        .exclude(pk=run.party.pk)
        .values_list("number", "espo_id")
    )
    return [
        Candidate(one.number, one.values, holders.get(one.number, ""), ours=_is_ours(run, one))
        for one in seen
        if one.number
    ]


def _is_ours(run: Run, seen: Seen) -> bool:
    if run.intent is None or seen.changed_by.casefold() != run.our_users.get(ADVOWARE, "").casefold():
        return False
    return seen.changed_at is not None and seen.changed_at >= run.intent.opened_at - GRACE


def _own_index(run: Run, wanted: Mapping[str, str]) -> tuple[Candidate, ...]:
    """Parties that the console has seen in Advoware and that bear the name or, for a company, the register number."""
    kind, model = _kind(run), run.definition.record
    name, proof = wanted.get(run.policy.names[kind][0], ""), run.policy.proofs[kind]
    rows = model.objects.filter(seen_name=name[:255]) if name else model.objects.none()
    if kind == "company" and wanted.get(proof):
        rows = rows | model.objects.filter(**{f"seen_advoware__{proof}": wanted[proof]})
    rows = rows.exclude(pk=run.party.pk).filter(number__isnull=False)
    return tuple(Candidate(row.number, row.seen_advoware, "" if row.deleted_at else row.espo_id) for row in rows[:50])


def _proved(run: Run, key: str) -> bool:
    """Whether the filter `key` found a known party and no nonsense within the last hour; tries once an hour."""
    state, _ = SystemState.objects.get_or_create(name=ADVOWARE)
    proof = state.search_proof.get(key)
    if proof and clock.now() - datetime.fromisoformat(proof["at"]) < PROOF_HOLDS:
        return bool(proof["trusted"])
    known = _known_value(run, key)
    if known is None:  # nothing is known to be there yet: nothing can be proved
        return False
    trusted = _controls(run, key, *known)
    with writing():
        state = SystemState.objects.select_for_update().get(name=ADVOWARE)
        state.search_proof = {**state.search_proof, key: {"at": clock.now().isoformat(), "trusted": trusted}}
        state.save(update_fields=["search_proof"])
    return trusted


def _controls(run: Run, key: str, number: int, value: str) -> bool:
    try:
        found = _ask(run, {key: value})
        nothing = _ask(run, {key: _nonsense(value)})
    except SystemDown:
        raise
    except RemoteError:
        return False
    numbers = [whole_number(row.get(run.mapping.number_advoware)) for row in found]
    return number in numbers and not nothing and _satisfies(found, {key: value})


def _nonsense(value: str) -> str:
    """A value of the same shape that nobody has."""
    return "1801-01-01" if canonical.day(value)[:4].isdigit() and len(value) == 10 else NONSENSE


def _known_value(run: Run, key: str) -> tuple[int, str] | None:
    names = [f.name for f in run.mapping.fields if f.advoware == key]
    rows = run.definition.record.objects.filter(number__isnull=False, gone_at__isnull=True, deleted_at__isnull=True)
    for row in rows.exclude(seen_advoware={}).exclude(pk=run.party.pk).order_by("-last_compared_at")[:20]:
        for name in names:
            if row.seen_advoware.get(name):
                return row.number, row.seen_advoware[name]
    return None
