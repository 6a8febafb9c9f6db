"""Phone numbers: when two are the same, which are certain, and how one is spelled in Advoware.

The library reads letters as keypad digits, drops extensions and takes a number without its area code for
another one. So a text is first shown to be one complete number, and only then given to it (rules 1.2).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from syncconsole.sync import canonical

# Why a text is not certain to be a phone number.
BLANK = "blank"
LETTERS = "letters"  # names, notes, extensions
SIGNS = "signs"  # characters that separate nothing
BRACKETS = "brackets"  # a remark in brackets
SEVERAL = "several"  # may be more than one number, or a range of extensions
INCOMPLETE = "incomplete"  # ends where an extension should follow
NO_AREA_CODE = "no-area-code"
NOT_VALID = "not-valid"  # no such number can exist in its country

_E164_DIGITS = 15
_LONGEST = 80  # characters; no spelling of one number comes near
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_LABEL_WORDS = (
    "telefonnummer|telefonnr|telefon|telefax|telnr|tel|fon|phone|rufnummer|faxnummer|faxnr|fax|"
    "mobilnummer|mobilnr|mobilfunk|mobiltelefon|mobile|mobil|handynummer|handynr|handy|festnetz|"
    "privat|priv|geschäftlich|geschaeftlich|geschäftl|gesch|dienstlich|dienstl|büro|buero|"
    "kanzlei|zentrale|durchwahl|nummer|nr"
)
_LABEL = rf"(?:(?:{_LABEL_WORDS})(?![^\W\d_])|[tfmpgd](?=\s?[.:])|[☎☏✆📞📱📠]\ufe0f?)"
_LABELS = re.compile(rf"(?:\(?{_LABEL}\)?[\s.:/-]*)+", re.I)
_SEPARATED_BY = re.compile(r"[+0-9 ./()·-]+")
_LISTED = re.compile(r"[,;|&]|(?<=\d).*\+")
_BRACKET = re.compile(r"[()]")
_LEADING_BRACKETS = re.compile(r"(?:(?:\+|00)[ ]?\d[\d ]{0,3}[ ./-]*)?(?:\([+\d ./-]+\)[ ./-]*){1,2}[^()]*")
_OPEN_END = re.compile(r".*(?:[-/·+(]|\.\.)")
_GAP = re.compile(r"(?<=\d)[^\d]+(?=[\d+])")
_RANGE = re.compile(r"(?P<before>.*\d{3})[ ]?-[ ]?(?P<first>\d+)[ ]?-[ ]?(?P<last>\d+)")
_TWO_LONG = re.compile(r".*(?<!\d)(?P<first>\d{5,})[ ]?-[ ]?(?P<last>\d{5,})")
_NEIGHBOURS = re.compile(r".*\d{5}(?P<stem>\d+)\d[ ]?-[ ]?(?P=stem)\d")


@dataclass(frozen=True)
class Phone:
    """What a text is as a phone number.

    `e164`: `+4951112345`, "" if not certain. `why`: why it is not, one of this module's codes.
    """

    e164: str
    certain: bool
    why: str


@lru_cache(maxsize=10_000)
def canonical_phone(text: str, region: str = "DE") -> Phone:
    """The number a text certainly is, or why it is none.

    Certain: after separators and a leading label ("Tel.", "Fax:") are removed it is one complete number,
    no letters, valid for the phone library. `region`: where it is dialled from, an ISO country code.
    """
    bare = _without_label(text)
    why = _doubt(bare, region)
    return Phone("", False, why) if why else Phone(_e164(_parsed(bare, region)), True, "")


def comparison_form(text: str, region: str = "DE") -> str:
    """What two equal entries have in common: the E.164 form, or the folded text where that is not certain."""
    return canonical_phone(text, region).e164 or canonical.text(text)


def same(a: str, b: str, region: str = "DE") -> bool:
    """Whether two texts are the same number; uncertain ones are only if they are the same text."""
    return comparison_form(a, region) == comparison_form(b, region)


def national(e164: str, region: str = "DE") -> str:
    """How a number is written into Advoware: `0511 12345`, foreign ones `+43 1 5131234`.

    A spelling that would not read as the same number again is not used: then the text comes back as it is.
    """
    number = _parsed(e164, region)
    if number is None:
        return e164
    at_home = number.country_code == phonenumbers.country_code_for_region(region)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    spelled = phonenumbers.format_number(number, style)
    return spelled if same(spelled, e164, region) else e164


def _without_label(text: str) -> str:
    """The text folded, with one kind of dash and without invisible characters, after its leading labels."""
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    plain = _DASHES.sub("-", canonical.text(visible))
    labels = _LABELS.match(plain)
    return plain[labels.end() :] if labels else plain


def _doubt(bare: str, region: str) -> str:
    """The first reason not to take it for one complete number, or ""."""
    doubts: tuple[tuple[str, Callable[[], bool]], ...] = (
        (BLANK, lambda: not bare),
        (LETTERS, lambda: any(sign.isalpha() for sign in bare)),
        (NOT_VALID, lambda: len(bare) > _LONGEST),
        (SEVERAL, lambda: bool(_LISTED.search(bare))),
        (SIGNS, lambda: not _SEPARATED_BY.fullmatch(bare)),
        (BRACKETS, lambda: bool(_BRACKET.search(bare)) and not _LEADING_BRACKETS.fullmatch(bare)),
        (INCOMPLETE, lambda: bool(_OPEN_END.fullmatch(bare))),
        (NO_AREA_CODE, lambda: not _dialled_in_full(bare, region)),
        (SEVERAL, lambda: _is_range(bare, region) or any(_parts(bare, region))),
        (NOT_VALID, lambda: not _is_valid(bare, region)),
    )
    return next((why for why, applies in doubts if applies()), "")


def _dialled_in_full(bare: str, region: str) -> bool:
    """Whether it starts with + or 0; countries that dial without a leading 0 have no such sign."""
    trunk_prefix = phonenumbers.ndd_prefix_for_region(region, True)
    return _dialled(bare)[:1] in ("+", "0") or trunk_prefix != "0"


def _parts(bare: str, region: str) -> Iterator[bool]:
    """For each gap after which another number could begin: whether the one before it is complete.

    One could after a slash (`030 23125-12/13`), and where what follows is a whole number by itself.
    """
    for gap in _GAP.finditer(bare):
        rest = _dialled(bare[gap.start() :])
        if "/" in gap.group() or (rest[0] in "+0" and _is_valid(rest, region)):
            yield _is_valid(bare[: gap.start()], region)


def _is_range(bare: str, region: str) -> bool:
    """Whether it names several extensions or lines: `030 23125-10-12`, `0511 12345-12346`, `030 23125123-124`."""
    extensions, numbers = _RANGE.fullmatch(bare), _TWO_LONG.fullmatch(bare)
    if extensions and len(extensions["first"]) == len(extensions["last"]):
        return _is_valid(extensions["before"], region)
    if numbers and len(numbers["first"]) == len(numbers["last"]):
        return True
    return _NEIGHBOURS.fullmatch(bare) is not None


def _is_valid(text: str, region: str) -> bool:
    number = _parsed(text, region)
    return number is not None and phonenumbers.is_valid_number(number) and len(_e164(number)) <= _E164_DIGITS + 1


def _parsed(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(_dialled(text), region)
    except phonenumbers.NumberParseException:
        return None


def _dialled(text: str) -> str:
    """Only what is dialled: digits, and a + in front."""
    return re.sub(r"[^+0-9]", "", text)


def _e164(number: phonenumbers.PhoneNumber | None) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number else ""
