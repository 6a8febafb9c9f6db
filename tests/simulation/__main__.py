"""`python -m tests.simulation --seed 1 --runs 300 --steps 50`: play many seeds, stop at the first broken promise."""

from __future__ import annotations

import sys

from tests.simulation.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
