"""Template tags of the page of one party."""

from __future__ import annotations

from django import template

from syncconsole.console import provenance

register = template.Library()


@register.filter
def value_anchor(name: str) -> str:
    """The id of the place where a field's or an entry's provenance opens."""
    return provenance.anchor(name)
