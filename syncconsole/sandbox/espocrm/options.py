"""The switches of the simulated EspoCRM."""

from __future__ import annotations

from dataclasses import dataclass, field

from syncconsole.sandbox.quirks import Quirks

SYNC_STATUSES = ["clean", "dirty", "pending_sync", "syncing", "failed", "conflict", "permanently_failed"]


@dataclass
class EspoCrmOptions:
    """What an administrator, a version or an office may have set differently. Times in seconds.

    ``version`` is 10.0 or 9.3. ``webhook_allowed_addresses`` lists ``host:port`` of internal receivers as the real
    server's configuration does; ``None`` lets every address pass, so that a demo can listen on loopback.
    ``webhook_needs_https`` delivers only to https with a host name and a trusted certificate, as 10.0 does.
    ``message_cut_to`` is a formula that shortens ``syncErrorMessage`` without a word (0 = none).
    ``webhook_events_per_run`` is 20 in a real one, here 0 = all.
    """

    version: str = "10.0"
    stream: bool = True
    version_control: bool = False
    duplicate_check: bool = True
    lockout: bool = True
    rights: list[str] = field(default_factory=lambda: ["create", "read", "edit", "delete"])
    phone_international: bool = True
    sync_status_values: list[str] = field(default_factory=lambda: list(SYNC_STATUSES))
    dirty_on_person_save: bool = False
    dirty_on_every_save: bool = False
    message_max: int = 2000
    message_cut_to: int = 0
    user_read_access: bool = False
    message_permission: bool = False
    notification_override: bool = False
    webhook_skip_own: bool = True
    webhook_allowed_addresses: list[str] | None = None
    webhook_needs_https: bool = False
    webhook_paused: bool = False
    webhook_events_per_run: int = 0
    webhook_retry_seconds: float = 600.0
    webhook_timeout_seconds: float = 10.0
    omit_keys: list[str] = field(default_factory=list)
    quirks: Quirks = field(default_factory=Quirks)
