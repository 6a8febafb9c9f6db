"""`python -m bench.pages`: every page with 100 000 parties and 2 million attempts against the same page with 100.

Runs on PostgreSQL: one that is given, or one of its own. Prints the table, writes `bench/results-pages.json`.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

from bench import machine, report
from bench.figures import Figure, WrongRun
from bench.stage import opened
from syncconsole.processes.embedded import NoEmbeddedServer
from tests import postgres
from tests.machine import postgres_programs

RESULTS = Path(__file__).resolve().parent / "results-pages.json"
FEW, MANY, GOAL = 100, 100_000, 5.0
TURNS, ROUNDS = 3, 4


def main(arguments: list[str]) -> int:
    """Run the bench; 1 if it could not measure, if a page's queries grow or, with `--check`, if a goal is missed."""
    options = _parser().parse_args(arguments)
    surroundings = machine.facts()
    try:
        with _server(options.postgres) as server:
            few, many, attempts = _measured(server, options.parties)
    except (WrongRun, NoEmbeddedServer, CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    figures = [held_against(name, few[name], page) for name, page in many.items()]
    print(report.table(figures))
    shape = {
        "database": "PostgreSQL",
        "parties": [FEW, options.parties],
        "attempts": attempts,
    }
    report.write(options.results, {**surroundings, "shape": shape}, figures)
    growing, missed = with_more_queries(figures), [figure.name for figure in figures if not figure.met]
    for what, names in (("More queries", growing), ("Missed", missed)):
        if names:
            print(f"\n{what}: {'; '.join(names)}.")
    return 1 if growing or (missed and options.check) else 0


def with_more_queries(figures: Sequence[Figure]) -> list[str]:
    """The pages that take more queries in the large office than in the small one."""
    return [figure.name for figure in figures if figure.details["queries"] > figure.details["queries_few"]]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description="Measure every page of the console.")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a goal is missed")
    parser.add_argument(
        "--postgres", metavar="URL", default="", help="create databases there, not on a server of its own"
    )
    parser.add_argument("--parties", metavar="N", type=int, default=MANY, help=f"how many are many ({MANY})")
    parser.add_argument("--results", metavar="FILE", type=Path, default=RESULTS, help="where to write the figures")
    return parser


@contextmanager
def _server(given: str) -> Iterator[str]:
    """The address of a PostgreSQL on which databases may be created."""
    programs = postgres_programs()
    if given:
        yield given
    elif programs is None:
        raise WrongRun("This needs PostgreSQL: install it or name one with --postgres=….")
    else:
        with postgres.private_cluster(programs) as url:
            yield url


def _measured(server: str, parties: int) -> tuple[dict[str, Any], dict[str, Any], list[int]]:
    """The pages of a small and of a large office, opened turn about in the same minutes; and their attempts."""
    with opened(server) as small, opened(server) as large:
        print(f"… filling in {parties} parties", file=sys.stderr, flush=True)
        attempts = [
            stage.run("bench.tasks", "history", given=count) for stage, count in ((small, FEW), (large, parties))
        ]
        print("… opening the pages", file=sys.stderr, flush=True)
        turns = [[stage.run("bench.tasks", "pages", given=ROUNDS) for stage in (small, large)] for _ in range(TURNS)]
    few, many = (joined([turn[side] for turn in turns]) for side in (0, 1))
    return few, many, attempts


def joined(turns: list[dict[str, Any]]) -> dict[str, Any]:
    """{page: median time, queries} over all turns."""
    return {
        name: {**page, "ms": statistics.median(time for turn in turns for time in turn[name]["ms"])}
        for name, page in turns[-1].items()
    }


def held_against(name: str, few: dict[str, float], many: dict[str, float]) -> Figure:
    """A page of the large office, by its time and its queries against those of the small one."""
    queries = {"queries": many["queries"], "queries_few": few["queries"], "sql_ms": round(many["sql_ms"], 1)}
    return Figure(name, "ms", many["ms"], GOAL, few["ms"], queries)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
