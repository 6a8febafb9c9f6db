"""What a held party asks of a person, and its answers (rules 1.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from syncconsole import wording
from syncconsole.console import badges
from syncconsole.console.badges import Badge
from syncconsole.people.decisions import APPROVE, UNLINK
from syncconsole.registry import SyncDefinition
from syncconsole.sync import link
from syncconsole.sync.errors import ADVOWARE

LOOK_AGAIN = "look-again"
CONFIRMED = frozenset({APPROVE, UNLINK})  # answers that take something away: a page tells the consequence before


@dataclass(frozen=True)
class Answer:
    """One choice of a hold: `action` and `value` go to `decisions.answer_hold`; `note` is the quieter second line.

    With `url` it only leads to another page.
    """

    action: str
    label: str
    value: str = ""
    note: str = ""
    url: str = ""

    @property
    def code(self) -> str:
        """Both in one form value."""
        return f"{self.action}:{self.value}"


@dataclass(frozen=True)
class HoldQuestion:
    """The hold of a party. `lead` says what the answers do; `choices` are radio buttons, `buttons` act at once."""

    badge: Badge
    title: str
    state: str
    lead: str = ""
    choices: list[Answer] = field(default_factory=list)
    buttons: list[Answer] = field(default_factory=list)


def hold_question(party: Any, definition: SyncDefinition) -> HoldQuestion | None:
    """The question that holds the whole party; None if nothing does."""
    if party.gone_at:
        return _gone_question(party)
    if not party.hold:
        return None
    code = party.hold["code"]
    choices = _matches(party, definition) if code in (link.CHOOSE_MATCH, link.CREATE_UNKNOWN) else []
    buttons = _buttons(party, definition, code)
    return HoldQuestion(
        badges.DECISION, wording.say(party.hold), hold_state(party), _hold_lead(party.hold), choices, buttons
    )


def _gone_question(party: Any) -> HoldQuestion:
    title = wording.say({"code": link.GONE, "params": {"number": party.number}})
    lead = gettext(
        "“Create anew” first looks whether the party stands in Advoware under another number, then creates it with"
        " EspoCRM's values. “Take the link away” empties the number in EspoCRM and creates nothing."
    )
    buttons = [Answer(link.RECREATE, gettext("Create anew in Advoware")), _unlink(), _look_again()]
    return HoldQuestion(badges.GONE, title, hold_state(party), lead, buttons=buttons)


def hold_state(party: Any) -> str:
    """A mark of the hold as shown: an answer to another one is refused."""
    hold = party.hold or {}
    text = f"{hold.get('code')}|{sorted(hold.get('params', {}).items())}|{hold.get('candidates')}|{party.gone_at}"
    return salted_hmac("syncconsole.hold", text).hexdigest()[:16]


def _hold_lead(hold: dict[str, Any]) -> str:
    """What goes on meanwhile and what an answer does, where the question alone does not tell."""
    if hold["code"] == link.ENTRIES_NO_ROOM:
        return gettext("They stay in Advoware. As soon as entries are deleted in EspoCRM, they follow by themselves.")
    if hold["code"] == link.UNLINKED:
        return gettext("To link it with a record, enter that record's number in EspoCRM.")
    if hold["code"] != link.ENTRIES_REMOVED:
        return ""
    if hold["params"].get("side") == ADVOWARE:
        return gettext(
            "“Remove anyway …” empties these entries in Advoware; their remarks stay."
            " To keep them, enter them again in EspoCRM. Everything else goes on."
        )
    return gettext(
        "“Remove anyway …” takes them off EspoCRM's lists, with type and opt-out."
        " To keep them, enter them again in Advoware. Everything else goes on."
    )


def _matches(party: Any, definition: SyncDefinition) -> list[Answer]:
    numbers = party.hold.get("candidates", [])
    known = dict(definition.record.objects.filter(number__in=numbers).values_list("number", "name"))
    found = [
        Answer(
            "link",
            gettext("Number %(number)s in Advoware") % {"number": number},
            str(number),
            gettext("linked here with %(name)s") % {"name": known[number]}
            if number in known
            else _told(party, definition, party.hold.get("found", {}).get(str(number), {})),
        )
        for number in numbers
    ]
    return [*found, Answer(link.CREATE_ANYWAY, gettext("None of these: create in Advoware"))]


def _told(party: Any, definition: SyncDefinition, values: dict[str, str]) -> str:
    """What Advoware holds of a candidate: its name and the fact that proves it."""
    kind = party.kind
    if not values or not kind:
        return ""
    proof = values.get(definition.mapping().proofs[kind], "")
    shown = (definition.display_name(values, kind), wording.value_text(proof) if proof else "")
    return " · ".join(part for part in shown if part)


def _buttons(party: Any, definition: SyncDefinition, code: str) -> list[Answer]:
    params = party.hold.get("params", {})
    if code == link.NUMBER_TAKEN:
        return [*_other_party(definition, str(params.get("other", ""))), _look_again()]
    if code == link.NUMBER_CHANGED:
        number = str(params.get("number", ""))
        return [Answer("agree", gettext("Link with number %(number)s") % {"number": number}, number), _look_again()]
    if code == link.NUMBER_CLEARED:
        number = str(params.get("number", ""))
        again = Answer("relink", gettext("Enter number %(number)s again") % {"number": number})
        return [again, _unlink(), _look_again()]
    if code == link.UNLINKED:
        return [Answer(link.CREATE_ANYWAY, gettext("Create in Advoware"))]
    if code in (link.MASS_GONE, link.MASS_DELETED):
        return [Answer(APPROVE, gettext("This is right, record it")), _look_again()]
    if code == link.KIND_DIFFERS:
        kinds = dict.fromkeys((params.get("espocrm", ""), params.get("advoware", "")))
        return [*(_kind_answer(kind) for kind in kinds if kind), _look_again()]
    if code == link.ENTRIES_REMOVED:
        return [Answer(APPROVE, gettext("Remove anyway …")), _look_again()]
    return [_look_again()]


def _other_party(definition: SyncDefinition, espo_id: str) -> list[Answer]:
    """The way to the party that has the number, if the console knows it."""
    other = definition.record.objects.filter(espo_id=espo_id).first()
    if other is None:
        return []
    meta = definition.record._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[other.pk])
    return [Answer("", gettext("Look at %(name)s") % {"name": other}, url=url)]


def _kind_answer(kind: str) -> Answer:
    return Answer("apply-kind", gettext("Treat as %(kind)s") % {"kind": wording.kind_label(kind)}, kind)


def _unlink() -> Answer:
    return Answer(UNLINK, gettext("Take the link away"))


def _look_again() -> Answer:
    return Answer(LOOK_AGAIN, gettext("Look again"))
