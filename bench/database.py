"""A database of the bench's own: a SQLite file, or a new database in a PostgreSQL that is given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

_number = count(1)  # one bench may need several at once


@contextmanager
def own_database(folder: Path, postgres: str) -> Iterator[str]:
    """The `DATABASE_URL` of an empty database, which is gone afterwards.

    `postgres`: URL of a server on which the bench may create a database of its own; "" for SQLite in `folder`.
    """
    if not postgres:
        yield f"sqlite:///{folder / 'console.sqlite3'}"
        return
    name = f"console_bench_{os.getpid()}_{next(_number)}"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(postgres)._replace(path=f"/{name}"))
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
