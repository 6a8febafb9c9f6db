"""The page of one attempt: what it did and why, every call, what started it, and the way to take it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from syncconsole import wording
from syncconsole.console.attempt_calls import call_rows
from syncconsole.console.badges import outcome_badge
from syncconsole.console.letters import marked
from syncconsole.console.timeline import because_of, sentence, started_by
from syncconsole.console.times import duration
from syncconsole.models import WebhookDelivery
from syncconsole.models.attempt import Outcome, Trigger
from syncconsole.sync.readback import ARRIVED

# How long before an attempt the delivery that started it is looked for, and among how many.
LONGEST_WAIT = timedelta(hours=1)
MOST_DELIVERIES = 200


def show(attempt_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page; where the history was pruned, one that says so. Raises Http404 for what never was an attempt."""
    if not object_id.isdecimal():
        raise Http404
    attempt = attempt_admin.get_queryset(request).filter(pk=int(object_id)).first()
    if attempt is None:
        return _pruned(attempt_admin, request, int(object_id))
    changes, delivery = list(attempt.changes.all()), delivery_of(attempt)
    context = attempt_admin.page_context(
        request,
        title=f"{attempt_admin.opts.verbose_name} {attempt.pk}".capitalize(),
        attempt=attempt,
        badge=outcome_badge(attempt),
        sentence=sentence(attempt),
        because=because_of(attempt),
        all_arrived=bool(changes) and all(one.result == ARRIVED for one in changes),
        changes=_changes(attempt),
        decisions=_other_decisions(attempt),
        rest_equal=attempt.outcome in (Outcome.WRITTEN, Outcome.HELD),
        calls=call_rows(attempt),
        started_by=started_by(attempt),
        took=duration(attempt.started_at, attempt.ended_at),
        delivery=delivery,
        delivery_url=_delivery_url(request, delivery),
        waited=duration(delivery.received_at, attempt.started_at) if delivery else "",
        neighbours=_neighbours(attempt_admin, attempt),
        job_url=_job_url(request, attempt),
        may_undo=bool(changes) and attempt_admin.may_decide(request),
        urls=_urls(attempt_admin),
    )
    return TemplateResponse(request, "console/attempt.html", context)


def delivery_of(attempt: Any) -> Any | None:
    """The newest delivery before the attempt that names its party; None if it is not known any more."""
    if attempt.trigger != Trigger.WEBHOOK:
        return None
    recent = WebhookDelivery.objects.filter(
        received_at__lte=attempt.started_at, received_at__gte=attempt.started_at - LONGEST_WAIT, started=True
    )
    newest = recent.only("pk", "ids", "received_at").order_by("-received_at")[:MOST_DELIVERIES]
    return next((one for one in newest if attempt.party.espo_id in one.ids), None)


def _pruned(attempt_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    newest = attempt_admin.model.objects.order_by("-pk").values_list("pk", flat=True).first()
    if not 0 < pk < (newest or 0):
        raise Http404
    context = attempt_admin.page_context(
        request, title=f"{attempt_admin.opts.verbose_name} {pk}", days=settings.HISTORY_RETENTION_DAYS
    )
    return TemplateResponse(request, "console/attempt_pruned.html", context, status=404)


def _urls(attempt_admin: Any) -> dict[str, str]:
    own = {name: attempt_admin.url_name(page) for name, page in (("attempt", "change"), ("list", "changelist"))}
    return {**own, "undo": attempt_admin.url_name("undo"), "party": attempt_admin.party_url_name()}


def _neighbours(attempt_admin: Any, attempt: Any) -> dict[str, Any]:
    same_party = attempt_admin.model.objects.filter(party=attempt.party_id)
    return {
        "previous": same_party.filter(pk__lt=attempt.pk).order_by("-pk").values_list("pk", flat=True).first(),
        "next": same_party.filter(pk__gt=attempt.pk).order_by("pk").values_list("pk", flat=True).first(),
    }


def _changes(attempt: Any) -> list[dict[str, Any]]:
    """What was written, in the order of writing."""
    return [
        {
            "label": wording.field_label(one.field),
            "system": wording.system_label(one.side),
            "icon": "right" if one.side == "advoware" else "left",
            "before": wording.value_text(one.before),
            "after": marked(one.after, one.before),
            "rule": wording.rule_label(one.rule),
            "result": wording.result_label(one.result),
            "author": one.author,
            "authored_at": one.authored_at,
        }
        for one in reversed(attempt.changes.all())
    ]


def _other_decisions(attempt: Any) -> list[tuple[str, str]]:
    """Fields that were not simply equal and not written either."""
    written = {one.field for one in attempt.changes.all()}
    return [
        (wording.field_label(field), wording.rule_label(rule))
        for field, rule in attempt.decisions.items()
        if field not in written
    ]


def _delivery_url(request: HttpRequest, delivery: Any) -> str:
    if delivery is None or not request.user.has_perm("syncconsole.view_webhookdelivery"):
        return ""
    return reverse("admin:syncconsole_webhookdelivery_change", args=[delivery.pk])


def _job_url(request: HttpRequest, attempt: Any) -> str:
    """RQ's page of the job, for who may see it; RQ itself forgets finished jobs after a minute."""
    if not attempt.job_id or not request.user.has_perm("django_rq.admin"):
        return ""
    return reverse("admin:django_rq_job_detail", args=[0, attempt.job_id])
