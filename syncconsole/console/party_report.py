"""One party as the command `show` tells it: everything that the party page shows, as plain data and as text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from syncconsole import wording
from syncconsole.console.party_words import next_step, why
from syncconsole.people import field_names
from syncconsole.registry import SyncDefinition

ATTEMPTS_SHOWN = 5


def report(definition: SyncDefinition, pk: int) -> dict[str, Any]:
    """Plain data for JSON; times as ISO 8601 in UTC, reasons as stored (`{"code", "params"}`) and in words.

    Raises the model's DoesNotExist for an unknown key.
    """
    party = definition.record.objects.get(pk=pk)
    step = next_step(party)
    conflicts = party.conflicts.filter(closed_at__isnull=True).order_by("id")
    attempts = party.attempts.prefetch_related("changes")[:ATTEMPTS_SHOWN]
    return {
        "id": party.espo_id,
        "number": party.number,
        "name": party.name,
        "kind": party.kind,
        "status": str(party.sync_status),
        "reason": party.hold or party.error,
        "words": why(party),
        "next": f"{step.text} ({step.detail})" if step.detail else step.text,
        "failures": party.failures,
        "given_up": party.given_up,
        "paused_at": _iso(party.paused_at),
        "waits_for": party.waits_for or None,
        "deleted_at": _iso(party.deleted_at),
        "gone_at": _iso(party.gone_at),
        "next_attempt": _iso(party.due_at),
        "next_comparison": _iso(party.compare_at),
        "last_compared": _iso(party.last_compared_at),
        "last_carried": _iso(party.last_changed_at),
        "base": party.base,
        "espocrm": party.seen_espo,
        "advoware": party.seen_advoware,
        "read": party.seen_meta,
        "hold": party.hold,
        "conflicts": [_conflict(row) for row in conflicts],
        "problems": party.problems,
        "attempts": [_attempt(row) for row in attempts],
    }


def _conflict(row: Any) -> dict[str, Any]:
    return {
        "field": field_names.of_row(row),
        "kind": row.kind,
        "rule": row.rule,
        "base": row.base,
        "espocrm": row.value_espo,
        "advoware": row.value_advoware,
        "kept": row.kept,
        "since": _iso(row.opened_at),
    }


def _attempt(row: Any) -> dict[str, Any]:
    changes = [
        {
            "system": one.side,
            "field": field_names.shown(one.field, one.after, one.before),
            "before": one.before,
            "after": one.after,
            "rule": one.rule,
        }
        for one in row.changes.all()
    ]
    return {
        "id": row.pk,
        "trigger": row.trigger,
        "who": row.who,
        "started": _iso(row.started_at),
        "ended": _iso(row.ended_at),
        "outcome": row.outcome,
        "words": wording.say(row.error or row.decision),
        "changes": changes,
        "calls": row.calls,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def lines(told: dict[str, Any]) -> Iterator[str]:
    """The same for a terminal, times in the console's time zone."""
    number = gettext("Number %(number)s") % {"number": told["number"]} if told["number"] else gettext("without number")
    yield f"{told['name'] or told['id']}  ({told['id']}, {number}, {wording.kind_label(told['kind']) or '–'})"
    yield _line(gettext("status"), f"{told['status']}  {told['words']}".rstrip())
    yield _line(gettext("next step"), told["next"])
    yield _line(gettext("failed attempts"), str(told["failures"]))
    for label, key in (
        (gettext("next attempt"), "next_attempt"),
        (gettext("next comparison"), "next_comparison"),
        (gettext("last compared"), "last_compared"),
        (gettext("last carried"), "last_carried"),
        (gettext("paused since"), "paused_at"),
    ):
        if told[key]:
            yield _line(label, _local(told[key]))
    yield from _hold_lines(told)
    yield from _field_lines(told)
    yield from _conflict_lines(told)
    yield from _attempt_lines(told)


def _hold_lines(told: dict[str, Any]) -> Iterator[str]:
    candidates = (told["hold"] or {}).get("candidates") or []
    if candidates:
        yield _line(gettext("candidates"), ", ".join(map(str, candidates)))


def _field_lines(told: dict[str, Any]) -> Iterator[str]:
    names = dict.fromkeys([*told["espocrm"], *told["advoware"]])
    if not names:
        return
    yield ""
    heading = gettext("last agreed")
    yield f"{'':24} {'EspoCRM':28} {heading:28} Advoware"
    for name in names:
        pair = told["base"].get(name)
        agreed = "–" if pair is None else _pair(pair)
        held = (told[side].get(name) for side in ("espocrm", "advoware"))
        espo, advoware = ("?" if value is None else wording.value_text(value) for value in held)
        shown = field_names.shown(name, *(told[side].get(name, "") for side in ("espocrm", "advoware")))
        yield f"{shown:24} {espo:28} {agreed:28} {advoware}"


def _pair(pair: dict[str, str]) -> str:
    values = dict.fromkeys((pair["e"], pair["a"]))
    return " / ".join(wording.value_text(value) for value in values)


def _conflict_lines(told: dict[str, Any]) -> Iterator[str]:
    for row in told["conflicts"]:
        values = f"EspoCRM {wording.value_text(row['espocrm'])}, Advoware {wording.value_text(row['advoware'])}"
        yield ""
        yield gettext("conflict") + f" {row['field']} ({row['kind']}): {values}"


def _attempt_lines(told: dict[str, Any]) -> Iterator[str]:
    for row in told["attempts"]:
        yield ""
        rest = f" {row['id']}  {_local(row['started'])}  {row['outcome']}  {row['words']}".rstrip()
        yield gettext("attempt") + rest
        for one in row["changes"]:
            before, after = wording.value_text(one["before"]), wording.value_text(one["after"])
            yield f"    {wording.system_label(one['system'])} {one['field']}: {before} → {after} ({one['rule']})"
        for call in row["calls"]:
            yield f"    {call['method']} {call['path']}  {call['status'] or '–'}  {call['ms']} ms"


def _line(label: str, text: str) -> str:
    return f"{label + ':':24} {text}"


def _local(iso: str) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(iso)):%Y-%m-%d %H:%M:%S}"
