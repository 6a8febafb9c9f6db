"""`make mutants`: plant each bug in a copy of the tree and let its tests find it; 1 if one survives.

Arguments are names of mutants; without any, all of them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from tests.mutants.catalogue import MUTANTS
from tests.mutants.killing import copied_tree, run_tests
from tests.mutants.mutant import Mutant, NoLongerFits


def main(names: Sequence[str]) -> int:
    """Print one line per mutant as it is done; return 0 if all were killed."""
    unknown = [name for name in names if name not in MUTANTS]
    if unknown:
        print(f"No such mutant: {', '.join(unknown)}. There are: {', '.join(MUTANTS)}")
        return 2
    chosen = [MUTANTS[name] for name in names or MUTANTS]
    if not _sound(chosen):
        return 1
    print("mutant → killed by → seconds")
    survivors = [mutant.name for mutant in chosen if not _killed(mutant)]
    print(
        f"{len(chosen) - len(survivors)} of {len(chosen)} killed" + "".join(f", {name} SURVIVED" for name in survivors)
    )
    return 1 if survivors else 0


def _sound(mutants: Sequence[Mutant]) -> bool:
    """Whether the tests pass where nothing is planted; else their failure would prove nothing."""
    tests = sorted({test for mutant in mutants for test in mutant.killed_by})
    with copied_tree() as root:
        results = run_tests(root, tests)
    if results.passed != set(tests):
        print(results.output, "These tests must pass before anything is planted.", sep="\n")
        return False
    print(f"{len(tests)} tests pass where nothing is planted", flush=True)
    return True


def _killed(mutant: Mutant) -> bool:
    """Whether each of its tests failed by an assertion."""
    begun = time.monotonic()
    try:
        with copied_tree(mutant.edits) as root:
            results = run_tests(root, mutant.killed_by)
    except NoLongerFits as why:
        print(f"{mutant.name} → {why}", flush=True)
        return False
    killed = results.asserted == set(mutant.killed_by)
    print(f"{mutant.name} → {', '.join(_short(results.asserted)) or 'nothing'} → {time.monotonic() - begun:.0f} s")
    if not killed:
        spared = sorted(set(mutant.killed_by) - results.asserted)
        print(results.output[-4000:], f"{mutant.name} was not noticed by: {', '.join(spared)}", sep="\n")
    sys.stdout.flush()
    return killed


def _short(tests: frozenset[str]) -> list[str]:
    return [test.partition("::")[2] for test in sorted(tests)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
