"""Bugs that let two workers write one party."""

from __future__ import annotations

from tests.mutants.mutant import Edit, Mutant

LEASE = "syncconsole/run/lease.py"
RECORD = "syncconsole/run/record.py"

LOCK_RELEASED_BY_ANYBODY = Mutant(
    "lock-released-by-anybody",
    "A run gives the lock back without asking whether it still owns it.",
    (
        Edit(
            LEASE,
            "_DELETE_OWN = \"if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"
            ' return 0"',
            "_DELETE_OWN = \"return redis.call('del', KEYS[1])\"",
        ),
    ),
    (
        "tests/runner/test_one_writer.py::test_a_lock_is_given_back_by_its_owner_only",
        "tests/runner/test_one_writer.py::test_it_takes_neither_lock_nor_lease_from_its_successor",
    ),
)

EPOCH_CHECKED_ONCE = Mutant(
    "epoch-checked-once",
    "Only the claim asks who owns the party; later calls and records of that run go through whoever owns it then.",
    (
        Edit(
            LEASE,
            "self.record.objects.filter(pk=self.pk, epoch=self.epoch, lease_until__isnull=False)",
            "self.record.objects.filter(pk=self.pk)",
        ),
        Edit(RECORD, '    ours = "id = %s AND epoch = %s AND lease_until IS NOT NULL"\n', '    ours = "id = %s"\n'),
        Edit(RECORD, "values, ours, run.lease.pk, run.lease.epoch)", "values, ours, run.lease.pk)"),
    ),
    (
        "tests/runner/test_one_writer.py::test_a_run_that_lost_its_lease_starts_no_call_and_writes_no_row",
        "tests/runner/test_one_writer.py::test_whenever_the_epoch_moves_the_old_run_writes_nothing_more",
    ),
)

MUTANTS = (LOCK_RELEASED_BY_ANYBODY, EPOCH_CHECKED_ONCE)
