"""Template tags of the console's pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString

from syncconsole import wording
from syncconsole.console.icons import icon as draw_icon
from syncconsole.console.times import time_tag

register = template.Library()


@register.simple_tag
def icon(name: str, size: int = 14) -> SafeString:
    """An icon by name."""
    return draw_icon(name, size)


@register.filter
def when(moment: datetime | None) -> SafeString:
    """A time for people, absolute on hover."""
    return time_tag(moment)


@register.filter
def at(moment: datetime | None) -> SafeString:
    """A time for people that is never relative: it follows "since"."""
    return time_tag(moment, relative=False)


@register.filter
def say(reason: Any) -> str:
    """A stored reason in words."""
    return wording.say(reason)


@register.filter
def field_label(name: str) -> str:
    """How people call a field."""
    return wording.field_label(name)


@register.filter
def system_label(name: str) -> str:
    """The name of a system."""
    return wording.system_label(name)


@register.filter
def value_text(value: str | None) -> str:
    """A canonical value as people write it."""
    return wording.value_text(value)


@register.filter
def rule_label(rule: str) -> str:
    """Which rule decided, in words."""
    return wording.rule_label(rule)


@register.filter
def kind_label(kind: str) -> str:
    """Person or company."""
    return wording.kind_label(kind)
