"""The door to a bulk action: a page that says what will happen to how many, and the start once that is confirmed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import ADDITION, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from syncconsole import clock
from syncconsole.bulk import control
from syncconsole.bulk.acts import BulkAct
from syncconsole.console import bulk_counts, bulk_words
from syncconsole.console.filter_words import filter_words
from syncconsole.console.numbers import about, grouped, per_second

NOBODY = "0"  # always sent: Django asks for at least one chosen row even where the whole filter is meant
LONGEST_WHY = 300
MOVED_PART = 10  # asked again if the number moved by more than a tenth


def confirm_or_start(
    party_admin: Any, request: HttpRequest, parties: QuerySet[Any], act: BulkAct
) -> HttpResponse | None:
    """Show what will happen; once that is confirmed and still holds, begin and lead to the progress page."""
    if not _whole_filter(request) and not _chosen(request):
        party_admin.message_user(request, gettext("Choose parties first, or all of this filter."), level="warning")
        return None
    counted = bulk_counts.count(party_admin.definition, parties, act)
    before = _number(request.POST.get("counted", ""))
    if request.POST.get("confirmed") != "yes" or not counted.total:
        return _confirmation(party_admin, request, act, counted)
    if before is None or abs(counted.total - before) * MOVED_PART > before:
        return _confirmation(party_admin, request, act, counted, before=before)
    return _start(party_admin, request, parties, act)


def _start(party_admin: Any, request: HttpRequest, parties: QuerySet[Any], act: BulkAct) -> HttpResponse:
    run = control.start(
        party_admin.definition,
        act,
        parties,
        user=request.user,
        token=_token(request),
        why=request.POST.get("why", "").strip()[:LONGEST_WHY],
        whole_filter=_whole_filter(request),
        filter=request.GET.urlencode() if _whole_filter(request) else "",
    )
    user: Any = request.user
    LogEntry.objects.log_actions(user.pk, [run], ADDITION, gettext("Started by hand."), single_object=True)
    return redirect(f"{party_admin.admin_site.name}:syncconsole_bulkrun_change", run.pk)


def _whole_filter(request: HttpRequest) -> bool:
    return request.POST.get("select_across") == "1"


def _chosen(request: HttpRequest) -> list[str]:
    return [pk for pk in request.POST.getlist(ACTION_CHECKBOX_NAME) if pk != NOBODY]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _token(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


def _confirmation(
    party_admin: Any, request: HttpRequest, act: BulkAct, counted: bulk_counts.Counted, before: int | None = None
) -> HttpResponse:
    total, words = counted.total, bulk_words.WORDS[act.name]
    context = party_admin.page_context(
        request,
        title=words.title,
        act=act,
        question=bulk_words.question(act.name, total),
        button=bulk_words.counted(words.button, total),
        rows=[_row(act, *group) for group in counted.groups],
        left_out=[bulk_words.counted(bulk_words.LEFT_OUT[name], n) for name, n in counted.left_out.items()],
        running=counted.running,
        total=total,
        before=None if before is None else grouped(before),
        whole_filter=_whole_filter(request),
        filter_words=filter_words(request.GET),
        chosen=_chosen(request),
        nobody=NOBODY,
        checkbox_name=ACTION_CHECKBOX_NAME,
        counted_at=clock.now(),
        token=request.POST.get("token") or uuid.uuid4(),
        why=request.POST.get("why", ""),
        longest_why=LONGEST_WHY,
        back=request.get_full_path(),
        **_duration(party_admin, act, total),
    )
    return TemplateResponse(request, "console/bulk_confirm.html", context)


def _row(act: BulkAct, name: str, badge: Any, count: int) -> dict[str, Any]:
    bold, text = bulk_words.happens(act.name, name, count)
    return {"badge": badge, "count": grouped(count), "bold": bold, "text": text}


def _duration(party_admin: Any, act: BulkAct, total: int) -> dict[str, Any]:
    pace = bulk_counts.pace(party_admin.definition) if act.runs else None
    return {"duration": about(total / pace) if pace else "", "pace": per_second(pace) if pace else ""}
