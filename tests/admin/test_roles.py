"""The four roles: made once by a migration, with what each may do, and called by their German names."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import translation

from syncconsole import roles
from tests.admin import people

pytestmark = pytest.mark.django_db

SEES = {
    "view_beteiligte",
    "view_beteiligteattempt",
    "view_beteiligteconflict",
    "view_bulkrun",
    "view_message",
    "view_systemstate",
    "view_webhookdelivery",
}
ACTS = {"resync_beteiligte", "reset_retries_beteiligte", "decide_beteiligte", "pause_beteiligte", "change_message"}
EXPECTED = {
    "Viewer": SEES,
    "Operator": SEES | ACTS,
    "Supervisor": SEES | ACTS | {"approve_beteiligte", "set_policychange"},
    "Auditor": SEES | {"view_webhook_body"},
}


def _may(role: str) -> set[str]:
    return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))


@pytest.mark.parametrize("role", EXPECTED)
def test_each_role_may_do_what_its_name_says(role: str) -> None:
    people.make_roles()
    assert _may(role) == EXPECTED[role]


def test_an_auditor_reads_and_does_nothing_else() -> None:
    people.make_roles()
    assert {name.partition("_")[0] for name in _may("Auditor")} == {"view"}


def test_a_group_that_an_office_has_changed_is_left_as_it_is() -> None:
    people.make_roles()
    Group.objects.get(name="Operator").permissions.set(Permission.objects.filter(codename="view_beteiligte"))
    people.make_roles()
    assert _may("Operator") == {"view_beteiligte"}


def test_a_supervisor_that_an_office_has_changed_is_not_given_the_rule_for_conflicts() -> None:
    people.make_roles()
    Group.objects.get(name="Supervisor").permissions.set(Permission.objects.filter(codename="approve_beteiligte"))
    people.make_roles()
    assert _may("Supervisor") == {"approve_beteiligte"}


def test_nothing_is_made_twice() -> None:
    people.make_roles()
    people.make_roles()
    assert Group.objects.filter(name__in=roles.ROLES).count() == 4


def test_a_fresh_database_has_no_permissions_yet_and_gets_those_that_django_would_make() -> None:
    before = _permissions()
    Group.objects.all().delete()
    Permission.objects.all().delete()
    ContentType.objects.all().delete()
    ContentType.objects.clear_cache()
    with translation.override(None):  # as `migrate` does
        people.make_roles()
        assert {role: _may(role) for role in EXPECTED} == EXPECTED
        for config in apps.get_app_configs():
            create_permissions(config, verbosity=0)
    assert _permissions() == before


def _permissions() -> set[tuple[Any, ...]]:
    return set(Permission.objects.values_list("content_type__app_label", "content_type__model", "codename", "name"))


def test_who_has_a_role_may_do_it() -> None:
    assert people.in_role("Operator").has_perm("beteiligte.resync_beteiligte")
    assert not people.in_role("Viewer").has_perm("beteiligte.resync_beteiligte")


@pytest.mark.parametrize(
    ("permission", "role"),
    [
        ("beteiligte.view_beteiligte", "Viewer"),
        ("beteiligte.decide_beteiligte", "Operator"),
        ("beteiligte.approve_beteiligte", "Supervisor"),
        ("syncconsole.set_policychange", "Supervisor"),
        ("syncconsole.view_webhook_body", "Auditor"),
        ("django_rq.admin", None),
    ],
)
def test_the_least_role_that_may_do_a_thing_is_the_one_to_ask_for(permission: str, role: str | None) -> None:
    people.make_roles()
    assert roles.role_for(permission) == role


def test_an_offices_own_group_comes_after_ours() -> None:
    people.make_roles()
    own = Group.objects.create(name="Aktenführung")
    own.permissions.set(Permission.objects.filter(codename__in=["decide_beteiligte", "admin"]))
    assert roles.role_for("beteiligte.decide_beteiligte") == "Operator"
    assert roles.role_for("django_rq.admin") == "Aktenführung"


def test_roles_have_german_names() -> None:
    with translation.override("de"):
        assert [roles.label(name) for name in roles.ROLES] == ["Einsicht", "Bearbeitung", "Leitung", "Prüfung"]
        assert roles.label("Aktenführung") == "Aktenführung"


def test_users_are_listed_and_edited_with_the_names_of_their_roles(admin_client: Client) -> None:
    user = people.in_role("Operator")
    expected = roles.label("Operator")
    page = admin_client.get(reverse("admin:auth_user_changelist"), headers={"accept-language": "de"})
    form = admin_client.get(reverse("admin:auth_user_change", args=[user.pk]), headers={"accept-language": "de"})
    assert f'<td class="field-their_roles">{expected}</td>' in page.content.decode()
    assert f">{expected}</option>" in form.content.decode()


def test_users_are_narrowed_to_one_role(admin_client: Client) -> None:
    user, other = people.in_role("Operator"), people.in_role("Viewer")
    url = reverse("admin:auth_user_changelist")
    group = Group.objects.get(name="Operator")
    shown = admin_client.get(url, {"role": group.pk}).context["cl"].queryset
    assert (user in shown, other in shown) == (True, False)
    assert admin_client.get(url, {"role": "nonsense"}).context["cl"].queryset.count() == User.objects.count()
