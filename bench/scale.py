"""How much is measured: in full, or just enough to show that the bench itself works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Numbers of parties, deliveries and jobs; `latency` is in seconds per answer of a remote system.

    `turns`: how often the console and the bare loop take turns. `rounds`: how often the unchanged ones are synced.
    """

    latency: float
    changed: int
    turns: int
    unchanged: int
    rounds: int
    known: int
    deliveries: dict[int, int]  # entities in one delivery → how many are sent
    jobs: int


FULL = Scale(
    latency=0.08, changed=1000, turns=3, unchanged=100, rounds=5, known=10_000, deliveries={1: 300, 500: 60}, jobs=100
)
QUICK = Scale(latency=0.01, changed=24, turns=1, unchanged=12, rounds=1, known=100, deliveries={1: 4, 50: 2}, jobs=3)

# What the console may have on its way at once; the defaults of its settings, named here since the limits need them.
THREADS = 16
IN_FLIGHT = {"espocrm": 16, "advoware": 8}
