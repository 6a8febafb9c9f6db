"""What a sync would do with an entry, in the words and icons of the page's other rows."""

from __future__ import annotations

from django.utils.translation import gettext

from kommunikation import mails, numbers
from kommunikation.kommkz import PHONE
from kommunikation.labels import doubt_label
from kommunikation.page.shown import NO_ROOM, Shown
from kommunikation.pairs import UNCERTAIN
from syncconsole import wording
from syncconsole.console.entry_rows import State
from syncconsole.models.conflict import ConflictKind
from syncconsole.sync import canonical

_HELD_RULES = ("both_changed_held", "mass_removal_held")


def state_of(one: Shown) -> State:
    """The state of one entry, from what its plan says."""
    held = one.asked is not None and one.asked.kind == ConflictKind.HELD
    if held or one.line.rule in _HELD_RULES:
        rule = one.asked.rule if held else one.line.rule
        return State("diamond-half", "ask", gettext("Nothing, waits for you"), wording.rule_label(rule))
    if not one.read:
        return State("lens", "info", gettext("not known yet"), gettext("one side was not read yet"))
    if one.waits:
        return State("lens", "info", gettext("look whether it arrived"), gettext("the answer was lost"))
    if one.writes_advoware or one.writes_espocrm:
        return _write_state(one)
    if one.line.e != one.line.a:
        return _difference_state(one)
    return _equal_state(one)


def _write_state(one: Shown) -> State:
    if one.line.target == "":
        return _removal_state(one)
    why = wording.rule_label(one.line.rule)
    if one.writes_advoware and one.writes_espocrm:
        return State("swap", "info", gettext("write to both"), why)
    if one.writes_advoware:
        return State("right", "info", gettext("write to Advoware"), why)
    return State("left", "info", gettext("write to EspoCRM"), why)


def _removal_state(one: Shown) -> State:
    if one.line.rule == "equal_elsewhere":
        return State("right", "info", gettext("empty in Advoware"), wording.rule_label(one.line.rule))
    if one.writes_advoware:
        why = gettext("deleted in EspoCRM: kept as a free slot, the remark stays")
        return State("right", "info", gettext("empty in Advoware"), why)
    return State("left", "info", gettext("remove in EspoCRM"), gettext("deleted in Advoware"))


def _difference_state(one: Shown) -> State:
    if not one.line.e:
        text = gettext("stays in Advoware only")
    else:
        text = gettext("both stay as they are") if one.line.a else gettext("stays in EspoCRM only")
    return State("warning", "warn", text, _why_different(one))


def _why_different(one: Shown) -> str:
    base = one.before.base if one.before else None
    why = base.why if base and one.line.rule == "same" else one.line.rule
    if why == NO_ROOM:
        return wording.rule_label(NO_ROOM)
    if why == UNCERTAIN:
        return gettext("%(doubt)s. Please correct it in Advoware; it then follows by itself.") % {"doubt": _doubt(one)}
    said = f" ({base.words})" if base and base.words else ""
    return wording.rule_label(why or "accepted") + said


def _doubt(one: Shown) -> str:
    """Why Advoware's text is not taken for a number or an address."""
    text = one.place.entry.tlf if one.place else one.line.a
    if one.line.channel == PHONE:
        return doubt_label(PHONE, numbers.canonical_phone(text, one.region).why)
    return doubt_label(one.line.channel, mails.acceptable_to_espocrm(canonical.text(text)).why)


def _equal_state(one: Shown) -> State:
    if one.asked is not None and one.asked.kind == ConflictKind.REVIEW:
        return State("diamond-tick", "ask", gettext("equal, to review"), wording.rule_label(one.asked.rule))
    texts = {one.item.value if one.item else "", one.place.entry.tlf if one.place else ""}
    why = gettext("its marker is brought up to date") if one.acts else ""
    return State("equals", "quiet", gettext("equal (written differently)") if len(texts) > 1 else gettext("equal"), why)
