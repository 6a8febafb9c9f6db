"""A system in one word, and what its banner says: whether anybody has to act, and what happens by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from syncconsole import clock, wording
from syncconsole.console.badges import Badge
from syncconsole.console.home_times import hour_text, second_text, span_text
from syncconsole.models import SystemState

REACHABLE = Badge(_("Reachable"), "tick", "ok")
DOWN = Badge(_("Not reachable"), "warning", "warn")
BROKEN = Badge(_("Disturbed"), "warning", "warn")
REJECTED = Badge(_("Access rejected"), "octagon-cross", "stop")
PAUSED = Badge(_("Paused"), "bars", "quiet")

# What only a person can mend; everything else heals by itself.
FOR_PEOPLE = (
    "credentials_rejected",
    "not_enabled",
    "locked_out",
    "redirected",
    "certificate_rejected",
)


@dataclass(frozen=True)
class Banner:
    """What stands on every page while a system's work waits; the home page adds `text` and `facts` (label, value)."""

    name: str
    icon: str
    role: str
    title: str
    text: str
    facts: list[tuple[str, str]]
    may_probe: bool


def states(request: HttpRequest) -> dict[str, Any]:
    """Both systems' rows by name, read once per request: navigation, banner and home ask."""
    if not hasattr(request, "system_states"):
        request.system_states = {state.name: state for state in SystemState.objects.all()}  # type: ignore[attr-defined]
    found: dict[str, Any] = request.system_states  # type: ignore[attr-defined]
    return found


def blocked_since(state: Any) -> datetime | None:
    """Since when work on this system waits, UTC; None if it does not."""
    moment: datetime | None = state.down_since or state.paused_at
    return moment


def system_badge(state: Any) -> Badge:
    """A system in one word; None for one that was never heard of to be anything but well."""
    if state is None:
        return REACHABLE
    if state.paused_at:
        return PAUSED
    if not state.down_since:
        return REACHABLE
    if needs_people(state):
        return REJECTED
    return BROKEN if state.broken else DOWN


def needs_people(state: Any) -> bool:
    """Whether the outage lasts until a person mends something."""
    return (state.down_reason or {}).get("code") in FOR_PEOPLE


def banners(request: HttpRequest) -> list[Banner]:
    """One for each system whose work waits, the oldest first."""
    blocked = [state for state in states(request).values() if blocked_since(state)]
    return [_banner(state) for state in sorted(blocked, key=lambda state: blocked_since(state) or clock.now())]


def _banner(state: Any) -> Banner:
    label = {"system": wording.system_label(state.name), "time": hour_text(blocked_since(state) or clock.now())}
    if not state.down_since:
        title = gettext("%(system)s is paused since %(time)s. Work waits, nothing is lost.") % label
        return Banner(
            state.name, "bars", "quiet", title, gettext("It goes on as soon as a person resumes it."), [], False
        )
    shown = system_badge(state)
    facts = [*_probe(state), *_why(state)]
    return Banner(state.name, shown.icon, shown.role, _title(state, label), _text(state, label), facts, True)


def _title(state: Any, label: dict[str, str]) -> str:
    if needs_people(state):
        said = wording.say(state.down_reason)
        held = gettext("All is on hold since %(time)s, no attempt is lost.") % label
        return f"{said} {held}"
    if state.broken:
        return gettext("%(system)s fails at its work since %(time)s. Work waits, nothing is lost.") % label
    return gettext("%(system)s cannot be reached since %(time)s. Work waits, nothing is lost.") % label


def _text(state: Any, label: dict[str, str]) -> str:
    if needs_people(state):
        return gettext("Somebody from your administration must act. Then it goes on by itself.")
    return (
        gettext(
            "You need not do anything. As soon as %(system)s answers, the waiting edits are carried by themselves."
            " No party loses an attempt by this."
        )
        % label
    )


def _probe(state: Any) -> list[tuple[str, str]]:
    if not state.probe_at:
        return []
    left = state.probe_at - clock.now()
    if left.total_seconds() <= 0:
        return [(gettext("Next probe"), gettext("in a moment"))]
    words = gettext("%(time)s (in %(span)s)") % {"time": second_text(state.probe_at), "span": span_text(left)}
    return [(gettext("Next probe"), words)]


def _why(state: Any) -> list[tuple[str, str]]:
    said = "" if needs_people(state) else wording.say(state.down_reason)
    return [(gettext("Cause"), said)] if said else []
