"""Interface, commands: people name parties by EspoCRM id or as `betnr:12345`."""

from __future__ import annotations

import pytest

from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.management.party_ids import UnknownIds, party_keys
from tests.flow.conftest import ERIKA, MAX, a_party

pytestmark = pytest.mark.django_db


def test_parties_are_found_by_both_kinds_of_id_in_the_given_order():
    erika, max_ = a_party(ERIKA, number=20418), a_party(MAX, number=20419)
    assert party_keys(DEFINITION, ["betnr:20419", ERIKA]) == [max_.pk, erika.pk]


def test_a_party_that_is_named_twice_is_one_party():
    erika = a_party(ERIKA, number=20418)
    assert party_keys(DEFINITION, [ERIKA, "betnr:20418", ERIKA]) == [erika.pk]


def test_a_number_means_the_party_that_has_it_now():
    a_party(ERIKA, number=20418, deleted_at=clock.now())
    max_ = a_party(MAX, number=20418)
    assert party_keys(DEFINITION, ["betnr:20418"]) == [max_.pk]


@pytest.mark.parametrize("unknown", ["unknown", "", "betnr:1", "betnr:", "betnr:x", "betnr:-1", f"betnr:{10**30}"])
def test_unknown_ids_are_all_named(unknown):
    a_party(ERIKA, number=20418)
    with pytest.raises(UnknownIds) as raised:
        party_keys(DEFINITION, [ERIKA, unknown])
    assert raised.value.ids == [unknown]
