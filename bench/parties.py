"""Changed and unchanged parties through the feed of one worker process."""

from __future__ import annotations

from collections import Counter
from typing import Any

from bench.figures import Figure, WrongRun
from bench.scale import IN_FLIGHT, THREADS, Scale
from bench.stage import Stage
from syncconsole.sandbox import demo

CHANGED_CALLS = {"GET espocrm": 1, "GET advoware": 2, "PUT advoware": 1, "PATCH espocrm": 1}
UNCHANGED_CALLS = {"GET espocrm": 1, "GET advoware": 1}


def prepare(stage: Stage, scale: Scale) -> list[dict[str, Any]]:
    """Fill both offices and let the console agree with them: EspoCRM's records. Not measured, without latency."""
    stage.offices.set_latency(0)
    records = stage.offices.fill(scale.changed)
    _synced(stage, records)
    return records


def measure(stage: Stage, scale: Scale, records: list[dict[str, Any]]) -> list[Figure]:
    """All parties changed in EspoCRM, the processor time against bare `requests`, and some parties unchanged."""
    changed, limit = _changed(stage, scale, records)
    bare = _bare(stage, scale, records)
    _synced(stage, records, latency=0)  # what the bare loop left behind must not pass for a change
    unchanged = records[: scale.unchanged]
    return [
        Figure(f"{len(records)} changed parties", "s", changed["wall"], 1.15, limit),
        Figure(
            "processor time of one changed party",
            "ms",
            changed["cpu"] * 1000 / len(records),
            2.0,
            bare["cpu"] * 1000 / len(records),
            {"bare_loop_wall_s": round(bare["wall"], 3)},
        ),
        _unchanged(stage, scale, unchanged),
    ]


def _changed(stage: Stage, scale: Scale, records: list[dict[str, Any]]) -> tuple[dict[str, Any], float]:
    stage.offices.edit(records, "Maria")
    times = _synced(stage, records, latency=scale.latency)
    _expect(times, {"written": len(records)})
    return times, _limit(stage, scale, len(records), CHANGED_CALLS)


def _unchanged(stage: Stage, scale: Scale, records: list[dict[str, Any]]) -> Figure:
    times = _synced(stage, records, latency=scale.latency)
    _expect(times, {"equal": len(records)})
    limit = _limit(stage, scale, len(records), UNCHANGED_CALLS)
    return Figure(f"{len(records)} unchanged parties, no write", "s", times["wall"], 1.3, limit)


def _synced(stage: Stage, records: list[dict[str, Any]], latency: float = 0) -> dict[str, Any]:
    stage.offices.set_latency(latency)
    stage.offices.forget_calls()
    return dict(stage.run("bench.tasks", "sync", given=[record["id"] for record in records]))


def _bare(stage: Stage, scale: Scale, records: list[dict[str, Any]]) -> dict[str, Any]:
    stage.offices.set_latency(scale.latency)
    given = {
        "espocrm": stage.offices.espocrm,
        "advoware": stage.offices.advoware,
        "key": demo.ESPOCRM_API_KEY,
        "token": stage.offices.advoware_token(),
        "threads": THREADS,
        "in_flight": IN_FLIGHT,
        "parties": [(record["id"], record["values"]["betnr"]) for record in records],
    }
    stage.offices.forget_calls()
    times = dict(stage.run("bench.bare_loop", given=given))
    _limit(stage, scale, len(records), CHANGED_CALLS)
    return times


def _expect(times: dict[str, Any], outcomes: dict[str, int]) -> None:
    if times["outcomes"] != outcomes:
        raise WrongRun(f"The runs ended as {times['outcomes']}, not as {outcomes}.")


def _limit(stage: Stage, scale: Scale, parties: int, per_party: dict[str, int]) -> float:
    """What latency alone allows for the calls in the systems' logs, in seconds; raises WrongRun for other calls."""
    calls = stage.offices.calls()
    made = Counter(f"{call['method']} {call['system']}" for call in calls)
    if made != Counter({kind: count * parties for kind, count in per_party.items()}):
        raise WrongRun(f"{parties} parties made the calls {dict(made)}, each should have made {per_party}.")
    of_system = Counter(call["system"] for call in calls)
    return max(of_system[system] * scale.latency / most for system, most in IN_FLIGHT.items())
