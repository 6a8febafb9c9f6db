"""The conflict inbox: a queue of open questions, one of them with its values, and what was decided before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from syncconsole.console import conflict_acts, conflict_done, conflict_list, conflict_memory, conflict_panel
from syncconsole.console.outcome_messages import report
from syncconsole.console.permissions import MissingPermission
from syncconsole.console.read_only import ReadOnlyAdmin
from syncconsole.people import undo
from syncconsole.people.choices import KEEP, SEEN, TAKE
from syncconsole.registry import SyncDefinition

CLOSED_PER_PAGE = 25
CHOICES = (KEEP, TAKE, SEEN)
ACTS = ("decide", "later", "undo")


class ConflictAdmin(ReadOnlyAdmin):
    """Base of every sync's conflict pages; a subclass names its `definition`."""

    definition: SyncDefinition

    def get_urls(self) -> list[URLPattern]:
        """The admin's addresses and those that decide, put off and take back."""
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        acts = [
            path(f"<int:pk>/{act}/", self.admin_site.admin_view(getattr(self, f"{act}_view")), name=f"{info}_{act}")
            for act in ACTS
        ]
        return [*acts, *super().get_urls()]

    # --- what is shown

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The inbox, or with `?show=closed` what was decided; GET only."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        self.require(request, "view")
        return self._closed(request) if request.GET.get("show") == "closed" else self._inbox(request)

    def _inbox(self, request: HttpRequest) -> HttpResponse:
        """`?at=` names the question in the panel, `?p=` the page of the queue, `?like=` or filters narrow it."""
        totals, rows = conflict_list.totals(self.definition), conflict_list.open_rows(self.definition, request.GET)
        put_off, page = conflict_memory.put_off_keys(request, self.model), request.GET.get("p")
        like = bool(request.GET.get("like"))
        groups = (
            conflict_list.single_rows(rows, page) if like else conflict_list.queue(self.definition, rows, put_off, page)
        )
        items = conflict_list.items(self.definition, groups)
        shown, missed = self._shown(request, items)
        may_decide = self.may_decide(request)
        context = self.page_context(
            request,
            title=str(self.opts.verbose_name_plural),
            totals=totals,
            most_grouped=conflict_list.MOST_GROUPED,
            groups=groups,
            items=items,
            filtered=like or any(request.GET.get(name) for name in conflict_list.FILTERS),
            panel=conflict_panel.panel(self.definition, shown) if shown else None,
            missed=missed,
            done=conflict_done.done(self.definition, conflict_memory.last_act(request, self.model)),
            may_decide=may_decide,
            **_neighbours(items, shown),
            query=_query(request, "at"),
            page_query=_query(request, "at", "p"),
            held_word=gettext("Waits for you"),
            review_word=gettext("To review"),
            urls={act: self.url_name(act) for act in ACTS},
            party_url=self._party_url_name(),
        )
        return TemplateResponse(request, "console/conflicts.html", context)

    def _shown(self, request: HttpRequest, items: Sequence[Any]) -> tuple[Any, Any]:
        """The row in the panel, and the one that was asked for if it is open no longer."""
        asked = conflict_acts.whole(request.GET.get("at"))
        rows = self.model.objects.select_related("party")
        row = rows.filter(pk=asked).first() if asked else None
        if row is not None and row.closed_at is None:
            return row, None
        first = rows.filter(pk=items[0].pk).first() if items else None
        return first, row

    def _closed(self, request: HttpRequest) -> HttpResponse:
        closed = self.model.objects.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")
        keys = Paginator(closed.values_list("pk", flat=True), CLOSED_PER_PAGE)  # the wide rows only for one page
        page = keys.get_page(request.GET.get("p"))
        rows = closed.filter(pk__in=list(page)).select_related("party")
        context = self.page_context(
            request,
            title=gettext("Settled conflicts"),
            page=page,
            rows=_with_undo(rows),
            may_decide=self.may_decide(request),
            urls={act: self.url_name(act) for act in ACTS},
            inbox_url=reverse(self.url_name("changelist")),
            party_url=self._party_url_name(),
        )
        return TemplateResponse(request, "console/conflicts_closed.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One conflict is shown in the inbox while it is open, afterwards on its party's page."""
        self.require(request, "view")
        row = get_object_or_404(self.model, pk=conflict_acts.whole(object_id))
        if row.closed_at is None:
            return HttpResponseRedirect(f"{reverse(self.url_name('changelist'))}?at={row.pk}")
        return HttpResponseRedirect(reverse(self._party_url_name(), args=[row.party_id]))

    # --- what is done

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `choice` for the values `espo` and `advoware` that the person saw, in the `scope` one, values or cause.

        What has moved since is refused; in a group it is left out and counted.
        """
        refused = self._refused(request)
        if refused:
            return refused
        row = get_object_or_404(self.model.objects.select_related("party"), pk=pk)
        scope = request.POST.get("scope", "")
        if request.POST.get("choice") not in CHOICES:
            self.message_user(request, gettext("Nothing was chosen."), level="warning")
        elif conflict_acts.is_group(scope):
            conflict_acts.decide_alike(self.definition, request, row, scope)
        else:
            self._decide(request, row)
        return HttpResponseRedirect(self._next(request, row))

    def later_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: put this question at the end of the person's own queue until tomorrow; it still counts."""
        refused = self._refused(request)
        if refused:
            return refused
        row = get_object_or_404(self.model, pk=pk)
        conflict_memory.put_off(request, self.model, row.pk)
        return HttpResponseRedirect(self._next(request, row))

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: take back the decision on one row, or with `group` the person's last one on several."""
        refused = self._refused(request)
        if refused:
            return refused
        row = get_object_or_404(self.model, pk=pk)
        act = conflict_memory.last_act(request, self.model)
        if request.POST.get("group") and act and act.get("pk") == pk and "moment" in act:
            conflict_acts.take_back_last(self.definition, request, act)
        else:
            decided = conflict_acts.take_back_one(self.definition, request, row)
            if not decided.done or not request.POST.get("next"):  # the inbox has a message of its own, which stays
                report(self, request, decided)
        return HttpResponseRedirect(self._next(request, row))

    def _refused(self, request: HttpRequest) -> HttpResponse | None:
        """405 for anything but a POST; raises MissingPermission (403) for who may not decide."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.may_decide(request):
            raise MissingPermission(self._decide_permission())
        return None

    def may_decide(self, request: HttpRequest) -> bool:
        """The permission stands on the party, for holds are decided with it too."""
        return bool(request.user.has_perm(self._decide_permission()))

    def _decide_permission(self) -> str:
        party = self.definition.record._meta
        return f"{party.app_label}.decide_{party.model_name}"

    def _decide(self, request: HttpRequest, row: Any) -> None:
        from syncconsole.people import decisions

        decided = decisions.decide(
            self.definition,
            row.pk,
            request.POST["choice"],
            request.user.get_username(),
            conflict_acts.note_of(request),
            (request.POST.get("espo", ""), request.POST.get("advoware", "")),
        )
        if decided.done and row.closed_at is None:  # the same decision a second time is no act
            conflict_acts.remember_one(self.definition, request, row)
        if not decided.done or not request.POST.get("scope"):  # the inbox has a message of its own, which stays
            report(self, request, decided)

    def _next(self, request: HttpRequest, row: Any) -> str:
        wanted = request.POST.get("next", "")
        if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
            return wanted
        return reverse(self._party_url_name(), args=[row.party_id])

    def _party_url_name(self) -> str:
        meta = self.definition.record._meta
        return f"{self.admin_site.name}:{meta.app_label}_{meta.model_name}_change"


def _neighbours(items: Sequence[Any], shown: Any) -> dict[str, Any]:
    """The questions before and after the one in the panel, as the queue has them; a stranger to it goes before all."""
    keys = [item.pk for item in items]
    at = keys.index(shown.pk) if shown and shown.pk in keys else -1
    return {
        "previous_key": keys[at - 1] if at > 0 else None,
        "next_key": keys[at + 1] if at + 1 < len(keys) else None,
    }


def _with_undo(rows: Iterable[Any]) -> list[tuple[Any, str, bool]]:
    """Settled rows, newest first, with what taking each back would do; of a party's field only the newest can be."""
    answered, shown = set(), []
    for row in rows:
        about = (row.party_id, row.field)
        effect = "" if about in answered else conflict_done.undo_effect(row)
        answered.add(about)
        shown.append((row, effect, undo.reopens(row)))
    return shown


def _query(request: HttpRequest, *without: str) -> str:
    """What narrows the queue, for links that keep it: "" or "like=1&p=2&"."""
    kept = request.GET.copy()
    for name in without:
        kept.pop(name, None)
    return f"{kept.urlencode()}&" if kept else ""
