"""The planted bugs still fit the tree; that they are noticed is shown by `make mutants`."""

from __future__ import annotations

import ast

import pytest

from tests.mutants.catalogue import MUTANTS
from tests.mutants.killing import ROOT
from tests.mutants.mutant import Mutant

each_mutant = pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS)


def test_all_eighteen_bugs_of_the_plan_are_there() -> None:
    assert len(MUTANTS) == 18


@each_mutant
def test_its_old_text_stands_exactly_once_in_the_tree(mutant: Mutant) -> None:
    assert [edit.old for edit in mutant.edits if not edit.fits(ROOT)] == []


@each_mutant
def test_what_it_plants_is_still_python(mutant: Mutant) -> None:
    for file in {edit.file for edit in mutant.edits}:
        text = (ROOT / file).read_text(encoding="utf-8")
        planted = [edit for edit in mutant.edits if edit.file == file]
        for edit in planted:
            text = text.replace(edit.old, edit.new)
        assert ast.parse(text)


@each_mutant
def test_the_tests_that_kill_it_exist(mutant: Mutant) -> None:
    assert mutant.killed_by
    for test in mutant.killed_by:
        file, _, name = test.partition("::")
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), test
