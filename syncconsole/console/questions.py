"""What a conflict asks of a person, and its choices (rules 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from syncconsole import wording
from syncconsole.console import authors
from syncconsole.console.badges import Badge, conflict_badge, open_conflicts
from syncconsole.console.letters import marked
from syncconsole.console.party_words import conflict_sentence
from syncconsole.models.conflict import ConflictKind
from syncconsole.people.choices import KEEP, SEEN, TAKE, is_gone, offered, present
from syncconsole.sync.errors import ADVOWARE, ESPOCRM


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
    espo_note: Any = ""
    advoware_note: Any = ""


def conflict_questions(party: Any, writes: authors.Writes) -> list[ConflictQuestion]:
    """The party's open conflicts, held ones first. `writes`: what the console wrote last, for who entered a value."""
    rows = sorted(open_conflicts(party), key=lambda row: row.kind != ConflictKind.HELD)
    return [conflict_question(row, writes) for row in rows]


def conflict_question(row: Any, writes: authors.Writes) -> ConflictQuestion:
    """What one open row asks."""
    return ConflictQuestion(
        row=row,
        now=present(row),
        badge=conflict_badge(row),
        title=_title(row),
        lead=_lead(row),
        espo=marked(row.value_espo, _reference(row, row.value_advoware)),
        agreed=wording.value_text(row.base) if row.base is not None else gettext("never yet"),
        advoware=marked(row.value_advoware, _reference(row, row.value_espo)),
        choices=_choices(row),
        espo_note=author_note(row, ESPOCRM, writes),
        advoware_note=author_note(row, ADVOWARE, writes),
    )


def author_note(row: Any, side: str, writes: authors.Writes) -> Any:
    """Who entered the value of `side`, and when, as far as that is known."""
    if side == ESPOCRM:
        value, who, at = row.value_espo, row.author_espo, row.changed_espo
    else:
        value, who, at = row.value_advoware, row.author_advoware, row.changed_advoware
    return authors.note(row.party, side, row.field, value, who, at, writes)


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
    if is_gone(row):
        return gettext("This entry is in neither of the two systems any more. There is nothing left to carry.")
    if row.kind == ConflictKind.HELD:
        return gettext("Neither value is overwritten before you decide. Everything else goes on.")
    if row.kind == ConflictKind.DIFFERENCE:
        return conflict_sentence(row)
    return gettext("%(rule)s. Nothing is lost.") % {"rule": _capital(wording.rule_label(row.rule))}


def _choices(row: Any) -> list[tuple[str, str]]:
    labels = {SEEN: gettext("Seen"), KEEP: gettext("Keep EspoCRM"), TAKE: gettext("Take Advoware")}
    if row.kind == ConflictKind.REVIEW and row.kept:
        labels[TAKE] = gettext("Take “%(value)s”") % {"value": wording.value_text(row.kept[-1]["value"])}
    return [(choice, labels[choice]) for choice in offered(row)]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
