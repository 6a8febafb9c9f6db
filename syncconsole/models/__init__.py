"""What the console stores. Abstract parts are made concrete by each app that registers a sync."""

from __future__ import annotations

from syncconsole.models.attempt import FieldChange, SyncAttempt
from syncconsole.models.bulk import BulkItem, BulkRun
from syncconsole.models.conflict import Conflict, CreateIntent
from syncconsole.models.inbox import Message, WebhookDelivery
from syncconsole.models.losses import Loss
from syncconsole.models.policy import PolicyChange
from syncconsole.models.record import SyncRecord
from syncconsole.models.saved_filter import SavedFilter
from syncconsole.models.system import Checkpoint, SystemState

__all__ = [
    "BulkItem",
    "BulkRun",
    "Checkpoint",
    "Conflict",
    "CreateIntent",
    "FieldChange",
    "Loss",
    "Message",
    "PolicyChange",
    "SavedFilter",
    "SyncAttempt",
    "SyncRecord",
    "SystemState",
    "WebhookDelivery",
]
