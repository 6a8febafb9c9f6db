"""From a person's click to the first remote call: jobs on the queue of an idle, forking worker."""

from __future__ import annotations

import math
import statistics
from typing import Any

from bench.figures import Figure
from bench.processes import running
from bench.scale import Scale
from bench.stage import Stage, manage

GOAL_MS = 50.0


def measure(stage: Stage, scale: Scale, records: list[dict[str, Any]]) -> Figure:
    """The slowest per cent of the starts, by the arrival that the simulated EspoCRM has noted."""
    stage.offices.set_latency(scale.latency)
    stage.offices.forget_calls()
    ids = [record["id"] for record in records[: scale.jobs]]
    with running([*manage("rqworker", "interactive"), "--verbosity=0"], stage.environment):
        enqueued = stage.run("bench.tasks", "start", given=ids)
    arrived = _first_arrivals(stage)
    waits = sorted((arrived[espo_id] - at) * 1000 for espo_id, at in enqueued)
    name = f"enqueue to first remote call, p99 of {len(waits)}"
    details = {"median": round(statistics.median(waits), 3), "worst": round(waits[-1], 3)}
    return Figure(name, "ms", waits[math.ceil(0.99 * len(waits)) - 1], GOAL_MS, details=details)


def _first_arrivals(stage: Stage) -> dict[str, float]:
    """EspoCRM's record id → monotonic time of the first request for it; one machine, one clock."""
    calls = [call for call in stage.offices.calls() if call["system"] == "espocrm"]
    return {call["path"].rpartition("/")[2]: call["monotonic"] for call in reversed(calls)}
