"""What a held party asks of a person, and its answers (rules 1.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from syncconsole import wording
from syncconsole.console import badges
from syncconsole.console.badges import Badge
from syncconsole.console.hold_words import consequence, lead_of
from syncconsole.console.matches import Match, matches, own_facts, proof_label
from syncconsole.people.decisions import AGREE, APPLY_KIND, APPROVE, LINK, LOOK_AGAIN, RELINK, UNLINK
from syncconsole.registry import SyncDefinition
from syncconsole.sync import link

CONFIRMED = frozenset({APPROVE, UNLINK, link.RECREATE})  # a page tells the consequence before: no run takes it back


@dataclass(frozen=True)
class Answer:
    """One choice of a hold: `action` and `value` go to `decisions.answer_hold`; `consequence` stands on its page.

    With `url` it only leads to another page.
    """

    action: str
    label: str
    value: str = ""
    consequence: str = ""
    url: str = ""

    @property
    def code(self) -> str:
        """Both in one form value."""
        return f"{self.action}:{self.value}"


@dataclass(frozen=True)
class HoldQuestion:
    """The hold of a party. `lead` says what is guaranteed until the answer; `buttons` act at once.

    `matches`: candidates to choose from, with `proof` as the heading of what proves them; `create`: none of them.
    `asks_number`: a number may be entered by hand. `withheld`: some answers need a permission the user lacks.
    """

    badge: Badge
    title: str
    state: str
    lead: str = ""
    matches: list[Match] = field(default_factory=list)
    proof: str = ""
    create: Answer | None = None
    buttons: list[Answer] = field(default_factory=list)
    asks_number: bool = False
    withheld: bool = False

    @property
    def answers(self) -> list[Answer]:
        """All that may be given here by a button or a radio button, but a match."""
        return [*self.buttons, *([self.create] if self.create else [])]

    def only(self, is_allowed: Callable[[str], bool]) -> HoldQuestion:
        """The question with the answers that the user may give; `is_allowed` is asked with each code."""
        buttons = [one for one in self.buttons if one.url or is_allowed(one.code)]
        create = self.create if self.create and is_allowed(self.create.code) else None
        withheld = len(buttons) < len(self.buttons) or create is not self.create
        return replace(self, buttons=buttons, create=create, withheld=withheld)


def hold_question(party: Any, definition: SyncDefinition) -> HoldQuestion | None:
    """The question that holds the whole party; None if nothing does."""
    if party.gone_at:
        return _gone_question(party)
    if not party.hold:
        return None
    code = party.hold["code"]
    question = HoldQuestion(
        badges.DECISION,
        wording.say(party.hold),
        hold_state(party),
        lead_of(party),
        buttons=_buttons(party, definition, code),
        asks_number=code == link.UNLINKED,
    )
    return _with_matches(question, party, definition) if code in (link.CHOOSE_MATCH, link.CREATE_UNKNOWN) else question


def _gone_question(party: Any) -> HoldQuestion:
    title = wording.say({"code": link.GONE, "params": {"number": party.number}})
    again = Answer(link.RECREATE, gettext("Create anew in Advoware …"), consequence=consequence(link.RECREATE, party))
    return HoldQuestion(
        badges.GONE, title, hold_state(party), lead_of(party), buttons=[again, _unlink(party), _look_again()]
    )


def _with_matches(question: HoldQuestion, party: Any, definition: SyncDefinition) -> HoldQuestion:
    create = Answer(link.CREATE_ANYWAY, gettext("None of these: create in Advoware"))
    own = own_facts(party, definition)
    leads = [gettext("Nothing is created or overwritten before you choose.")]
    if own:
        leads.append(gettext("EspoCRM has: %(facts)s.") % {"facts": own})
    return replace(
        question,
        lead=" ".join(leads),
        matches=matches(party, definition),
        proof=proof_label(party, definition),
        create=create,
    )


def hold_state(party: Any) -> str:
    """A mark of the hold as shown: an answer to another one is refused."""
    hold = party.hold or {}
    text = f"{hold.get('code')}|{sorted(hold.get('params', {}).items())}|{hold.get('candidates')}|{party.gone_at}"
    return salted_hmac("syncconsole.hold", text).hexdigest()[:16]


def _buttons(party: Any, definition: SyncDefinition, code: str) -> list[Answer]:
    params = party.hold.get("params", {})
    number = str(params.get("number", ""))
    match code:
        case link.NUMBER_TAKEN:
            return [*_other_party(definition, str(params.get("other", ""))), _look_again()]
        case link.NUMBER_CHANGED:
            return [Answer(AGREE, gettext("Link with number %(number)s") % {"number": number}, number), _look_again()]
        case link.NUMBER_CLEARED:
            again = Answer(RELINK, gettext("Enter number %(number)s again") % {"number": number})
            return [again, _unlink(party), _look_again()]
        case link.UNLINKED:
            return [Answer(link.CREATE_ANYWAY, gettext("Create in Advoware"))]
        case link.MASS_GONE | link.MASS_DELETED:
            return [_approve(party, gettext("This is right, record it …")), _look_again()]
        case link.KIND_DIFFERS:
            kinds = dict.fromkeys((params.get("espocrm", ""), params.get("advoware", "")))
            return [*(_kind_answer(kind) for kind in kinds if kind), _look_again()]
        case link.ENTRIES_REMOVED:
            return [_approve(party, gettext("Remove anyway …")), _look_again()]
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
    return Answer(APPLY_KIND, gettext("Treat as %(kind)s") % {"kind": wording.kind_label(kind)}, kind)


def _approve(party: Any, label: str) -> Answer:
    return Answer(APPROVE, label, consequence=consequence(APPROVE, party))


def _unlink(party: Any) -> Answer:
    return Answer(UNLINK, gettext("Unlink …"), consequence=consequence(UNLINK, party))


def _look_again() -> Answer:
    return Answer(LOOK_AGAIN, gettext("Look again"))


def is_link(code: str) -> bool:
    """Whether an answer chooses a record of Advoware."""
    return code.partition(":")[0] == LINK
