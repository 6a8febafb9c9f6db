"""Running tests on a throwaway copy of the tree, and telling which of them an assertion ended."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.mutants.mutant import Edit

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "data", "pictures", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"
)
# How pytest begins the report of a test that an assertion ended; anything else is a fault of the mutant itself.
BY_ASSERTION = ("assert ", "AssertionError", "Failed: DID NOT RAISE")
MOST_SECONDS = 300


@dataclass(frozen=True)
class Results:
    """How the tests ended, by their names without parameters; `output` is what pytest printed."""

    passed: frozenset[str]
    asserted: frozenset[str]
    broken: frozenset[str]
    output: str


@contextmanager
def copied_tree(edits: Sequence[Edit] = ()) -> Iterator[Path]:
    """The project's tree in a folder of its own, with `edits` planted in it. Raises NoLongerFits."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        root = Path(folder) / "console"
        shutil.copytree(ROOT, root, ignore=NOT_COPIED, symlinks=True)
        (root / ".venv").symlink_to(sys.prefix)
        for edit in edits:
            edit.apply(root)
        yield root


def run_tests(root: Path, tests: Sequence[str]) -> Results:
    """Run these tests in the tree at `root`."""
    report = root / "mutant-report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *tests]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ran = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=MOST_SECONDS
        )
    except subprocess.TimeoutExpired:
        return _nothing_ran(tests, f"The tests did not end within {MOST_SECONDS} seconds.")
    output = ran.stdout + ran.stderr
    return _results(ElementTree.parse(report), output) if report.exists() else _nothing_ran(tests, output)


def _nothing_ran(tests: Sequence[str], output: str) -> Results:
    return Results(frozenset(), frozenset(), frozenset(tests), output)


def _results(report: ElementTree.ElementTree, output: str) -> Results:
    """A test with parameters counts as asserted if one of its cases is, and as passed if all are."""
    ended: dict[str, set[str]] = {}
    for case in report.iter("testcase"):
        ended.setdefault(_name(case), set()).add(_end(case))
    asserted = {name for name, ends in ended.items() if "asserted" in ends and "broken" not in ends}
    passed = {name for name, ends in ended.items() if ends == {"passed"}}
    return Results(frozenset(passed), frozenset(asserted), frozenset(ended.keys() - asserted - passed), output)


def _name(case: ElementTree.Element) -> str:
    file = case.get("classname", "").replace(".", "/") + ".py"
    return f"{file}::{case.get('name', '').partition('[')[0]}"


def _end(case: ElementTree.Element) -> str:
    failure = case.find("failure")
    if failure is not None:
        return "asserted" if failure.get("message", "").startswith(BY_ASSERTION) else "broken"
    return "broken" if case.find("error") is not None or case.find("skipped") is not None else "passed"
