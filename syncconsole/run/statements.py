"""Updates of one row by hand: for rows as wide as a party's the query builder costs more than the database.

Only the run uses them, for the statements that every run makes: together with the two reads by hand they halved
the processor time of an unchanged party (`make bench`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Sql:
    """A value that the database computes; `params` fill its placeholders."""

    text: str
    params: tuple[Any, ...] = ()


def update(model: type[Any], values: Mapping[str, Any], where: str, *params: Any) -> int:
    """Set `values` (by field name; `Sql` or Python values) where `where` holds: the number of rows changed.

    `where` is written in column names with `%s` for `params`. Raises what the database raises.
    """
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
