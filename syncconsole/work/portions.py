"""Cutting long lists for statements and jobs (`itertools.batched` comes with Python 3.12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def portions(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Slices of at most `size` items, in order; nothing for no items."""
    return (items[start : start + size] for start in range(0, len(items), size))
