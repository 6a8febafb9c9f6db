"""The calls that a sync would make, in their order, and about how long they take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from syncconsole.console.entry_rows import ForeseenEntries
from syncconsole.run.preview import Preview
from syncconsole.sync.link import Create, ReadAdvoware


@dataclass(frozen=True)
class Step:
    """What is done, by how many calls."""

    text: str
    calls: int = 1


def steps(preview: Preview, entries: ForeseenEntries) -> list[Step]:
    """The steps of the sync that the preview foresees."""
    return [*_reading(preview), *_to_advoware(preview, entries), *_to_espocrm(preview, entries)]


def _reading(preview: Preview) -> Iterator[Step]:
    yield Step(gettext("Read EspoCRM"))
    if preview.searches:
        yield Step(gettext("Look for the party in Advoware"))
    elif preview.run.seen_advoware is not None or preview.run.missing is not None:
        yield Step(gettext("Read Advoware"))
    if preview.run.missing is not None:
        yield Step(gettext("Read Advoware once more, and another record"), 2)


def _to_advoware(preview: Preview, entries: ForeseenEntries) -> Iterator[Step]:
    creates = isinstance(preview.plan.link, Create)
    if creates:
        yield Step(gettext("Advoware: create the record"))
    elif preview.plan.to_advoware:
        yield Step(gettext("Advoware: write master data"))
    if entries.calls:
        text = ngettext("Advoware: write %(count)s entry", "Advoware: write %(count)s entries", entries.calls)
        yield Step(text % {"count": entries.calls}, entries.calls)
    if creates or preview.plan.to_advoware or entries.calls:
        yield Step(gettext("Read Advoware again"))


def _to_espocrm(preview: Preview, entries: ForeseenEntries) -> Iterator[Step]:
    if entries.asks:
        yield Step(gettext("EspoCRM: look who else has a new number"), entries.asks)
    if not preview.tells:
        return
    carries = preview.plan.to_espo or entries.lists or publishes_number(preview)
    yield Step(gettext("EspoCRM: write values and status") if carries else gettext("EspoCRM: write the status"))
    if entries.lists:
        yield Step(gettext("Read EspoCRM again"))


def publishes_number(preview: Preview) -> bool:
    """Whether EspoCRM would get a number that it does not show yet."""
    link, espo, plan = preview.plan.link, preview.run.seen_espo, preview.plan
    if not isinstance(link, ReadAdvoware):
        return isinstance(link, Create)
    return plan.complete and not plan.hold and espo is not None and espo.number != link.number


def summary(preview: Preview, planned: list[Step]) -> str:
    """How many calls, and how long at the pace of the reads that were just made."""
    count = sum(step.calls for step in planned)
    seconds = count * sum(call.ms for call in preview.calls) / max(1, len(preview.calls)) / 1000
    text = ngettext("%(count)s call, about %(seconds)s s.", "%(count)s calls, about %(seconds)s s.", count)
    return text % {"count": count, "seconds": number_format(max(0.1, round(seconds, 1)))}
