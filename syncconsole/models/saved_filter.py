"""Filters of lists that a user has given a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedFilter(models.Model):
    """One user's name for a filter; `query` is the list's query string, `definition` says whose list."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    definition = models.CharField(max_length=50)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "definition", "name"], name="saved_filter_one_per_name")]

    def __str__(self) -> str:
        return self.name
