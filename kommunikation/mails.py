"""Mail addresses: when two are the same, and which ones EspoCRM takes.

Addresses are compared in this form and written as typed. EspoCRM asks PHP's FILTER_VALIDATE_EMAIL and
refuses a whole PATCH for one address it does not like, so that is known before (recording 04).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from syncconsole.sync import canonical

# Why EspoCRM would refuse an address.
BLANK = "blank"
WHITE_SPACE = "white-space"  # a name beside it, or a remark
NOT_ASCII = "not-ascii"  # umlauts, in the name or in the domain
SEVERAL = "several"  # more than one address
TOO_LONG = "too-long"
FORM = "form"  # no address by PHP's rules

_LENGTH, _LOCAL_LENGTH, _LABEL_LENGTH = 254, 64, 63
_QUOTED = r'"(?:[!#-\[\]-~]|\\[ -~])*"'
_ATOM = rf"(?:[a-z0-9!#$%&'*+/=?^_`{{|}}~-]+|{_QUOTED})"
_LABEL = r"[a-z0-9]+(?:-+[a-z0-9]+)*"
_TOP = r"(?:[a-z][a-z0-9]*|xn--[a-z0-9]+)(?:-+[a-z0-9]+)*"
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_HOST = rf"(?:(?:{_LABEL}\.)+{_TOP}|\[{_OCTET}(?:\.{_OCTET}){{3}}\])"
_ADDRESS = re.compile(rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?P<host>{_HOST})", re.I | re.A)


@dataclass(frozen=True)
class Answer:
    """What EspoCRM will say to an address. `why`: "" if it takes it, else one of this module's codes."""

    acceptable: bool
    why: str


def comparison_form(text: str) -> str:
    """What two equal addresses have in common: folded, lower-case, the domain in ASCII (`xn--…`)."""
    local, at, host = canonical.text(text).lower().rpartition("@")
    return f"{local}{at}{'.'.join(_ascii(label) for label in host.split('.'))}" if at else host


def same(a: str, b: str) -> bool:
    """Whether two texts are the same address."""
    return comparison_form(a) == comparison_form(b)


def acceptable_to_espocrm(text: str) -> Answer:
    """Whether EspoCRM takes exactly this text as a mail address (blanks around it are refused too)."""
    why = _refusal(text)
    return Answer(not why, why)


def _refusal(text: str) -> str:
    if not text.strip():
        return BLANK
    address = _ADDRESS.fullmatch(text)
    if address is None:
        return _why_it_is_none(text)
    labels = address["host"].split(".")
    if len(text) > _LENGTH or len(address["local"]) > _LOCAL_LENGTH or max(map(len, labels)) > _LABEL_LENGTH:
        return TOO_LONG
    return ""


def _why_it_is_none(text: str) -> str:
    if re.search(r"[,;]", text) or text.count("@") > 1:
        return SEVERAL
    if re.search(r"\s", text):
        return WHITE_SPACE
    return FORM if text.isascii() else NOT_ASCII


def _ascii(label: str) -> str:
    """One label of a domain as it stands in DNS; ß is a letter of its own there since 2010."""
    return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
