"""Lets people act in the middle of a run: right before or after one of the console's own calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def before(patch: pytest.MonkeyPatch, client: Any, call: str, act: Callable[[], Any], *, nth: int = 1) -> None:
    """Somebody does `act` right before the `nth` call of `client.call` is sent."""
    _around(patch, client, call, nth, first=act)


def after(patch: pytest.MonkeyPatch, client: Any, call: str, act: Callable[[], Any], *, nth: int = 1) -> None:
    """Somebody does `act` right after the `nth` call of `client.call` was answered."""
    _around(patch, client, call, nth, then=act)


def _around(
    patch: pytest.MonkeyPatch,
    client: Any,
    call: str,
    nth: int,
    first: Callable[[], Any] | None = None,
    then: Callable[[], Any] | None = None,
) -> None:
    own, count = getattr(client, call), [0]

    def with_people(*args: Any, **named: Any) -> Any:
        count[0] += 1
        meant = count[0] == nth
        if meant and first:
            first()
        result = own(*args, **named)
        if meant and then:
            then()
        return result

    patch.setattr(client, call, with_people)
