"""What is played: a seed, and which act happens in which step."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace

from tests.simulation.acts import ACTS
from tests.simulation.policies import DEFAULT, Policies, drawn_policies


@dataclass(frozen=True)
class Scenario:
    """`steps`: number and name of each act. An act draws its chance from the seed and the step's number alone.

    So a shortened scenario, and one that was pinned when there were fewer acts, still goes the same way.
    """

    seed: int
    steps: tuple[tuple[int, str], ...]
    policies: Policies = DEFAULT

    @classmethod
    def drawn(cls, seed: int, count: int) -> Scenario:
        """So many steps, drawn from the seed."""
        names = [act.__name__ for act, _ in ACTS]
        weights = [weight for _, weight in ACTS]
        acts = random.Random(f"{seed}:acts").choices(names, weights, k=count)
        return cls(seed, tuple(enumerate(acts, start=1)), drawn_policies(seed))

    @classmethod
    def from_json(cls, text: str) -> Scenario:
        """The inverse of `as_json`."""
        stored = json.loads(text)
        steps = tuple((number, name) for number, name in stored["steps"])
        return cls(stored["seed"], steps, Policies.from_json(stored.get("policies")))

    def as_json(self) -> str:
        """One line that replays it."""
        return json.dumps({"seed": self.seed, "policies": self.policies.as_json(), "steps": self.steps})

    def without(self, start: int, count: int) -> Scenario:
        """The same without some neighbouring steps."""
        return replace(self, steps=self.steps[:start] + self.steps[start + count :])
