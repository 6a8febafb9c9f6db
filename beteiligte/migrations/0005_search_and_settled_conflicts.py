"""Searching a name and listing what was settled must not look at every row."""

from __future__ import annotations

from django.db import migrations, models

from syncconsole.models.prefix_index import PrefixIndex


class Migration(migrations.Migration):
    dependencies = [
        ("beteiligte", "0004_set_aside"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="beteiligte",
            index=PrefixIndex(fields=["name"], name="beteiligte_begins"),
        ),
        migrations.AddIndex(
            model_name="beteiligteconflict",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False)),
                fields=["-closed_at", "-id"],
                name="beteiligteconflict_closed",
            ),
        ),
    ]
