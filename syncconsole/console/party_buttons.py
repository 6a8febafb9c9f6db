"""A party's buttons, and why one of them cannot work now: they are hidden only for lack of permission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from syncconsole import systems, wording


@dataclass(frozen=True)
class Button:
    """`url`: the last part of its address's name. `why_not`: why it cannot work now, "" if it can.

    `filled`: the likely next step. `more`: one of the rarer ones.
    """

    url: str
    label: str
    why_not: str = ""
    filled: bool = False
    more: bool = False


def buttons(party: Any, may: Callable[[str], bool], *, asks: bool) -> list[Button]:
    """What this user may do with the party; `asks`: a question comes first, so no button is the likely next step."""
    found = []
    if may("resync"):
        found.append(Button("resync", gettext("Sync now"), why_no_sync(party), filled=not asks and not party.paused_at))
        found.append(Button("preview", gettext("Preview"), why_no_preview()))
    if may("pause"):
        found.append(_pause_or_resume(party, asks))
    if may("reset_retries"):
        found.append(Button("reset_retries", gettext("Reset retries"), _why_no_reset(party), more=True))
    return found


def why_no_sync(party: Any) -> str:
    """Why a sync would not start now."""
    if party.paused_at:
        return gettext("The party is paused. Please resume it first.")
    down = _down()
    if down:
        return gettext("%(system)s does not work at the moment. The sync starts by itself as soon as it does.") % {
            "system": wording.system_label(down)
        }
    return ""


def why_no_preview() -> str:
    """Why both systems cannot be read now; paused or not does not matter for reading."""
    down = _down()
    if not down:
        return ""
    sentence = gettext("%(system)s does not work at the moment. Without both systems there is no preview.")
    return sentence % {"system": wording.system_label(down)}


def why_no_reading() -> str:
    """Why both systems cannot be read now, for the page that would show them."""
    down = _down()
    if not down:
        return ""
    sentence = gettext("%(system)s does not work at the moment. The values are those of the last reading.")
    return sentence % {"system": wording.system_label(down)}


def _down() -> str:
    """A system whose breaker is open or that a person has paused."""
    return next((name for name, state in systems.known().items() if state.down_since or state.paused_at), "")


def _pause_or_resume(party: Any, asks: bool) -> Button:
    if party.paused_at:
        return Button("resume", gettext("Resume"), filled=not asks)
    return Button("pause", gettext("Pause"))


def _why_no_reset(party: Any) -> str:
    return "" if party.failures or party.given_up else gettext("No attempt has failed.")
