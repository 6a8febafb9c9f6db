"""Counting the parties that are paused or deleted must not look at all the others."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("beteiligte", "0002_roles"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="beteiligte",
            index=models.Index(
                condition=models.Q(("paused_at__isnull", False)), fields=["paused_at"], name="beteiligte_paused"
            ),
        ),
        migrations.AddIndex(
            model_name="beteiligte",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", False)), fields=["deleted_at"], name="beteiligte_deleted"
            ),
        ),
    ]
