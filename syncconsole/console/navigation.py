"""The console's own navigation: groups of pages, each only for whom it is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.translation import gettext

from syncconsole import registry

COUNTS_KEPT_SECONDS = 30


@dataclass(frozen=True)
class Item:
    """One page: `count` is shown beside it if given, loudly with `asks`."""

    label: str
    url: str
    active: bool
    count: int | None = None
    asks: bool = False

    @property
    def shown_count(self) -> str:
        """The count as people write it, "" for none."""
        return "" if self.count is None else number_format(self.count, force_grouping=True)


@dataclass(frozen=True)
class Group:
    """Pages under one heading."""

    title: str
    items: tuple[Item, ...]


def navigation(request: HttpRequest) -> list[Group]:
    """The groups that this user may see; none for somebody who may not see the admin."""
    groups = [
        Group(gettext("Sync"), tuple(_sync_pages(request))),
        Group(gettext("Operation"), tuple(_operation_pages(request))),
        Group(gettext("Administration"), tuple(_administration_pages(request))),
    ]
    return [group for group in groups if group.items]


def _sync_pages(request: HttpRequest) -> Iterator[Item]:
    from syncconsole.models import BulkRun

    yield _item(request, gettext("Overview"), reverse("admin:index"), exact=True)
    for definition in registry.all_definitions():
        parties, conflicts = _counts(definition)
        yield from _model(request, definition.record, count=parties)
        yield from _model(request, definition.conflict, count=conflicts, asks=bool(conflicts))
        yield from _model(request, definition.attempt)
    yield from _model(request, BulkRun)


def _operation_pages(request: HttpRequest) -> Iterator[Item]:
    from django_rq.models import Dashboard

    from syncconsole.models import Message, SystemState, WebhookDelivery

    yield from _model(request, Message)
    yield from _model(request, WebhookDelivery)
    if request.user.has_perm("django_rq.admin"):
        yield _item(request, gettext("Jobs (RQ)"), _list_url(Dashboard))
    yield from _model(request, SystemState)


def _administration_pages(request: HttpRequest) -> Iterator[Item]:
    from django.contrib.auth.models import Group as Role
    from django.contrib.auth.models import User

    from syncconsole.console import rules_page

    if rules_page.may_see(request.user):
        yield _item(request, gettext("Rules"), reverse("rules"))
    yield from _model(request, User)
    yield from _model(request, Role)


def _model(request: HttpRequest, model: type[Any], *, count: int | None = None, asks: bool = False) -> Iterator[Item]:
    meta = model._meta
    if not request.user.has_perms([f"{meta.app_label}.view_{meta.model_name}"]):
        return
    try:
        url = _list_url(model)
    except NoReverseMatch:  # a sync without pages of its own
        return
    label = str(meta.verbose_name_plural)
    yield _item(request, label[:1].upper() + label[1:], url, count=count, asks=asks)


def _list_url(model: type[Any]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def _item(
    request: HttpRequest, label: str, url: str, *, exact: bool = False, count: int | None = None, asks: bool = False
) -> Item:
    active = request.path == url if exact else request.path.startswith(url)
    return Item(label, url, active, count, asks)


def remember(definition: Any, parties: int, conflicts: int) -> None:
    """Show these counts from now on: home has just counted them."""
    cache.set(_key(definition), (parties, conflicts), COUNTS_KEPT_SECONDS)


def _counts(definition: Any) -> tuple[int, int]:
    """Parties and open conflicts; up to half a minute old, for every page shows them."""
    known = cache.get(_key(definition))
    if known is None:
        parties = definition.record.objects.filter(deleted_at__isnull=True).count()
        known = (parties, definition.conflict.objects.filter(closed_at__isnull=True).count())
        cache.set(_key(definition), known, COUNTS_KEPT_SECONDS)
    return known[0], known[1]


def _key(definition: Any) -> str:
    return f"syncconsole:navigation:{definition.name}"
