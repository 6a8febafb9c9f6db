"""Planted bugs, each of which the suite must notice: `python -m tests.mutants [NAME…]`."""
