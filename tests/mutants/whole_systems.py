"""Bugs that take the trouble of a whole system for that of its parties."""

from __future__ import annotations

from tests.mutants.mutant import Edit, Mutant

EMPTY_LIST_DELETES_ALL = Mutant(
    "empty-list-deletes-all",
    "Whoever does not stand in EspoCRM's list of all ids is taken for deleted.",
    (
        Edit(
            "syncconsole/regular/espocrm_listing.py",
            '    for page in _pages(definition, client, [], ("id",)):\n',
            "    listed: set[str] = set()\n"
            '    for page in _pages(definition, client, [], ("id",)):\n'
            "        listed.update(_ids(page))\n",
        ),
        Edit(
            "syncconsole/regular/espocrm_listing.py",
            "        add_reason(definition, unknown + restored)\n    return found\n",
            "        add_reason(definition, unknown + restored)\n"
            "    lost = definition.record.objects.filter(deleted_at=None).exclude(espo_id__in=listed)\n"
            "    lost.update(deleted_at=datetime.now(UTC))\n"
            "    return found\n",
        ),
    ),
    ("tests/flow/test_lists_delete_nobody.py::test_an_empty_list_of_all_ids_deletes_no_party",),
)

REJECTION_COUNTED_PER_PARTY = Mutant(
    "rejection-counted-per-party",
    "A rejected key is a failed attempt of each party that meets it.",
    (
        Edit(
            "syncconsole/breaker.py",
            "nothing is asked again (rules 4)\n        _open(error)\n        return True\n",
            "nothing is asked again (rules 4)\n        return False\n",
        ),
    ),
    (
        "tests/runner/test_outages.py::test_a_401_after_one_fresh_token_is_an_incident_of_the_system",
        "tests/runner/test_outages.py::test_a_rejected_key_is_not_hammered",
    ),
)

MUTANTS = (EMPTY_LIST_DELETES_ALL, REJECTION_COUNTED_PER_PARTY)
