"""A ring of real processes for these rehearsals alone: what is killed here must not stand in the other ring's way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import folder, office, pytest_runtest_makereport
from tests.e2e.database import own_database
from tests.e2e.office import Office
from tests.e2e.ring import QUICK, Ring

__all__ = ["folder", "office", "pytest_runtest_makereport", "ring"]

# A create that was cut off after 2 seconds may land up to half a second later; the quarantine is far longer.
SETTINGS = QUICK | {"SYNC_CREATE_QUARANTINE_SECONDS": "8"}
LONG_NAME = "Musterhaus und Beispielbau Verwaltungsgesellschaft"


@pytest.fixture(scope="package")
def ring(folder: Path, django_db_blocker: Any) -> Iterator[Ring]:
    """All processes of the console and both systems, in which one person and one company are in sync."""
    with django_db_blocker.unblock(), own_database(folder) as database_url:
        ring = Ring(folder, database_url, SETTINGS)
        try:
            ring.start()
            _sync_what_proves_the_search(ring)
            yield ring
        except BaseException as failure:
            failure.add_note(ring.last_lines())
            raise
        finally:
            ring.stop()


def _sync_what_proves_the_search(ring: Ring) -> None:
    """The console tries Advoware's search on what it knows, and trusts it for no longer name than it has seen."""
    office = Office(ring)
    office.let_advoware_search()
    office.linked(lastName=LONG_NAME)
    company = office.create_company(LONG_NAME)
    office.announce()
    office.wait_for_rest(company)
    office.close()
