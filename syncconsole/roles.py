"""The roles of people: groups that a migration makes once, and what a page may say about them.

Which permissions a role holds stands in the database, where an office may change it; here are only names and words.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

VIEWER, OPERATOR, SUPERVISOR, AUDITOR = "Viewer", "Operator", "Supervisor", "Auditor"
ROLES = (VIEWER, OPERATOR, SUPERVISOR, AUDITOR)  # the first that may do a thing is the one to ask for

_LABELS = {VIEWER: _("Viewer"), OPERATOR: _("Operator"), SUPERVISOR: _("Supervisor"), AUDITOR: _("Auditor")}


def label(name: str) -> str:
    """How people call the role of that name; an office's own group is called by its name."""
    return str(_LABELS.get(name, name))


def role_for(permission: str) -> str | None:
    """The name of the role that holds "app.codename": the least of ours, else any other group; None if none does."""
    from django.contrib.auth.models import Group

    app, _, codename = permission.partition(".")
    holders = Group.objects.filter(permissions__content_type__app_label=app, permissions__codename=codename)
    names = sorted(holders.values_list("name", flat=True), key=rank)
    return names[0] if names else None


def roles_of(user: Any) -> list[str]:
    """The names of this user's groups, ours first."""
    return sorted(user.groups.values_list("name", flat=True), key=rank)


def rank(name: str) -> tuple[int, str]:
    """Where a role stands in lists: ours first, from the least; then an office's own by name."""
    return (ROLES.index(name) if name in ROLES else len(ROLES), name)
