"""Makes a failing run short: leaves out every step without which the same promise is still broken."""

from __future__ import annotations

from tests.simulation.play import Played, play


def shortened(failed: Played, steps: int, left_out: set[int]) -> tuple[set[int], Played]:
    """The steps that may be left out, and the run without them."""
    kind, best = _kind(failed), failed
    size = max(1, steps // 4)
    while size:
        for start in range(1, steps + 1, size):
            chunk = set(range(start, min(start + size, steps + 1))) - left_out
            if not chunk:
                continue
            played = play(failed.seed, steps, left_out | chunk)
            if played.broken and _kind(played) == kind:
                left_out, best = left_out | chunk, played
        size //= 2
    return left_out, best


def _kind(played: Played) -> str:
    return played.broken[0].partition(":")[0]
