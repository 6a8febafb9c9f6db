"""One ring of real processes for all tests of this folder, for its starts are slow; each test has its own parties."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from beteiligte.models import Beteiligte
from syncconsole.processes import embedded
from tests.e2e.database import own_database
from tests.e2e.office import Office
from tests.e2e.ring import Ring
from tests.platform.waiting import wait_until


@pytest.fixture(scope="package")
def folder() -> Iterator[Path]:
    """Where the ring keeps its sockets and logs; short, as sockets need it."""
    folder = embedded.short_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="package")
def ring(folder: Path, django_db_blocker: Any) -> Iterator[Ring]:
    """All processes of the console and both systems."""
    with django_db_blocker.unblock(), own_database(folder) as database_url:
        ring = Ring(folder, database_url)
        try:
            ring.start()
            _sync_a_first_party(ring)
            yield ring
        except BaseException as failure:
            failure.add_note(ring.last_lines())
            raise
        finally:
            ring.stop()


def _sync_a_first_party(ring: Ring) -> None:
    """A party that both systems have is what the console tries Advoware's search on."""
    office = Office(ring)
    office.let_advoware_search()
    office.linked()
    office.close()


@pytest.fixture
def office(ring: Ring, request: pytest.FixtureRequest) -> Iterator[Office]:
    """The people of one test; nothing is left to do for the console when they begin, and all processes live after."""
    request.node.ring = ring
    office = Office(ring)
    office.announce()
    wait_until(lambda: office.at_rest(*Beteiligte.objects.values_list("espo_id", flat=True)))
    yield office
    office.close()
    assert ring.dead() == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Show the last lines of all processes with a test that failed."""
    report = yield
    ring = getattr(item, "ring", None)
    if report.failed and ring:
        report.sections.append(("Last lines of the processes", ring.last_lines()))
    return report
