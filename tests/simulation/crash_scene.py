"""A quiet office with one party in the middle, and what must stand of it in the end, wherever the console dies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from beteiligte.models import Beteiligte
from tests.simulation.entries import canonical
from tests.simulation.fields import COMPANY, PERSON, FieldPair
from tests.simulation.ledger import ADVOWARE, ESPOCRM
from tests.simulation.office import Office
from tests.simulation.people import Party
from tests.simulation.settling import quiet_down


@dataclass
class Scene:
    """What people have done, and what must come of it.

    `values`: by EspoCRM's field, what both sides must hold. `texts`: all phones and mails, on both sides. `kinds`: the
    kommKz that a number must have in Advoware. `kept`: the values that must wait in a conflict. `records`: how many
    records there must be in Advoware.
    """

    office: Office
    party: Party
    phone: str
    values: dict[str, str]
    texts: set[str]
    records: int
    kinds: dict[str, int] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    # What people do

    def edit(self, side: str, name: str) -> str:
        """Somebody types a fresh value into a field; the value."""
        pair = next(pair for pair in self.party.fields if pair.espo == name)
        self.values[name] = pair.fresh(self.office.rng, self.office.people.fresh())
        self.office.story.tell(self.office.people.put(self.party, side, pair, self.values[name], linked=True))
        return self.values[name]

    def add(self, side: str, *, mail: bool = False) -> None:
        """Somebody adds a phone or a mail."""
        self._told(self.office.entries.add(self.party, side, mail=mail))
        self.texts |= self._standing(side)

    def change(self, side: str) -> str:
        """Somebody puts a fresh number in the place of the phone; the number."""
        before = self._standing(side)
        self._told(self.office.entries.change(self.party, side, self.phone, linked=True))
        (fresh,) = self._standing(side) - before
        self.texts = self.texts - {self.phone} | {fresh}
        return fresh

    def remove(self, side: str, *, blank: bool = False) -> None:
        """Somebody takes the phone away."""
        self._told(self.office.entries.remove(self.party, side, self.phone, linked=True, blank=blank))
        self.texts.discard(self.phone)

    def retype(self, kind: str, komm_kz: int) -> None:
        """Somebody calls the phone by another type in EspoCRM."""
        self._told(self.office.entries.retype(self.party, self.phone, kind))
        self.kinds[self.phone] = komm_kz

    def create(self, fields: tuple[FieldPair, ...]) -> None:
        """Somebody creates a person or a company in EspoCRM, with a phone."""
        self.party = self.office.people.create_in_espo(fields)
        self.values, self.texts = _values_of(self.office, self.party), set()
        self.records += 1
        self.add(ESPOCRM)

    def _standing(self, side: str) -> set[str]:
        entries = self.office.entries
        return set(entries.in_espo(self.party) if side == ESPOCRM else entries.in_advoware(self.party))

    def _told(self, what: str) -> None:
        self.office.story.tell(what)


def quiet_scene(office: Office) -> Scene:
    """Two linked parties; the person has a phone and a mail, and all has been compared."""
    office.subscribe()
    party = office.people.linked_party(PERSON)
    office.people.linked_party(COMPANY)
    office.entries.add(party, ESPOCRM, mail=False)
    office.entries.add(party, ADVOWARE, mail=True)
    quiet_down(office, rounds=3)
    (phone,) = (text for text in office.entries.in_espo(party) if "@" not in text)
    texts = set(office.entries.in_espo(party))
    return Scene(office, party, phone, _values_of(office, party), texts, len(office.advo.parties))


def _values_of(office: Office, party: Party) -> dict[str, str]:
    return {pair.espo: office.people.value(party, pair, ESPOCRM) for pair in party.fields}


def waits(scene: Scene) -> bool:
    """Whether the party's create waits for a person."""
    rows = Beteiligte.objects.filter(espo_id=scene.party.espo_id, number=None, hold__isnull=False)
    return rows.exists()


def broken(scene: Scene, *, searchable: bool) -> list[str]:
    """What of the scene does not stand; where Advoware cannot be searched, a create may wait for a person."""
    party, records = scene.party, len(scene.office.advo.parties)
    row = Beteiligte.objects.get(espo_id=party.espo_id)
    if row.number is None and not searchable and waits(scene) and records <= scene.records:
        return []
    found = [] if records == scene.records else [f"Advoware holds {records} records and not {scene.records}"]
    if party.deleted or party.gone:
        return found
    if row.number is None:
        return [*found, f"not linked: {row.hold}"]
    return [*found, *_values(scene), *_entries(scene), *_conflicts(scene, row)]


def _values(scene: Scene) -> Iterator[str]:
    for pair in scene.party.fields:
        for side in (ESPOCRM, ADVOWARE):
            now = scene.office.people.value(scene.party, pair, side)
            if now != scene.values[pair.espo]:
                yield f"{side} {pair.espo} is {now!r} and not {scene.values[pair.espo]!r}"


def _entries(scene: Scene) -> Iterator[str]:
    entries = scene.office.entries
    for side, now in ((ESPOCRM, entries.in_espo(scene.party)), (ADVOWARE, entries.in_advoware(scene.party))):
        if sorted(now) != sorted(scene.texts):
            yield f"{side} holds {sorted(now)} and not {sorted(scene.texts)}"
    for entry in scene.office.advo.parties[scene.party.number or 0].entries:
        wanted = scene.kinds.get(canonical(entry.tlf), entry.komm_kz)
        if entry.komm_kz != wanted:
            yield f"{entry.tlf} has kommKz {entry.komm_kz} and not {wanted}"


def _conflicts(scene: Scene, row: Beteiligte) -> Iterator[str]:
    """Only where values stood against each other may anything wait for a person."""
    waiting = row.conflicts.filter(closed_at=None)
    kept = {value for one in waiting for value in (one.value_espo, one.value_advoware, *_lost(one.kept))}
    missing = scene.kept - {canonical(value) for value in kept} - kept
    if missing:
        yield f"no conflict keeps {sorted(missing)}"
    if not scene.kept and waiting:
        yield f"a conflict without a reason: {[(one.field, one.value_espo, one.value_advoware) for one in waiting]}"


def _lost(kept: list[dict[str, str]]) -> list[str]:
    return [lost["value"] for lost in kept]
