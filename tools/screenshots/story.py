"""The parties that the pictures are about: people edit them in both simulated systems, and real runs carry that."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from beteiligte.models import Beteiligte
from beteiligte.sync import DEFINITION
from syncconsole.run.runner import run_party
from syncconsole.sandbox.control import edit_advoware, edit_espocrm
from syncconsole.sandbox.run import Sandbox
from tools.screenshots.standing_clock import StandingClock

ERIKA = {
    "lastName": "Muster",
    "firstName": "Erika",
    "salutationName": "Ms.",
    "rechtsform": "Natürliche Person",
    "dateOfBirth": "1986-03-14",
    "phoneNumberData": [{"phoneNumber": "+493023125001", "type": "Office"}],
    "emailAddressData": [{"emailAddress": "erika.musterfrau@example.invalid"}],
}
ERIKA_IN_ADVOWARE = {
    "name": "Muster",
    "vorname": "Erika",
    "anrede": "Frau",
    "rechtsform": "Natürliche Person",
    "geburtsdatum": "1986-03-14T00:00:00",
}
COMPANY = {"firmenname": "Beispiel GmbH", "rechtsform": "GmbH"}
COMPANY_IN_ADVOWARE = {"name": "Beispiel GmbH", "rechtsform": "GmbH"}
LANDLORD = {"firmenname": "Mustermann Hausverwaltung KG", "rechtsform": "KG"}
LANDLORD_IN_ADVOWARE = {"name": "Mustermann Hausverwaltung KG", "rechtsform": "KG"}


class Story:
    """Both offices and a worker; every act happens where the clock stands."""

    def __init__(self, box: Sandbox, clock: StandingClock) -> None:
        self.box, self.clock = box, clock

    def tell(self) -> None:
        """All of it, in the order of the parties, not of time."""
        self._erika()
        self._matches()
        self._given_up()

    def _erika(self) -> None:
        """Linked weeks ago; an edit on each side was carried; this morning both changed the birth date."""
        self.clock.before(days=25)
        number = self._in_advoware(ERIKA_IN_ADVOWARE, 20418)
        espo_id = self._in_espocrm(**ERIKA, betnr=number)
        self._sync(espo_id, "sweep")
        self._sync(espo_id, "sweep")
        self.clock.before(hours=18)
        self._edit(espo_id, lastName="Musterfrau")
        self._sync(espo_id)
        self.clock.before(minutes=68)
        edit_advoware(self.box.advo, _entry(number, "0171 / 39 200 12", 3))
        self._sync(espo_id, "sweep")
        self._sync(espo_id)
        self.clock.before(minutes=57)
        edit_advoware(self.box.advo, {"betNr": number, "fields": {"geburtsdatum": "1986-03-15T00:00:00"}, "user": "MK"})
        self.clock.before(minutes=56)
        self._edit(espo_id, dateOfBirth="1968-03-14")
        self.clock.before(minutes=55)
        self._sync(espo_id)
        self.clock.before(seconds=20)
        self._edit(espo_id, lastName="Musterfrau-Beispiel")
        self._note(espo_id)

    def _matches(self) -> None:
        """New in EspoCRM, and there twice already in Advoware."""
        self.box.advo.options.search = "works"
        self.clock.before(minutes=33)
        for number in (9031, 14870):
            self._in_advoware(COMPANY_IN_ADVOWARE, number)
        self._sync(self._in_espocrm(**COMPANY))

    def _given_up(self) -> None:
        """Linked, edited, and refused five times by an error of the server."""
        self.clock.before(hours=18)
        number = self._in_advoware(LANDLORD_IN_ADVOWARE, 10112)
        espo_id = self._in_espocrm(**LANDLORD, betnr=number)
        self._sync(espo_id)
        self._edit(espo_id, handelsregisterNummer="HRA 21445")
        error = {"code": "server_error", "params": {"system": "advoware", "status": 500}}
        ended = {"sync_status": "permanently_failed", "failures": 5, "given_up": True, "error": error}
        changed = self.clock.before(hours=17.5)
        Beteiligte.objects.filter(espo_id=espo_id).update(**ended, changed_at=changed, due_at=self._tomorrow())

    def _tomorrow(self) -> Any:
        return self.clock.before(hours=-6.5)

    def _in_espocrm(self, **fields: Any) -> str:
        made = edit_espocrm(self.box.espo, {"action": "create", "fields": fields, "user": "anna"})
        return str(made["id"])

    def _in_advoware(self, fields: dict[str, Any], number: int) -> int:
        edit_advoware(self.box.advo, {"action": "create", "fields": fields, "user": "MK", "betNr": number})
        return number

    def _edit(self, espo_id: str, **fields: Any) -> None:
        edit_espocrm(self.box.espo, {"id": espo_id, "fields": fields, "user": "anna"})

    def _note(self, espo_id: str) -> int:
        party, new = Beteiligte.objects.get_or_create(espo_id=espo_id, defaults={"changed_at": self.clock.now()})
        if not new:
            columns = {"change_seq": F("change_seq") + 1, "changed_at": self.clock.now()}
            Beteiligte.objects.filter(pk=party.pk).update(**columns)
        return int(party.pk)

    def _sync(self, espo_id: str, trigger: str = "webhook") -> None:
        run_party(DEFINITION, self._note(espo_id), trigger=trigger)


def _entry(number: int, text: str, kind: int) -> dict[str, Any]:
    fields = {"tlf": text, "kommKz": kind}
    return {"action": "entry_create", "betNr": number, "fields": fields, "user": "MK"}
