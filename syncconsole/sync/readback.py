"""What a read after a write tells (rules 2.3): did it arrive, differently, not at all, or did somebody edit?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from syncconsole.sync.canonical import is_cut_off
from syncconsole.sync.errors import ADVOWARE
from syncconsole.sync.values import STORED_DIFFERENTLY, Pair

ARRIVED = "arrived"
DIFFERENT = "different"  # an accepted difference
EDITED = "edited"  # somebody wrote after us: their edit is pulled, ours stays for review
NOT_WRITTEN = "not_written"  # the old base stays, the field is planned again


@dataclass(frozen=True)
class Sent:
    """What a run sent for one field to one side (canonical).

    `before` is what that side held, `other` what the opposite side held then: the same as `value`,
    unless a person's decision is written to both sides.
    """

    value: str
    before: str
    other: str

    def as_json(self) -> list[str]:
        """The stored form."""
        return [self.value, self.before, self.other]


@dataclass(frozen=True)
class Verdict:
    """`base` is the new pair, None if the old one stays."""

    kind: str
    base: Pair | None


def judge(sent: Sent, now: str, *, target: str, sure: bool, foreign_author: bool) -> Verdict:
    """Compare what `target` holds `now` with what was sent to it.

    `sure`: the write was answered. After an unknown outcome or a crash "as before" means that it
    was not written. `foreign_author`: the read (never the write's own answer) names another last
    author than us.
    """
    if now == sent.value:
        return Verdict(ARRIVED, _pair(target, now, sent.other))
    if not sure and now == sent.before:
        return Verdict(NOT_WRITTEN, None)
    if foreign_author and now and now != sent.before and not is_cut_off(now, sent.value):
        return Verdict(EDITED, _pair(target, sent.value, sent.other))
    pair = _pair(target, now, sent.other)
    return Verdict(DIFFERENT, replace(pair, why=STORED_DIFFERENTLY, sent=sent.value))


def _pair(target: str, held: str, opposite: str) -> Pair:
    return Pair(opposite, held) if target == ADVOWARE else Pair(held, opposite)
