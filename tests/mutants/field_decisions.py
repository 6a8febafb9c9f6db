"""Bugs in the decision over a field: which side's value goes where."""

from __future__ import annotations

from tests.mutants.mutant import Edit, Mutant

MERGE, PLAN = "syncconsole/sync/merge.py", "syncconsole/sync/plan.py"

TIME_ONLY_COMPARE = Mutant(
    "time-only-compare",
    "The last agreed value is not asked: whoever saved the record last is right.",
    (
        Edit(
            PLAN,
            "    return merge.decide(pair, e, a, policy.of(name), facts.newer)",
            "    return merge.decide(None, e, a, policy.of(name), facts.newer)",
        ),
    ),
    (
        "tests/sync/test_plan.py::test_two_people_who_edit_different_fields_both_keep_their_edit",
        "tests/sync/test_settling.py::test_the_sync_settles_and_no_edit_is_lost",
        "tests/runner/test_first_links.py::test_clearing_a_field_is_a_change_that_is_carried",
    ),
)

RECORD_LEVEL_WINNER = Mutant(
    "record-level-winner",
    "The side on which anything was edited wins with all its fields.",
    (
        Edit(
            PLAN,
            "_decide(name, base.get(name), espo, advoware, facts, policy) for",
            "_decide(name, _of_the_winner(name, base, espo, advoware), espo, advoware, facts, policy) for",
        ),
        Edit(
            PLAN,
            "def _kind(espo: Seen",
            "def _of_the_winner(name: str, base: Base, espo: Seen, advoware: Seen) -> Pair | None:\n"
            "    in_espo = any(espo.values.get(n, p.e) != p.e for n, p in base.items())\n"
            "    in_advoware = any(advoware.values.get(n, p.a) != p.a for n, p in base.items())\n"
            "    if name not in base or not (in_espo or in_advoware):\n"
            "        return base.get(name)\n"
            '    e, a = espo.values.get(name, ""), advoware.values.get(name, "")\n'
            '    return Pair("before", a) if in_espo else Pair(e, "before")\n\n\n'
            "def _kind(espo: Seen",
        ),
    ),
    (
        "tests/sync/test_plan.py::test_two_people_who_edit_different_fields_both_keep_their_edit",
        "tests/runner/test_a_party_in_sync.py::test_two_edits_of_different_fields_both_survive",
    ),
)

BLANK_OVERWRITES = Mutant(
    "blank-overwrites",
    "A blank is a value like any other: it goes over an edit of the other side, and over what a first link finds.",
    (
        Edit(
            MERGE,
            '    if not e or not a:\n        return _write(ESPOCRM if e else ADVOWARE, e, a, "edit_over_blank")\n',
            "",
        ),
        Edit(
            MERGE,
            '    if not e or not a:\n        return _write(ESPOCRM if e else ADVOWARE, e, a, "fill_blank")\n',
            "",
        ),
    ),
    (
        "tests/runner/test_first_links.py::test_an_edit_survives_a_deletion_on_the_other_side",
        "tests/runner/test_first_links.py::test_blanks_are_filled_on_both_sides_and_nothing_is_cleared",
    ),
)

MISSING_KEY_IS_BLANK = Mutant(
    "missing-key-is-blank",
    "A key that an answer leaves out is read as an empty value.",
    (
        Edit(
            "syncconsole/sync/mapping.py",
            "if (f.advoware in raw or self.blank_if_absent) and canonical.is_plain(raw.get(f.advoware))",
            "if canonical.is_plain(raw.get(f.advoware))",
        ),
        Edit(
            "syncconsole/sync/mapping.py",
            "shown = (f for f in self.fields if f.name in raw and canonical.is_plain(raw[f.name]))\n"
            "        values = {f.name: f.from_espo(raw[f.name]) for f in shown}",
            "shown = (f for f in self.fields if canonical.is_plain(raw.get(f.name)))\n"
            "        values = {f.name: f.from_espo(raw.get(f.name)) for f in shown}",
        ),
    ),
    (
        "tests/runner/test_read_back.py::test_a_missing_key_blanks_nothing_on_either_side",
        "tests/runner/test_read_back.py::test_a_missing_key_is_one_problem_report",
    ),
)

MUTANTS = (TIME_ONLY_COMPARE, RECORD_LEVEL_WINNER, BLANK_OVERWRITES, MISSING_KEY_IS_BLANK)
