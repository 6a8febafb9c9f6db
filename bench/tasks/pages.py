"""Open each page of a filled console some times, as a superuser's browser would."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.figures import WrongRun
from beteiligte.models import Beteiligte
from syncconsole.models import BulkRun

ADMIN = "admin:beteiligte_beteiligte"


def run(rounds: int) -> dict[str, dict[str, Any]]:
    """{page: {"ms": time of each round, "queries": number of one, "sql_ms": their time}}."""
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    user, _ = User.objects.get_or_create(username="bench", defaults={"is_staff": True, "is_superuser": True})
    client.force_login(user)
    addresses = {**_pages(), **_single_pages()}
    return {name: _opened(client, address, rounds) for name, address in addresses.items()}


def _pages() -> dict[str, str]:
    models = {"party list": ADMIN, "conflicts": f"{ADMIN}conflict", "attempts": f"{ADMIN}attempt"}
    kernel = {"bulk actions": "bulkrun", "messages": "message", "webhooks": "webhookdelivery", "systems": "systemstate"}
    models |= {name: f"admin:syncconsole_{model}" for name, model in kernel.items()}
    lists = {name: reverse(f"{model}_changelist") for name, model in models.items()}
    everybody = f"{lists['party list']}?show=all"
    further = {"party list, all": everybody, "party list, searched": f"{everybody}&q=Musterfrau+42"}
    further |= {"conflicts, settled": f"{lists['conflicts']}?show=closed"}
    return {"home": reverse("admin:index"), **lists, **further, "rules": reverse("rules")}


def _single_pages() -> dict[str, str]:
    party = Beteiligte.objects.filter(conflicts__kind="held").order_by("pk")[:1].get()
    attempt = party.attempts.filter(outcome="written").order_by("pk")[:1].get()
    return {
        "party": reverse(f"{ADMIN}_change", args=[party.pk]),
        "attempt": reverse(f"{ADMIN}attempt_change", args=[attempt.pk]),
        "bulk progress": reverse("admin:syncconsole_bulkrun_change", args=[BulkRun.objects.get().pk]),
    }


def _opened(client: Client, address: str, rounds: int) -> dict[str, Any]:
    """Once to warm up, once to count the queries, then as often as it is timed."""
    _get(client, address)
    with CaptureQueriesContext(connection) as queries:
        _get(client, address)
    counted = {"queries": len(queries), "sql_ms": sum(float(query["time"]) for query in queries) * 1000}
    return {**counted, "ms": [_get(client, address) * 1000 for _ in range(rounds)]}


def _get(client: Client, address: str) -> float:
    """The seconds from request to answer. Raises WrongRun if it is not the page."""
    began = time.monotonic()
    answer = client.get(address, headers={"accept-language": "de"})
    seconds = time.monotonic() - began
    if answer.status_code != 200:
        raise WrongRun(f"{address} answered {answer.status_code}.")
    return seconds
