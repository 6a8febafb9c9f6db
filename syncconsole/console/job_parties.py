"""Whom a job of RQ is about: RQ knows keys only, so that no name stands in Redis; a page looks the names up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from rq.exceptions import DeserializationError

from syncconsole import registry
from syncconsole.registry import SyncDefinition
from syncconsole.work.queues import SYNC_PARTIES

SHOWN = 12


@dataclass(frozen=True)
class JobParty:
    """One party of a job: its name, its page, and the attempt that the job made for it ("" before that)."""

    name: str
    url: str
    attempt_url: str = ""


@dataclass(frozen=True)
class JobParties:
    """The first parties of a job, how many more there are, and who asked ("" for nobody)."""

    shown: list[JobParty]
    more: int
    who: str


def parties_of(job: Any, user: Any) -> JobParties | None:
    """The parties of a job that syncs some; None for any other job, and for who may not see parties."""
    arguments = _arguments(job)
    if job.func_name != SYNC_PARTIES or len(arguments) < 2:
        return None
    name, keys, *asked = arguments
    definition = next((one for one in registry.all_definitions() if one.name == name), None)
    if definition is None or not _may_see(user, definition):
        return None
    first = list(keys)[:SHOWN]
    return JobParties(_rows(definition, first, job.id), len(keys) - len(first), asked[1] if len(asked) > 1 else "")


def _arguments(job: Any) -> tuple[Any, ...]:
    try:
        return tuple(job.args or ())
    except DeserializationError:  # left by another version
        return ()


def _may_see(user: Any, definition: SyncDefinition) -> bool:
    meta = definition.record._meta
    return bool(user.has_perm(f"{meta.app_label}.view_{meta.model_name}"))


def _rows(definition: SyncDefinition, keys: list[int], job_id: str) -> list[JobParty]:
    parties = definition.record.objects.in_bulk(keys)
    made = definition.attempt.objects.filter(party__in=keys, job_id=job_id).order_by("pk")
    attempts = dict(made.values_list("party_id", "pk"))
    return [
        JobParty(str(parties[key]), _url(definition.record, key), _url(definition.attempt, attempts.get(key)))
        for key in keys
        if key in parties
    ]


def _url(model: type[Any], pk: int | None) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk]) if pk else ""
