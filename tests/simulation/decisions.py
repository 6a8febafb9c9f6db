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
from tests.simulation.clashes import gives_a_reason_to_hold, two_type_at_once
from tests.simulation.fields import PERSON, RECHTSFORM, WORDS
from tests.simulation.ledger import ADVOWARE, ESPOCRM
from tests.simulation.links import first_link_again
from tests.simulation.office import Office
from tests.simulation.people import Party

WHO = "berta"


@dataclass(frozen=True)
class Wanted:
    """A value that a person wants on both sides; `act`: which act of the run the decision was.

    `number`: the record in Advoware that the person looked at.
    """

    party: str
    field: str
    value: str
    act: int
    number: int | None


def settles_a_question(office: Office) -> str:
    """Keep, take the other, or seen; where nothing is asked, two people often give a reason to ask."""
    row = _some(office, BeteiligteConflict.objects.filter(closed_at=None).select_related("party").order_by("pk"))
    if row is None:
        return two_type_at_once(office) if office.rng.random() < 0.5 else "there is no question"
    return _settle_one(office, row)


def _settle_one(office: Office, row: BeteiligteConflict) -> str:
    choice = office.rng.choice(choices.offered(row))
    now = choices.present(row)
    party = _party(office, row.party.espo_id)
    pair = next((pair for pair in party.fields if pair.espo == row.field), None)
    if pair and now != tuple(office.people.value(party, pair, side) for side in (ESPOCRM, ADVOWARE)):
        return f"Berta sees that {row.party.espo_id} {row.field} has moved"
    wish = _means(row, choice, now)
    decided = _asked(office, lambda: decisions.decide(_definition(), row.pk, choice, WHO, seen=now))
    if decided is None or not decided.done:
        return f"Berta cannot decide on {row.party.espo_id} {row.field}: {decided and decided.reason}"
    act = office.ledger.act()
    office.decided.add((row.party.espo_id, row.field))
    office.wanted.pop((row.party.espo_id, row.field), None)  # "seen" too: what stands now is what they want
    if pair and wish is not None:
        _replaced(office, row.party.espo_id, row.field, set(now) - {wish})
        office.wanted[row.party.espo_id, row.field] = Wanted(row.party.espo_id, row.field, wish, act, row.party.number)
    return f"Berta decides on {row.party.espo_id} {row.field} ({row.kind}): {choice}, {wish!r}"


def _means(row: BeteiligteConflict, choice: str, now: tuple[str, str]) -> str | None:
    """The value that a person wants by a choice (rules 4), written down a second time; None if nothing is to change.

    A settled question keeps the losing value, and "take" asks for that one.
    """
    if choice == choices.SEEN:
        return None
    if row.kind == "review":
        return str(row.kept[-1]["value"])
    return now[0] if choice == choices.KEEP else now[1]


def _replaced(office: Office, espo_id: str, field: str, values: set[str]) -> None:
    """Berta has seen these values, and wants another one."""
    for edit in office.ledger.of(espo_id, field):
        if edit.value in values:
            edit.excuse = edit.excuse or "a person decided for another value"


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
    """One of the actions that the console offers for it; where nothing is held, somebody may give a reason for it."""
    row = _some(office, Beteiligte.objects.filter(hold__isnull=False).order_by("pk"))
    if row is None:
        return gives_a_reason_to_hold(office) if office.rng.random() < 0.3 else "nothing is held"
    return _answer_one(office, row)


def _answer_one(office: Office, row: Beteiligte) -> str:
    party, code = _party(office, row.espo_id), decisions.GONE if row.gone_at else str(row.hold["code"])
    action = office.rng.choice(decisions.ACTIONS.get(code, (decisions.LOOK_AGAIN,)))
    value = _value_of_answer(office, row, party, action)
    if value is None:
        return f"Berta does not find {row.espo_id} in Advoware"
    decided = _asked(office, lambda: decisions.answer_hold(_definition(), row.pk, action, WHO, value))
    if decided is not None and decided.done:
        _note_answer(office, row, party, action, value)
    return f"Berta answers {code} of {row.espo_id}: {action} {value} → {decided}"


def _value_of_answer(office: Office, row: Beteiligte, party: Party, action: str) -> str | None:
    """What goes with the answer, "" for nothing; None if there is no record to link."""
    if action == decisions.APPLY_KIND:
        return str(office.rng.choice(sorted(row.hold["params"].values())))
    if action != decisions.LINK:
        return ""
    numbers = [number for number in (party.number, *party.doubles) if number in office.people.advo.parties]
    return str(office.rng.choice(numbers)) if numbers else None


def _note_answer(office: Office, row: Beteiligte, party: Party, action: str, value: str) -> None:
    """The model allows what the answer does: a link that a person wants, or one more record in Advoware."""
    if action in (decisions.CREATE_ANYWAY, decisions.RECREATE):
        office.witness.want_again(party.espo_id)
    if action == decisions.LINK:
        party.agreed.add(int(value))
    if action == decisions.APPLY_KIND:
        _excuse_the_other_kind(office, party, value)
    if action == decisions.AGREE:
        party.agreed.add(row.hold["params"]["number"])
    if action in (decisions.LINK, decisions.UNLINK):
        first_link_again(office.people, party)


def _excuse_the_other_kind(office: Office, party: Party, kind: str) -> None:
    """The legal form of the side that is of the other kind is replaced, as the person has asked."""
    for side in (ESPOCRM, ADVOWARE):
        told = office.people.value(party, RECHTSFORM, side)
        if (told in WORDS[PERSON]) != (kind == "person"):
            office.ledger.excuse_value(party.espo_id, RECHTSFORM.espo, told, "a person has applied the other kind")


def decides_in_the_morning(office: Office) -> bool:
    """Berta goes through all that waits, and leaves some of it; whether she decided anything."""
    office.story.chapter("the next morning")
    rows = list(BeteiligteConflict.objects.filter(closed_at=None).select_related("party").order_by("pk"))
    holds = list(Beteiligte.objects.filter(hold__isnull=False).order_by("pk"))
    told = [_settle_one(office, row) for row in rows if office.rng.random() < 0.6]
    told += [_answer_one(office, row) for row in holds if office.rng.random() < 0.6]
    for one in told:
        office.story.tell(one)
    return bool(told)


def says_what_losses_are(office: Office) -> str:
    """Yes or no to many losses at once."""
    kind, yes = office.rng.choice(KINDS), office.rng.random() < 0.6
    done = _asked(office, lambda: losses.allow_all(kind, WHO) if yes else losses.refuse_all(kind))
    if yes and done is not None:
        office.witness.losses_allowed.append((kind, office.clock.now()))
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
