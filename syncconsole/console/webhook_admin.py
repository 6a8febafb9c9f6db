"""The webhook inbox: EspoCRM's deliveries, whom they were about, and delivering one again."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from syncconsole import registry
from syncconsole.console.permissions import MissingPermission
from syncconsole.console.read_only import ReadOnlyAdmin
from syncconsole.console.times import time_tag
from syncconsole.registry import SyncDefinition

LONGEST_BODY_SHOWN = 20_000
MOST_RECORDS_SHOWN = 100
EVENTS = {
    "create": pgettext_lazy("event", "created"),
    "update": pgettext_lazy("event", "changed"),
    "delete": pgettext_lazy("event", "deleted"),
}


class WebhookDeliveryAdmin(ReadOnlyAdmin):
    """EspoCRM's deliveries. The body holds personal data and needs a permission of its own."""

    list_display = ("received", "what", "items", "readable", "started", "webhook_id")
    list_filter = ("event", "readable", "started")
    ordering = ("-id",)
    change_list_template = "console/webhooks.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the bodies, which may be 10 MB each; a delivery's page loads its own."""
        return super().get_queryset(request).defer("body")

    def get_urls(self) -> list[URLPattern]:
        """The admin's addresses and the one that delivers again."""
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        again = self.admin_site.admin_view(self.redeliver_view)
        return [path("<int:pk>/redeliver/", again, name=f"{info}_redeliver"), *super().get_urls()]

    @admin.display(description=_("received"), ordering="received_at")
    def received(self, delivery: Any) -> SafeString:
        """When it came in."""
        return time_tag(delivery.received_at)

    @admin.display(description=_("event"), ordering="event")
    def what(self, delivery: Any) -> str:
        """What happened to the records."""
        return event_label(delivery)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One delivery; GET only."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        self.require(request, "view")
        delivery = self._delivery(object_id)
        may_see_body = request.user.has_perm("syncconsole.view_webhook_body")
        context = self.page_context(
            request,
            title=gettext("Delivery %(number)s") % {"number": delivery.pk},
            delivery=delivery,
            event=event_label(delivery),
            records=_records(request, delivery),
            more_records=max(0, len(delivery.ids) - MOST_RECORDS_SHOWN),
            body=_readable(bytes(delivery.body)) if may_see_body else None,
            may_redeliver=bool(delivery.ids) and may_redeliver(request, delivery),
            list_url=reverse(self.url_name("changelist")),
            redeliver_url=reverse(self.url_name("redeliver"), args=[delivery.pk]),
        )
        return TemplateResponse(request, "console/webhook.html", context)

    def redeliver_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: a new reason to sync for every record that the delivery names."""
        from syncconsole.people import redelivery

        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        self.require(request, "view")
        delivery = get_object_or_404(self.get_queryset(request), pk=pk)
        if not may_redeliver(request, delivery):
            raise MissingPermission(_redelivery_permission(delivery))
        count = len(redelivery.redeliver(delivery, request.user.get_username()))
        sentence = ngettext(
            "Delivered again: %(count)s party queued.", "Delivered again: %(count)s parties queued.", count
        ) % {"count": count}
        note = request.POST.get("note", "").strip()
        self.log_change(request, delivery, f"{sentence} {note}".strip())
        self.message_user(request, sentence)
        return redirect(self.url_name("change"), delivery.pk)

    def _delivery(self, object_id: str) -> Any:
        if not object_id.isdecimal():
            raise Http404
        return get_object_or_404(self.model, pk=int(object_id))


def event_label(delivery: Any) -> str:
    """What happened to the records, in a word."""
    return str(EVENTS.get(delivery.event, delivery.event))


def may_redeliver(request: HttpRequest, delivery: Any) -> bool:
    """A delivery starts syncs: whoever may start those of its parties may deliver it again."""
    return _definition(delivery) is not None and bool(request.user.has_perm(_redelivery_permission(delivery)))


def _redelivery_permission(delivery: Any) -> str:
    definition = _definition(delivery)
    return _permission(definition, "resync") if definition else "syncconsole.change_webhookdelivery"


def _definition(delivery: Any) -> SyncDefinition | None:
    known = {definition.name: definition for definition in registry.all_definitions()}
    return known.get(delivery.definition)


def _permission(definition: SyncDefinition, act: str) -> str:
    meta = definition.record._meta
    return f"{meta.app_label}.{act}_{meta.model_name}"


def _records(request: HttpRequest, delivery: Any) -> list[SafeString]:
    """The records that it names: the party as a link to its page for who may see parties, else EspoCRM's id."""
    ids, definition = delivery.ids[:MOST_RECORDS_SHOWN], _definition(delivery)
    if definition is None or not request.user.has_perm(_permission(definition, "view")):
        return [format_html("<code>{}</code>", one) for one in ids]
    parties = definition.record.objects.filter(espo_id__in=ids).only("espo_id", "name")
    return [_record(definition, one, {party.espo_id: party for party in parties}) for one in ids]


def _record(definition: SyncDefinition, espo_id: str, known: dict[str, Any]) -> SafeString:
    party, meta = known.get(espo_id), definition.record._meta
    if party is None:
        return format_html("<code>{}</code> {}", espo_id, gettext("(not known here)"))
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[party.pk])
    return format_html('<a href="{}">{}</a> <code>{}</code>', url, party, espo_id)


def _readable(body: bytes) -> str:
    text = body[:LONGEST_BODY_SHOWN].decode("utf-8", errors="replace")
    if len(body) > LONGEST_BODY_SHOWN:
        return f"{text}…"
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return text
