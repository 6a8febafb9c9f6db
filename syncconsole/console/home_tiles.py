"""The five tiles: how many parties stand where, with the one fact that helps; each leads to its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from syncconsole import wording
from syncconsole.console import facets
from syncconsole.console.home_counts import Counts
from syncconsole.console.home_times import hour_text
from syncconsole.console.numbers import grouped

ORDER = ("needs_you", "to_review", "will_retry", "under_way", "in_sync")
LOUD = "needs_you"


@dataclass(frozen=True)
class Tile:
    """One count that leads to its list; `fact` is the quieter line below, "" for none."""

    facet: facets.Facet
    count: int
    url: str
    fact: str = ""

    @property
    def is_loud(self) -> bool:
        """Whether it claims attention."""
        return self.facet.name == LOUD and self.count > 0

    @property
    def shown_count(self) -> str:
        """The count as people write it."""
        return grouped(self.count)


def tiles(counts: Counts, list_url: str, blocked: Sequence[str]) -> list[Tile]:
    """The five; while a system is down what waits for it takes the place of the retries."""
    names = [("waiting" if blocked and name == "will_retry" else name) for name in ORDER]
    if not blocked and counts.of["waiting"]:  # the last of them are being released
        names.insert(names.index("under_way"), "waiting")
    return [_tile(name, counts, list_url, _fact(name, counts, blocked)) for name in names]


def also(counts: Counts, list_url: str, blocked: Sequence[str]) -> list[Tile]:
    """What stands beside the tiles, in the words of `fact`: paused parties, and tombstones, which are not counted."""
    words = {
        "paused": gettext("%(count)s paused"),
        **({"will_retry": _repeated(counts.of["will_retry"])} if blocked else {}),
        "deleted": gettext("%(count)s deleted in EspoCRM (not counted)"),
    }
    return [
        _tile(name, counts, list_url, words[name] % {"count": grouped(counts.of[name])})
        for name in words
        if counts.of[name]
    ]


def _repeated(count: int) -> str:
    return ngettext("%(count)s is repeated", "%(count)s are repeated", count)


def _tile(name: str, counts: Counts, list_url: str, fact: str) -> Tile:
    return Tile(_FACETS[name], counts.of[name], f"{list_url}?show={name}", fact)


_FACETS = {facet.name: facet for facet in facets.FACETS}


def _fact(name: str, counts: Counts, blocked: Sequence[str]) -> str:
    if name == "needs_you" and counts.need_since:
        return gettext("oldest since %(time)s") % {"time": hour_text(counts.need_since)}
    if name == "to_review":
        return gettext("settled by rule, both values kept")
    if name == "will_retry" and counts.next_retry:
        return gettext("next attempt at %(time)s") % {"time": hour_text(counts.next_retry)}
    if name == "waiting":
        system = wording.system_label(blocked[0]) if blocked else ""
        return gettext("for %(system)s") % {"system": system} if system else gettext("released little by little")
    if name == "under_way":
        return _parts(counts)
    return _share(counts) if name == "in_sync" and counts.total else ""


def _parts(counts: Counts) -> str:
    parts = [
        (counts.changed, gettext("%(count)s changed")),
        (counts.running, ngettext("%(count)s runs", "%(count)s running", counts.running)),
        (counts.new, gettext("%(count)s new")),
    ]
    return " · ".join(words % {"count": grouped(number)} for number, words in parts if number)


def _share(counts: Counts) -> str:
    in_sync = counts.of["in_sync"]
    percent = int(1000 * in_sync / counts.total) / 10  # never rounded up to a hundred
    words = gettext("%(percent)s %% of all parties")
    return words % {"percent": number_format(percent, decimal_pos=0 if percent == 100 else 1)}
