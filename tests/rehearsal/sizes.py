"""How large a rehearsal is: `make rehearse` sets REHEARSAL=full, every other run takes a sample."""

from __future__ import annotations

import os

FULL = os.environ.get("REHEARSAL") == "full"


def size(*, full: int, sample: int) -> int:
    """The number to take in this run."""
    return full if FULL else sample
