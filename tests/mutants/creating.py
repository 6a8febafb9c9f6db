"""Bugs that make a party twice in Advoware."""

from __future__ import annotations

from tests.mutants.mutant import Edit, Mutant

LINK = "syncconsole/sync/link.py"

POST_WITHOUT_LOOKUP = Mutant(
    "post-without-lookup",
    "A new party is created without looking whether Advoware has it.",
    (
        Edit(
            LINK,
            "    if facts.search is None or (facts.intent is not None and not facts.search.by_facts):\n",
            "    if facts.intent is None:\n"
            "        return Create()\n"
            "    if facts.search is None or not facts.search.by_facts:\n",
        ),
    ),
    (
        "tests/sync/test_links_and_holds.py::test_a_new_party_is_looked_for_in_advoware_first",
        "tests/runner/test_creating.py::test_one_match_of_name_and_birth_date_is_linked_without_a_post",
    ),
)

SECOND_POST_AT_ONCE = Mutant(
    "second-post-at-once",
    "After a POST without an answer one empty search is enough to post again.",
    (
        Edit(
            LINK,
            '    return Create() if intent.quiet else Wait(reason("create_in_quarantine"))',
            "    return Create()",
        ),
    ),
    (
        "tests/runner/test_creating.py::test_nothing_is_posted_again_within_the_quarantine",
        "tests/runner/test_creating.py::test_the_quarantine_counts_from_the_last_post",
    ),
)

MUTANTS = (POST_WITHOUT_LOOKUP, SECOND_POST_AT_ONCE)
