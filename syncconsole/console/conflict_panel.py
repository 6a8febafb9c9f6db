"""The panel of the conflict inbox: one question, its three values, and what each choice would do, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext, ngettext, pgettext

from syncconsole import wording
from syncconsole.console import authors
from syncconsole.console.conflict_effects import Effect, effect
from syncconsole.console.letters import marked
from syncconsole.console.questions import ConflictQuestion, conflict_question
from syncconsole.models.conflict import ConflictKind
from syncconsole.people import alike
from syncconsole.people.choices import KEEP, SEEN, TAKE, offered, present
from syncconsole.registry import SyncDefinition
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.values import other

ONE = "one"


@dataclass(frozen=True)
class Card:
    """One system's value. `choice` is what choosing it decides, "" where it cannot be chosen; `key` chooses it."""

    system: str
    label: str
    value: Any
    state: str
    note: Any
    choice: str
    key: str


@dataclass(frozen=True)
class Scope:
    """For how many one decision counts: only this one, all with the same two values, or all of one cause."""

    name: str
    count: int
    label: str
    note: str
    button: str


@dataclass(frozen=True)
class Panel:
    """One question as the inbox shows it; `more` are choices that belong to neither value."""

    title: str
    question: ConflictQuestion
    espo: Card
    advoware: Card
    more: list[tuple[str, str]]
    scopes: list[Scope]
    effects: list[Effect]


def panel(definition: SyncDefinition, row: Any) -> Panel:
    """What to show of an open row; two queries more, for those that are alike and for who entered a value."""
    choices, scopes = offered(row), _scopes(definition, row)
    writes = authors.writes_of(row.party, definition)
    question = conflict_question(row, writes)
    espo = _card(row, ESPOCRM, choices, question.espo_note)
    advoware = _card(row, ADVOWARE, choices, question.advoware_note)
    more = [] if SEEN not in choices or SEEN in (espo.choice, advoware.choice) else [(SEEN, _seen_label(row))]
    effects = [effect(row, choice, scope.name, scope.count) for scope in scopes for choice in choices]
    same = next((scope.count for scope in scopes if scope.name == alike.VALUES), 1)
    return Panel(_title(question, same), question, espo, advoware, more, scopes, effects)


def _title(question: ConflictQuestion, same: int) -> str:
    if same == 1:
        return question.title
    words = {"count": same, "field": wording.field_label(question.row.field)}
    return gettext("%(count)s × %(field)s: the same two values") % words


def _card(row: Any, side: str, choices: tuple[str, ...], note: Any) -> Card:
    value, choice, state = _value_choice_state(row, side)
    choice = choice if choice in choices else ""
    opposite = _value_choice_state(row, other(side))[0]
    reference = row.base if row.base is not None and row.kind == ConflictKind.HELD else opposite
    espo = side == ESPOCRM
    return Card(
        system=side,
        label=_card_label(side, choice),
        value=marked(value, reference),
        state=state,
        note=note,
        choice=choice,
        key="e" if espo else "a",
    )


def _value_choice_state(row: Any, side: str) -> tuple[str, str, str]:
    """A side's value, what choosing it decides, and whether it applies.

    Where a rule has decided, one value applies on both sides and the other one is only kept.
    """
    now = present(row)[0 if side == ESPOCRM else 1]
    if row.kind != ConflictKind.REVIEW:
        return now, KEEP if side == ESPOCRM else TAKE, ""
    if not row.kept or not row.kept[-1]["side"]:
        return now, "", pgettext("value", "applies now")
    if row.kept[-1]["side"] == side:
        return row.kept[-1]["value"], TAKE, pgettext("value", "kept")
    return now, SEEN, pgettext("value", "applies now")


def _card_label(side: str, choice: str) -> str:
    if not choice:
        return wording.system_label(side)
    if choice == TAKE:
        return gettext("Take EspoCRM") if side == ESPOCRM else gettext("Take Advoware")
    return gettext("Keep EspoCRM") if side == ESPOCRM else gettext("Keep Advoware")


def _seen_label(row: Any) -> str:
    if row.kind == ConflictKind.DIFFERENCE:
        return gettext("Seen: both stay as they are")
    return gettext("Seen: what applies now stays")


def _scopes(definition: SyncDefinition, row: Any) -> list[Scope]:
    """Only this one; and the larger groups where there are any."""
    same = Q(value_espo=row.value_espo, value_advoware=row.value_advoware)
    counted = Count("pk", filter=same)
    found = alike.alike(definition, row, alike.CAUSE).order_by().aggregate(cause=Count("pk"), values=counted)
    scopes = [Scope(ONE, 1, gettext("Only this one"), str(row.party), _button(1))]
    if found["values"] > 1:
        scopes.append(_values_scope(found["values"]))
    if found["cause"] > max(1, found["values"]):
        scopes.append(_cause_scope(row, found["cause"]))
    return scopes


def _values_scope(count: int) -> Scope:
    label = gettext("The same decision for all %(count)s") % {"count": count}
    note = gettext("Counts only where the same two values still stand. What was changed since stays in the list.")
    return Scope(alike.VALUES, count, label, note, _button(count))


def _cause_scope(row: Any, count: int) -> Scope:
    words = {"count": count, "field": wording.field_label(row.field)}
    label = gettext("The same decision for all %(count)s with this cause, whatever their values") % words
    note = gettext("%(field)s, the same rule. Each party's own values count; what was changed since stays.") % words
    return Scope(alike.CAUSE, count, label, note, _button(count))


def _button(count: int) -> str:
    return ngettext("Settle %(count)s conflict", "Settle %(count)s conflicts", count) % {"count": count}
