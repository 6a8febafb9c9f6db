"""Rules 1.3: that a record is missing in a list of EspoCRM says nothing; only its own read does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from beteiligte.models import Beteiligte
from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.models import Checkpoint
from syncconsole.regular.sweep import CHECKPOINT, Swept, sweep
from tests.flow.conftest import ERIKA, MAX, a_party

pytestmark = pytest.mark.django_db(transaction=True)


def sweep_that_lists_all_ids() -> Swept:
    """A sweep for which the daily list of all ids is due; EspoCRM lists nothing that the parties below stand for."""
    yesterday = (clock.now() - timedelta(days=2)).isoformat()
    value = {DEFINITION.name: {"watermark": yesterday, "all_ids_at": yesterday}}
    Checkpoint.objects.create(pk=CHECKPOINT, at=clock.now(), value=value)
    return sweep(DEFINITION)


def test_an_empty_list_of_all_ids_deletes_no_party(sandbox: Any) -> None:
    a_party(ERIKA, number=101)
    a_party(MAX, number=102)
    assert sweep_that_lists_all_ids().listed == 0
    assert list(Beteiligte.objects.values_list("deleted_at", "sync_status").distinct()) == [(None, "clean")]


def test_a_list_that_leaves_out_one_record_deletes_no_party(sandbox: Any) -> None:
    espo_id = str(sandbox.espo.create({"lastName": "Mustermann"})["id"])
    a_party(espo_id, number=101)
    a_party(ERIKA, number=102)
    sweep_that_lists_all_ids()
    assert not Beteiligte.objects.filter(deleted_at__isnull=False).exists()
