"""One party in words: why it stands where it stands, and what happens next and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from syncconsole import clock, wording
from syncconsole.console import badges
from syncconsole.console.badges import badge, open_conflicts
from syncconsole.console.party_later import aside_until
from syncconsole.console.times import day_and_time, short_time
from syncconsole.models.conflict import ConflictKind
from syncconsole.sync.values import REFUSED

UNCERTAIN = "uncertain"  # why an entry differs: its text in Advoware may not be one number or address


@dataclass(frozen=True)
class NextStep:
    """Who acts next and when; `detail` is the quieter second line."""

    text: str
    detail: str = ""


def why(party: Any) -> str:
    """One sentence: what is the matter. Values of conflicts stand in it: only for the console's own pages."""
    shown = badge(party)
    if shown in (badges.DELETED, badges.GONE):
        code = "deleted_in_espocrm" if party.deleted_at else "gone_in_advoware"
        return wording.say({"code": code, "params": {"number": party.number}})
    if party.paused_at:
        return gettext("Paused by %(who)s.") % {"who": party.paused_by or gettext("a person")}
    if party.waits_for:
        return wording.say({"code": "system_down", "params": {"system": party.waits_for}})
    if party.hold:
        return wording.say(party.hold)
    if party.error:
        return _failed_because(party)
    rows = open_conflicts(party)
    return conflict_sentence(rows[0], more=len(rows) - 1) if rows else _calm(shown)


def _failed_because(party: Any) -> str:
    sentence = wording.say(party.error)
    if not party.given_up:
        return sentence
    return f"{wording.say({'code': 'given_up', 'params': {'failures': party.failures}})} {sentence}"


def _calm(shown: badges.Badge) -> str:
    if shown == badges.IN_SYNC:
        return gettext("Compared, all equal.")
    if shown == badges.NEW:
        return gettext("Waits for its first sync.")
    if shown == badges.CHANGED:
        return gettext("An edit was seen and is not carried yet.")
    return gettext("Runs at this moment.") if shown == badges.RUNNING else ""


def conflict_sentence(row: Any, more: int = 0) -> str:
    """What a conflict row is about, with its values."""
    words = {
        "field": wording.field_label(row.field),
        "espo": wording.value_text(row.value_espo),
        "advoware": wording.value_text(row.value_advoware),
    }
    sentence = _conflict_pattern(row) % words
    return sentence + (" " + gettext("And %(count)s more.") % {"count": more} if more else "")


def _conflict_pattern(row: Any) -> str:
    if row.kind == ConflictKind.HELD:
        return gettext("%(field)s changed differently in both systems: EspoCRM “%(espo)s”, Advoware “%(advoware)s”.")
    if row.kind == ConflictKind.DIFFERENCE:
        if row.why == UNCERTAIN:
            return _uncertain_pattern(row)
        if row.why == REFUSED:
            return gettext(
                "%(field)s was refused: EspoCRM has “%(espo)s”, Advoware “%(advoware)s”. Both stay as they are."
            )
        return gettext(
            "%(field)s is stored differently: EspoCRM “%(espo)s”, Advoware “%(advoware)s”. Both stay as they are."
        )
    if "first_link" in row.rule:
        return gettext("%(field)s differed when first linked: EspoCRM “%(espo)s”, Advoware “%(advoware)s”.")
    return gettext("%(field)s was settled by rule: EspoCRM “%(espo)s”, Advoware “%(advoware)s”.")


def _uncertain_pattern(row: Any) -> str:
    if not row.value_espo:
        return gettext(
            "%(field)s “%(advoware)s” stays in Advoware only: it is not certain enough for EspoCRM."
            " Please correct it in Advoware; it then follows by itself."
        )
    return gettext(
        "%(field)s “%(advoware)s” in Advoware is not certain enough for EspoCRM, which keeps “%(espo)s”."
        " Please correct it in Advoware; it then follows by itself."
    )


def next_step(party: Any) -> NextStep:
    """What happens next, and whether by a person or by itself."""
    shown = badge(party)
    if shown in (*badges.NEEDS_YOU, badges.TO_REVIEW):
        return _by_a_person(party, shown)
    if shown == badges.PAUSED:
        return NextStep(gettext("You resume"), gettext("edits are remembered"))
    if shown == badges.WAITING:
        system = wording.system_label(party.waits_for)
        return NextStep(gettext("By itself"), gettext("as soon as %(system)s answers") % {"system": system})
    if party.due_at and shown in (badges.WILL_RETRY, badges.CHECKING):
        return NextStep(_retry_time(party.due_at), _attempt_count(party))
    return _quiet_next(party, shown)


def _by_a_person(party: Any, shown: badges.Badge) -> NextStep:
    aside = aside_until(party)
    if shown == badges.GIVEN_UP:
        return NextStep(gettext("You try again"), aside or _otherwise_by_itself(party))
    if shown == badges.TO_REVIEW:
        return NextStep(gettext("You look through"), aside or gettext("both values are kept"))
    text, detail = _your_turn(shown)
    return NextStep(text, aside or detail)


def _your_turn(shown: badges.Badge) -> tuple[str, str]:
    if shown == badges.CONFLICT:
        return gettext("You decide"), gettext("nothing is overwritten until then")
    if shown == badges.REJECTED:
        return gettext("You correct the value"), gettext("then it goes on by itself")
    return gettext("You choose"), gettext("nothing is carried until then")


def _otherwise_by_itself(party: Any) -> str:
    if not party.due_at:
        return ""
    return gettext("otherwise by itself %(time)s") % {"time": day_and_time(party.due_at)}


def _retry_time(due: datetime) -> str:
    if due <= clock.now():
        return gettext("In a moment by itself")
    return gettext("%(time)s by itself") % {"time": short_time(due)}


def _attempt_count(party: Any) -> str:
    numbers = {"next": min(party.failures + 1, settings.SYNC_MAX_FAILURES), "of": settings.SYNC_MAX_FAILURES}
    return gettext("attempt %(next)s of %(of)s") % numbers


def _quiet_next(party: Any, shown: badges.Badge) -> NextStep:
    if shown in (badges.CHANGED, badges.NEW, badges.RUNNING):
        return NextStep(gettext("By itself"), gettext("in a moment"))
    if party.compare_at:
        return NextStep(gettext("By itself"), gettext("compared %(time)s") % {"time": day_and_time(party.compare_at)})
    return NextStep(gettext("Nothing to do"))
