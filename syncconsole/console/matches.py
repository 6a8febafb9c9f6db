"""The records in Advoware that may be a party, side by side with it, for the hold that asks which one it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from syncconsole import wording
from syncconsole.console.letters import marked
from syncconsole.registry import SyncDefinition
from syncconsole.sync.mapping import RecordMapping


@dataclass(frozen=True)
class Match:
    """One candidate. `name` and `proof` have the letters marked that the party does not have; `fits`: equal fields."""

    code: str
    number: int
    name: SafeString | str
    proof: SafeString | str
    fits: str
    linked_with: str = ""


def matches(party: Any, definition: SyncDefinition) -> list[Match]:
    """What the search found, surest first; one query."""
    numbers = party.hold.get("candidates", [])
    known = dict(definition.record.objects.filter(number__in=numbers).values_list("number", "name"))
    found, mapping = party.hold.get("found", {}), definition.mapping()
    return [_match(party, definition, mapping, one, found.get(str(one), {}), known.get(one, "")) for one in numbers]


def proof_label(party: Any, definition: SyncDefinition) -> str:
    """How people call the fact that proves a match of this kind of party."""
    return wording.field_label(definition.mapping().proofs[party.kind]) if party.kind else ""


def own_facts(party: Any, definition: SyncDefinition) -> str:
    """Name and proof as EspoCRM holds them."""
    if not party.kind:
        return ""
    proof = party.seen_espo.get(definition.mapping().proofs[party.kind], "")
    shown = (definition.display_name(party.seen_espo, party.kind), wording.value_text(proof) if proof else "")
    return ", ".join(part for part in shown if part)


def _match(
    party: Any,
    definition: SyncDefinition,
    mapping: RecordMapping,
    number: int,
    values: Mapping[str, str],
    linked_with: str,
) -> Match:
    code, kind = f"link:{number}", party.kind
    if not values or not kind:
        return Match(code, number, gettext("unknown"), "", "", linked_with)
    name = marked(definition.display_name(values, kind), definition.display_name(party.seen_espo, kind))
    proof = mapping.proofs[kind]
    shown = marked(values.get(proof, ""), party.seen_espo.get(proof) or values.get(proof, ""))
    return Match(code, number, name, shown, _fits(party, mapping, values), linked_with)


def _fits(party: Any, mapping: RecordMapping, values: Mapping[str, str]) -> str:
    """The fields that are filled and equal on both sides."""
    ours = party.seen_espo
    same = [
        f.name for f in mapping.fields if party.kind in f.kinds and ours.get(f.name) and _equal(f.name, ours, values)
    ]
    return ", ".join(map(wording.field_label, same))


def _equal(name: str, ours: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    return ours[name] == theirs.get(name)
