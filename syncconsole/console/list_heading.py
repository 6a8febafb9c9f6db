"""The heading of the party list: its answer, not its name (design, principle 1)."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import ngettext

from syncconsole.console import facets


def heading(changelist: Any) -> dict[str, Any]:
    """Context for the list's template: `number`, `heading_rest`, `lead` and the chips."""
    chips = next((spec for spec in changelist.filter_specs if getattr(spec, "chips", False)), None)
    choices = list(chips.choices(changelist)) if chips else []
    by_name = {choice["facet"].name: choice["count"] for choice in choices}
    shown = changelist.result_count
    return {
        "number": number_format(shown, use_l10n=True, force_grouping=True),
        "heading_rest": _rest(chips.chosen if chips else facets.ALL, shown),
        "lead": _lead(by_name) if chips and chips.chosen == facets.OPEN else "",
        "chips": choices,
        "chips_parameter": chips.parameter_name if chips else "",
        "none_known": not by_name.get(facets.ALL) and not by_name.get("deleted"),
    }


def _rest(facet: str, count: int) -> str:
    if facet == facets.OPEN:
        return ngettext("party is open", "parties are open", count)
    if facet == "needs_you":
        return ngettext("party needs you", "parties need you", count)
    if facet == "in_sync":
        return ngettext("party is in sync", "parties are in sync", count)
    return ngettext("party in this list", "parties in this list", count)


def _lead(counts: dict[str, int]) -> str:
    needs, review, retry = (counts.get(name, 0) for name in ("needs_you", "to_review", "will_retry"))
    parts = (
        ngettext("%(count)s needs you", "%(count)s need you", needs) % {"count": needs},
        ngettext("%(count)s is to be reviewed", "%(count)s are to be reviewed", review) % {"count": review},
        ngettext("%(count)s is retried by itself", "%(count)s are retried by themselves", retry) % {"count": retry},
    )
    return ", ".join(parts) + "."
