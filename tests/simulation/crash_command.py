"""`python -m tests.simulation --matrix`: play the crash matrix and print it as a table."""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.simulation.crash_matrix import Crash

HEADING = """| Scenario | Search | Step points | Crashes | Wait for a person | All held |
| --- | --- | --- | --- | --- | --- |"""
HELD, WAITS, BROKEN = "held", "waits", "broken"


class Told(NamedTuple):
    """What came of one crash, and the story if a promise was broken."""

    case: str
    search: str
    point: int
    came_of_it: str
    story: str = ""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the matrix to those of the simulation."""
    group = parser.add_argument_group("the crash matrix")
    group.add_argument("--matrix", action="store_true", help="kill each scenario at each step point instead")
    group.add_argument("--case", default="", help="only scenarios whose name begins so")
    group.add_argument("--search", default="", choices=("", "works", "ignored"), help="Advoware's search")
    group.add_argument("--stride", type=int, default=1, help="only every so many-th step point, and late commits")
    group.add_argument("--point", type=int, default=0, help="tell the story of a kill at this step point")
    group.add_argument("--late", type=float, default=0.0, help="… with a late commit after so many seconds")


def run(asked: argparse.Namespace) -> int:
    """Play what is asked for, tell what broke, print the table, and return 0 if everything held."""
    if asked.point:
        return _retold(asked)
    begun, count, failed = time.monotonic(), 0, 0
    print(HEADING)
    for (case, search), told in groupby(_played(asked), key=attrgetter("case", "search")):
        crashes = list(told)
        print(_row(case, search, crashes), *(one.story for one in crashes if one.story), sep="\n", flush=True)
        count += len(crashes)
        failed += sum(one.came_of_it == BROKEN for one in crashes)
    print(f"{count} runs in {time.monotonic() - begun:.1f} s, {failed} failed")
    return 1 if failed else 0


def _retold(asked: argparse.Namespace) -> int:
    from tests.simulation.crash_matrix import Crash, rehearse

    went = rehearse(Crash(asked.case, asked.search or "works", asked.point, asked.late))
    print("\n".join([*went.story, *went.broken]))
    return 1 if went.broken else 0


def _played(asked: argparse.Namespace) -> Iterator[Told]:
    """All crashes that are asked for, scenario by scenario."""
    from tests.simulation.crash_cases import CASES
    from tests.simulation.crash_matrix import AFTER_THE_NEXT_RUN, SEARCHES

    rows = [
        (case.name, search)
        for case in CASES
        if case.name.startswith(asked.case)
        for search in SEARCHES
        if asked.search in ("", search)
    ]
    with multiprocessing.get_context("fork").Pool(asked.processes) as pool:
        wanted = [
            crash
            for cells in pool.imap(_cells, rows)
            for crash in cells
            if crash.point % asked.stride == 0 or crash.late == AFTER_THE_NEXT_RUN
        ]
        yield from pool.imap(_one, wanted, chunksize=8)


def _cells(row: tuple[str, str]) -> list[Crash]:
    """All crashes of one scenario with one kind of search."""
    from tests.simulation.crash_matrix import crashes

    return list(crashes(*row))


def _one(crash: Crash) -> Told:
    from tests.simulation.crash_matrix import rehearse

    case, search, point, late = crash
    went = rehearse(crash)
    if not went.broken:
        return Told(case, search, point, WAITS if went.waits else HELD)
    again = f'python -m tests.simulation --matrix --case "{case}" --search {search} --point {point} --late {late:g}'
    where = went.points[-1][0] if point else "nowhere"
    told = [f"{case}, killed at {where}:", *(f"  {one}" for one in went.broken), f"  again: {again}"]
    return Told(case, search, point, BROKEN, "\n".join(told))


def _row(case: str, search: str, crashes: list[Told]) -> str:
    came = [one.came_of_it for one in crashes]
    points = len({one.point for one in crashes if one.point})
    held = f"{came.count(BROKEN)} failed" if BROKEN in came else "yes"
    return f"| {case} | {search} | {points} | {sum(1 for one in crashes if one.point)} | {came.count(WAITS)} | {held} |"
