"""Wall time and processor time of a piece of work."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable


def measured(work: Callable[[], object]) -> dict[str, float]:
    """Do `work`: its `wall` time, and the `cpu` time of this process and its ended children, in seconds."""
    began, used = time.monotonic(), _cpu()
    work()
    return {"wall": time.monotonic() - began, "cpu": _cpu() - used}


def _cpu() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
