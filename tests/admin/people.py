"""Parties and users of the admin's tests: synthetic people, made by plain functions."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.db import connection

from beteiligte.models import Beteiligte, BeteiligteAttempt, BeteiligteChange, BeteiligteConflict

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
ERIKA = {
    "lastName": "Musterfrau",
    "firstName": "Erika",
    "rechtsform": "Natürliche Person",
    "salutationName": "Frau",
    "dateOfBirth": "1986-03-14",
}
GMBH = {"firmenname": "Beispiel GmbH", "rechtsform": "GmbH", "handelsregisterNummer": "HRB 214455"}


def espo_id(number: int) -> str:
    """An id as EspoCRM makes them."""
    return f"6b0510{number:011d}"


def person(number: int = 20418, **columns: Any) -> Any:
    """Erika Musterfrau, in sync unless `columns` say otherwise."""
    return _party(number, "Musterfrau, Erika", "person", ERIKA, columns)


def company(number: int | None = 10112, **columns: Any) -> Any:
    """Beispiel GmbH, in sync unless `columns` say otherwise."""
    return _party(number, "Beispiel GmbH", "company", GMBH, columns)


def _party(number: int | None, name: str, kind: str, values: dict[str, str], columns: dict[str, Any]) -> Any:
    row: dict[str, Any] = {
        "espo_id": espo_id(number or 0),
        "number": number,
        "name": name,
        "kind": kind,
        "sync_status": "clean",
        "handled_seq": 1,
        "changed_at": NOON,
        "last_compared_at": NOON,
        "base": {field: {"e": value, "a": value} for field, value in values.items()},
        "seen_espo": values,
        "seen_advoware": values,
    }
    return Beteiligte.objects.create(**{**row, **columns})


def held_conflict(party: Any, **columns: Any) -> Any:
    """The birth date, changed differently in both systems, held by policy."""
    row = {
        "field": "dateOfBirth",
        "kind": "held",
        "rule": "both_changed_held",
        "base": "1986-03-14",
        "value_espo": "1968-03-14",
        "value_advoware": "1986-03-15",
        "opened_at": NOON,
    }
    Beteiligte.objects.filter(pk=party.pk).update(
        sync_status="conflict",
        seen_espo={**party.seen_espo, "dateOfBirth": "1968-03-14"},
        seen_advoware={**party.seen_advoware, "dateOfBirth": "1986-03-15"},
    )
    party.refresh_from_db()
    return BeteiligteConflict.objects.create(party=party, **{**row, **columns})


def review_conflict(party: Any) -> Any:
    """The last name, settled by rule in favour of EspoCRM; Advoware's value is kept."""
    Beteiligte.objects.filter(pk=party.pk).update(sync_status="conflict")
    party.refresh_from_db()
    return BeteiligteConflict.objects.create(
        party=party,
        field="lastName",
        kind="review",
        rule="both_changed_policy",
        base="Muster",
        value_espo="Musterfrau",
        value_advoware="Musterdame",
        kept=[{"side": "advoware", "value": "Musterdame", "author": "MK", "at": NOON.isoformat()}],
        opened_at=NOON,
    )


def attempt(party: Any, **columns: Any) -> Any:
    """An attempt that carried the last name to Advoware."""
    row = {
        "epoch": 1,
        "trigger": "webhook",
        "started_at": NOON,
        "ended_at": NOON,
        "outcome": "written",
        "decision": {"code": "carried", "params": {"to_advoware": 1, "to_espocrm": 0}},
        "calls": [
            {
                "system": "advoware",
                "method": "PUT",
                "path": "/api/v1/advonet/Beteiligte/20418",
                "status": 200,
                "ms": 321,
                "purpose": "",
            }
        ],
    }
    made = BeteiligteAttempt.objects.create(party=party, **{**row, **columns})
    if made.outcome == "written":
        BeteiligteChange.objects.create(
            party=party,
            attempt=made,
            side="advoware",
            field="lastName",
            before="Muster",
            after="Musterfrau",
            rule="espocrm_changed",
            result="arrived",
            at=NOON,
        )
    return made


def staff(name: str, *codenames: str) -> User:
    """A member of staff with exactly these permissions."""
    user = User.objects.create_user(name, password="only-for-tests", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


VIEWS = (
    "view_beteiligte",
    "view_beteiligteattempt",
    "view_beteiligteconflict",
    "view_message",
    "view_webhookdelivery",
    "view_systemstate",
)
ACTS = ("resync_beteiligte", "reset_retries_beteiligte", "decide_beteiligte", "change_message")


def in_role(role: str) -> User:
    """A member of staff in one of the roles; "plain" has none, "administrator" needs none."""
    user = User.objects.create_user(f"in-{role.lower()}", is_staff=True, is_superuser=role == "administrator")
    if role not in ("plain", "administrator"):
        make_roles()
        user.groups.add(Group.objects.get(name=role))
    return user


def make_roles() -> None:
    """The four groups, as their migrations make them: tests that empty the tables take them away."""
    editor = SimpleNamespace(connection=connection)
    import_module("beteiligte.migrations.0002_roles").create_roles(apps, editor)
    import_module("beteiligte.migrations.0006_supervisors_set_the_policy").let_supervisors_set_the_policy(apps, editor)
