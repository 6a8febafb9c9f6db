"""What people decide in the console, through its own operations, and what of it must stand in the end.

They look before they decide: a person who finds other values in the systems than the console shows does nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from beteiligte.models import Beteiligte, BeteiligteConflict
from syncconsole import registry
from syncconsole.people import choices, decisions, losses, operations, undo
from syncconsole.run.losses import KINDS
from syncconsole.systems import forget
from tests.simulation.ledger import ADVOWARE, ESPOCRM
from tests.simulation.office import Office
from tests.simulation.people import Party

WHO = "berta"


@dataclass(frozen=True)
class Wanted:
    """A value that a person wants on both sides; `act`: which act of the run the decision was."""

    party: str
    field: str
    value: str
    act: int


def settles_a_question(office: Office) -> str:
    """Keep, take the other, or seen."""
    row = _some(office, BeteiligteConflict.objects.filter(closed_at=None).select_related("party").order_by("pk"))
    if row is None:
        return "there is no question"
    choice = office.rng.choice(choices.offered(row))
    now = choices.present(row)
    party = _party(office, row.party.espo_id)
    pair = next((pair for pair in party.fields if pair.espo == row.field), None)
    if pair and now != tuple(office.people.value(party, pair, side) for side in (ESPOCRM, ADVOWARE)):
        return f"Berta sees that {row.party.espo_id} {row.field} has moved"
    wish = choices.wish_of(row, choice, now)
    decided = _asked(office, lambda: decisions.decide(_definition(), row.pk, choice, WHO, seen=now))
    if decided is None or not decided.done:
        return f"Berta cannot decide on {row.party.espo_id} {row.field}: {decided and decided.reason}"
    act = office.ledger.act()
    office.decided.add((row.party.espo_id, row.field))
    if pair and wish is not None:
        office.wanted[row.party.espo_id, row.field] = Wanted(row.party.espo_id, row.field, wish, act)
    return f"Berta decides on {row.party.espo_id} {row.field} ({row.kind}): {choice}, {wish!r}"


def takes_a_decision_back(office: Office) -> str:
    """The opposite decision, or the question again."""
    row = _some(office, BeteiligteConflict.objects.filter(closed_by=WHO).select_related("party").order_by("pk"))
    if row is None:
        return "there is no decision to take back"
    undone = _asked(office, lambda: undo.take_back(_definition(), row.pk, WHO))
    if undone is not None and undone.done:
        office.wanted.pop((row.party.espo_id, row.field), None)
    return f"Berta takes back {row.party.espo_id} {row.field}: {undone}"


def answers_a_hold(office: Office) -> str:
    """One of the actions that the console offers for it."""
    row = _some(office, Beteiligte.objects.filter(hold__isnull=False).order_by("pk"))
    if row is None:
        return "nothing is held"
    party, code = _party(office, row.espo_id), decisions.GONE if row.gone_at else str(row.hold["code"])
    action = office.rng.choice(decisions.ACTIONS.get(code, (decisions.LOOK_AGAIN,)))
    if action == decisions.LINK and not office.people.stands_in_advoware(party):
        return f"Berta does not find {row.espo_id} in Advoware"
    if action in (decisions.CREATE_ANYWAY, decisions.RECREATE):
        _may_be_made_again(office, party)
    value = str(party.number) if action == decisions.LINK else ""
    decided = _asked(office, lambda: decisions.answer_hold(_definition(), row.pk, action, WHO, value))
    return f"Berta answers {code} of {row.espo_id}: {action} {value} → {decided}"


def _may_be_made_again(office: Office, party: Party) -> None:
    """A person wants a new record; what was typed into an earlier one stays there."""
    office.witness.wanted_again.add(party.espo_id)
    office.entries.fuzzy.add(party.espo_id)
    party.fuzzy |= {pair.espo for pair in party.fields}


def says_what_losses_are(office: Office) -> str:
    """Yes or no to many losses at once."""
    kind, yes = office.rng.choice(KINDS), office.rng.random() < 0.6
    office.witness.losses_allowed |= {kind} if yes else set()
    _asked(office, lambda: losses.allow_all(kind, WHO) if yes else losses.refuse_all(kind))
    return f"Berta {'allows' if yes else 'refuses'} all that is {kind}"


def presses_a_button(office: Office) -> str:
    """Resync, or reset retries."""
    row = _some(office, Beteiligte.objects.order_by("pk"))
    if row is None:
        return "the console knows nobody yet"
    act = office.rng.choice((operations.resync, operations.reset_retries))
    _asked(office, lambda: act(_definition(), [row.pk], WHO))
    return f"Berta asks for {act.__name__} of {row.espo_id}"


def pauses_or_resumes(office: Office) -> str:
    """A party or a system."""
    if office.rng.random() < 0.3:
        system = office.rng.choice((ESPOCRM, ADVOWARE))
        of_system = office.rng.choice((operations.pause_system, operations.resume_system, operations.resume_system))
        _asked(office, lambda: of_system(system, WHO))
        return f"Berta: {of_system.__name__} {system}"
    row = _some(office, Beteiligte.objects.order_by("pk"))
    if row is None:
        return "the console knows nobody yet"
    of_party = operations.resume if row.paused_at else operations.pause
    _asked(office, lambda: of_party(_definition(), [row.pk], WHO))
    return f"Berta: {of_party.__name__} {row.espo_id}"


def resume_everything(office: Office) -> None:
    """What a person has paused goes on."""
    for system in (ESPOCRM, ADVOWARE):
        _asked(office, lambda system=system: operations.resume_system(system, WHO))  # type: ignore[misc]
    paused = list(Beteiligte.objects.filter(paused_at__isnull=False).values_list("pk", flat=True))
    if paused:
        _asked(office, lambda: operations.resume(_definition(), paused, WHO))
    forget()


def _definition() -> Any:
    return registry.get("cbeteiligte")


def _party(office: Office, espo_id: str) -> Party:
    return next(party for party in office.people.parties if party.espo_id == espo_id)


def _some(office: Office, rows: Any) -> Any:
    found = list(rows)
    return office.rng.choice(found) if found else None


def _asked(office: Office, act: Callable[[], Any]) -> Any:
    """Let the web process do it; None where it answers with an error, since the database is down."""
    return office.console.in_web(act)
