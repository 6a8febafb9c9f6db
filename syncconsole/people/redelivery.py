"""A stored webhook delivery once more, as if EspoCRM had just sent it (rules 5)."""

from __future__ import annotations

from typing import Any

from syncconsole import registry
from syncconsole.models.attempt import Trigger
from syncconsole.work import queues
from syncconsole.work.due import Party, add_reason


def redeliver(delivery: Any, who: str) -> list[Party]:
    """Count one more reason to sync for every record that the delivery names, and queue them; unknown ones too.

    Return the parties; none where the delivery names no record, or its sync is not registered any more.
    """
    known = {definition.name: definition for definition in registry.all_definitions()}
    definition = known.get(delivery.definition)
    if definition is None or not delivery.ids:
        return []
    parties = add_reason(definition, delivery.ids)
    pks = [party.pk for party in parties]
    queues.enqueue(definition.name, pks, queue=queues.INTERACTIVE, trigger=Trigger.WEBHOOK, who=who)
    return parties
