"""Attempts in words: what each one carried, in which direction, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from syncconsole import wording
from syncconsole.console.badges import outcome_badge
from syncconsole.console.letters import change
from syncconsole.console.times import duration
from syncconsole.models.attempt import Outcome, Trigger
from syncconsole.registry import SyncDefinition
from syncconsole.sync.errors import ADVOWARE
from syncconsole.sync.readback import NOT_WRITTEN
from syncconsole.sync.values import REFUSED

SHOWN = 10
LOOKED_AT = 40


@dataclass(frozen=True)
class Entry:
    """One attempt, or several equal ones in a row of which `attempt` is the newest."""

    attempt: Any
    icon: str
    role: str
    sentence: SafeString
    because: str


def timeline(party: Any, definition: SyncDefinition) -> list[Entry]:
    """The newest attempts of a party, newest first; two queries."""
    attempts = list(definition.attempt.objects.filter(party=party).prefetch_related("changes")[:LOOKED_AT])
    entries: list[Entry] = []
    position = 0
    while position < len(attempts) and len(entries) < SHOWN:
        alike = _equal_run(attempts[position:])
        entries.append(_entry(attempts[position], alike))
        position += max(1, alike)
    return entries


def _equal_run(attempts: list[Any]) -> int:
    """How many attempts from the first one on found all equal."""
    count = 0
    for attempt in attempts:
        if attempt.outcome != Outcome.EQUAL:
            break
        count += 1
    return count


def _entry(attempt: Any, alike: int) -> Entry:
    badge = outcome_badge(attempt)
    icon = _direction(attempt) or badge.icon
    because = " ".join(part for part in (because_of(attempt), _effort(attempt)) if part)
    if alike > 1:
        more = ngettext("Before that %(count)s time unchanged.", "Before that %(count)s times unchanged.", alike - 1)
        because = more % {"count": alike - 1}
    return Entry(attempt, icon, badge.role, sentence(attempt), because)


def _effort(attempt: Any) -> str:
    """How many calls it made and how long it took; nothing while it runs."""
    count = len(attempt.calls)
    if attempt.ended_at is None or not count:
        return ""
    calls = ngettext("%(count)s call, %(took)s.", "%(count)s calls, %(took)s.", count)
    return calls % {"count": count, "took": duration(attempt.started_at, attempt.ended_at)}


def _direction(attempt: Any) -> str:
    sides = {one.side for one in attempt.changes.all() if one.result not in (NOT_WRITTEN, REFUSED)}
    if attempt.outcome != Outcome.WRITTEN or len(sides) != 1:
        return ""
    return "right" if ADVOWARE in sides else "left"


def sentence(attempt: Any) -> SafeString:
    """What the attempt did, in words."""
    changes = [one for one in reversed(attempt.changes.all()) if one.result != NOT_WRITTEN]
    if attempt.outcome == Outcome.WRITTEN and changes and (attempt.decision or {}).get("code") != "created":
        went = [one for one in changes if one.result != REFUSED]
        ways = (("EspoCRM → Advoware", ADVOWARE), ("Advoware → EspoCRM", "espocrm"))
        parts = [_carried(way, [one for one in went if one.side == side]) for way, side in ways]
        parts += [_refused(one) for one in changes if one.result == REFUSED]
        return format_html_join(" ", "{}", ((part,) for part in parts if part))
    said = wording.say(attempt.error or attempt.decision) or attempt.get_outcome_display()
    return format_html("{}", said)


def _carried(way: str, changes: list[Any]) -> SafeString | None:
    if not changes:
        return None
    pairs = ((wording.field_label(one.field), change(one.before, one.after)) for one in changes)
    listed = format_html_join(", ", "{} {}", pairs)
    return format_html("<strong>{}:</strong> {}.", way, listed)


def _refused(one: Any) -> SafeString:
    words = {"system": wording.system_label(one.side), "field": wording.field_label(one.field)}
    said = gettext("%(system)s refused %(field)s “%(value)s”.")
    return format_html("{}", said % {**words, "value": wording.value_text(one.after)})


def because_of(attempt: Any) -> str:
    """Why: the rules that decided, and what started the attempt."""
    rules = dict.fromkeys(one.rule for one in reversed(attempt.changes.all()))
    parts = [gettext("Because: %(rules)s.") % {"rules": "; ".join(map(wording.rule_label, rules))}] if rules else []
    return " ".join([*parts, gettext("Started by: %(trigger)s.") % {"trigger": started_by(attempt)}])


def started_by(attempt: Any) -> str:
    """What or who started an attempt."""
    if attempt.trigger == Trigger.PERSON and attempt.who:
        return str(attempt.who)
    return str(attempt.get_trigger_display())
