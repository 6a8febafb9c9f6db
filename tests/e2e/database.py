"""A database of the ring's own: its processes keep it open from test to test, where other tests empty theirs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tests.conftest import _database_url


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """Make a migrated database, let this process use it for the block, and give its `DATABASE_URL`.

    SQLite puts it into `folder`; PostgreSQL makes it beside the database that the tests were given.
    """
    names = connection.settings_dict["TEST"]
    before, names_before = connection.settings_dict["NAME"], names["NAME"]
    names["NAME"] = str(folder / "ring.sqlite3") if connection.vendor == "sqlite" else "console_ring"
    connection.close()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield _database_url()
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
        names["NAME"] = names_before
