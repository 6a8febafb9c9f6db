"""One field in every situation of a four-value world: what must hold whatever the table says.

16 pairs as base and no base, 16 states of the two sides, three policies, three answers to "who is newer":
2448 situations, each checked against every law below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from syncconsole.sync.merge import ADOPT, HELD, NOTHING, POLICIES, WRITE, Decision, decide
from syncconsole.sync.values import ADVOWARE, ESPOCRM, SIDES, Pair, agreed, other

WORLD = ("", "Alpha", "Beta", "Gamma")
BASES = (None, *(Pair(e, a, why="" if e == a else "stored") for e, a in product(WORLD, WORLD)))


@dataclass(frozen=True)
class Situation:
    """One field before a run."""

    base: Pair | None
    e: str
    a: str
    policy: str
    newer: str

    @property
    def decision(self) -> Decision:
        return decide(self.base, self.e, self.a, self.policy, self.newer)

    def held_by(self, side: str) -> str:
        return self.e if side == ESPOCRM else self.a

    def changed(self, side: str) -> bool:
        """Whether that side differs from its own half of the base; without a base nobody knows."""
        return self.base is not None and self.held_by(side) != self.base.half(side)

    def precious(self, side: str) -> bool:
        """Whether that side holds a value that no earlier run has carried or shown."""
        return self.held_by(side) != "" and (self.base is None or self.changed(side))

    def carried_out(self) -> Situation:
        """The field after a run whose write arrived as it was sent."""
        done = self.decision
        e = done.value if ESPOCRM in done.targets else self.e
        a = done.value if ADVOWARE in done.targets else self.a
        base = agreed(e) if done.action in (ADOPT, WRITE) else self.base
        return Situation(base, e, a, self.policy, self.newer)


def situations() -> Iterator[Situation]:
    """Every situation of the four-value world."""
    for base, e, a, policy, newer in product(BASES, WORLD, WORLD, POLICIES, ("", *SIDES)):
        yield Situation(base, e, a, policy, newer)


def test_the_world_is_complete() -> None:
    assert len(set(situations())) == 17 * 16 * 3 * 3


def test_equal_sides_are_never_written() -> None:
    for case in situations():
        if case.e == case.a:
            assert case.decision.action in (ADOPT, NOTHING), case
            assert case.carried_out().base == agreed(case.e), case


def test_at_most_one_side_is_written_and_only_by_a_write() -> None:
    for case in situations():
        assert len(case.decision.targets) == (case.decision.action == WRITE), case


def test_what_is_written_is_the_value_of_the_opposite_side() -> None:
    for case in situations():
        for target in case.decision.targets:
            assert case.decision.value == case.held_by(other(target)), case
            assert case.decision.value != case.held_by(target), case


def test_no_value_that_nobody_has_carried_yet_is_lost_silently() -> None:
    for case in situations():
        after = case.carried_out()
        for side in SIDES:
            value = case.held_by(side)
            if case.precious(side):
                assert value in (after.e, after.a) or value == case.decision.loses, case


def test_a_value_stands_on_both_sides_or_is_kept_or_held_or_was_shown_before() -> None:
    for case in situations():
        after = case.carried_out()
        waits = case.decision.action == HELD
        accepted = case.base == Pair(case.e, case.a, why="stored")
        for side in SIDES:
            value = case.held_by(side)
            if case.precious(side) and not waits and not accepted:
                assert value == after.e == after.a or value == case.decision.loses, case


def test_an_overwritten_half_of_an_accepted_difference_is_kept() -> None:
    for case in situations():
        if case.base is None or not case.base.differs:
            continue
        for target in case.decision.targets:
            overwritten = case.held_by(target)
            assert overwritten in ("", case.decision.loses), case


def test_only_what_the_target_holds_is_kept_as_lost() -> None:
    for case in situations():
        if case.decision.loses:
            (target,) = case.decision.targets
            assert case.decision.loses == case.held_by(target), case


def test_an_ordinary_edit_loses_nothing_and_needs_no_review() -> None:
    for case in situations():
        if case.base is not None and not case.base.differs and case.changed(ESPOCRM) != case.changed(ADVOWARE):
            assert (case.decision.action, case.decision.loses) == (WRITE, ""), case


def test_a_side_is_written_only_because_the_other_one_changed() -> None:
    for case in situations():
        if case.base is not None:
            for target in case.decision.targets:
                assert case.changed(other(target)), case


def test_an_unchanged_field_is_left_alone() -> None:
    for case in situations():
        if case.base is not None and not case.changed(ESPOCRM) and not case.changed(ADVOWARE):
            assert case.decision.action == NOTHING, case


def test_a_change_is_never_left_lying_unless_it_waits_for_a_person() -> None:
    for case in situations():
        if case.changed(ESPOCRM) or case.changed(ADVOWARE):
            assert case.decision.action in (WRITE, ADOPT, HELD), case


def test_only_the_policy_manual_holds_and_only_what_both_sides_fill_differently() -> None:
    for case in situations():
        both_new = case.base is None or (case.changed(ESPOCRM) and case.changed(ADVOWARE))
        disputed = both_new and case.e != case.a and case.e != "" and case.a != ""
        assert (case.decision.action == HELD) == (disputed and case.policy == "manual"), case


def test_a_blank_never_overwrites_an_edit() -> None:
    for case in situations():
        for target in case.decision.targets:
            if case.decision.value == "":
                assert not case.precious(target), case


def test_who_is_newer_matters_at_a_first_link_only() -> None:
    for case in situations():
        if case.base is not None:
            assert case.decision == decide(case.base, case.e, case.a, case.policy, ""), case


def test_the_reason_of_an_accepted_difference_does_not_matter() -> None:
    for case in situations():
        if case.base is not None and case.base.differs:
            refused = Pair(case.base.e, case.base.a, why="refused", words="valid", sent="Gamma")
            assert case.decision == decide(refused, case.e, case.a, case.policy, case.newer), case


def test_a_second_plan_after_a_faithful_write_does_nothing() -> None:
    for case in situations():
        after = case.carried_out()
        second = after.decision
        assert second.targets == (), case
        assert second.action == case.decision.action or second.action == NOTHING, case


def test_the_two_sides_are_treated_alike_but_for_the_policy() -> None:
    mirror = {ESPOCRM: ADVOWARE, ADVOWARE: ESPOCRM, "manual": "manual", "": ""}
    for case in situations():
        base = case.base and Pair(case.base.a, case.base.e, why=case.base.why)
        mirrored = decide(base, case.a, case.e, mirror[case.policy], mirror[case.newer])
        assert tuple(mirror[side] for side in mirrored.targets) == case.decision.targets, case
        assert (mirrored.value, mirrored.loses) == (case.decision.value, case.decision.loses), case
