"""Marking down to the letter what one value has that another has not."""

from __future__ import annotations

from difflib import SequenceMatcher

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from syncconsole import wording

LEAST_LIKENESS = 0.6  # below it, single letters that happen to agree only confuse


def marked(value: str, reference: str) -> SafeString:
    """`value` as people write it, with what `reference` lacks in `<ins>`; for screen readers the plain value first.

    Equal values and blanks carry no mark.
    """
    shown = wording.value_text(value)
    if not value:
        return format_html('<span class="quiet">{}</span>', shown)
    other = wording.value_text(reference) if reference else ""
    if shown == other:
        return SafeString(conditional_escape(shown))
    pieces = _pieces(shown, other)
    visible = format_html_join("", "{}", ((_piece(text, new),) for text, new in pieces))
    return format_html(
        '<span class="visually-hidden">{}</span><span class="letters" aria-hidden="true">{}</span>', shown, visible
    )


def _pieces(shown: str, other: str) -> list[tuple[str, bool]]:
    matcher = SequenceMatcher(None, other, shown, autojunk=False)
    if matcher.ratio() < LEAST_LIKENESS:
        return [(shown, True)]
    parts = [(shown[start:end], tag != "equal") for tag, _, _, start, end in matcher.get_opcodes()]
    return [(text, new) for text, new in parts if text]


def _piece(text: str, new: bool) -> SafeString:
    return format_html("<ins>{}</ins>", text) if new else SafeString(conditional_escape(text))


def change(before: str, after: str) -> SafeString:
    """`before → after` with the new letters marked."""
    if not before:
        return format_html("{} {}", gettext("new:"), marked(after, ""))
    return format_html("{} → {}", wording.value_text(before), marked(after, before))
