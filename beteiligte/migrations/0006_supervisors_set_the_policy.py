"""Supervisors may set the rule for conflicts. A group that an office has changed, or named so itself, is left as it is."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

roles = import_module("beteiligte.migrations.0002_roles")

SET_POLICY = "syncconsole.set_policychange"


def let_supervisors_set_the_policy(apps, schema_editor):
    """Add the permission to the group if it still holds just what it was made with."""
    using = schema_editor.connection.alias
    group = apps.get_model("auth", "Group").objects.using(using).filter(name="Supervisor").first()
    if group is None:
        return
    held = group.permissions.values_list("content_type__app_label", "codename")
    if {f"{app}.{codename}" for app, codename in held} == set(roles.SUPERVISOR):
        group.permissions.add(roles.permission_of(apps, using, SET_POLICY))


class Migration(migrations.Migration):
    dependencies = [
        ("beteiligte", "0005_search_and_settled_conflicts"),
        ("syncconsole", "0006_policy_changes"),
    ]

    operations = [
        migrations.RunPython(let_supervisors_set_the_policy, migrations.RunPython.noop, elidable=False),
    ]
