"""The four roles as groups. A group that exists already, also an office's own of that name, is left as it is."""

from __future__ import annotations

from django.db import migrations

VIEWER = (
    "beteiligte.view_beteiligte",
    "beteiligte.view_beteiligteattempt",
    "beteiligte.view_beteiligteconflict",
    "syncconsole.view_bulkrun",
    "syncconsole.view_message",
    "syncconsole.view_systemstate",
    "syncconsole.view_webhookdelivery",
)
OPERATOR = (
    *VIEWER,
    "beteiligte.decide_beteiligte",
    "beteiligte.pause_beteiligte",
    "beteiligte.reset_retries_beteiligte",
    "beteiligte.resync_beteiligte",
    "syncconsole.change_message",
)
SUPERVISOR = (*OPERATOR, "beteiligte.approve_beteiligte")
AUDITOR = (*VIEWER, "syncconsole.view_webhook_body")

ROLES = {"Viewer": VIEWER, "Operator": OPERATOR, "Supervisor": SUPERVISOR, "Auditor": AUDITOR}

# Where a permission stands whose name does not tell its model.
MODELS = {"view_webhook_body": "webhookdelivery"}


def create_roles(apps, schema_editor):
    """Make the missing groups with their permissions; Django makes permissions only after the last migration."""
    using = schema_editor.connection.alias
    for name, permissions in ROLES.items():
        group, is_new = apps.get_model("auth", "Group").objects.using(using).get_or_create(name=name)
        if is_new:
            group.permissions.set([permission_of(apps, using, permission) for permission in permissions])


def permission_of(apps, using, permission):
    app, codename = permission.split(".")
    model = apps.get_model(app, MODELS.get(codename, codename.rpartition("_")[2]))
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(using)
    content_type, _ = content_types.get_or_create(app_label=app, model=model._meta.model_name)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    return permissions.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": _name(model, codename)}
    )[0]


def _name(model, codename):
    """The name that Django would give it."""
    own = dict(model._meta.permissions)
    return own.get(codename) or f"Can {codename.partition('_')[0]} {model._meta.verbose_name_raw}"


class Migration(migrations.Migration):
    dependencies = [
        ("beteiligte", "0001_initial"),
        ("syncconsole", "0005_bulk_actions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="beteiligte",
            options={
                "permissions": [
                    ("resync_beteiligte", "Can start a sync of parties"),
                    ("reset_retries_beteiligte", "Can reset the retries of parties"),
                    ("decide_beteiligte", "Can decide conflicts and holds of parties"),
                    ("approve_beteiligte", "Can approve losses, and answers that create or unlink parties"),
                    ("pause_beteiligte", "Can pause parties"),
                ],
                "verbose_name": "party",
                "verbose_name_plural": "parties",
            },
        ),
        migrations.RunPython(create_roles, migrations.RunPython.noop, elidable=False),
    ]
