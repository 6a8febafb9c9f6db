"""What a choice about a conflict will do, in words and numbers, before anybody presses the button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext, pgettext

from syncconsole import wording
from syncconsole.models.conflict import ConflictKind
from syncconsole.people import alike
from syncconsole.people.choices import KEEP, SEEN, TAKE, present, wish_of
from syncconsole.sync.errors import ADVOWARE, ESPOCRM


@dataclass(frozen=True)
class Effect:
    """The consequence of one choice in one scope; `title` names the choice."""

    choice: str
    scope: str
    title: str
    text: str


def effect(row: Any, choice: str, scope: str, count: int) -> Effect:
    """What happens to `count` parties like `row`."""
    value = wish_of(row, choice, present(row))
    text = _nothing_written(row, count) if value is None else _written(row, choice, scope, value, count)
    return Effect(choice, scope, _title(row, choice), text)


def _title(row: Any, choice: str) -> str:
    if choice == TAKE:
        return gettext("Take EspoCRM") if _source(row, choice) == ESPOCRM else gettext("Take Advoware")
    if choice == SEEN and row.kind == ConflictKind.REVIEW and row.kept and row.kept[-1]["side"]:
        return gettext("Keep Advoware") if _source(row, TAKE) == ESPOCRM else gettext("Keep EspoCRM")
    return gettext("Keep EspoCRM") if choice == KEEP else gettext("Seen")


def _nothing_written(row: Any, count: int) -> str:
    if row.kind == ConflictKind.DIFFERENCE:
        return ngettext(
            "Nothing is written, both values stay. %(count)s difference is settled as seen.",
            "Nothing is written, the values stay. %(count)s differences are settled as seen.",
            count,
        ) % {"count": count}
    return ngettext(
        "Nothing is written, for this value applies already. %(count)s conflict is settled as looked through.",
        "Nothing is written, for this value applies already. %(count)s conflicts are settled as looked through.",
        count,
    ) % {"count": count}


def _written(row: Any, choice: str, scope: str, value: str, count: int) -> str:
    words = {"where": _where(row, value), "count": count, "value": wording.value_text(value)}
    if scope == alike.CAUSE:
        words["source"] = wording.system_label(_source(row, choice))
        return gettext("For %(count)s parties each one's own value from %(source)s is written to %(where)s.") % words
    if not value:
        return (
            ngettext(
                "The value is emptied in %(where)s, for %(count)s party.",
                "The value is emptied in %(where)s, for %(count)s parties.",
                count,
            )
            % words
        )
    return (
        ngettext(
            "“%(value)s” is written to %(where)s, for %(count)s party.",
            "“%(value)s” is written to %(where)s, for %(count)s parties.",
            count,
        )
        % words
    )


def _where(row: Any, value: str) -> str:
    """The systems that do not hold the value yet."""
    sides = [side for side, held in zip((ESPOCRM, ADVOWARE), present(row), strict=True) if held != value]
    return pgettext("written to", "both systems") if len(sides) != 1 else wording.system_label(sides[0])


def _source(row: Any, choice: str) -> str:
    """The system that the value comes from."""
    if row.kind == ConflictKind.REVIEW and row.kept:
        return row.kept[-1]["side"] or ADVOWARE
    return ESPOCRM if choice == KEEP else ADVOWARE
