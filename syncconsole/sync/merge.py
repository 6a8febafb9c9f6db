"""The truth table of one field (rules 1.1): base, both sides and the policy give one decision."""

from __future__ import annotations

from dataclasses import dataclass

from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.values import Pair, agreed, other

# Actions
NOTHING = "nothing"
ADOPT = "adopt"  # both hold the same: remember it
WRITE = "write"  # to `targets`
HELD = "held"  # policy manual: wait for a person

MANUAL = "manual"
POLICIES = (ESPOCRM, ADVOWARE, MANUAL)


@dataclass(frozen=True)
class Decision:
    """What happens to one field, and by which rule.

    `targets` (one side; both only for a person's decision) and `value` belong to WRITE; `loses` is
    the target's value that the write overwrites and that must be kept for review, "" for none.
    """

    action: str
    rule: str
    targets: tuple[str, ...] = ()
    value: str = ""
    loses: str = ""


def decide(base: Pair | None, e: str, a: str, policy: str, newer: str = "") -> Decision:
    """Decide one field from canonical values.

    `newer` is the side that was changed last, for a first link; "" if that cannot be said.
    """
    if e == a:
        return Decision(NOTHING if base == agreed(e) else ADOPT, "equal")
    if base is None:
        return _first_link(e, a, policy, newer)
    changed_e, changed_a = e != base.e, a != base.a
    if not changed_e and not changed_a:
        return Decision(NOTHING, "accepted")
    if changed_e and changed_a:
        return _both_changed(e, a, policy)
    source = ESPOCRM if changed_e else ADVOWARE
    target_value = a if changed_e else e
    # An edit over one half of an accepted difference keeps that half for review.
    return _write(source, e, a, f"{source}_changed", loses=target_value if base.differs else "")


def decided(e: str, a: str, value: str) -> Decision:
    """A person wants `value` on both sides, whatever the base."""
    targets = tuple(side for side, held in ((ADVOWARE, a), (ESPOCRM, e)) if held != value)
    return Decision(WRITE if targets else ADOPT, "decision", targets=targets, value=value)


def _both_changed(e: str, a: str, policy: str) -> Decision:
    if not e or not a:
        return _write(ESPOCRM if e else ADVOWARE, e, a, "edit_over_blank")
    return _by_policy(e, a, policy, "both_changed")


def _first_link(e: str, a: str, policy: str, newer: str) -> Decision:
    if not e or not a:
        return _write(ESPOCRM if e else ADVOWARE, e, a, "fill_blank")
    if newer and policy != MANUAL:
        return _write(newer, e, a, "first_link_newer", loses=a if newer == ESPOCRM else e)
    return _by_policy(e, a, policy, "first_link")


def _by_policy(e: str, a: str, policy: str, rule: str) -> Decision:
    if policy == MANUAL:
        return Decision(HELD, f"{rule}_held")
    return _write(policy, e, a, f"{rule}_policy", loses=a if policy == ESPOCRM else e)


def _write(source: str, e: str, a: str, rule: str, loses: str = "") -> Decision:
    return Decision(WRITE, rule, targets=(other(source),), value=e if source == ESPOCRM else a, loses=loses)
