"""One run: an office, the steps of a scenario, then peace until everything has settled, then the check."""

from __future__ import annotations

import random
import traceback
from dataclasses import dataclass

from tests.simulation import invariants
from tests.simulation.acts import ACTS, open_office
from tests.simulation.decisions import decides_in_the_morning
from tests.simulation.office import Office
from tests.simulation.scenario import Scenario
from tests.simulation.settling import settle


@dataclass(frozen=True)
class Played:
    """How a run went: what is broken, its story, and a fingerprint of every line of it."""

    scenario: Scenario
    broken: list[str]
    story: list[str]
    digest: str


def play(scenario: Scenario) -> Played:
    """Play it; the same scenario always goes the same way."""
    office = Office(random.Random(), scenario.policies)
    with office.open():
        try:
            _steps(office, scenario)
            found = settle(office)
            if decides_in_the_morning(office):
                found += settle(office)
            found += invariants.broken(office)
        except Exception as error:  # whatever falls over is a finding, with the story up to there
            found = [f"broken off: {type(error).__name__}: {error}", traceback.format_exc()]
    return Played(scenario, found, office.story.lines, office.story.digest())


def _steps(office: Office, scenario: Scenario) -> None:
    acts = {act.__name__: act for act, _ in ACTS}
    _draw_anew(office.rng, scenario.seed, 0)
    open_office(office)
    for number, name in scenario.steps:
        _draw_anew(office.rng, scenario.seed, number)
        place = len(office.story.lines)
        office.story.chapter("")
        office.story.lines[place] += f"step {number}: {acts[name](office)}"
        office.watch.look()
    _draw_anew(office.rng, scenario.seed, -1)


def _draw_anew(rng: random.Random, seed: int, number: int) -> None:
    rng.seed(f"{seed}:{number}")
    random.seed(f"{seed}:{number}:console")
