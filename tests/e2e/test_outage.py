"""Advoware is down for a while (rules 4): work waits, nobody loses an attempt, and staff hear of it once."""

from __future__ import annotations

import pytest
from django.db.models import QuerySet

from beteiligte.models import Beteiligte
from syncconsole.models import Message, SystemState
from tests.platform.waiting import wait_until

pytestmark = pytest.mark.e2e


def test_an_outage_costs_no_attempt_is_told_once_and_everything_arrives_afterwards(office):
    parties = [office.linked() for _ in range(3)]
    espo_ids = [espo_id for espo_id, _ in parties]
    newest = max(Message.objects.values_list("id", flat=True), default=0)
    with office.advoware_down():
        for espo_id in espo_ids:
            office.edit_espocrm(espo_id, firstName="Dora")
            office.announce()
        wait_until(lambda: rows(espo_ids).filter(waits_for="advoware").count() == 3)
        first_probe = SystemState.objects.get(name="advoware").probe_at
        wait_until(lambda: SystemState.objects.get(name="advoware").probe_at > first_probe)
        assert told(newest) == ["system_down"]

    wait_until(lambda: all(office.advoware(number)["vorname"] == "Dora" for _, number in parties), 20)
    office.wait_for_rest(*espo_ids)
    assert set(rows(espo_ids).values_list("failures", "sync_status")) == {(0, "clean")}
    assert told(newest) == ["system_down", "system_up"]
    assert not Message.objects.filter(code="system_down", closed_at=None).exists()


def rows(espo_ids: list[str]) -> QuerySet[Beteiligte]:
    return Beteiligte.objects.filter(espo_id__in=espo_ids)


def told(after: int) -> list[str]:
    return list(Message.objects.filter(id__gt=after).order_by("id").values_list("code", flat=True))
