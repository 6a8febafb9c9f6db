"""`python -m bench.pages`: every page with 100 000 parties and 2 million attempts against the same page with 100.

Runs on PostgreSQL: one that is given, or one of its own. Prints the table, writes `bench/results-pages.json`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
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
FEW, MANY, ROUNDS, GOAL = 100, 100_000, 9, 5.0


def main(arguments: list[str]) -> int:
    """Run the bench; 1 if it could not measure, if a page's queries grow or, with `--check`, if a goal is missed."""
    options = _parser().parse_args(arguments)
    surroundings = machine.facts()
    try:
        with _server(options.postgres) as server:
            few, many = (_measured(server, parties) for parties in (FEW, options.parties))
    except (WrongRun, NoEmbeddedServer, CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    figures = [_figure(name, few["pages"][name], page) for name, page in many["pages"].items()]
    print(report.table(figures))
    shape = {
        "database": "PostgreSQL",
        "parties": [FEW, options.parties],
        "attempts": [few["attempts"], many["attempts"]],
    }
    report.write(options.results, {**surroundings, "shape": shape}, figures)
    growing = [figure.name for figure in figures if figure.details["queries"] > figure.details["queries_few"]]
    missed = [figure.name for figure in figures if not figure.met]
    for what, names in (("More queries", growing), ("Missed", missed)):
        if names:
            print(f"\n{what}: {'; '.join(names)}.")
    return 1 if growing or (missed and options.check) else 0


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


def _measured(server: str, parties: int) -> dict[str, Any]:
    print(f"… {parties} parties", file=sys.stderr, flush=True)
    with opened(server) as stage:
        return dict(stage.run("bench.tasks", "pages", given={"parties": parties, "rounds": ROUNDS}))


def _figure(name: str, few: dict[str, float], many: dict[str, float]) -> Figure:
    queries = {"queries": many["queries"], "queries_few": few["queries"]}
    return Figure(name, "ms", many["ms"], GOAL, few["ms"], queries)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
