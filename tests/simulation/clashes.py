"""What people do that the console must ask about: two at once, another legal form, another number, many losses."""

from __future__ import annotations

from beteiligte.models import Beteiligte
from tests.simulation.fields import COMPANY, KINDS_NAMES, PERSON, RECHTSFORM, WORDS, fields_of
from tests.simulation.ledger import ADVOWARE, ESPOCRM
from tests.simulation.office import Office
from tests.simulation.people import Party


def compared() -> dict[str, set[str]]:
    """By EspoCRM id, the fields that have been compared once."""
    return {espo_id: set(base) for espo_id, base in Beteiligte.objects.values_list("espo_id", "base")}


def two_type_at_once(office: Office) -> str:
    """The same field on both sides."""
    party = _linked_party(office)
    if party is None:
        return "nobody finds a party that stands on both sides"
    pair, before = office.rng.choice(party.fields), compared().get(party.espo_id, set())
    sides = office.rng.sample((ESPOCRM, ADVOWARE), 2)
    values = [pair.fresh(office.rng, office.people.fresh()) for _ in sides]
    told = [
        office.people.put(party, side, pair, value, linked=pair.espo in before)
        for side, value in zip(sides, values, strict=True)
    ]
    return "; ".join(told)


def somebody_changes_the_legal_form(office: Office) -> str:
    """To another one of its kind, or from person to company and back."""
    party, side = office.people.some_party_side()
    if party is None:
        return "nobody finds a party"
    now = office.people.value(party, RECHTSFORM, side)
    fields = fields_of(now) if office.rng.random() < 0.4 else office.rng.choice((PERSON, COMPANY))
    value = office.rng.choice(WORDS[fields])
    if value == now:
        return "somebody looks at a legal form"
    if fields is not fields_of(now):
        party.fuzzy |= KINDS_NAMES  # one field of Advoware stands for both names: whose edit it was is not clear
    linked = RECHTSFORM.espo in compared().get(party.espo_id, set())
    return office.people.put(party, side, RECHTSFORM, value, linked=linked)


def somebody_changes_the_number(office: Office) -> str:
    """In EspoCRM: cleared, typed again, or that of another record in Advoware."""
    party = _linked_party(office)
    if party is None:
        return "nobody finds a number to change"
    shown = office.people.espo.records[party.espo_id].values.get("betnr")
    dice = office.rng.random()
    if shown is None:
        number = party.number if dice < 0.5 else office.people.double(party, party.fields)
    else:
        number = None if dice < 0.5 else office.people.double(party, party.fields)
    if number is not None and not compared().get(party.espo_id):
        party.agreed.add(number)  # nothing was linked before that somebody would have to agree about
    party.number_typed = office.ledger.act()
    office.people.espo.update(party.espo_id, {"betnr": number}, "anna")
    return f"Anna changes the number of {party.espo_id} from {shown} to {number}"


def somebody_creates_what_stands_there(office: Office) -> str:
    """A party in EspoCRM whose name somebody has in Advoware already; nobody can be sure that it is the same."""
    if len(office.people.parties) >= 5:
        return "nobody creates"
    party = office.people.create_in_espo(PERSON)
    same = {pair.espo: office.people.value(party, pair, ESPOCRM) for pair in PERSON[:2]}
    number = office.people.double(party, PERSON[:2], same)
    party.agreed.add(number)
    return f"Anna has created {party.espo_id}, and {number} in Advoware has the same name"


def somebody_clears_out(office: Office) -> str:
    """Several deletions at once, where the console asks from the second one on."""
    if office.policies.losses > 1:
        return "nobody clears out"
    delete = office.rng.choice((office.people.delete_in_espo, office.people.delete_in_advoware))
    return "; ".join(delete() for _ in range(3))


def gives_a_reason_to_hold(office: Office) -> str:
    """Any of these."""
    acts = (
        somebody_changes_the_legal_form,
        somebody_changes_the_number,
        somebody_creates_what_stands_there,
        somebody_clears_out,
    )
    return office.rng.choice(acts)(office)


def _linked_party(office: Office) -> Party | None:
    stands = office.people.stands_in_advoware
    found = [party for party in office.people.parties if stands(party) and not party.deleted]
    return office.rng.choice(found) if found else None
