"""An index for the beginnings of a text, in whatever case."""

from __future__ import annotations

from typing import Any

from django.db import models

# What `istartswith` compares. An ordinary index of PostgreSQL follows the language's order, which LIKE cannot use.
_COMPARED = {"postgresql": "UPPER({column}) text_pattern_ops", "sqlite": "{column} COLLATE NOCASE"}


class PrefixIndex(models.Index):
    """Finds rows by `istartswith` on its one field, on PostgreSQL whatever the database's collation."""

    def create_sql(self, model: type[models.Model], schema_editor: Any, using: str = "", **kwargs: Any) -> Any:
        """The statement that makes it, as Django's own index has it but for what it compares."""
        statement: Any = super().create_sql(model, schema_editor, using, **kwargs)
        field: Any = model._meta.get_field(self.fields[0])
        column = schema_editor.quote_name(field.column)
        statement.parts["columns"] = _COMPARED[schema_editor.connection.vendor].format(column=column)
        return statement
