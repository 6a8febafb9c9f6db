"""The scenarios of the crash matrix: what somebody does just before the console's run that is killed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.simulation.crash_scene import Scene
from tests.simulation.fields import COMPANY, PERSON
from tests.simulation.ledger import ADVOWARE, ESPOCRM


class Case(NamedTuple):
    """One scenario: its name, and what people do in it."""

    name: str
    act: Callable[[Scene], object]


def _conflict(scene: Scene) -> None:
    theirs = scene.edit(ADVOWARE, "lastName")
    scene.edit(ESPOCRM, "lastName")
    scene.kept.add(theirs)


def _different_fields(scene: Scene) -> None:
    scene.edit(ADVOWARE, "firstName")
    scene.edit(ESPOCRM, "dateOfBirth")


def _phone_conflict(scene: Scene) -> None:
    theirs = scene.change(ADVOWARE)
    scene.change(ESPOCRM)
    scene.texts.discard(theirs)
    scene.kept.add(theirs)


def _edit_against_delete(scene: Scene) -> None:
    scene.change(ESPOCRM)
    scene.remove(ADVOWARE)


def _delete_in_espo(scene: Scene) -> None:
    scene.office.espo.delete(scene.party.espo_id, "anna")
    scene.party.deleted = scene.party.ever_deleted = True


def _gone_in_advoware(scene: Scene) -> None:
    scene.office.advo.delete(scene.party.number or 0)
    scene.party.gone = True
    scene.records -= 1


CASES = (
    Case("create a person", lambda scene: scene.create(PERSON)),
    Case("create a company", lambda scene: scene.create(COMPANY)),
    Case("update to Advoware", lambda scene: scene.edit(ESPOCRM, "lastName")),
    Case("pull to EspoCRM", lambda scene: scene.edit(ADVOWARE, "lastName")),
    Case("different fields on both sides", _different_fields),
    Case("conflict", _conflict),
    Case("phone added in EspoCRM", lambda scene: scene.add(ESPOCRM)),
    Case("phone edited in EspoCRM", lambda scene: scene.change(ESPOCRM)),
    Case("phone deleted in EspoCRM", lambda scene: scene.remove(ESPOCRM)),
    Case("phone's type changed", lambda scene: scene.retype("Fax", 2)),
    Case("phone added in Advoware", lambda scene: scene.add(ADVOWARE)),
    Case("phone edited in Advoware", lambda scene: scene.change(ADVOWARE)),
    Case("phone deleted in Advoware", lambda scene: scene.remove(ADVOWARE)),
    Case("phone emptied in Advoware", lambda scene: scene.remove(ADVOWARE, blank=True)),
    Case("phone edited on both sides", _phone_conflict),
    Case("phone edited and deleted", _edit_against_delete),
    Case("deleted in EspoCRM", _delete_in_espo),
    Case("gone in Advoware", _gone_in_advoware),
)
