"""A filter of the party list in words, told from its query string."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext

from syncconsole.console import facets

SHOWN, SEARCHED = "show", "q"
NOT_A_FILTER = ("p", "o", "e", "all", "_changelist_filters")


def filter_words(query: QueryDict) -> str:
    """For example: Open, search “Muster”, narrowed down."""
    facet = facets.BY_NAME.get(query.get(SHOWN, ""), facets.BY_NAME[facets.OPEN])
    parts = [str(facet.word)]
    if query.get(SEARCHED):
        parts.append(gettext("search “%(term)s”") % {"term": query[SEARCHED]})
    if any(name not in (SHOWN, SEARCHED, *NOT_A_FILTER) for name in query):
        parts.append(gettext("narrowed down"))
    return ", ".join(parts)
