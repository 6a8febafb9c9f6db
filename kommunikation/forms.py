"""When two entries are equal, which go to EspoCRM, and how one is spelled in Advoware, for both channels."""

from __future__ import annotations

from kommunikation import mails, numbers
from kommunikation.kommkz import PHONE
from syncconsole.sync import canonical


def comparison_form(channel: str, text: str, region: str) -> str:
    """What two equal entries of a channel have in common; "" for a blank one."""
    if channel == PHONE:
        return numbers.comparison_form(text, region)
    return mails.comparison_form(text)


def for_espocrm(channel: str, text: str, region: str) -> str:
    """The text as EspoCRM takes it: E.164, or the address as typed; "" if that is not certain (rules 1.2)."""
    if channel == PHONE:
        return numbers.canonical_phone(text, region).e164
    typed = canonical.text(text)
    return typed if mails.acceptable_to_espocrm(typed).acceptable else ""


def for_advoware(channel: str, text: str, region: str) -> str:
    """The text as it is written into Advoware: phones in national spacing, addresses as typed."""
    if channel == PHONE and numbers.canonical_phone(text, region).certain:
        return numbers.national(numbers.canonical_phone(text, region).e164, region)
    return text
