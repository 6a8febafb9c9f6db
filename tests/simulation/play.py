"""One run: an office, a number of steps drawn from a seed, then peace until everything has settled, then the check."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass

from tests.simulation import invariants
from tests.simulation.acts import ACTS, open_office
from tests.simulation.office import Office
from tests.simulation.settling import settle


@dataclass(frozen=True)
class Played:
    """How a run went: what is broken, its story, and a fingerprint of every line of it."""

    seed: int
    broken: list[str]
    story: list[str]
    digest: str


def play(seed: int, steps: int, leave_out: Collection[int] = ()) -> Played:
    """Play `seed` with so many steps, without those in `leave_out`.

    Every step draws its chance from the seed and its own number, so that leaving one out disturbs no other.
    """
    rng = random.Random()
    office = Office(rng)
    with office.open():
        found: list[str] = []
        try:
            _steps(office, seed, steps, leave_out)
            found = settle(office) + invariants.broken(office)
        except Exception as error:  # the console must not fall over, and neither must the simulation
            import traceback

            found = [f"broken off: {type(error).__name__}: {error}", traceback.format_exc()]
    return Played(seed, found, office.story.lines, office.story.digest())


def _steps(office: Office, seed: int, steps: int, leave_out: Collection[int]) -> None:
    _draw_anew(office.rng, seed, 0)
    open_office(office)
    names: list[Callable[[Office], str]] = [act for act, _ in ACTS]
    weights = [weight for _, weight in ACTS]
    for number in range(1, steps + 1):
        _draw_anew(office.rng, seed, number)
        if number in leave_out:
            continue
        act = office.rng.choices(names, weights)[0]
        place = len(office.story.lines)
        office.story.chapter("")
        office.story.lines[place] += f"step {number}: {act(office)}"
    _draw_anew(office.rng, seed, steps + 1)


def _draw_anew(rng: random.Random, seed: int, number: int) -> None:
    rng.seed(f"{seed}:{number}")
    random.seed(f"{seed}:{number}:console")
