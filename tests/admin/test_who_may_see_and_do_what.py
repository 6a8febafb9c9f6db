"""Every address and every action, for every role: who is let through, who is refused, and who must log in first."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, URLPattern, reverse

from beteiligte.models import Beteiligte
from syncconsole import clock
from syncconsole.models import BulkRun, Message, SystemState, WebhookDelivery
from tests.admin import doors, people
from tests.admin.doors import DOORS, Door

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Each refusal would be logged with its trace: a thousand of them."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def objects(db: None) -> dict[str, Any]:
    """One row for every model with pages, by "app_model"; a party that waits for an answer, with a held conflict."""
    hold = {"code": "choose_match", "params": {"count": 1}, "candidates": [20418]}
    party = people.person(hold=hold, number=None)
    now = clock.now()
    rows = [
        party,
        people.attempt(party),
        people.held_conflict(party),
        Message.objects.create(key="k", code="gone", created_at=now),
        SystemState.objects.create(name="espocrm"),
        BulkRun.objects.create(definition="cbeteiligte", act="resync", who="otto", started_at=now),
        WebhookDelivery.objects.create(
            definition="cbeteiligte",
            event="update",
            webhook_id="w",
            received_at=now,
            body=b"[]",
            ids=[party.espo_id],
        ),
        User.objects.create_user("somebody"),
        Group.objects.create(name="An office's own"),
    ]
    return {f"{row._meta.app_label}_{row._meta.model_name}": row.pk for row in rows}


@pytest.fixture
def person(request: pytest.FixtureRequest, db: None) -> User:
    """A member of staff in the role that the test asks for."""
    return people.in_role(request.param)


every_role = pytest.mark.parametrize("person", doors.PEOPLE, indirect=True)


def _address(key: str, url: URLPattern, objects: dict[str, Any]) -> str:
    model = next((info for info in sorted(objects, key=len, reverse=True) if info in key.replace("/", "_")), "")
    known = {"pk": objects.get(model), "object_id": objects.get(model), "id": objects.get(model), "queue_index": 0}
    known |= {"content_type_id": 0, "app_label": "beteiligte", "scheduler_index": 0, "connection_index": 0}
    arguments = {name: known.get(name, "x") for name in url.pattern.converters}
    if key == "app_list":
        arguments = {"app_label": "beteiligte"}
    for name in (f"admin:{key}", key):
        try:
            return reverse(name, kwargs=arguments)
        except NoReverseMatch:
            continue
    return f"/{key}".replace("<path:object_id>", str(objects.get(model, "x"))).replace("(?P<url>.*)$", "nowhere/")


def _client(user: User | None) -> Client:
    client = Client(headers={"accept-language": "de"})
    if user is not None:
        client.force_login(user)
    return client


def _answer(client: Client, door: Door, address: str) -> Any:
    """What answers; nothing of it stays in the database."""
    with transaction.atomic():
        response = getattr(client, door.method)(address, door.data)
        transaction.set_rollback(True)
    return response


def _found(user: User | None, who: str, objects: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Where the answer is not what the table says: what was expected, and what came."""
    wrong, client = {}, _client(user)
    for key, url in sorted(doors.addresses(), key=lambda one: one[0] == "logout"):  # that one last
        for door in DOORS.get(key, ()):
            expected = door.anonymous if user is None else door.status if who in door.may else door.refused
            if expected == doors.NEEDS_REDIS:
                continue
            status = _answer(client, door, _address(key, url, objects)).status_code
            if status != expected:
                wrong[f"{door.method} {key} {door.data or ''}".strip()] = (expected, status)
    return wrong


def test_every_address_stands_in_the_table() -> None:
    assert {key for key, _ in doors.addresses()} == {*DOORS, *doors.ELSEWHERE}


def test_every_address_is_tried_by_get_and_by_post() -> None:
    assert {key for key, ways in DOORS.items() if {door.method for door in ways} != {"get", "post"}} == set()


def test_addresses_without_a_login_have_tests_of_their_own() -> None:
    assert [path for path in doors.ELSEWHERE.values() if not (ROOT / path).exists()] == []


