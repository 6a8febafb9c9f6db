"""Sync parties for which there is a reason, with all threads of one worker process."""

from __future__ import annotations

from collections import Counter

from bench.meter import measured
from beteiligte.sync import DEFINITION
from syncconsole.models.attempt import Trigger
from syncconsole.work.due import add_reason
from syncconsole.work.jobs import sync_parties


def run(espo_ids: list[str]) -> dict[str, object]:
    """Count a reason for each record, then run the job that a worker would run: `wall`, `cpu` (seconds), `outcomes`.

    Only the job is measured. `outcomes` counts the ends of the attempts that it made.
    """
    pks = [party.pk for party in add_reason(DEFINITION, espo_ids)]
    before = DEFINITION.attempt.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    times = measured(lambda: sync_parties(DEFINITION.name, pks, Trigger.WEBHOOK))
    attempts = DEFINITION.attempt.objects.filter(pk__gt=before)
    return {**times, "outcomes": dict(Counter(attempts.values_list("outcome", flat=True)))}
