"""Bugs in what is remembered as agreed: believed too early, or learnt from the wrong value."""

from __future__ import annotations

from tests.mutants.mutant import Edit, Mutant

TO_ADVOWARE = "syncconsole/run/to_advoware.py"

BASE_BEFORE_WRITE = Mutant(
    "base-before-write",
    "What is about to be written counts as agreed before the call is made.",
    (
        Edit(
            TO_ADVOWARE,
            "        sent[write.field] = Sent(write.value, write.before, held)\n",
            "        sent[write.field] = Sent(write.value, write.before, held)\n"
            "        run.base[write.field] = agreed(write.value)\n",
        ),
        Edit(
            TO_ADVOWARE,
            "from syncconsole.sync.values import Seen\n",
            "from syncconsole.sync.values import Seen, agreed\n",
        ),
    ),
    (
        "tests/runner/test_crashes.py::test_an_update_that_dies_keeps_every_edit",
        "tests/runner/test_read_back.py::test_a_put_whose_answer_is_lost_is_judged_by_the_next_run",
    ),
)

READ_BACK_IS_AGREED = Mutant(
    "read-back-is-agreed",
    "What the target stored is remembered as the agreed value of both sides, whatever was sent.",
    (
        Edit(
            "syncconsole/sync/readback.py",
            "    return Pair(opposite, held) if target == ADVOWARE else Pair(held, opposite)",
            "    return Pair(held, held)",
        ),
    ),
    (
        "tests/sync/test_readback.py::test_an_accepted_difference_keeps_advowares_half_for_the_next_comparison",
        "tests/sync/test_readback.py::"
        "test_another_value_in_espocrm_is_an_accepted_difference_with_the_halves_in_their_places",
    ),
)

MUTANTS = (BASE_BEFORE_WRITE, READ_BACK_IS_AGREED)
