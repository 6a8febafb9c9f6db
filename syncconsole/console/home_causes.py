"""One cause on the home page: why parties need somebody, or what a rule has settled, with its number and its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from syncconsole.console.home_times import since_tag
from syncconsole.registry import SyncDefinition

SHOWN = 8  # causes of one kind; the rest stands in the list


@dataclass(frozen=True)
class Cause:
    """`title` says what the matter is, `text` what it means; `name` and `party_url` only if it is one party's.

    `button` leads to `url`; with `post` it is a form. `since` is the oldest one's time, UTC.
    """

    icon: str
    role: str
    title: str
    text: str
    since: datetime
    count: int
    button: str
    url: str
    name: str = ""
    party_url: str = ""
    post: bool = False
    filled: bool = False

    @property
    def shown_since(self) -> SafeString:
        """The oldest one's time for people."""
        return since_tag(self.since)


def by_age(causes: Sequence[Cause]) -> list[Cause]:
    """The oldest first."""
    return sorted(causes, key=lambda cause: cause.since)


def party_url(definition: SyncDefinition, pk: int) -> str:
    """The page of a party."""
    return reverse(f"admin:{_info(definition.record)}_change", args=[pk])


def list_url(model: type[Any], **query: str) -> str:
    """A list, narrowed by `query`."""
    url = reverse(f"admin:{_info(model)}_changelist")
    return f"{url}?{urlencode(query)}" if query else url


def _info(model: type[Any]) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"
