"""Makes a failing scenario short: leaves out every step without which the same promise is still broken."""

from __future__ import annotations

import re

from tests.simulation.play import Played, play

_OF_THIS_CASE = re.compile(r"'[^']*'|\[[^]]*\]|[#+]?\b\w*\d\w*\b|EspoCRM|Advoware|espocrm|advoware")


def shortened(failed: Played) -> Played:
    """The shortest run that was found to break the same promise."""
    best, size = failed, max(1, len(failed.scenario.steps) // 3)
    while size:
        start = 0
        while start < len(best.scenario.steps):
            played = play(best.scenario.without(start, size))
            if played.broken and _kind(played) == _kind(failed):
                best = played
            else:
                start += size
        size //= 2
    return best


def _kind(played: Played) -> str:
    """What is broken, without the values and records of this one case."""
    promise, _, words = played.broken[0].partition(":")
    return promise + _OF_THIS_CASE.sub("", words)
