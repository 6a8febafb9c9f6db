"""A worker that is killed in the middle of a run: nothing of it is cleaned up, its lease and its lock stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from syncconsole.run import lease


class Killed(BaseException):
    """The process is gone at this point; nothing of the console catches it."""


@contextmanager
def killed_after(owner: Any, name: str, *, calls: int = 1) -> Iterator[None]:
    """Let the worker die right after the `calls`-th call of `owner.name` has returned."""
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        patch.setattr(owner, name, _dying(getattr(owner, name), calls))
        patch.setattr(lease.Lease, "release", lambda held: None)  # a dead process gives nothing back
        yield


def _dying(step: Callable[..., Any], calls: int) -> Callable[..., Any]:
    left = [calls]

    def dies(*args: Any, **named: Any) -> Any:
        result = step(*args, **named)
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        return result

    return dies
