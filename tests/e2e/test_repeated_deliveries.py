"""Deliveries that come more than once, late, or in another order (rules 2 and 3)."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.platform.waiting import wait_until

pytestmark = pytest.mark.e2e


def methods(calls: list[dict[str, Any]]) -> list[str]:
    return [call["method"] for call in calls]


def test_ten_identical_deliveries_before_the_run_cost_one_run(office):
    espo_id, number = office.linked()
    office.edit_espocrm(espo_id, firstName="Dora")
    before, runs = office.mark(), office.party(espo_id).attempts.count()
    with office.ring.workers_halted():
        for _ in range(10):
            office.deliver({"id": espo_id, "firstName": "Dora"})
    office.wait_for_rest(espo_id)
    assert office.advoware(number)["vorname"] == "Dora"
    assert office.party(espo_id).attempts.count() == runs + 1
    assert methods(office.calls(espo_id, before)) == ["GET", "GET", "PUT", "GET", "PATCH"]


def test_replayed_in_ten_orders_they_cost_at_most_two_reads_and_no_write(office):
    espo_id, number = office.linked()
    deliveries = [{"id": espo_id, "firstName": name} for name in ("Eva", "Ella", "Dora")]
    office.edit_espocrm(espo_id, firstName="Dora")
    office.deliver(deliveries[-1])
    office.wait_for_rest(espo_id)
    for order in range(10):
        before = office.mark()
        random.Random(order).shuffle(deliveries)
        with office.ring.workers_halted():
            for delivery in deliveries:
                office.deliver(delivery)
        office.wait_for_rest(espo_id)
        assert methods(office.calls(espo_id, before)) == ["GET", "GET"]
    assert office.advoware(number)["vorname"] == "Dora"


def test_an_edit_to_and_fro_counts_in_full_though_its_deliveries_are_identical(office):
    espo_id, number = office.linked(firstName="Dora")
    for name in ("Eva", "Dora", "Eva", "Dora"):
        office.edit_espocrm(espo_id, firstName=name)
        office.deliver({"id": espo_id, "firstName": name})
        wait_until(lambda name=name: office.advoware(number)["vorname"] == name, 10)
    office.wait_for_rest(espo_id)
    carried = office.party(espo_id).changes.filter(side="advoware", field="firstName").order_by("id")
    assert list(carried.values_list("after", flat=True))[-4:] == ["Eva", "Dora", "Eva", "Dora"]