def test_anonymous_people_are_sent_to_the_login(objects: dict[str, Any]) -> None:
    assert _found(None, "anonymous", objects) == {}


@every_role
def test_each_role_is_let_through_its_own_doors_only(
    person: User, objects: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    assert _found(person, request.node.callspec.params["person"], objects) == {}


def test_every_action_of_a_list_stands_in_the_table() -> None:
    known = {
        model._meta.label_lower: {name for _, name, _ in model_admin._get_base_actions()}
        for model, model_admin in admin.site._registry.items()
    }
    read_only = {label: actions - {"delete_selected"} for label, actions in known.items()}
    expected = {label: set(actions) - {"delete_selected"} for label, actions in doors.ACTIONS.items()}
    assert read_only == expected


@every_role
def test_each_role_is_offered_its_own_actions_only(person: User, request: pytest.FixtureRequest) -> None:
    who = request.node.callspec.params["person"]
    asked = RequestFactory().get("/")
    asked.user = person
    offered = {
        model._meta.label_lower: {
            name for name in model_admin.get_actions(asked) if model_admin.has_view_permission(asked)
        }
        for model, model_admin in admin.site._registry.items()
    }
    expected = {
        label: {name for name, may in actions.items() if who in may} for label, actions in doors.ACTIONS.items()
    }
    assert offered == expected


@every_role
def test_an_action_that_is_not_offered_does_nothing(
    person: User, objects: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    who = request.node.callspec.params["person"]
    client = Client()
    client.force_login(person)
    for label, actions in doors.ACTIONS.items():
        info = label.replace(".", "_")
        for name in (name for name, may in actions.items() if who not in may):
            chosen = {"action": name, "_selected_action": objects[info], "confirmed": "yes", "post": "yes"}
            client.post(reverse(f"admin:{info}_changelist"), chosen)
    assert LogEntry.objects.count() == 0
    assert (Beteiligte.objects.get().change_seq, Message.objects.get().seen_at) == (1, None)
    assert User.objects.filter(username="somebody").exists()


def test_what_anonymous_people_post_changes_nothing(objects: dict[str, Any]) -> None:
    for name in ("resync", "reset_retries", "answer"):
        Client().post(reverse(f"admin:beteiligte_beteiligte_{name}", args=[objects["beteiligte_beteiligte"]]))
    assert Beteiligte.objects.get().change_seq == 1


def test_staff_without_permission_see_a_home_page_without_parties(plain: Client) -> None:
    people.person()
    page = plain.get(reverse("admin:index"))
    assert page.status_code == 200
    assert "Musterfrau" not in page.content.decode()


def test_a_viewer_sees_no_buttons_that_act(viewer: Client) -> None:
    party = people.person()
    people.held_conflict(party)
    page = viewer.get(reverse("admin:beteiligte_beteiligte_change", args=[party.pk])).content.decode()
    assert "Jetzt abgleichen" not in page
    assert "EspoCRM behalten" not in page


def test_nobody_edits_rows_by_hand(admin_client: Client) -> None:
    party = people.person()
    admin_client.post(reverse("admin:beteiligte_beteiligte_change", args=[party.pk]), {"name": "Anders"})
    admin_client.post(reverse("admin:beteiligte_beteiligte_delete", args=[party.pk]), {"post": "yes"})
    assert Beteiligte.objects.get().name == "Musterfrau, Erika"


def test_bodies_of_deliveries_are_shown_to_auditors_only(objects: dict[str, Any]) -> None:
    WebhookDelivery.objects.update(body=b'[{"lastName": "Musterfrau"}]')
    address = reverse("admin:syncconsole_webhookdelivery_change", args=[objects["syncconsole_webhookdelivery"]])
    roles = ("Viewer", "Operator", "Supervisor", "Auditor")
    pages = {role: _client(people.in_role(role)).get(address).content.decode() for role in roles}
    assert [role for role, page in pages.items() if "lastName" in page] == ["Auditor"]


def test_posts_need_the_csrf_token(operator: Client) -> None:
    party = people.person()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = operator.cookies
    assert strict.post(reverse("admin:beteiligte_beteiligte_resync", args=[party.pk])).status_code == 403
