"""Both sides of a party as last read, field by field, and what a sync would do by the same rules as the workers'."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from syncconsole import policies, wording
from syncconsole.console import authors
from syncconsole.console.badges import open_conflicts
from syncconsole.console.letters import marked
from syncconsole.models.conflict import ConflictKind
from syncconsole.registry import SyncDefinition
from syncconsole.sync import merge
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.merge import Decision
from syncconsole.sync.values import Pair


@dataclass(frozen=True)
class Row:
    """One field. `…_mark`: the role of the cell's edge, "" where it is as last agreed; `…_note`: who moved it."""

    name: str
    label: str
    differs: bool
    espo: SafeString | None
    agreed: str
    advoware: SafeString | None
    espo_mark: str
    advoware_mark: str
    icon: str
    role: str
    state: str
    reason: str
    espo_note: SafeString | str = ""
    advoware_note: SafeString | str = ""
    pair: Pair | None = None
    values: tuple[str | None, str | None] = (None, None)


def rows(party: Any, definition: SyncDefinition, writes: authors.Writes) -> list[Row]:
    """The fields that take part for the party's kind: differing ones first, otherwise in the mapping's order.

    `writes`: what the console wrote last, for who entered a value.
    """
    if not party.kind:
        return []
    policy = definition.mapping().policy(policies.in_force(), settings.SYNC_FIELD_POLICIES)
    asked = {row.field: row for row in open_conflicts(party)}
    found = [_row(party, name, policy.of(name), asked.get(name), writes) for name in policy.fields.get(party.kind, ())]
    return sorted(found, key=lambda row: not row.differs)


def left_out(party: Any, definition: SyncDefinition) -> list[str]:
    """Labels of the fields that this kind of party does not have."""
    fields = definition.mapping().fields
    return [wording.field_label(f.name) for f in fields if party.kind and party.kind not in f.kinds]


def lost(party: Any) -> tuple[str, str, str, str] | None:
    """Icon, role and words for each value of a party that one system no longer has; None while both have it."""
    if party.deleted_at or party.gone_at:
        return "box" if party.deleted_at else "octagon-minus", "quiet", gettext("Nothing"), ""
    return None


def last_known(party: Any) -> str:
    """What the rows of such a party are; "" while both systems have it."""
    if party.deleted_at:
        return gettext("Deleted in EspoCRM: these are the last known values.")
    return gettext("Gone in Advoware: these are the last known values.") if party.gone_at else ""


def read_at(party: Any, side: str) -> datetime | None:
    """When `side` was last read, aware UTC."""
    at = party.seen_meta.get(side, {}).get("at")
    return datetime.fromisoformat(at) if at else None


def _row(party: Any, name: str, policy: str, asked: Any, writes: authors.Writes) -> Row:
    pair = Pair.from_json(party.base[name]) if name in party.base else None
    e, a = party.seen_espo.get(name), party.seen_advoware.get(name)
    decision = _decision(pair, e, a, policy)
    icon, role, state, reason = lost(party) or _state(decision, asked, e, a)
    espo_mark, advoware_mark = _mark(role, e, pair, ESPOCRM), _mark(role, a, pair, ADVOWARE)
    return Row(
        name=name,
        label=wording.field_label(name),
        differs=e != a or asked is not None,
        espo=_cell(e, pair, a),
        agreed=_agreed(pair),
        advoware=_cell(a, pair, e),
        espo_mark=espo_mark,
        advoware_mark=advoware_mark,
        icon=icon,
        role=role,
        state=state,
        reason=reason,
        espo_note=_changed(party, ESPOCRM, name, e, pair, writes) if espo_mark else "",
        advoware_note=_changed(party, ADVOWARE, name, a, pair, writes) if advoware_mark else "",
        pair=pair,
        values=(e, a),
    )


def _changed(
    party: Any, side: str, name: str, value: str | None, pair: Pair | None, writes: authors.Writes
) -> SafeString | str:
    """Under a value that has moved since both agreed: when its record was changed last, and by whom."""
    if value is None or (pair is not None and value == pair.half(side)):
        return ""
    said: SafeString | str = authors.note(party, side, name, value, *authors.author_of(party, side), writes)
    return said


def _decision(pair: Pair | None, e: str | None, a: str | None, policy: str) -> Decision | None:
    """What the truth table says about the last seen values; None where one side was not seen."""
    if e is None or a is None:
        return None
    return merge.decide(pair, e, a, policy)


def _state(decision: Decision | None, asked: Any, e: str | None, a: str | None) -> tuple[str, str, str, str]:
    """Icon, role, what a sync would do, and why."""
    if asked is not None and asked.kind == ConflictKind.HELD:
        return "diamond-half", "ask", gettext("Nothing, waits for you"), wording.rule_label(asked.rule)
    if decision is None:
        return "lens", "quiet", gettext("not known yet"), gettext("one side was not read yet")
    if decision.action == merge.WRITE:
        return _write_state(decision)
    if decision.rule == "accepted":
        return "warning", "warn", gettext("both stay as they are"), _accepted_reason(asked)
    if decision.action == merge.HELD:
        return "diamond-half", "ask", gettext("Nothing, waits for you"), wording.rule_label(decision.rule)
    if asked is not None:
        return "diamond-tick", "ask", gettext("equal, to review"), wording.rule_label(asked.rule)
    return "equals", "quiet", gettext("equal"), ""


def _write_state(decision: Decision) -> tuple[str, str, str, str]:
    to_advoware = ADVOWARE in decision.targets
    state = gettext("write to Advoware") if to_advoware else gettext("write to EspoCRM")
    return "right" if to_advoware else "left", "info", state, wording.rule_label(decision.rule)


def _accepted_reason(asked: Any) -> str:
    why = wording.rule_label(asked.why) if asked is not None and asked.why else wording.rule_label("accepted")
    return f"{why} ({asked.words})" if asked is not None and asked.words else why


def _cell(value: str | None, pair: Pair | None, opposite: str | None) -> SafeString | None:
    """The value with its new letters marked; compared with what was last agreed, without that with the other side."""
    if value is None:
        return None
    if pair is not None and not pair.differs:
        return marked(value, pair.e)
    return marked(value, value if opposite is None else opposite)


def _agreed(pair: Pair | None) -> str:
    if pair is None:
        return gettext("never yet")
    if not pair.differs:
        return wording.value_text(pair.e)
    return f"{wording.value_text(pair.e)} / {wording.value_text(pair.a)}"


def _mark(role: str, value: str | None, pair: Pair | None, side: str) -> str:
    if value is None or role == "quiet":
        return ""
    return role if pair is None or value != pair.half(side) or pair.differs else ""
