"""The rows of a preview: what would be written where and why, in the order of the plan, then what stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from syncconsole import wording
from syncconsole.console import preview_steps
from syncconsole.console.entry_rows import ForeseenEntries, ForeseenEntry
from syncconsole.console.letters import marked
from syncconsole.run.preview import Preview
from syncconsole.sync import merge
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.link import Create, ReadAdvoware
from syncconsole.sync.plan import Write
from syncconsole.sync.values import Seen

_ICONS = {ADVOWARE: "right", ESPOCRM: "left"}


@dataclass(frozen=True)
class Row:
    """One value. `side`: the system that would be written to, "" for none.

    `after` None: nothing is written, and `now` tells what stands in both systems.
    """

    side: str
    icon: str
    role: str
    where: str
    label: str
    now: SafeString | str
    after: SafeString | str | None = None
    why: str = ""
    note: str = ""
    held: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two previews tell the same."""
        return (self.side, self.icon, self.label, str(self.now), str(self.after), self.why)


@dataclass(frozen=True)
class Rows:
    """`changes`: values to be written. `others`: held ones, then differences that stay. `equal`: label and value."""

    changes: list[Row]
    others: list[Row]
    equal: list[tuple[str, str]]

    @property
    def any(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.changes or self.others or self.equal)

    @property
    def held(self) -> int:
        """How many wait for a person."""
        return sum(row.held for row in self.others)


def rows_of(preview: Preview, entries: ForeseenEntries) -> Rows:
    """Everything that the preview tells of fields and entries."""
    changes = [
        *_created(preview),
        *_written(preview.plan.to_advoware, ADVOWARE),
        *_entries_written(entries, ADVOWARE),
        *_written(preview.plan.to_espo, ESPOCRM),
        *_entries_written(entries, ESPOCRM),
        *_number(preview),
    ]
    others = [*_fields_left(preview), *_entries_left(entries)]
    others.sort(key=lambda row: not row.held)
    return Rows(changes, others, [*_equal_fields(preview), *_equal_entries(entries)])


def _created(preview: Preview) -> Iterator[Row]:
    for name, value in preview.plan.create.items():
        label, why = wording.field_label(name), wording.rule_label("create")
        yield Row(ADVOWARE, "plus", "info", "Advoware", label, gettext("not there yet"), marked(value, ""), why)


def _written(writes: tuple[Write, ...], side: str) -> Iterator[Row]:
    for write in writes:
        why = wording.rule_label(write.rule)
        if write.loses:
            kept = gettext("“%(value)s” is kept for review") % {"value": wording.value_text(write.loses)}
            why = f"{why}; {kept}"
        label, system = wording.field_label(write.field), wording.system_label(side)
        after = marked(write.value, write.before)
        yield Row(side, _ICONS[side], "info", system, label, wording.value_text(write.before), after, why)


def _entries_written(entries: ForeseenEntries, side: str) -> Iterator[Row]:
    for one in entries.entries:
        for write in one.writes:
            if write.side == side:
                now = write.before or gettext("missing")
                system, row = wording.system_label(side), one.row
                why = row.state.reason or row.state.text
                yield Row(side, _ICONS[side], "info", system, row.kind, now, write.after, why, row.kind_note)


def _number(preview: Preview) -> Iterator[Row]:
    """The number that EspoCRM does not show yet."""
    link, shown = preview.plan.link, preview.run.seen_espo.number if preview.run.seen_espo else None
    label, now = wording.field_label(preview.run.mapping.number_espo), wording.value_text(str(shown or ""))
    if isinstance(link, Create):
        after, why = gettext("the new number"), wording.rule_label("create")
        yield Row(ESPOCRM, "left", "info", "EspoCRM", label, now, after, why)
    elif preview_steps.publishes_number(preview):
        assert isinstance(link, ReadAdvoware)
        why = gettext("the number of the linked record")
        yield Row(ESPOCRM, "left", "info", "EspoCRM", label, now, marked(str(link.number), ""), why)


def _fields_left(preview: Preview) -> Iterator[Row]:
    plan, espo, advoware = preview.plan, preview.run.seen_espo, preview.run.seen_advoware
    for name, decision in plan.decisions.items():
        label, why = wording.field_label(name), wording.rule_label(decision.rule)
        now = _both(name, espo, advoware)
        if decision.action == merge.HELD:
            yield Row("", "diamond-half", "ask", gettext("held"), label, now, why=why, held=True)
        elif decision.rule == "key_absent" and decision.action == merge.NOTHING:
            yield Row("", "lens", "quiet", gettext("unknown"), label, now, why=why)
        elif decision.rule == "accepted":
            yield Row("", "warning", "warn", gettext("stays"), label, now, why=_accepted(preview, name))


def _accepted(preview: Preview, name: str) -> str:
    pair = preview.run.base.get(name)
    why = wording.rule_label(pair.why if pair and pair.why else "accepted")
    return f"{why} ({pair.words})" if pair and pair.words else why


def _both(name: str, espo: Seen | None, advoware: Seen | None) -> SafeString:
    """Both values in one line, letters marked against each other."""
    e, a = (seen.values.get(name) if seen else None for seen in (espo, advoware))
    return format_html("EspoCRM {} · Advoware {}", _beside(e, a), _beside(a, e))


def _beside(value: str | None, opposite: str | None) -> SafeString | str:
    if value is None:
        return gettext("unknown")
    return marked(value, value if opposite is None else opposite)


def _entries_left(entries: ForeseenEntries) -> Iterator[Row]:
    for one in entries.entries:
        if not one.writes and one.row.differs and not one.row.aside:
            yield _entry_left(one)


def _entry_left(one: ForeseenEntry) -> Row:
    row, held = one.row, one.row.state.icon == "diamond-half"
    cells = [("EspoCRM", row.espo), ("Advoware", row.advoware)]
    now = [format_html("{} {}", name, cell.value) for name, cell in cells if cell.value is not None]
    shown = format_html("{} · {}", *now) if len(now) == 2 else now[0] if now else gettext("unknown")
    where = gettext("held") if held else row.state.text
    why = row.state.reason or row.state.text
    return Row("", row.state.icon, row.state.role, where, row.kind, shown, why=why, note=row.kind_note, held=held)


def _equal_fields(preview: Preview) -> Iterator[tuple[str, str]]:
    espo = preview.run.seen_espo
    for name, decision in preview.plan.decisions.items():
        if decision.rule == "equal" and espo is not None:
            yield wording.field_label(name), wording.value_text(espo.values[name])


def _equal_entries(entries: ForeseenEntries) -> Iterator[tuple[str, str]]:
    for one in entries.entries:
        if not one.writes and not one.row.differs and one.row.espo.value is not None:
            yield one.row.kind, one.row.agreed
