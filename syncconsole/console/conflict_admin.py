"""The conflict inbox: every open question with its three values, held ones first, decided row by row."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from syncconsole.console.outcome_messages import report
from syncconsole.console.questions import conflict_question
from syncconsole.console.read_only import ReadOnlyAdmin
from syncconsole.models.conflict import ConflictKind
from syncconsole.registry import SyncDefinition

PER_PAGE = 25
CHOICES = ("keep", "take", "seen")


class ConflictAdmin(ReadOnlyAdmin):
    """Base of every sync's conflict pages; a subclass names its `definition`."""

    definition: SyncDefinition

    def get_urls(self) -> list[URLPattern]:
        """The admin's addresses and the one that takes decisions."""
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        decide = path("<int:pk>/decide/", self.admin_site.admin_view(self.decide_view), name=f"{info}_decide")
        return [decide, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Open questions, or with `?show=closed` those that were settled; GET only."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        self.require(request, "view")
        closed = request.GET.get("show") == "closed"
        page = Paginator(self._rows(closed), PER_PAGE).get_page(request.GET.get("p"))
        context = self.page_context(
            request,
            title=str(self.opts.verbose_name_plural),
            closed=closed,
            page=page,
            questions=[conflict_question(row) for row in page],
            **self._numbers(page, closed),
            may_decide=self.may_decide(request),
            decide_url=self.url_name("decide"),
            party_url=self._party_url_name(),
        )
        return TemplateResponse(request, "console/conflicts.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A conflict is shown on its party's page."""
        self.require(request, "view")
        row = get_object_or_404(self.model, pk=int(object_id) if object_id.isdecimal() else 0)
        return HttpResponseRedirect(reverse(self._party_url_name(), args=[row.party_id]))

    def may_decide(self, request: HttpRequest) -> bool:
        """The permission stands on the party, for holds are decided with it too."""
        party = self.definition.record._meta
        return bool(request.user.has_perm(f"{party.app_label}.decide_{party.model_name}"))

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `choice` for the values `espo` and `advoware` that the person saw; refused if either has moved."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.may_decide(request):
            raise PermissionDenied
        row = get_object_or_404(self.model, pk=pk)
        if request.POST.get("choice") in CHOICES:
            self._decide(request, row)
        else:
            self.message_user(request, gettext("Nothing was chosen."), level="warning")
        return HttpResponseRedirect(self._next(request, row))

    def _decide(self, request: HttpRequest, row: Any) -> None:
        from syncconsole.people import decisions

        decided = decisions.decide(
            self.definition,
            row.pk,
            request.POST["choice"],
            request.user.get_username(),
            request.POST.get("note", ""),
            (request.POST.get("espo", ""), request.POST.get("advoware", "")),
        )
        if decided.done:
            self.log_change(request, row.party, f"{row.field}: {request.POST['choice']}")
        report(self, request, decided)

    def _next(self, request: HttpRequest, row: Any) -> str:
        wanted = request.POST.get("next", "")
        if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
            return wanted
        return reverse(self._party_url_name(), args=[row.party_id])

    def _party_url_name(self) -> str:
        meta = self.definition.record._meta
        return f"{self.admin_site.name}:{meta.app_label}_{meta.model_name}_change"

    def _rows(self, closed: bool) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model.objects.filter(closed_at__isnull=not closed).select_related("party")
        if closed:
            return rows.order_by("-closed_at", "-pk")
        held_first = Case(When(kind=ConflictKind.HELD, then=Value(0)), default=Value(1), output_field=IntegerField())
        return rows.order_by(held_first, "opened_at", "pk")

    def _numbers(self, page: Page[Any], closed: bool) -> dict[str, int]:
        if closed:
            return {"held": 0, "to_review": 0, "total": page.paginator.count}
        held = self.model.objects.filter(kind=ConflictKind.HELD, closed_at__isnull=True).count()
        return {"held": held, "to_review": page.paginator.count - held, "total": page.paginator.count}
