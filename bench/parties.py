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
    stage.offices.edit(records, "Maria")
    changed = _exactly(stage, scale, records, CHANGED_CALLS, "written")
    processor_time = _processor_time(stage, scale, records)
    unchanged = _median(
        [_exactly(stage, scale, records[: scale.unchanged], UNCHANGED_CALLS, "equal") for _ in range(scale.rounds)]
    )
    return [
        _wall_time(f"{len(records)} changed parties", changed, 1.15),
        processor_time,
        _wall_time(f"{scale.unchanged} unchanged parties, median of {scale.rounds}", unchanged, 1.3),
    ]


def _median(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The run of middle wall time: one lasts little more than a second, and any hiccup of the machine shows in it."""
    return sorted(runs, key=lambda run: float(run["wall"]))[len(runs) // 2]


def _wall_time(name: str, run: dict[str, Any], goal: float) -> Figure:
    return Figure(name, "s", run["wall"], goal, run["limit"], {"further_reads": run["further_reads"]})


def _processor_time(stage: Stage, scale: Scale, records: list[dict[str, Any]]) -> Figure:
    """The console and the bare loop turn about, each time over the same parties: the round of middle ratio.

    Turn about, since what a thread's work costs moves within minutes on a machine that others use too.
    """
    some = records[: len(records) // scale.turns]
    turns = (_turn(stage, scale, some, f"Maria {turn}") for turn in range(scale.turns))
    rounds = sorted(turns, key=lambda cpu: cpu[0] / cpu[1])
    ours, theirs = rounds[scale.turns // 2]
    name = f"processor time of a changed party, median of {scale.turns}"
    return Figure(name, "ms", ours, 2.0, theirs, {"ratios": [round(ours / theirs, 3) for ours, theirs in rounds]})


def _turn(stage: Stage, scale: Scale, records: list[dict[str, Any]], name: str) -> tuple[float, float]:
    """Milliseconds of one party in the console, and of the same calls by the bare loop."""
    stage.offices.edit(records, name)
    console = _exactly(stage, scale, records, CHANGED_CALLS, "written")
    bare = _bare(stage, scale, records)
    _synced(stage, records)  # what the bare loop left behind must not pass for a change
    return console["cpu"] * 1000 / len(records), bare["cpu"] * 1000 / len(records)


def _exactly(
    stage: Stage, scale: Scale, records: list[dict[str, Any]], calls: dict[str, int], outcome: str
) -> dict[str, Any]:
    """Sync with latency: `wall`, `cpu`, `limit` (seconds), `further_reads`; raises WrongRun if anything else ran."""
    run = _synced(stage, records, scale.latency)
    if run["outcomes"] != {outcome: len(records)}:
        raise WrongRun(f"{len(records)} runs should have ended as {outcome!r}, but ended as {run['outcomes']}.")
    return {
        **run,
        "limit": _limit(scale, len(records), calls),
        "further_reads": _further_reads(stage, len(records), calls),
    }


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
    _further_reads(stage, len(records), CHANGED_CALLS)
    return times


def _limit(scale: Scale, parties: int, per_party: dict[str, int]) -> float:
    """What latency alone allows for these calls, in seconds: the busier system decides."""
    of_system: Counter[str] = Counter()
    for kind, count in per_party.items():
        of_system[kind.split()[1]] += count * parties
    return max(of_system[system] * scale.latency / most for system, most in IN_FLIGHT.items())


def _further_reads(stage: Stage, parties: int, per_party: dict[str, int]) -> int:
    """Reads in the systems' logs beyond these calls: what was read too long ago is read again before a write.

    Raises WrongRun for a write too many or too few, or too few reads.
    """
    made = Counter(f"{call['method']} {call['system']}" for call in stage.offices.calls())
    further = made - Counter({kind: count * parties for kind, count in per_party.items()})
    if made.total() - further.total() != parties * sum(per_party.values()) or any(
        "GET" not in kind for kind in further
    ):
        raise WrongRun(f"{parties} parties made the calls {dict(made)}, each should have made {per_party}.")
    return further.total()
