"""Fill the console with an office's history, and the row of the check that home asks for."""

from __future__ import annotations

from bench.history import fill
from syncconsole.regular import checkpoints


def run(parties: int) -> int:
    """Write that many parties and all that belongs to them; the number of attempts."""
    history = fill(parties)
    checkpoints.record("sweep", {})
    return history.attempts
