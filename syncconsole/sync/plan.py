"""`plan(base, espo, advoware, facts, policy) -> Plan`: what a run would do, as a pure function.

What a person sees beforehand, what the tests explore and what the workers do is this same plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from syncconsole.sync import merge
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.facts import Facts, Policy
from syncconsole.sync.link import KIND_DIFFERS, Create, Hold, Link, ReadAdvoware, find_link
from syncconsole.sync.merge import Decision
from syncconsole.sync.reasons import Reason, reason
from syncconsole.sync.values import Base, Pair, Seen, agreed, other


@dataclass(frozen=True)
class Write:
    """One field to write: canonical `value` over `before`, by `rule`; `loses` is kept for review."""

    field: str
    value: str
    before: str
    rule: str
    loses: str = ""


@dataclass(frozen=True)
class HeldField:
    """A conflict that waits for a person: neither side is written."""

    field: str
    e: str
    a: str
    base: str | None
    rule: str


@dataclass(frozen=True)
class Plan:
    """What is to be done.

    `link` says what must be known first or what becomes of the link; only with `complete` do the
    field parts mean anything. `decisions` has every field that took part, for the preview.
    `create` holds the values of a new Advoware record (blank ones left out).
    """

    link: Link
    complete: bool = False
    void_base: bool = False
    create: Mapping[str, str] = field(default_factory=dict)
    to_advoware: tuple[Write, ...] = ()
    to_espo: tuple[Write, ...] = ()
    adopt: Mapping[str, Pair] = field(default_factory=dict)
    held: tuple[HeldField, ...] = ()
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    problems: tuple[Reason, ...] = ()
    hold: Hold | None = None

    @property
    def writes(self) -> int:
        """How many fields would be written, a new record counting as its filled fields."""
        return len(self.to_advoware) + len(self.to_espo) + len(self.create)


def plan(base: Base, espo: Seen | None, advoware: Seen | None, facts: Facts, policy: Policy) -> Plan:
    """Plan one party.

    `espo` is None where EspoCRM has deleted the record; `advoware` is None until its record was
    read: the plan then says in `link` what it needs, or decides without it.
    """
    link = find_link(espo, facts, policy)
    if espo is None:
        return Plan(link)
    if isinstance(link, Create):
        return _create(link, espo, facts, policy)
    if not isinstance(link, ReadAdvoware):
        return Plan(link, hold=link if isinstance(link, Hold) else None)
    if advoware is None or advoware.number != link.number:
        return Plan(link, void_base=link.void_base)
    return _compare(link, {} if link.void_base else base, espo, advoware, facts, policy)


def _create(link: Create, espo: Seen, facts: Facts, policy: Policy) -> Plan:
    wanted = (name for name in policy.fields[espo.kind] if name not in facts.left_out)
    filled = {name: espo.values[name] for name in wanted if espo.values.get(name)}
    return Plan(link, complete=True, create=filled, problems=_absent(policy.fields[espo.kind], {ESPOCRM: espo}))


def _compare(link: ReadAdvoware, base: Base, espo: Seen, advoware: Seen, facts: Facts, policy: Policy) -> Plan:
    kind, hold = _kind(espo, advoware, facts, policy)
    if hold:
        return Plan(link, complete=True, void_base=link.void_base, hold=hold)
    decisions = {name: _decide(name, base.get(name), espo, advoware, facts, policy) for name in policy.fields[kind]}
    if not _kind_decided(espo, advoware, facts, policy):
        decisions |= _kind_applied(kind, base, espo, advoware, policy)
    return Plan(
        link,
        complete=True,
        void_base=link.void_base,
        to_advoware=_writes(decisions, ADVOWARE, advoware),
        to_espo=_writes(decisions, ESPOCRM, espo),
        adopt={name: agreed(espo.values[name]) for name, d in decisions.items() if d.action == merge.ADOPT},
        held=tuple(
            HeldField(name, espo.values[name], advoware.values[name], base[name].e if name in base else None, d.rule)
            for name, d in decisions.items()
            if d.action == merge.HELD
        ),
        decisions=decisions,
        problems=_absent(policy.fields[kind], {ESPOCRM: espo, ADVOWARE: advoware}),
    )


def _kind(espo: Seen, advoware: Seen, facts: Facts, policy: Policy) -> tuple[str, Hold | None]:
    """The kind that both sides have, or a hold with the kind that a person may apply."""
    if espo.kind == advoware.kind:
        return espo.kind, None
    agreed_kind = _kind_decided(espo, advoware, facts, policy) or facts.answers.get(KIND_DIFFERS)
    if agreed_kind in (espo.kind, advoware.kind):
        return agreed_kind, None
    return "", Hold(reason(KIND_DIFFERS, espocrm=espo.kind, advoware=advoware.kind))


def _kind_decided(espo: Seen, advoware: Seen, facts: Facts, policy: Policy) -> str:
    """The kind of the side that has the legal form for which a person has decided, while the other one is to get it."""
    name, wish = policy.kind_field, facts.decisions.get(policy.kind_field)
    if wish is None or not wish.still_stands(espo.values.get(name, ""), advoware.values.get(name, "")):
        return ""
    return next((seen.kind for seen in (espo, advoware) if seen.values.get(name) == wish.value), "")


def _kind_applied(kind: str, base: Base, espo: Seen, advoware: Seen, policy: Policy) -> dict[str, Decision]:
    """Where a person has applied a kind, the other side gets the legal form of the side that has it.

    What somebody typed there loses and is kept, since it may be newer than what the person has seen.
    """
    name, holder, target = policy.kind_field, espo, ADVOWARE
    if advoware.kind == kind:
        holder, target = advoware, ESPOCRM
    told = holder.values.get(name, "")
    if espo.kind == advoware.kind or not told or name not in espo.values or name not in advoware.values:
        return {}
    replaced, pair = (espo if target == ESPOCRM else advoware).values[name], base.get(name)
    typed = pair is None or pair.half(target) != replaced
    decision = merge.decided(espo.values[name], advoware.values[name], told)
    return {name: replace(decision, loses=replaced if typed else "")}


def _decide(name: str, pair: Pair | None, espo: Seen, advoware: Seen, facts: Facts, policy: Policy) -> Decision:
    if name not in espo.values or name not in advoware.values:
        return _decide_absent(name, pair, espo, advoware, facts)
    e, a = espo.values[name], advoware.values[name]
    wish = facts.decisions.get(name)
    if wish is not None and wish.still_stands(e, a):
        return merge.decided(e, a, wish.value)
    return merge.decide(pair, e, a, policy.of(name), facts.newer)


def _decide_absent(name: str, pair: Pair | None, espo: Seen, advoware: Seen, facts: Facts) -> Decision:
    """A missing key is not a blank one: nothing is pulled or cleared from it (rules 1).

    If other records of that system have the key, a changed value is still written where this side's
    half is blank or unknown; the read-back decides.
    """
    for target, seen, source in ((ADVOWARE, advoware, espo), (ESPOCRM, espo, advoware)):
        value = source.values.get(name, "")
        if name in seen.values or not value or name not in facts.shown_keys.get(target, frozenset()):
            continue
        half, own = (pair.half(target), pair.half(other(target))) if pair else ("", "")
        if not half and value != own:
            return Decision(merge.WRITE, "key_absent", targets=(target,), value=value)
    return Decision(merge.NOTHING, "key_absent")


def _writes(decisions: Mapping[str, Decision], target: str, seen: Seen) -> tuple[Write, ...]:
    return tuple(
        Write(name, d.value, seen.values.get(name, ""), d.rule, d.loses)
        for name, d in decisions.items()
        if d.action == merge.WRITE and target in d.targets
    )


def _absent(names: tuple[str, ...], sides: Mapping[str, Seen]) -> tuple[Reason, ...]:
    return tuple(
        reason("key_absent", system=side, field=name)
        for side, seen in sides.items()
        for name in names
        if name not in seen.values
    )
