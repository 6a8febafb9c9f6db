"""A run's settings, read once at its start: a change in between never splits a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from syncconsole import policies
from syncconsole.sync.retry import RetrySettings

FRESH_SECONDS = 1.0  # rules 2.2: older than that is read again before a write
MOST_REPLANS = 3
AGAIN_SECONDS = 60


@dataclass(frozen=True)
class RunSettings:
    """What a run needs to know of Django's settings and of what supervisors have set; times in seconds."""

    lock_ttl: int
    compare_after: int
    quarantine: int
    touch_last_sync: int
    default_policy: str
    field_policies: Mapping[str, str]
    publish_syncing: bool
    search: str
    retry: RetrySettings

    @classmethod
    def from_django(cls) -> RunSettings:
        """Read them now."""
        return cls(
            lock_ttl=settings.SYNC_LOCK_TTL_SECONDS,
            compare_after=settings.SYNC_COMPARE_AFTER_SECONDS,
            quarantine=settings.SYNC_CREATE_QUARANTINE_SECONDS,
            touch_last_sync=settings.SYNC_TOUCH_LAST_SYNC_SECONDS,
            default_policy=policies.in_force(),
            field_policies=settings.SYNC_FIELD_POLICIES,
            publish_syncing=settings.SYNC_PUBLISH_SYNCING,
            search=settings.ADVOWARE_SEARCH,
            retry=RetrySettings(
                delays=settings.SYNC_RETRY_DELAYS_SECONDS,
                jitter=settings.SYNC_RETRY_JITTER,
                max_failures=settings.SYNC_MAX_FAILURES,
                permanent_delay=settings.SYNC_PERMANENT_RETRY_SECONDS,
            ),
        )
