"""`python -m tests.simulation --matrix`: play the crash matrix and print it as a table."""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections import defaultdict
from collections.abc import Iterator

Cells = dict[tuple[str, str], list[bool]]  # by scenario and search: whether each cell held


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the matrix to those of the simulation."""
    group = parser.add_argument_group("the crash matrix")
    group.add_argument("--matrix", action="store_true", help="kill each scenario at each step point instead")
    group.add_argument("--case", default="", help="only scenarios whose name begins so")
    group.add_argument("--search", default="", choices=("", "works", "ignored"), help="Advoware's search")
    group.add_argument("--stride", type=int, default=1, help="only every so many-th step point")
    group.add_argument("--point", type=int, default=0, help="tell the story of a kill at this step point")
    group.add_argument("--late", type=float, default=0.0, help="… with a late commit after so many seconds")


def run(asked: argparse.Namespace) -> int:
    """Play what is asked for, tell what broke, print the table, and return 0 if everything held."""
    if asked.point:
        return _retold(asked)
    begun, cells = time.monotonic(), defaultdict[tuple[str, str], list[bool]](list)
    for case, search, story in _played(asked):
        cells[case, search].append(not story)
        if story:
            print(story, flush=True)
    print(_table(cells))
    count = sum(map(len, cells.values()))
    failed = count - sum(sum(held) for held in cells.values())
    print(f"{count} crashes in {time.monotonic() - begun:.1f} s, {failed} failed")
    return 1 if failed else 0


def _retold(asked: argparse.Namespace) -> int:
    from tests.simulation.crash_matrix import Crash, rehearse

    went = rehearse(Crash(asked.case, asked.search or "works", asked.point, asked.late))
    print("\n".join([*went.story, *went.broken]))
    return 1 if went.broken else 0


def _played(asked: argparse.Namespace) -> Iterator[tuple[str, str, str]]:
    """Scenario, search, and the story of what broke, for each cell."""
    from tests.simulation.crash_cases import CASES
    from tests.simulation.crash_matrix import SEARCHES, crashes

    wanted = [
        crash
        for case in CASES
        if case.name.startswith(asked.case)
        for search in ([asked.search] if asked.search else SEARCHES)
        for crash in crashes(case.name, search)
        if crash.point % asked.stride == 0
    ]
    with multiprocessing.get_context("fork").Pool(asked.processes) as pool:
        yield from pool.imap(_one, wanted, chunksize=8)


def _one(crash: tuple[str, str, int, float]) -> tuple[str, str, str]:
    from tests.simulation.crash_matrix import Crash, rehearse

    case, search, point, late = crash
    went = rehearse(Crash(case, search, point, late))
    again = f'python -m tests.simulation --matrix --case "{case}" --search {search} --point {point} --late {late:g}'
    told = [f"{case}, killed at {went.killed_at}:", *(f"  {one}" for one in went.broken), f"  again: {again}"]
    return case, search, "\n".join(told) if went.broken else ""


def _table(cells: Cells) -> str:
    from tests.simulation.crash_matrix import SEARCHES

    lines = ["| Scenario | Crashes, search on | Crashes, search off | All held |", "| --- | --- | --- | --- |"]
    for case in dict.fromkeys(case for case, _ in cells):
        held = [cells.get((case, search), []) for search in SEARCHES]
        failed = sum(not one for some in held for one in some)
        counts = " | ".join(str(len(some)) for some in held)
        lines.append(f"| {case} | {counts} | {f'{failed} failed' if failed else 'yes'} |")
    return "\n".join(lines)
