"""`make bench`, with a handful of parties: its figures mean nothing then, but it must measure what it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench import report
from bench.figures import Figure

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 300


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a quick run has written, on the database of this round of the suite."""
    file = tmp_path_factory.mktemp("bench") / "results.json"
    database = f"--postgres={os.environ.get('TEST_DATABASE_URL', '')}"
    command = [sys.executable, "-m", "bench", f"--results={file}", database]
    environment = {**os.environ, "BENCH_QUICK": "1"}
    subprocess.run(command, env=environment, cwd=ROOT, check=True, timeout=SECONDS)
    return dict(json.loads(file.read_text(encoding="utf-8")))


@pytest.mark.e2e
def test_one_run_measures_every_goal(results: dict[str, Any]) -> None:
    names = [figure["name"] for figure in results["figures"]]
    assert names == [
        "24 changed parties",
        "processor time of a changed party, median of 1",
        "12 unchanged parties, median of 1",
        "webhook delivery of 1 entity, median of 4",
        "webhook delivery of 50 entities, median of 2",
        "enqueue to first remote call, p99 of 3",
    ]


@pytest.mark.e2e
def test_the_results_tell_machine_and_versions(results: dict[str, Any]) -> None:
    assert results["machine"]["cores"] >= 1
    assert results["versions"]["django"].startswith("5.2")
    assert results["shape"]["in_flight"] == {"espocrm": 16, "advoware": 8}


def test_a_missed_goal_is_said_in_the_table() -> None:
    slow = Figure("1000 changed parties", "s", measured=40.0, goal=1.15, against=30.0)
    last = report.table([slow]).splitlines()[-1]
    assert [cell.strip() for cell in last.strip("|").split("|")] == [
        "1000 changed parties",
        "40.00 s",
        "30.00 s",
        "1.33",
        "≤ 1.15 ×",
        "NO",
    ]


def test_a_figure_without_a_yardstick_is_held_against_its_goal_alone() -> None:
    assert Figure("start", "ms", measured=49.0, goal=50.0).met
    assert not Figure("start", "ms", measured=51.0, goal=50.0).met
