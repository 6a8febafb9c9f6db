"""The sync of Beteiligte, as it is registered with the kernel."""

from __future__ import annotations

from functools import lru_cache

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
    return _table(
        tuple(settings.SYNC_SALUTATIONS.items()),
        tuple(settings.SYNC_RECHTSFORMEN.items()),
        tuple(settings.PERSON_RECHTSFORMEN),
        settings.SYNC_LAST_NAME_FOLLOWS,
        settings.ADVOWARE_OMITS_NULLS,
    )


@lru_cache(maxsize=8)
def _table(
    salutations: tuple[tuple[str, str], ...],
    rechtsformen: tuple[tuple[str, str], ...],
    person_rechtsformen: tuple[str, ...],
    last_name_follows: bool,
    omits_nulls: bool,
) -> RecordMapping:
    """Built once for the same settings: every run asks."""
    return mapping.table(
        salutations=dict(salutations),
        rechtsformen=dict(rechtsformen),
        person_rechtsformen=person_rechtsformen,
        last_name_follows=last_name_follows,
        omits_nulls=omits_nulls,
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
