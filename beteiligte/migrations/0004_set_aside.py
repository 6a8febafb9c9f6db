"""What a party asks can be set aside until tomorrow."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("beteiligte", "0003_paused_and_deleted"),
    ]

    operations = [
        migrations.AddField(
            model_name="beteiligte",
            name="later_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="beteiligte",
            name="later_code",
            field=models.CharField(db_default="", default="", max_length=40),
        ),
    ]
