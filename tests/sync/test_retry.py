"""When a failed party is tried again (rules 4, first row)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from syncconsole.sync.retry import Retry, RetrySettings, after_failure, spread

MINUTE = 60
DAY = 86400
DEFAULTS = RetrySettings(
    delays=(1 * MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 240 * MINUTE),
    jitter=0.2,
    max_failures=5,
    permanent_delay=DAY,
)
EXACT = replace(DEFAULTS, jitter=0.0)
AVERAGE_LUCK = 0.5


@pytest.mark.parametrize(("so_far", "minutes"), [(0, 1), (1, 5), (2, 15), (3, 60)])
def test_the_nth_failure_waits_the_nth_delay(so_far: int, minutes: int) -> None:
    assert after_failure(so_far, False, EXACT, AVERAGE_LUCK) == Retry(so_far + 1, False, False, minutes * MINUTE)


def test_the_last_delay_repeats() -> None:
    patient = replace(EXACT, max_failures=10)
    assert [after_failure(so_far, False, patient, 0.5).wait for so_far in (4, 5, 8)] == [240 * MINUTE] * 3


def test_the_fifth_failure_gives_up_once_and_waits_a_day() -> None:
    assert after_failure(4, False, EXACT, AVERAGE_LUCK) == Retry(5, True, True, DAY)


def test_a_try_after_giving_up_counts_nothing_and_tells_nobody() -> None:
    assert after_failure(5, True, EXACT, AVERAGE_LUCK) == Retry(5, True, False, DAY)


@pytest.mark.parametrize(("so_far", "given_up"), [(4, False), (5, True)])
def test_a_permanent_delay_of_zero_is_never(so_far: int, given_up: bool) -> None:
    never = replace(DEFAULTS, permanent_delay=0)
    assert after_failure(so_far, given_up, never, AVERAGE_LUCK).wait is None


def test_one_allowed_failure_gives_up_at_once() -> None:
    assert after_failure(0, False, replace(EXACT, max_failures=1), AVERAGE_LUCK).newly_given_up


@pytest.mark.parametrize("luck", [0.0, 0.25, 0.5, 0.75, 0.999])
@pytest.mark.parametrize("so_far", [0, 1, 2, 3, 4])
def test_jitter_moves_the_wait_by_at_most_its_share(so_far: int, luck: float) -> None:
    exact = after_failure(so_far, False, EXACT, luck).wait
    spread_out = after_failure(so_far, False, DEFAULTS, luck).wait
    assert exact is not None
    assert spread_out is not None
    assert 0.8 * exact <= spread_out <= 1.2 * exact


def test_jitter_goes_both_ways_and_is_fair() -> None:
    assert spread(100, 0.2, 0.0) == pytest.approx(80)
    assert spread(100, 0.2, 0.5) == pytest.approx(100)
    assert spread(100, 0.2, 1.0) == pytest.approx(120)
