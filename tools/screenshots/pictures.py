"""Which pictures there are, and the session of who looks at them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse

from beteiligte.models import Beteiligte, BeteiligteConflict
from syncconsole.models import BulkRun
from tools.screenshots.camera import Picture


def all_pictures(run: BulkRun) -> list[Picture]:
    """Every picture of the documentation."""
    home, listing = reverse("admin:index"), reverse("admin:beteiligte_beteiligte_changelist")
    erika = Beteiligte.objects.get(number=20418)
    party = reverse("admin:beteiligte_beteiligte_change", args=[erika.pk])
    held = BeteiligteConflict.objects.get(party=erika, closed_at=None)
    inbox = reverse("admin:beteiligte_beteiligteconflict_changelist")
    written = erika.attempts.filter(changes__field="lastName").first()
    return [
        Picture("home", home),
        Picture("home-dark", home, dark=True),
        Picture("home-390", home, width=390),
        Picture("list", listing, tallest=900),
        Picture("party", party),
        Picture("party-dark", party, dark=True),
        Picture("preview", party, click="form[action$='/preview/'] button"),
        Picture("conflicts", f"{inbox}?at={held.pk}"),
        Picture("bulk-progress", reverse("admin:syncconsole_bulkrun_change", args=[run.pk])),
        Picture("attempt", reverse("admin:beteiligte_beteiligteattempt_change", args=[written.pk])),
    ]


def session(user: Any) -> dict[str, str]:
    """Log this user in: name and value of the cookie."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return {"name": settings.SESSION_COOKIE_NAME, "value": store.session_key}
