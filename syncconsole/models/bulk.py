"""Bulk actions as rows: who did what to which parties, and how each of them ended."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """Where a bulk action stands."""

    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    CANCELLED = "cancelled", _("Cancelled")
    DONE = "done", _("Finished")


class ItemState(models.TextChoices):
    """Where one party of a bulk action stands: still to do, or how it ended."""

    WAITING = "waiting", _("Waiting")
    TAKEN = "taken", _("Running")
    EQUAL = "equal", _("Equal, nothing to do")
    WRITTEN = "written", _("Carried")
    DONE = "done", _("Done")
    REVIEW = "review", _("To review")
    RETRY = "retry", _("Will retry")
    NEEDS_YOU = "needs_you", _("Needs you")
    SKIPPED = "skipped", _("Left out")


NOT_ENDED = (ItemState.WAITING, ItemState.TAKEN)
NOT_NOTABLE = (*NOT_ENDED, ItemState.EQUAL, ItemState.DONE, ItemState.SKIPPED)


class BulkRun(models.Model):
    """One bulk action: `act` is a name of `syncconsole.bulk.acts`, `filter` the query string of the list it began in.

    `total`: its parties, fixed at the start. `token` comes from the confirmation page: sending it twice starts one.
    `generation` rises with every (re)start: steps of an older one stop. `beat_at`: last sign of life of a step.
    """

    definition = models.CharField(max_length=50)
    act = models.CharField(_("action"), max_length=20)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    who = models.CharField(_("who"), max_length=150)
    why = models.CharField(_("reason"), max_length=300, blank=True, default="")
    whole_filter = models.BooleanField(default=False)
    filter = models.TextField(blank=True, default="")
    total = models.PositiveIntegerField(_("parties"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.RUNNING)
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    beat_at = models.DateTimeField(null=True)
    generation = models.PositiveIntegerField(default=1)
    token = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("bulk action")
        verbose_name_plural = _("bulk actions")
        indexes = [models.Index(fields=["state"], condition=Q(state="running"), name="bulk_running")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (RunState.DONE, RunState.CANCELLED)


class BulkItem(models.Model):
    """One party of a bulk action. `detail`: which way values went, or the code of what is in the way.

    `party` and `attempt` are keys in the tables of the run's definition.
    """

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items", db_index=False)
    party = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.WAITING)
    detail = models.CharField(max_length=40, blank=True, default="")
    generation = models.PositiveIntegerField(default=0)
    attempt = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "party"], name="bulk_item_once_per_run")]
        indexes = [
            models.Index(fields=["run", "state", "detail", "id"], name="bulk_item_state"),
            models.Index(fields=["run", "ended_at"], condition=Q(ended_at__isnull=False), name="bulk_item_ended"),
            models.Index(
                fields=["run", "-ended_at"],
                condition=~Q(state__in=[str(state) for state in NOT_NOTABLE]),
                name="bulk_item_notable",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.state}"
