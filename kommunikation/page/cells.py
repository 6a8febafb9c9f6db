"""The cells of an entry's row: values with their new letters marked, and what else there is to know of them."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from kommunikation.entries import EspoEntry
from kommunikation.forms import for_advoware
from kommunikation.kommkz import PHONE
from kommunikation.labels import espo_type_label
from kommunikation.marker import Value
from kommunikation.page.shown import NO_ROOM, Shown
from kommunikation.pairs import UNCERTAIN
from kommunikation.places import Place
from syncconsole import wording
from syncconsole.console.entry_rows import Cell
from syncconsole.console.letters import marked
from syncconsole.sync.errors import ADVOWARE, ESPOCRM

_KEPT_APART = (UNCERTAIN, NO_ROOM)  # not new: there is nothing to compare their letters with


def espo_cell(one: Shown, role: str) -> Cell:
    """EspoCRM's value with its type and flags."""
    if not one.espo_read:
        return Cell(None)
    mark = _mark(one, role, ESPOCRM)
    if one.item is None:
        return Cell(_missing(), mark=mark, missing=True)
    agreed = one.agreed.e if one.agreed else one.line.a
    reference = one.item.value if one.line.e == agreed or not one.read else agreed
    return Cell(marked(one.item.value, reference), _flags(one.item), mark)


def advoware_cell(one: Shown, role: str) -> Cell:
    """Advoware's text as typed, with the user's remark, the marker and the aliases."""
    if not one.advoware_read:
        return Cell(None)
    mark = _mark(one, role, ADVOWARE)
    if one.place is None:
        return Cell(_missing(), mark=mark, missing=True)
    text = one.place.entry.tlf
    return Cell(marked(text, _reference(one, text)), _notes(one, one.place), mark, missing=one.place.is_blank)


def agreed_text(one: Shown) -> str:
    """What both sides last agreed on; both halves where they were agreed to differ."""
    pair = one.agreed
    if pair is None or not (pair.e and pair.a):
        return gettext("never yet")
    if not pair.differs:
        return wording.value_text(pair.e)
    return f"{wording.value_text(pair.e)} / {wording.value_text(pair.a)}"


def remark_note(place: Place) -> tuple[str, ...]:
    """The user's own remark without the marker."""
    remark = place.text.strip()
    return (gettext("Remark: %(text)s") % {"text": remark},) if remark else ()


def _missing() -> SafeString:
    return format_html('<span class="quiet">{}</span>', gettext("missing"))


def _reference(one: Shown, text: str) -> str:
    """The text to compare letters with: what was agreed, spelled as it would be written into Advoware."""
    agreed = one.agreed.a if one.agreed else one.line.e
    if one.line.a == agreed or one.line.rule in _KEPT_APART:
        return text
    spelled = for_advoware(one.line.channel, agreed, one.region)
    return _grouped_like(text, spelled) if one.line.channel == PHONE else spelled


def _grouped_like(text: str, number: str) -> str:
    """`number` with the separators of `text`, so that only digits can differ; as it is if their counts do."""
    digits = [sign for sign in number if sign.isdigit()]
    if len(digits) != sum(sign.isdigit() for sign in text):
        return number
    following = iter(digits)
    return "".join(next(following) if sign.isdigit() else sign for sign in text)


def _mark(one: Shown, role: str, side: str) -> str:
    if role == "quiet":
        return ""
    value = one.line.e if side == ESPOCRM else one.line.a
    if one.agreed is None or one.agreed.differs:
        return role if value else ""
    return role if value != one.agreed.half(side) else ""


def _flags(item: EspoEntry) -> tuple[str, ...]:
    flags = (
        espo_type_label(item.type),
        gettext("primary") if item.primary else "",
        gettext("opted out") if item.opt_out else "",
        gettext("marked as invalid") if item.invalid else "",
    )
    told = " · ".join(flag for flag in flags if flag)
    return (told,) if told else ()


def _notes(one: Shown, place: Place) -> tuple[str, ...]:
    also = [gettext("Also there as: %(text)s") % {"text": alias.entry.tlf} for alias in one.aliases if alias != place]
    return (*remark_note(place), _marker_note(one, place), *also)


def _marker_note(one: Shown, place: Place) -> str:
    if place.damaged:
        return gettext("marker damaged")
    if place.marker is None:
        return gettext("without marker")
    if not isinstance(place.marker, Value):
        return gettext("marked as a free slot")
    if place.marked_value(one.line.channel) == place.form(one.line.channel):
        return gettext("marked")
    return gettext("marked with “%(value)s”") % {"value": place.marker.value}
