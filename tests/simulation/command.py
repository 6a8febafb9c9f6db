"""The command line: how many runs, from which seed, in how many processes; a failing run is made short and told."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.simulation import crash_command
from tests.simulation.environment import prepare

LONGEST_STORY = 240
PINNED = Path(__file__).parent / "pinned"


class Told(NamedTuple):
    """One run, ready to be printed: its name, what is broken, the story with the line that replays it."""

    name: str
    broken: list[str]
    story: str


def main(arguments: Sequence[str]) -> int:
    """Play, tell, and return 0 if every promise held."""
    asked = _parsed(arguments)
    prepare()
    if asked.matrix:
        return crash_command.run(asked)
    begun, failed, count = time.monotonic(), 0, 0
    for told in _played(asked):
        count += 1
        failed += bool(told.broken)
        _tell(told)
        if failed >= asked.failures:
            break
    seconds = time.monotonic() - begun
    print(f"{count} runs of {asked.steps} steps in {seconds:.1f} s ({count / seconds:.1f} a second), {failed} failed")
    return 1 if failed else 0


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--runs", type=int, default=300, help="how many seeds from there on")
    parser.add_argument("--steps", type=int, default=50, help="steps before everything settles")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="play in so many processes")
    parser.add_argument("--failures", type=int, default=1, help="stop after so many failing runs")
    parser.add_argument("--replay", default="", help="play this scenario, as a failing run printed it")
    parser.add_argument("--pinned", action="store_true", help="play everything that was ever found")
    parser.add_argument("--story", action="store_true", help="tell the story of every run, also of good ones")
    parser.add_argument("--quick", action="store_true", help="do not shorten failing runs")
    crash_command.add_options(parser)
    return parser.parse_args(arguments)


def _tell(told: Told) -> None:
    if told.broken:
        print(f"{told.name}:", *told.broken, sep="\n  ", flush=True)
    if told.story:
        print(told.story, flush=True)


def _played(asked: argparse.Namespace) -> Iterator[Told]:
    work = partial(_one, story=asked.story, short=not asked.quick)
    scenarios = list(_wanted(asked))
    if asked.processes == 1 or len(scenarios) == 1:
        yield from map(work, scenarios)
        return
    with multiprocessing.get_context("fork").Pool(asked.processes) as pool:
        yield from pool.imap_unordered(work, scenarios, chunksize=4)


def _wanted(asked: argparse.Namespace) -> Iterable[tuple[str, str]]:
    """Name and scenario, as JSON, of each run."""
    from tests.simulation.scenario import Scenario

    if asked.replay:
        return [("replayed", asked.replay)]
    if asked.pinned:
        return [(path.stem, path.read_text(encoding="utf-8")) for path in sorted(PINNED.glob("*.json"))]
    seeds = range(asked.seed, asked.seed + asked.runs)
    return ((f"seed {seed}", Scenario.drawn(seed, asked.steps).as_json()) for seed in seeds)


def _one(wanted: tuple[str, str], *, story: bool, short: bool) -> Told:
    from tests.simulation.play import play
    from tests.simulation.scenario import Scenario
    from tests.simulation.shortening import shortened

    name, scenario = wanted
    played = play(Scenario.from_json(scenario))
    if not played.broken:
        return Told(name, [], "\n".join(played.story) if story else "")
    if short:
        played = shortened(played)
    replay = f"replay: python -m tests.simulation --story --replay '{played.scenario.as_json()}'"
    lines = [*_without_the_middle(played.story), replay, f"fingerprint {played.digest}"]
    return Told(name, played.broken, "\n".join(lines))


def _without_the_middle(story: list[str]) -> list[str]:
    """The story, without the middle of an endless one."""
    if len(story) <= LONGEST_STORY:
        return story
    half = LONGEST_STORY // 2
    return [*story[:half], f"… {len(story) - 2 * half} lines …", *story[-half:]]
