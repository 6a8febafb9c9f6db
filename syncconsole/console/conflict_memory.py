"""What the conflict inbox remembers for one person's session: what was done last, and what is put off until tomorrow.

Only keys, counts and times are kept; names and values are read anew when a page shows them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from syncconsole import clock
from syncconsole.people.setting_aside import tomorrow

MOST_PUT_OFF = 200


def _key(model: type[Any], what: str) -> str:
    return f"conflicts:{model._meta.label_lower}:{what}"


def last_act(request: HttpRequest, model: type[Any]) -> dict[str, Any] | None:
    """What this person did last here, as `remember_act` was given it."""
    act: dict[str, Any] | None = request.session.get(_key(model, "done"))
    return act


def remember_act(request: HttpRequest, model: type[Any], act: dict[str, Any] | None) -> None:
    """Keep what was done until the next act, or forget it."""
    request.session[_key(model, "done")] = act


def put_off(request: HttpRequest, model: type[Any], pk: int) -> None:
    """Put one question at the end of this person's queue until tomorrow."""
    kept = {key: until for key, until in _later(request, model).items() if int(key) != pk}
    newest = list(kept.items())[-(MOST_PUT_OFF - 1) :]
    request.session[_key(model, "later")] = {**dict(newest), str(pk): tomorrow().isoformat()}


def put_off_keys(request: HttpRequest, model: type[Any]) -> list[int]:
    """The keys of the rows that were put off and whose tomorrow has not come yet."""
    return [int(key) for key in _later(request, model)]


def _later(request: HttpRequest, model: type[Any]) -> dict[str, str]:
    now = clock.now()
    stored = request.session.get(_key(model, "later"), {})
    return {key: until for key, until in stored.items() if datetime.fromisoformat(until) > now}
