"""What is known about the two systems, and when the console's own regular work last happened."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SystemState(models.Model):
    """One row per system: its breaker, a person's pause, and what its answers have taught us.

    `shown_keys`: mapped fields whose key this system has shown at least once. `our_user`: how it names
    us as last author. `search_proof`: {filter: time of the last successful control} (rules 1.4). `streak`: parties
    that failed in a row with one answer to one call; `broken`: five did; `trial`: the one party that may run then.
    """

    name = models.CharField(max_length=10, primary_key=True)
    down_since = models.DateTimeField(_("down since"), null=True)
    down_reason = models.JSONField(null=True)
    probe_at = models.DateTimeField(_("next probe"), null=True)
    paused_at = models.DateTimeField(_("paused since"), null=True)
    paused_by = models.CharField(_("paused by"), max_length=150, blank=True, default="")
    shown_keys = models.JSONField(default=list)
    our_user = models.CharField(max_length=100, blank=True, default="")
    search_proof = models.JSONField(default=dict)
    streak = models.JSONField(default=dict)
    broken = models.BooleanField(default=False)
    trial = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("system")
        verbose_name_plural = _("systems")

    def __str__(self) -> str:
        return self.name


class Checkpoint(models.Model):
    """When something regular last happened ("sweep", "tick", "scheduler"), and what it left behind."""

    name = models.CharField(max_length=50, primary_key=True)
    at = models.DateTimeField()
    value = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name
