"""How staff call the entries and their kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from kommunikation import mails, numbers
from kommunikation.kommkz import MAIL, PHONE

# A question or a change about an entry is named `phone:3`: the channel and the number of its pair.
FIELD_LABELS: dict[str, Any] = {
    PHONE: gettext_lazy("Phone"),
    MAIL: gettext_lazy("E-mail"),
    "phoneNumberData": gettext_lazy("Phone numbers"),
    "emailAddressData": gettext_lazy("E-mail addresses"),
    "kommunikation": gettext_lazy("Phones and mails"),
}

KINDS: dict[int, Any] = {
    1: gettext_lazy("Phone, business"),
    2: gettext_lazy("Fax, business"),
    3: gettext_lazy("Mobile"),
    4: gettext_lazy("E-mail, business"),
    5: gettext_lazy("Web address"),
    6: gettext_lazy("Phone, private"),
    7: gettext_lazy("Fax, private"),
    8: gettext_lazy("E-mail, private"),
    9: gettext_lazy("Car phone"),
    10: gettext_lazy("Other"),
    11: gettext_lazy("ePost"),
    12: gettext_lazy("beA"),
}

# EspoCRM's own phone types; an office may have others, which are shown as they are.
ESPO_TYPES: dict[str, Any] = {
    "Office": pgettext_lazy("phone type", "Office"),
    "Mobile": pgettext_lazy("phone type", "Mobile"),
    "Home": pgettext_lazy("phone type", "Home"),
    "Fax": pgettext_lazy("phone type", "Fax"),
    "Other": pgettext_lazy("phone type", "Other"),
}

# Why a text in Advoware is not taken for a number, or why EspoCRM would refuse an address.
_DOUBTS: dict[str, Mapping[str, Any]] = {
    PHONE: {
        numbers.LETTERS: gettext_lazy("Words or an extension stand in it"),
        numbers.SIGNS: gettext_lazy("Signs that do not belong into a number stand in it"),
        numbers.BRACKETS: gettext_lazy("A remark in brackets stands in it"),
        numbers.SEVERAL: gettext_lazy("It may be more than one number"),
        numbers.INCOMPLETE: gettext_lazy("The number ends where more should follow"),
        numbers.NO_AREA_CODE: gettext_lazy("The area code is missing"),
        numbers.NOT_VALID: gettext_lazy("There can be no such number"),
    },
    MAIL: {
        mails.WHITE_SPACE: gettext_lazy("More than the address stands in it"),
        mails.NOT_ASCII: gettext_lazy("EspoCRM takes no umlauts in an address"),
        mails.SEVERAL: gettext_lazy("It is more than one address"),
        mails.TOO_LONG: gettext_lazy("The address is too long for EspoCRM"),
        mails.FORM: gettext_lazy("This is no e-mail address"),
    },
}


def kind_label(kommkz: int, channel: str) -> str:
    """A kommKz in words; where it is not known, the channel's name."""
    return str(KINDS.get(kommkz) or FIELD_LABELS.get(channel, ""))


def espo_type_label(type: str) -> str:
    """EspoCRM's phone type as its own pages call it."""
    return str(ESPO_TYPES.get(type, type))


def doubt_label(channel: str, why: str) -> str:
    """Why a text is not certain, as a sentence without its full stop. `why`: a code of `numbers` or `mails`."""
    return str(_DOUBTS[channel].get(why) or gettext_lazy("It is not certain what this is"))
