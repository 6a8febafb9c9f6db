"""Writing one row by hand: the query builder costs more than the database.

Only the run uses them, for the statements that every run makes: together with the two reads by hand they halved
the processor time of an unchanged party (`make bench`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


@dataclass(frozen=True)
class Sql:
    """A value that the database computes; `params` fill its placeholders."""

    text: str
    params: tuple[Any, ...] = ()


def update(model: type[Any], values: Mapping[str, Any], where: str, *params: Any) -> int:
    """Set `values` (by field name; `Sql` or Python values) where `where` holds: the number of rows changed.

    `where` is written in column names with `%s` for `params`. Raises what the database raises.
    """
    connection = _connection()
    assignments: list[str] = []
    arguments: list[Any] = []
    for name, value in values.items():
        field = model._meta.get_field(name)
        if isinstance(value, Sql):
            assignments.append(f"{field.column} = {value.text}")
            arguments += value.params
        else:
            assignments.append(f"{field.column} = %s")
            arguments.append(field.get_db_prep_save(value, connection))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {', '.join(assignments)} WHERE {where}", [*arguments, *params])
        return int(cursor.rowcount)


def insert(model: type[Any], **values: Any) -> Any:
    """Add one row: the instance with its key. Columns that are not named take their field's default."""
    row = model(**values)
    insert_all(model, [row])
    return row


def insert_all(model: type[Any], rows: Sequence[Any]) -> None:
    """Add `rows`, which get their keys, in one statement. Raises what the database raises."""
    if not rows:
        return
    connection = _connection()
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    places = f"({', '.join(['%s'] * len(fields))})"
    table = connection.ops.quote_name(model._meta.db_table)
    arguments = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) VALUES {', '.join([places] * len(rows))} RETURNING id", arguments
        )
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = pk


def one_row(model: Any, pk: int, *, locked: bool = False) -> Any | None:
    """One row with all its columns, None if there is none; `locked` for the transaction it is read in.

    The query builder takes about four times as long for a table as wide as the parties'.
    """
    connection = _connection()
    names, columns, converters = _reading(model, connection.vendor)
    lock = " FOR UPDATE" if locked and connection.features.has_select_for_update else ""  # SQLite locks as a whole
    table, key = (connection.ops.quote_name(name) for name in (model._meta.db_table, model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} WHERE {key} = %s{lock}", [pk])
        found = cursor.fetchone()
    if found is None:
        return None
    values = list(found)
    for place, (column, convert) in converters:
        for one in convert:
            values[place] = one(values[place], column, connection)
    return model.from_db(connection.alias, names, values)


def exists(model: type[Any], where: str, *params: Any) -> bool:
    """Whether any row fulfils `where`, which is written in column names with `%s` for `params`."""
    connection = _connection()
    adapted = [
        connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value for value in params
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {connection.ops.quote_name(model._meta.db_table)} WHERE {where} LIMIT 1", adapted
        )
        return cursor.fetchone() is not None


def _connection() -> Any:
    """This thread's own: Django's `connection` looks for it at every single use."""
    return connections[DEFAULT_DB_ALIAS]


@cache
def _reading(model: Any, vendor: str) -> tuple[list[str], str, list[tuple[int, tuple[Any, list[Any]]]]]:
    """The attributes, their columns, and what turns the database's values into Python's, by place."""
    connection = _connection()
    columns = [field.get_col(model._meta.db_table) for field in model._meta.concrete_fields]
    converting = [
        (place, (column, [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]))
        for place, column in enumerate(columns)
    ]
    names = [field.attname for field in model._meta.concrete_fields]
    quoted = ", ".join(connection.ops.quote_name(field.column) for field in model._meta.concrete_fields)
    return names, quoted, [(place, found) for place, found in converting if found[1]]
