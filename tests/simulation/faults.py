"""What can go wrong with a call: the fault catalogue, armed for the next calls or lasting for a while."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

# Before the effect: the system has done nothing.
REFUSED = "connection refused"
TIMEOUT_BEFORE = "time-out before the effect"
CUT_BEFORE = "connection cut before the effect"
ERROR_BEFORE = "500 before the effect"
UNAVAILABLE = "503"
LIMITED = "429"
HTML_BEFORE = "an HTML page instead"
REDIRECTED = "a redirect"
NOT_FOUND = "a proxy's 404"
TOKEN_DIES = "the token dies"
# After the effect: the system has done it, and the answer is spoilt.
TIMEOUT_AFTER = "time-out after the effect"
CUT_AFTER = "connection cut after the effect"
ERROR_AFTER = "500 after the effect"
GATEWAY_AFTER = "504 after the effect"
HTML_AFTER = "an HTML page after the effect"
CUT_OFF = "an answer cut off"
# The caller gives up, and the effect comes later.
LATE = "a late commit"

READING = (REFUSED, TIMEOUT_BEFORE, CUT_BEFORE, ERROR_BEFORE, UNAVAILABLE, LIMITED, HTML_BEFORE, NOT_FOUND, CUT_OFF)
WRITING = (TIMEOUT_AFTER, CUT_AFTER, ERROR_AFTER, GATEWAY_AFTER, HTML_AFTER, CUT_OFF, LATE)
LISTS = ("an empty list", "every second record", "none but the last record")
LASTING = (REFUSED, TIMEOUT_BEFORE, UNAVAILABLE, HTML_BEFORE, NOT_FOUND, ERROR_BEFORE, REDIRECTED, LIMITED)


@dataclass
class Armed:
    """A fault that waits for a call of `system` with `method`, the first `skip` of which pass."""

    system: str
    method: str
    kind: str
    skip: int = 0


@dataclass
class Faults:
    """All that is armed, the outages (system to kind and end), and how EspoCRM's lists are wrong, until when."""

    armed: list[Armed] = field(default_factory=list)
    outages: dict[str, tuple[str, float]] = field(default_factory=dict)
    wrong_lists: tuple[str, float] = ("", 0.0)

    def take(self, system: str, method: str, now: float) -> str:
        """The fault that this call meets, "" for none."""
        kind, end = self.outages.get(system, ("", 0.0))
        if now < end:
            return kind
        for one in self.armed:
            if one.system == system and one.method in ("", method):
                if one.skip:
                    one.skip -= 1
                    continue
                self.armed.remove(one)
                return one.kind
        return ""

    def arm_one(self, rng: random.Random) -> Armed:
        """Arm one at random."""
        system = rng.choice(("espocrm", "advoware"))
        writes = rng.random() < 0.6
        method = rng.choice(("PUT", "POST") if system == "advoware" else ("PATCH",)) if writes else "GET"
        kind = rng.choice(WRITING + READING if writes else READING)
        if system == "advoware" and rng.random() < 0.1:
            method, kind = "", TOKEN_DIES
        self.armed.append(Armed(system, method, kind, skip=rng.randrange(2)))
        return self.armed[-1]

    def begin_outage(self, rng: random.Random, now: float) -> tuple[str, str, float]:
        """Let one system fail for a while: its name, how, and for how many seconds."""
        system, kind = rng.choice(("espocrm", "advoware")), rng.choice(LASTING)
        seconds = rng.choice((20.0, 200.0, 2000.0, 12000.0))
        self.outages[system] = (kind, now + seconds)
        return system, kind, seconds

    def begin_wrong_lists(self, rng: random.Random, now: float) -> tuple[str, float]:
        """Let EspoCRM's lists leave records out for a while: how, and for how many seconds."""
        kind, seconds = rng.choice(LISTS), rng.choice((60.0, 1000.0, 10000.0, 90000.0))
        self.wrong_lists = (kind, now + seconds)
        return kind, seconds

    def listed(self, rows: list[Any], now: float) -> list[Any]:
        """What a list shows of `rows`."""
        kind, end = self.wrong_lists
        if now >= end:
            return rows
        return [] if kind == LISTS[0] else rows[1::2] if kind == LISTS[1] else rows[-1:]

    def end(self) -> None:
        """Everything works again."""
        self.armed.clear()
        self.outages.clear()
        self.wrong_lists = ("", 0.0)
