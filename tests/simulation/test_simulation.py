"""The simulation in the suite: in processes of its own, since it puts virtual time under the whole console."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def simulate(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as `make simulate` does."""
    command = [sys.executable, "-m", "tests.simulation", *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)


def test_three_hundred_offices_keep_every_promise() -> None:
    played = simulate("--seed", "1", "--runs", "300", "--steps", "50")
    assert played.returncode == 0, played.stdout + played.stderr


def test_nothing_that_was_ever_found_comes_back() -> None:
    played = simulate("--pinned")
    assert played.returncode == 0, played.stdout + played.stderr


def test_the_same_seed_tells_the_same_story_in_another_process() -> None:
    stories = {simulate("--seed", "7", "--runs", "1", "--story").stdout.rpartition("\n1 runs")[0] for _ in range(2)}
    assert len(stories) == 1 and "settling" in stories.pop()
