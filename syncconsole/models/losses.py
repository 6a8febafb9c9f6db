"""Losses that were recorded lately: what the guard against mass losses counts (rules 1.3)."""

from __future__ import annotations

from django.db import models


class Loss(models.Model):
    """One party that was found gone or deleted, or lost its last entry on one side.

    `kind`: `gone`, `deleted`, `emptied_espocrm`, `emptied_advoware`.
    """

    kind = models.CharField(max_length=20)
    definition = models.CharField(max_length=50)
    party = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "at"], name="loss_of_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.party}"
