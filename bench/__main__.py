"""`python -m bench`: measure everything in one run, print the table, write `bench/results.json`.

`BENCH_QUICK=1` measures a handful of parties, to see that the bench works; its figures mean nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from subprocess import CalledProcessError

from bench import deliveries, machine, parties, report, starts
from bench.figures import Figure, WrongRun
from bench.scale import FULL, IN_FLIGHT, QUICK, THREADS, Scale
from bench.stage import Stage, opened
from syncconsole.processes.embedded import NoEmbeddedServer

RESULTS = Path(__file__).resolve().parent / "results.json"


def main(arguments: list[str]) -> int:
    """Run the bench; 1 if it could not measure or, with `--check`, if a goal is missed."""
    options = _parser().parse_args(arguments)
    scale = QUICK if os.environ.get("BENCH_QUICK") == "1" else FULL
    surroundings = {**machine.facts(), "shape": _shape(scale, options.postgres)}
    try:
        with opened(options.postgres) as stage:
            figures = measure(stage, scale)
    except (WrongRun, NoEmbeddedServer, CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    print(report.table(figures))
    results = options.results or (RESULTS if scale is FULL else None)
    if results:
        report.write(results, surroundings, figures)
    missed = [figure.name for figure in figures if not figure.met]
    if missed:
        print(f"\nMissed: {'; '.join(missed)}.")
    return 1 if missed and options.check else 0


def measure(stage: Stage, scale: Scale) -> list[Figure]:
    """All figures, one after another; what is measured never competes with something else that is."""
    records = parties.prepare(stage, scale)
    _say(f"{len(records)} parties in both systems; measuring their sync")
    figures = parties.measure(stage, scale, records)
    _say("measuring webhook deliveries")
    figures += deliveries.measure(stage, scale)
    _say("measuring the start of jobs")
    return [*figures, starts.measure(stage, scale, records)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the ratios of docs/performance.md.")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a goal is missed")
    parser.add_argument("--postgres", metavar="URL", default="", help="create a database there, instead of SQLite")
    parser.add_argument("--results", metavar="FILE", type=Path, help="where to write the figures as JSON")
    return parser


def _shape(scale: Scale, postgres: str) -> dict[str, object]:
    return {
        "latency_ms": scale.latency * 1000,
        "threads": THREADS,
        "in_flight": IN_FLIGHT,
        "database": "PostgreSQL" if postgres else "SQLite",
        "known_parties": scale.known,
    }


def _say(text: str) -> None:
    print(f"… {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
