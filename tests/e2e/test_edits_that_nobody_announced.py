"""Edits without a webhook: Advoware never sends one, and EspoCRM's may be lost (rules 5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beteiligte.models import Beteiligte
from syncconsole import clock
from tests.platform.waiting import wait_until

pytestmark = pytest.mark.e2e


def test_an_edit_in_advoware_arrives_when_a_person_asks_for_it(office):
    espo_id, number = office.linked()
    office.edit_advoware(number, vorname="Käthe")
    assert office.ring.manage("resync", espo_id, "--wait", "--timeout", "20") == 0
    assert office.espocrm(espo_id)["firstName"] == "Käthe"


def test_an_edit_in_advoware_arrives_by_the_sweep_once_a_comparison_is_due(office):
    espo_id, number = office.linked()
    office.edit_advoware(number, vorname="Käthe")
    assert office.ring.manage("sweep", "--wait", "--timeout", "20") == 0
    assert office.espocrm(espo_id)["firstName"] != "Käthe"
    let_a_day_pass(espo_id)
    assert office.ring.manage("sweep", "--wait", "--timeout", "20") == 0
    assert office.espocrm(espo_id)["firstName"] == "Käthe"


def test_a_lost_webhook_is_healed_by_the_sweep(office):
    espo_id, number = office.linked()
    web = office.ring.parts["web"]
    web.stop()
    office.edit_espocrm(espo_id, firstName="Dora")
    assert office.announce() == [0]  # EspoCRM never repeats a delivery that was not answered
    web.start()
    assert office.ring.manage("sweep", "--wait", "--timeout", "20") == 0
    assert office.advoware(number)["vorname"] == "Dora"
    wait_until(office.ring.is_ready)


def let_a_day_pass(espo_id: str) -> None:
    """The moment of the party's next comparison is over."""
    Beteiligte.objects.filter(espo_id=espo_id).update(compare_at=clock.now() - timedelta(seconds=1))
