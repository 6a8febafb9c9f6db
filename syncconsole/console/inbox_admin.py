"""Messages for staff, and how the two systems are."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from syncconsole import clock, registry, wording
from syncconsole.console.badges import Badge
from syncconsole.console.read_only import ReadOnlyAdmin
from syncconsole.console.times import time_tag

REACHABLE = Badge(_("Reachable"), "tick", "ok")
DOWN = Badge(_("Disturbed"), "warning", "warn")
PAUSED = Badge(_("Paused"), "bars", "quiet")


class MessageAdmin(ReadOnlyAdmin):
    """Messages for staff: one per change of state, until somebody has seen them."""

    list_display = ("sentence", "of_party", "created", "over", "seen")
    list_display_links = None
    list_filter = (("seen_at", admin.EmptyFieldListFilter),)
    ordering = ("-id",)
    actions = ("mark_seen",)

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


def system_badge(state: Any) -> Badge:
    """A system in one word."""
    if state.paused_at:
        return PAUSED
    return DOWN if state.down_since else REACHABLE
