"""Bulk actions in words: what each asks, and what it does to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy, ngettext_lazy

from syncconsole.bulk import acts
from syncconsole.console.numbers import grouped


@dataclass(frozen=True)
class Words:
    """The words of one act; pairs of singular and plural, to be filled by `counted`.

    `happens`: what happens to the parties of a group (a facet's name, or "" for all others).
    """

    title: Any
    question: Any
    button: Any
    happens: Mapping[str, Any]
    holds: Any = field(default="")  # first, in bold, of parties that stand still without a person


_STILL = ngettext_lazy("Is read, but stays on hold.", "Are read, but stay on hold.", "count")

WORDS = {
    acts.RESYNC.name: Words(
        gettext_lazy("Sync again"),
        ngettext_lazy(
            "Sync <strong>%(count)s party</strong> again?", "Sync <strong>%(count)s parties</strong> again?", "count"
        ),
        ngettext_lazy("Sync %(count)s party", "Sync %(count)s parties", "count"),
        {
            "": ngettext_lazy(
                "Is read and compared. What differs is carried by the usual rules.",
                "Are read and compared. What differs is carried by the usual rules.",
                "count",
            ),
            "will_retry": ngettext_lazy(
                "Is tried again at once instead of waiting. The counter of failed attempts stays.",
                "Are tried again at once instead of waiting. The counter of failed attempts stays.",
                "count",
            ),
            "to_review": ngettext_lazy(
                "Is read and compared. The conflicts stay to be reviewed; nothing is decided.",
                "Are read and compared. The conflicts stay to be reviewed; nothing is decided.",
                "count",
            ),
            "given_up": ngettext_lazy("Gets a new attempt.", "Get a new attempt each.", "count"),
            "needs_you": gettext_lazy("Without your decision nothing is written there."),
            "waiting": ngettext_lazy(
                "Is synced as soon as the system answers.", "Are synced as soon as the system answers.", "count"
            ),
            "deleted": ngettext_lazy(
                "Is looked for in EspoCRM, and goes on only if it was restored there.",
                "Are looked for in EspoCRM, and go on only if they were restored there.",
                "count",
            ),
        },
        _STILL,
    ),
    acts.RESET_RETRIES.name: Words(
        gettext_lazy("Reset retries"),
        ngettext_lazy(
            "Reset the retries of <strong>%(count)s party</strong>?",
            "Reset the retries of <strong>%(count)s parties</strong>?",
            "count",
        ),
        ngettext_lazy("Reset %(count)s party", "Reset %(count)s parties", "count"),
        {
            "": gettext_lazy("The counter goes to zero, and the next attempt starts at once."),
            "needs_you": gettext_lazy("The counter goes to zero; without your decision nothing is written there."),
        },
        _STILL,
    ),
    acts.PAUSE.name: Words(
        gettext_lazy("Pause"),
        ngettext_lazy("Pause <strong>%(count)s party</strong>?", "Pause <strong>%(count)s parties</strong>?", "count"),
        ngettext_lazy("Pause %(count)s party", "Pause %(count)s parties", "count"),
        {
            "": ngettext_lazy(
                "Is not synced until somebody resumes it. Edits are remembered.",
                "Are not synced until somebody resumes them. Edits are remembered.",
                "count",
            )
        },
    ),
    acts.RESUME.name: Words(
        gettext_lazy("Resume"),
        ngettext_lazy(
            "Resume <strong>%(count)s party</strong>?", "Resume <strong>%(count)s parties</strong>?", "count"
        ),
        ngettext_lazy("Resume %(count)s party", "Resume %(count)s parties", "count"),
        {
            "": ngettext_lazy(
                "Goes on where it stopped. Edits since then are carried.",
                "Go on where they stopped. Edits since then are carried.",
                "count",
            )
        },
    ),
}

LEFT_OUT = {
    "paused": gettext_lazy("%(count)s paused"),
    "not_paused": gettext_lazy("%(count)s not paused"),
    "not_failed": gettext_lazy("%(count)s without a failed attempt"),
    "deleted": gettext_lazy("%(count)s deleted in EspoCRM"),
}


def counted(words: Any, count: int) -> str:
    """The singular or plural of `words`, with the number set apart by thousands."""
    number = {"count": count}
    text = str(words % number)
    return text.replace(str(count), grouped(count), 1) if count > 999 else text


def question(act: str, count: int) -> SafeString:
    """The heading of the confirmation: "Sync 50 parties again?"; the words are our own, the number is a number."""
    return mark_safe(counted(WORDS[act].question, count))  # noqa: S308


def happens(act: str, group: str, count: int) -> tuple[str, str]:
    """What happens to the parties of a group: what is to be said in bold (or ""), and the rest."""
    words = WORDS[act]
    text = counted(words.happens.get(group, words.happens[""]), count)
    return (counted(words.holds, count) if words.holds and group == "needs_you" else "", text)
