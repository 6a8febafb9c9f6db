"""What happened overnight in the two offices: three parties that need a person, made by real runs on the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis import Redis
from rq import Worker

from beteiligte.models import Beteiligte
from syncconsole import clock
from syncconsole.regular import checkpoints
from tests.flow.conftest import work_off
from tests.runner.conftest import Office

ERROR = {"code": "server_error", "params": {"system": "advoware", "status": 500}}
ERIKA = {"lastName": "Musterfrau", "firstName": "Erika", "salutationName": "Ms.", "dateOfBirth": "1986-03-14"}
ERIKA_IN_ADVOWARE = {"name": "Musterfrau", "vorname": "Erika", "anrede": "Frau", "geburtsdatum": "1986-03-14T00:00:00"}


def three_problems(office: Office, settings: Any) -> None:
    """Erika's birth date was changed on both sides, Max stands twice in Advoware, Tina's edit never got through."""
    settings.SYNC_FIELD_POLICIES = {"dateOfBirth": "manual"}
    _changed_on_both_sides(office)
    _two_matches(office)
    _given_up(office)
    checked_lately()


def checked_lately() -> None:
    """The regular check was here just now."""
    checkpoints.record("sweep", {})


def _changed_on_both_sides(office: Office) -> None:
    number = office.person_in_advoware(**ERIKA_IN_ADVOWARE)
    espo_id = office.person_in_espocrm(**ERIKA, betnr=number)
    office.sync(espo_id)
    office.edit_espocrm(espo_id, dateOfBirth="1968-03-14")
    office.edit_advoware(number, geburtsdatum="1986-03-15T00:00:00")
    office.sync(espo_id)


def _two_matches(office: Office) -> None:
    office.box.advo.options.search = "works"
    office.person_in_advoware()
    office.person_in_advoware()
    office.sync(office.person_in_espocrm())


def _given_up(office: Office) -> None:
    number = office.person_in_advoware(name="Probe", vorname="Tina", anrede="Frau")
    espo_id = office.person_in_espocrm(lastName="Probe", firstName="Tina", salutationName="Ms.", betnr=number)
    office.sync(espo_id)
    office.edit_espocrm(espo_id, firstName="Martina")
    given_up = {"sync_status": "permanently_failed", "failures": 5, "given_up": True, "error": ERROR}
    now = clock.now()
    Beteiligte.objects.filter(espo_id=espo_id).update(change_seq=2, handled_seq=2, changed_at=now, **given_up)


@contextmanager
def worker_known(redis_url: str) -> Iterator[None]:
    """A worker that Redis knows, so that home may claim what was compared."""
    with Redis.from_url(redis_url) as redis:
        worker = Worker(["events"], connection=redis)
        worker.register_birth()
        yield
        worker.register_death()


def workers_do_their_part(redis_url: str) -> None:
    """Everything that is queued is carried out, in this process."""
    with Redis.from_url(redis_url) as redis:
        work_off(redis)
