"""The sync of Beteiligte, as it is registered with the kernel."""

from __future__ import annotations

from django.conf import settings

from beteiligte import mapping
from beteiligte.models import (
    Beteiligte,
    BeteiligteAttempt,
    BeteiligteChange,
    BeteiligteConflict,
    BeteiligteIntent,
)
from syncconsole.registry import SyncDefinition
from syncconsole.sync.mapping import RecordMapping


def configured_mapping() -> RecordMapping:
    """The table with this office's settings."""
    return mapping.table(
        salutations=dict(settings.SYNC_SALUTATIONS),
        rechtsformen=dict(settings.SYNC_RECHTSFORMEN),
        person_rechtsformen=settings.PERSON_RECHTSFORMEN,
        last_name_follows=settings.SYNC_LAST_NAME_FOLLOWS,
        omits_nulls=settings.ADVOWARE_OMITS_NULLS,
    )


DEFINITION = SyncDefinition(
    name="cbeteiligte",
    entity="CBeteiligte",
    resource="Beteiligte",
    record=Beteiligte,
    attempt=BeteiligteAttempt,
    change=BeteiligteChange,
    conflict=BeteiligteConflict,
    intent=BeteiligteIntent,
    mapping=configured_mapping,
    display_name=mapping.display_name,
)
