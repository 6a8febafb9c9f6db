"""Fill the console with an office's history and open each of its pages, as a superuser's browser would."""

from __future__ import annotations

import statistics
import time
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.figures import WrongRun
from bench.history import fill
from beteiligte.models import Beteiligte
from syncconsole.models import BulkRun
from syncconsole.regular import checkpoints

ADMIN = "admin:beteiligte_beteiligte"


def run(given: dict[str, int]) -> dict[str, Any]:
    """`given`: number of `parties` and of `rounds`. {page: {"ms": median, "queries": number}} and `attempts`."""
    settings.ALLOWED_HOSTS = ["testserver"]
    history = fill(given["parties"])
    checkpoints.record("sweep", {})
    client = Client()
    client.force_login(User.objects.create_superuser("bench"))
    addresses = {**_pages(), **_single_pages()}
    return {
        "attempts": history.attempts,
        "pages": {name: _opened(client, address, given["rounds"]) for name, address in addresses.items()},
    }


def _pages() -> dict[str, str]:
    models = {"party list": ADMIN, "conflicts": f"{ADMIN}conflict", "attempts": f"{ADMIN}attempt"}
    kernel = {"bulk actions": "bulkrun", "messages": "message", "webhooks": "webhookdelivery", "systems": "systemstate"}
    models |= {name: f"admin:syncconsole_{model}" for name, model in kernel.items()}
    lists = {name: reverse(f"{model}_changelist") for name, model in models.items()}
    everybody = f"{lists['party list']}?show=all"
    further = {"party list, all": everybody, "party list, searched": f"{everybody}&q=Musterfrau+42"}
    return {"home": reverse("admin:index"), **lists, **further, "rules": reverse("rules")}


def _single_pages() -> dict[str, str]:
    party = Beteiligte.objects.filter(conflicts__kind="held").order_by("pk")[:1].get()
    attempt = party.attempts.filter(outcome="written").first()
    return {
        "party": reverse(f"{ADMIN}_change", args=[party.pk]),
        "attempt": reverse(f"{ADMIN}attempt_change", args=[attempt.pk]),
        "bulk progress": reverse("admin:syncconsole_bulkrun_change", args=[BulkRun.objects.get().pk]),
    }


def _opened(client: Client, address: str, rounds: int) -> dict[str, float]:
    """The median time of some rounds in milliseconds and the queries of one; nothing is remembered between them."""
    with CaptureQueriesContext(connection) as queries:
        _get(client, address)
    times = [_get(client, address) for _ in range(rounds)]
    return {"ms": statistics.median(times) * 1000, "queries": len(queries)}


def _get(client: Client, address: str) -> float:
    """The seconds from request to answer. Raises WrongRun if it is not the page."""
    cache.clear()
    began = time.monotonic()
    answer = client.get(address, headers={"accept-language": "de"})
    seconds = time.monotonic() - began
    if answer.status_code != 200:
        raise WrongRun(f"{address} answered {answer.status_code}.")
    return seconds
