"""Messages for staff, and how the two systems are."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.messages import SUCCESS, WARNING
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from syncconsole import clock, registry, wording
from syncconsole.console import home_losses
from syncconsole.console.badges import Badge
from syncconsole.console.permissions import MissingPermission
from syncconsole.console.read_only import ReadOnlyAdmin
from syncconsole.console.system_words import system_badge
from syncconsole.console.times import time_tag
from syncconsole.models import Message, SystemState
from syncconsole.people import probing
from syncconsole.people.probing import Probed


class MessageAdmin(ReadOnlyAdmin):
    """Messages for staff: one per change of state, until somebody has seen them."""

    list_display = ("sentence", "of_party", "created", "over", "seen")
    list_display_links = None
    list_filter = (("seen_at", admin.EmptyFieldListFilter),)
    ordering = ("-id",)
    actions = ("mark_seen",)
    change_list_template = "console/messages.html"

    def get_urls(self) -> list[URLPattern]:
        """The admin's addresses, and the answer for many losses at once."""
        view = self.admin_site.admin_view(self.losses_view)
        return [path("losses/", view, name="syncconsole_message_losses"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, below the questions that some of the messages ask."""
        asking = Message.objects.filter(closed_at__isnull=True, code__in=home_losses.CODES)
        questions = [home_losses.question(one, request.user) for one in asking]
        return super().changelist_view(request, {"questions": questions, **(extra_context or {})})

    def losses_view(self, request: HttpRequest) -> HttpResponse:
        """POST: allow or refuse all losses of a kind, after a page that tells how many parties it concerns."""
        return home_losses.answer_view(self, request)

    def has_mark_seen_permission(self, request: HttpRequest) -> bool:
        """Asked by the action: Django's own permission to change messages, which nobody can do otherwise."""
        return self.may(request, "change")

    @admin.display(description=_("message"))
    def sentence(self, message: Any) -> str:
        """What happened."""
        return wording.say({"code": message.code, "params": message.params})

    @admin.display(description=_("party"))
    def of_party(self, message: Any) -> SafeString | str:
        """The party, as the link to it; by its EspoCRM id, for a message holds no name."""
        url = party_url(message)
        return format_html('<a href="{}">{}</a>', url, message.espo_id) if url else ""

    @admin.display(description=_("at"), ordering="created_at")
    def created(self, message: Any) -> SafeString:
        """When."""
        return time_tag(message.created_at)

    @admin.display(description=_("over since"), ordering="closed_at")
    def over(self, message: Any) -> SafeString:
        """Since when the state is over."""
        return time_tag(message.closed_at)

    @admin.display(description=_("seen"), ordering="seen_at")
    def seen(self, message: Any) -> SafeString:
        """When, and by whom."""
        return format_html('{}<span class="second">{}</span>', time_tag(message.seen_at), message.seen_by)

    @admin.action(description=_("Mark as seen"), permissions=["mark_seen"])
    def mark_seen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Acknowledge the chosen messages."""
        who = request.user.get_username()
        count = queryset.filter(seen_at__isnull=True).update(seen_at=clock.now(), seen_by=who)
        sentence = ngettext("%(count)s message marked as seen.", "%(count)s messages marked as seen.", count)
        self.message_user(request, sentence % {"count": count})


def party_url(message: Any) -> str:
    """Where the party of a message is found; "" for a message about no party."""
    known = {definition.name: definition for definition in registry.all_definitions()}
    if not message.espo_id or message.definition not in known:
        return ""
    meta = known[message.definition].record._meta
    return f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_find')}?q={message.espo_id}"


class SystemStateAdmin(ReadOnlyAdmin):
    """Both systems: reachable or not, since when, and when it is tried again."""

    list_display = ("system", "state", "reason", "down", "probe")
    list_display_links = None

    def get_urls(self) -> list[URLPattern]:
        """The admin's addresses, and the probe by hand."""
        view = self.admin_site.admin_view(self.probe_view)
        return [path("<str:pk>/probe/", view, name="syncconsole_systemstate_probe"), *super().get_urls()]

    def probe_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """POST: probe this system once, now. Whoever may start a sync may do that."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if missing := _missing_resync(request.user):
            raise MissingPermission(missing)
        state = get_object_or_404(SystemState, pk=pk)
        probed = probing.probe_now(state.name)
        self.log_change(request, state, gettext("Probed by hand."))
        level, words = _PROBED[probed]
        self.message_user(request, words % {"system": wording.system_label(state.name)}, level=level)
        return redirect("admin:index")

    @admin.display(description=_("system"), ordering="name")
    def system(self, state: Any) -> str:
        """Its name."""
        return wording.system_label(state.name)

    @admin.display(description=_("state"))
    def state(self, state: Any) -> Badge:
        """In one word."""
        return system_badge(state)

    @admin.display(description=_("why"))
    def reason(self, state: Any) -> str:
        """Why it is disturbed or paused."""
        if state.down_reason:
            return wording.say(state.down_reason)
        return gettext("Paused by %(who)s.") % {"who": state.paused_by} if state.paused_at else ""

    @admin.display(description=_("since"))
    def down(self, state: Any) -> SafeString:
        """Since when."""
        return time_tag(state.down_since or state.paused_at)

    @admin.display(description=_("next probe"))
    def probe(self, state: Any) -> SafeString:
        """When it is asked again."""
        return time_tag(state.probe_at)


_PROBED: dict[Probed, tuple[int, Any]] = {
    Probed.ANSWERS: (SUCCESS, _("%(system)s answers. What waits is carried now.")),
    Probed.DOWN: (WARNING, _("%(system)s still does not answer. The work goes on waiting, nothing is lost.")),
    Probed.PAUSED: (WARNING, _("%(system)s is paused by a person, so it was not asked.")),
    Probed.TRIED_SOON: (WARNING, _("%(system)s answers, but failed at its work. One party is tried in a moment.")),
}


def _missing_resync(user: Any) -> str:
    """The permission that the user lacks: "" if some sync's parties may be synced."""
    missing = ""
    for definition in registry.all_definitions():
        meta = definition.record._meta
        missing = f"{meta.app_label}.resync_{meta.model_name}"
        if user.has_perm(missing):
            return ""
    return missing
