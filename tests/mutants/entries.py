"""Bugs in phones and mails: a number unlinked by an old list, or back from the dead."""

from __future__ import annotations

from tests.mutants.mutant import Edit, Mutant

TO_ESPO = "syncconsole/run/to_espo.py"

LISTS_ON_AN_OLD_READING = Mutant(
    "lists-on-an-old-reading",
    "EspoCRM's lists are written whole, however long ago they were read.",
    (
        Edit(
            TO_ESPO,
            "    if not run.readings[ESPOCRM].fresh or run.was_stale:\n",
            "    if not lists and (not run.readings[ESPOCRM].fresh or run.was_stale):\n",
        ),
        Edit(
            TO_ESPO,
            "        with in_time(run, ESPOCRM):\n",
            "        with nullcontext() if lists else in_time(run, ESPOCRM):\n",
        ),
        Edit(TO_ESPO, "from typing import Any\n", "from contextlib import nullcontext\nfrom typing import Any\n"),
    ),
    (
        "tests/runner/test_entries_meanwhile.py::test_the_arrays_are_written_only_after_a_fresh_read",
        "tests/runner/test_entries_meanwhile.py::test_a_number_entered_after_our_read_is_not_unlinked_by_our_array",
    ),
)

ALIAS_COMES_BACK = Mutant(
    "alias-comes-back",
    "A second entry with a pair's value is forgotten: once EspoCRM deletes the value, it is new in Advoware.",
    (
        Edit(
            "kommunikation/cases.py",
            "    case.aliases = [place for place in standing if _is_untouched(case, place)]\n",
            "    case.aliases = [place for place in standing if _is_untouched(case, place)][:0]\n",
        ),
    ),
    (
        "tests/kommunikation/test_plan_edits.py::test_a_deletion_in_espocrm_empties_the_aliases_too",
        "tests/runner/test_entries_removals.py::test_a_deletion_in_espocrm_empties_both_equal_entries",
    ),
)

MUTANTS = (LISTS_ON_AN_OLD_READING, ALIAS_COMES_BACK)
