"""The message on what was done last in the conflict inbox; it stays, with undo, until the next act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from syncconsole import wording
from syncconsole.models.conflict import ConflictKind, Resolution
from syncconsole.people import undo
from syncconsole.people.alike import CHANGED, NO_CHOICE
from syncconsole.people.choices import present
from syncconsole.registry import SyncDefinition


@dataclass(frozen=True)
class Done:
    """`lead` is said first and bold; `undo` what taking it back would do, "" if it cannot be; `act` the stored one."""

    row: Any
    lead: str
    text: str
    left_out: list[str]
    undo: str
    act: dict[str, Any]

    @property
    def is_group(self) -> bool:
        """Whether the act was one for several parties."""
        return "moment" in self.act

    @property
    def asks_again(self) -> bool:
        """Whether taking it back only asks the question again."""
        return undo.reopens(self.row)

    @property
    def seen(self) -> tuple[str, str]:
        """Both values that the decision was made on, for going on with a large group."""
        return (self.row.wish_e, self.row.wish_a) if self.row.closed_at else present(self.row)

    @property
    def remaining(self) -> int:
        """How many of a large group are still to be decided."""
        return int(self.act.get("remaining", 0))


def done(definition: SyncDefinition, act: dict[str, Any] | None) -> Done | None:
    """What to say of the last act; one query. None if there was none, or its row is gone."""
    rows = definition.conflict.objects.select_related("party")
    row = rows.filter(pk=act["pk"]).first() if act else None
    if act is None or row is None:
        return None
    if act.get("taken_back"):
        return Done(row, _lead(row, act), _taken_back(row, act), _left_out(row, act), "", act)
    effect = undo_effect(row) if act["count"] else ""
    return Done(row, _lead(row, act), _settled(row, act), _left_out(row, act), effect, act)


def _lead(row: Any, act: dict[str, Any]) -> str:
    return f"{row.party}:" if act["count"] == 1 and "moment" not in act else f"{wording.field_label(row.field)}:"


def _settled(row: Any, act: dict[str, Any]) -> str:
    if act.get("undone"):
        words = {"count": act["undone"], "rest": act["undo_remaining"]}
        return gettext("%(count)s taken back so far, %(rest)s are left.") % words
    if "moment" in act:
        count = act["count"]
        return ngettext("%(count)s conflict settled.", "%(count)s conflicts settled.", count) % {"count": count}
    settled = gettext("The conflict is settled.")
    return f"{_single(row, act['choice'])} {settled}"


def settled_as(row: Any) -> str:
    """What a person decided on a settled row, with the value."""
    if row.rule == undo.TAKEN_BACK:
        words = {"field": wording.field_label(row.field), "value": wording.value_text(row.kept[-1]["value"])}
        return gettext("Decision on %(field)s taken back. “%(value)s” is carried to both systems.") % words
    return _single(row, row.resolution)


def _single(row: Any, choice: str) -> str:
    words = {"field": wording.field_label(row.field), "value": wording.value_text(row.wish or row.wish_e)}
    if choice == Resolution.KEEP:
        return gettext("%(field)s “%(value)s” kept from EspoCRM.") % {**words, "value": wording.value_text(row.wish_e)}
    if choice == Resolution.SEEN:
        return gettext("%(field)s seen.") % words
    if row.kind == ConflictKind.REVIEW and row.kept:
        words["value"] = wording.value_text(row.kept[-1]["value"])
    else:
        words["value"] = wording.value_text(row.wish_a)
    return gettext("%(field)s “%(value)s” taken.") % words


def _taken_back(row: Any, act: dict[str, Any]) -> str:
    count = act["count"]
    if count != 1 or act["left_out"]:
        return ngettext("%(count)s decision taken back.", "%(count)s decisions taken back.", count) % {"count": count}
    words = {"field": wording.field_label(row.field)}
    if row.closed_at is None:
        return gettext("Decision on %(field)s taken back. It is open again.") % words
    words["value"] = wording.value_text(undo.opposite(row))
    return gettext("Decision on %(field)s taken back. “%(value)s” is carried to both systems.") % words


def undo_effect(row: Any) -> str:
    """What taking back the decision on a row would do; "" if it cannot be taken back."""
    if not undo.can_be_undone(row):
        return ""
    if undo.reopens(row):
        return gettext("Not carried yet: the question is asked again.")
    return gettext("“%(value)s” is carried to both systems again, unless somebody has changed the value since.") % {
        "value": wording.value_text(undo.opposite(row))
    }


def _left_out(row: Any, act: dict[str, Any]) -> list[str]:
    """How many were left out, and why."""
    return [_why(row, code, count) for code, count in act.get("left_out", {}).items() if count]


def _why(row: Any, code: str, count: int) -> str:
    words = {"count": count}
    if code == CHANGED:
        return ngettext("%(count)s has changed and stays.", "%(count)s have changed and stay.", count) % words
    if code == NO_CHOICE:
        sentence = ngettext(
            "%(count)s stays: this choice is not possible there.",
            "%(count)s stay: this choice is not possible there.",
            count,
        )
        return sentence % words
    return f"{count} × {wording.say({'code': code, 'params': {'field': row.field}})}"
