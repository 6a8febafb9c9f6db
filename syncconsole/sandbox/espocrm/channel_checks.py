"""Which e-mail addresses and phone numbers EspoCRM takes, and in which form (recording 04)."""

from __future__ import annotations

import re
from typing import Any

from syncconsole.sandbox.espocrm.errors import validation_failure
from syncconsole.sandbox.espocrm.fields import ENTITY_TYPE
from syncconsole.sandbox.espocrm.options import EspoCrmOptions

PHONE_TYPES = ["Mobile", "Office", "Home", "Fax", "Other"]
MAX_ENTRIES = 10
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+")
_PHONE_CHARACTERS = re.compile(r"[0-9A-Za-z_@:#+()\-. ]{1,36}")
_KEYPAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")


def checked_mail(value: Any) -> str | None:
    """The address as stored (``None`` for an empty one).

    Raises:
        ApiError: 400 ``emailAddress``.
    """
    if value is None or value == "":
        return None
    local = value.partition("@")[0] if isinstance(value, str) else ""
    plain = isinstance(value, str) and len(value) <= 255 and _MAIL.fullmatch(value)
    if not plain or len(local) > 64 or ".." in value or local.startswith(".") or local.endswith("."):
        raise validation_failure(ENTITY_TYPE, "emailAddress", "emailAddress")
    return str(value)


def checked_phone(value: Any, options: EspoCrmOptions) -> str | None:
    """The number as stored: E.164 in international mode, else as typed.

    Raises:
        ApiError: 400 ``valid``.
    """
    if value is None or value == "":
        return None
    text = value.strip() if isinstance(value, str) else ""
    number = _e164(text) if options.phone_international else text
    if not number or not _PHONE_CHARACTERS.fullmatch(number):
        raise validation_failure(ENTITY_TYPE, "phoneNumber", "valid")
    return number


def checked_phone_type(value: Any) -> None:
    """Refuse a type outside the field's list.

    Raises:
        ApiError: 400 ``valid``.
    """
    if value is not None and value not in PHONE_TYPES:
        raise validation_failure(ENTITY_TYPE, "phoneNumber", "valid")


def checked_count(attribute: str, data: Any) -> None:
    """Refuse more than ten entries.

    Raises:
        ApiError: 400 ``maxCount``.
    """
    if isinstance(data, list) and len(data) > MAX_ENTRIES:
        raise validation_failure(ENTITY_TYPE, attribute, "maxCount")


def _e164(text: str) -> str | None:
    """The number in E.164, or ``None``. An extension is dropped and letters are read as keypad digits, as the
    real server's library does."""
    if not text.startswith("+") or not _PHONE_CHARACTERS.fullmatch(text):
        return None
    text = re.sub(r"\s*ext\.?\s*\d+$", "", text.lower()).replace("(0)", "")
    digits = "".join(character for character in text[1:] if character.isalnum()).translate(_KEYPAD)
    return f"+{digits}" if re.fullmatch(r"[1-9]\d{5,16}", digits) else None
