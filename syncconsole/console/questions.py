"""What a conflict asks of a person, and its choices (rules 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from syncconsole import wording
from syncconsole.console.badges import Badge, conflict_badge, open_conflicts
from syncconsole.console.letters import marked
from syncconsole.console.party_words import UNCERTAIN, conflict_sentence
from syncconsole.models.conflict import ConflictKind


@dataclass(frozen=True)
class ConflictQuestion:
    """One conflict row with its three values; `choices` are pairs of form value and label.

    `now`: what EspoCRM and Advoware hold as last seen; a decision names these and is refused if they moved.
    """

    row: Any
    now: tuple[str, str]
    badge: Badge
    title: str
    lead: str
    espo: Any
    agreed: str
    advoware: Any
    choices: list[tuple[str, str]]


def conflict_questions(party: Any) -> list[ConflictQuestion]:
    """The party's open conflicts, held ones first."""
    rows = sorted(open_conflicts(party), key=lambda row: row.kind != ConflictKind.HELD)
    return [conflict_question(row) for row in rows]


def conflict_question(row: Any) -> ConflictQuestion:
    """What one open row asks."""
    return ConflictQuestion(
        row=row,
        now=(
            row.party.seen_espo.get(row.field, row.value_espo),
            row.party.seen_advoware.get(row.field, row.value_advoware),
        ),
        badge=conflict_badge(row),
        title=_title(row),
        lead=_lead(row),
        espo=marked(row.value_espo, _reference(row, row.value_advoware)),
        agreed=wording.value_text(row.base) if row.base is not None else gettext("never yet"),
        advoware=marked(row.value_advoware, _reference(row, row.value_espo)),
        choices=_choices(row),
    )


def _reference(row: Any, opposite: str) -> str:
    """What to compare with: while it is open who is right, what was last agreed; afterwards the other value."""
    return row.base if row.base is not None and row.kind == ConflictKind.HELD else opposite


def _title(row: Any) -> str:
    label = wording.field_label(row.field)
    if row.kind == ConflictKind.HELD:
        return gettext("%(field)s changed differently in both systems. Which one applies?") % {"field": label}
    if row.kind == ConflictKind.DIFFERENCE:
        return gettext("%(field)s is not the same in both systems") % {"field": label}
    return gettext("%(field)s was settled by rule") % {"field": label}


def _lead(row: Any) -> str:
    if row.kind == ConflictKind.HELD:
        return gettext("Neither value is overwritten before you decide. Everything else goes on.")
    if row.kind == ConflictKind.DIFFERENCE:
        return conflict_sentence(row)
    return gettext("%(rule)s. Nothing is lost.") % {"rule": _capital(wording.rule_label(row.rule))}


def _choices(row: Any) -> list[tuple[str, str]]:
    """Keep and take want one value on both sides; where a rule decided, only the losing value is left to take."""
    seen, keep, take = ("seen", gettext("Seen")), ("keep", gettext("Keep EspoCRM")), ("take", gettext("Take Advoware"))
    if row.kind == ConflictKind.HELD:
        return [keep, take]
    if row.kind == ConflictKind.DIFFERENCE and row.why == UNCERTAIN:  # EspoCRM would refuse what Advoware has
        return [seen, keep] if row.value_espo else [seen]
    if row.kind == ConflictKind.DIFFERENCE:
        return [seen, keep, take]
    if not row.kept:
        return [seen]
    return [seen, ("take", gettext("Take “%(value)s”") % {"value": wording.value_text(row.kept[-1]["value"])})]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
