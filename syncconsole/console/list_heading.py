"""What stands around the party list: the heading that is its answer (design, principle 1), chips, filters, doors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from syncconsole.console import facets, saved_filters
from syncconsole.console.numbers import grouped
from syncconsole.console.party_filters import SHOW


def heading(party_admin: Any, request: HttpRequest, changelist: Any) -> dict[str, Any]:
    """Context for the list's template."""
    chips = next((spec for spec in changelist.filter_specs if getattr(spec, "chips", False)), None)
    choices = list(chips.choices(changelist)) if chips else []
    chosen = chips.chosen if chips else facets.ALL
    by_name = {choice["facet"].name: choice["count"] for choice in choices}
    shown = changelist.result_count
    return {
        "number": grouped(shown),
        "heading_rest": _rest(chosen, shown),
        "lead": _lead(by_name) if chosen == facets.OPEN else "",
        "chips": [{**choice, "count": grouped(choice["count"])} for choice in choices],
        "none_known": not by_name.get(facets.ALL) and not by_name.get("deleted"),
        "narrow": [_narrow(spec, changelist) for spec in changelist.filter_specs if not getattr(spec, "chips", False)],
        "shown_word": facets.BY_NAME[chosen].word,
        "search_all": changelist.get_query_string({SHOW: facets.ALL}, ["p"]) if chosen != facets.ALL else "",
        "all_count": grouped(by_name.get(facets.ALL, 0)),
        "other_params": [pair for pair in request.GET.items() if pair[0] not in ("q", "p", "e")],
        "query": request.GET.urlencode(),
        "saved_filters": saved_filters.of_user(party_admin, request),
        "range": _range(changelist),
        "urls": {name: party_admin.url_name(name) for name in ("changelist", "export", "remember", "forget")},
    }


def _narrow(spec: Any, changelist: Any) -> dict[str, Any]:
    """One filter of the column at the side; closed are those of bulk actions, unless one is chosen."""
    choices = [{**choice, "count": _count(choice)} for choice in spec.choices(changelist)]
    chosen = any(choice["selected"] for choice in choices[1:])
    return {"title": spec.title, "choices": choices, "open": chosen or not getattr(spec, "closed", False)}


def _count(choice: dict[str, Any]) -> str:
    return "" if choice.get("count") is None else grouped(choice["count"])


def _range(changelist: Any) -> str:
    """For example 1–50 of 4,812; "" for an empty list."""
    shown = len(changelist.result_list)
    if not shown:
        return ""
    first = (changelist.page_num - 1) * changelist.list_per_page + 1 if changelist.multi_page else 1
    numbers = {"first": grouped(first), "last": grouped(first + shown - 1), "of": grouped(changelist.result_count)}
    return gettext("%(first)s–%(last)s of %(of)s") % numbers


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
        ngettext("%(count)s needs you", "%(count)s need you", needs) % {"count": grouped(needs)},
        ngettext("%(count)s is to be reviewed", "%(count)s are to be reviewed", review) % {"count": grouped(review)},
        ngettext("%(count)s is retried by itself", "%(count)s are retried by themselves", retry)
        % {"count": grouped(retry)},
    )
    return ", ".join(parts) + "."
