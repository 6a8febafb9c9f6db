"""The command line: how many runs, from which seed, in how many processes; a failing seed is made short and told."""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from functools import partial

from tests.simulation.environment import prepare

LONGEST_STORY = 240


def main(arguments: Sequence[str]) -> int:
    """Play, tell, and return 0 if every promise held."""
    asked = _parsed(arguments)
    prepare()
    begun, failed, count = time.monotonic(), 0, 0
    for seed, broken, told in _played(asked):
        count += 1
        if broken:
            failed += 1
            print(f"seed {seed}:", *broken, sep="\n  ", flush=True)
        if told:
            print(told, flush=True)
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
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--failures", type=int, default=1, help="stop after so many failing seeds")
    parser.add_argument("--skip", type=str, default="", help="steps to leave out, as a failing seed told")
    parser.add_argument("--story", action="store_true", help="tell the story of every run, also of good ones")
    parser.add_argument("--quick", action="store_true", help="do not shorten failing runs")
    return parser.parse_args(arguments)


def _played(asked: argparse.Namespace) -> Iterator[tuple[int, list[str], str]]:
    work = partial(_one, asked=asked)
    seeds = range(asked.seed, asked.seed + asked.runs)
    if asked.processes == 1 or asked.runs == 1:
        yield from map(work, seeds)
        return
    with multiprocessing.get_context("fork").Pool(asked.processes) as pool:
        yield from pool.imap_unordered(work, seeds, chunksize=4)


def _one(seed: int, asked: argparse.Namespace) -> tuple[int, list[str], str]:
    from tests.simulation.play import play
    from tests.simulation.shortening import shortened

    left_out = {int(number) for number in asked.skip.split(",") if number}
    played = play(seed, asked.steps, left_out)
    if not played.broken:
        return seed, [], "\n".join(played.story) if asked.story else ""
    if not asked.quick:
        left_out, played = shortened(played, asked.steps, left_out)
    skip = ",".join(str(number) for number in sorted(left_out))
    replay = f"replay: python -m tests.simulation --seed {seed} --runs 1 --steps {asked.steps} --skip {skip} --story"
    return seed, played.broken, "\n".join([*_told(played.story), replay, f"fingerprint {played.digest}"])


def _told(story: list[str]) -> list[str]:
    """The story, without the middle of an endless one."""
    if len(story) <= LONGEST_STORY:
        return story
    half = LONGEST_STORY // 2
    return [*story[:half], f"… {len(story) - 2 * half} lines …", *story[-half:]]
