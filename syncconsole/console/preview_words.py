"""A preview in one sentence: what a sync would do now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from syncconsole import wording
from syncconsole.console.preview_rows import Rows
from syncconsole.run.preview import Preview
from syncconsole.sync.link import MASS_DELETED, MASS_GONE, Create, Deleted, GoneInAdvoware, Hold, SearchAdvoware, Wait
from syncconsole.sync.reasons import reason


@dataclass(frozen=True)
class Headline:
    """`answer` is said loudly, `rest` after a comma; `more` explains. `acts`: whether a sync would do anything."""

    answer: str
    rest: str = ""
    more: str = ""
    acts: bool = True


def headline(preview: Preview, rows: Rows) -> Headline:
    """The answer to "What would a sync do now?"."""
    link = preview.plan.link
    if isinstance(link, Deleted):
        return _deleted(preview)
    if isinstance(link, GoneInAdvoware):
        return _gone(preview, link.number)
    if isinstance(link, SearchAdvoware | Wait):
        return Headline(gettext("Look whether the record arrived"), more=wording.say(reason("create_in_quarantine")))
    hold = link if isinstance(link, Hold) else preview.plan.hold
    if hold:
        return Headline(gettext("Hold the party"), more=wording.say(hold.why), acts=preview.tells)
    if isinstance(link, Create) and preview.searches:
        return _created(preview)
    return _compared(preview, rows)


def _deleted(preview: Preview) -> Headline:
    if preview.held_back:
        return Headline(gettext("Hold the party"), more=wording.say(reason(MASS_DELETED)))
    noted: Any = preview.run.party.deleted_at
    answer = gettext("Nothing to do") if noted else gettext("Note the deletion")
    return Headline(answer, more=wording.say(reason("deleted_in_espocrm")), acts=not noted)


def _gone(preview: Preview, number: int) -> Headline:
    code = MASS_GONE if preview.held_back else "gone_in_advoware"
    return Headline(gettext("Hold the party"), more=wording.say(reason(code, number=number)), acts=preview.tells)


def _created(preview: Preview) -> Headline:
    count = len(preview.plan.create)
    answer = ngettext("Create it with %(count)s value", "Create it with %(count)s values", count) % {"count": count}
    more = gettext(
        "The party has no number yet. A sync first looks for it in Advoware. If it finds nobody, it creates the record"
        " as shown here; if somebody may be it, it asks you."
    )
    return Headline(answer, gettext("if nobody is found in Advoware"), more)


def _compared(preview: Preview, rows: Rows) -> Headline:
    held = ngettext("%(count)s stays held", "%(count)s stay held", rows.held) % {"count": rows.held}
    rest = held if rows.held else ""
    count = len(rows.changes)
    if count:
        return Headline(ngettext("Write %(count)s value", "Write %(count)s values", count) % {"count": count}, rest)
    if preview.run.entries.acts:
        return Headline(gettext("Bring markers up to date"), rest)
    if preview.tells:
        return Headline(gettext("Write only the status to EspoCRM"), rest)
    return Headline(gettext("Nothing to do"), rest, acts=False)
