"""The twelve kinds of an Advoware entry (kommKz), and how an entry's kind is found.

Advoware returns kommKz 0 for every entry, so the kind is a conclusion (rules 1.2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kommunikation.marker import Marker
from syncconsole.sync import canonical

PHONE = "phone"
MAIL = "mail"
NONE = "none"  # never imported: web addresses, ePost, beA ids


@dataclass(frozen=True)
class Kind:
    """One kommKz.

    `name`: Advoware's own. `channel`: PHONE, MAIL or NONE. `espo_type`: EspoCRM's phone type, "" for others.
    `top_level`: the field of a Beteiligter that copies its first entry of this kind.
    """

    kommkz: int
    name: str
    channel: str
    espo_type: str
    top_level: str

    @property
    def is_imported(self) -> bool:
        """Whether entries of this kind have a counterpart in EspoCRM at all."""
        return self.channel != NONE


# In the order in which the top-level fields are asked: if a value stands in two of them, the first wins.
KINDS: Mapping[int, Kind] = {
    kind.kommkz: kind
    for kind in (
        Kind(1, "TelGesch", PHONE, "Office", "telGesch"),
        Kind(2, "FaxGesch", PHONE, "Fax", "faxGesch"),
        Kind(3, "Mobil", PHONE, "Mobile", "mobil"),
        Kind(4, "MailGesch", MAIL, "", "emailGesch"),
        Kind(5, "Internet", NONE, "", "internet"),
        Kind(6, "TelPrivat", PHONE, "Home", "telPrivat"),
        Kind(7, "FaxPrivat", PHONE, "Fax", "faxPrivat"),
        Kind(8, "MailPrivat", MAIL, "", "email"),
        Kind(9, "AutoTelefon", PHONE, "Mobile", "autotelefon"),
        Kind(10, "Sonstige", PHONE, "Other", "sonstige"),
        Kind(11, "EPost", NONE, "", "ePost"),
        Kind(12, "Bea", NONE, "", "bea"),
    )
}

DEFAULT_PHONE = 1
DEFAULT_MAIL = 4
INTERNET, SONSTIGE, EPOST, BEA = 5, 10, 11, 12
_OF_TYPE = {"Office": 1, "Mobile": 3, "Home": 6, "Fax": 2, "Other": SONSTIGE}

# The first that fits decides; a web address may contain an @, and an ePost address always does.
_PATTERNS = (
    (EPOST, re.compile(r"\S+@epost\.de", re.I)),
    (INTERNET, re.compile(r"https?://\S*|www\.[^@\s/]*(?:/\S*)?", re.I)),
    (INTERNET, re.compile(r"[a-z0-9äöüß-]+(?:\.[a-z0-9äöüß-]+)*\.[a-z]{2,}(?:/\S*)?", re.I)),
    (BEA, re.compile(r"(?:bea\s*:|safe-?id\b)[^@]*", re.I)),
    (BEA, re.compile(r"DE\.[a-z_-]+\.[0-9a-f]{8}-[0-9a-f-]{27}(?:\.[0-9a-f]{4})?", re.I)),
    (BEA, re.compile(r"(?:safe-[a-z0-9]+|govello)-\d+-\d+", re.I)),
    (DEFAULT_MAIL, re.compile(r".*@.*")),
)


def detect(
    entry_text: str, remark_marker: Marker | None, returned_kommkz: int | None, top_level: Mapping[str, str | None]
) -> Kind:
    """The kind of one entry: by its marker, the kommKz returned, a top-level field, its look, or the default.

    `entry_text`: the entry's `tlf`. `returned_kommkz`: as read; 0 and unknown numbers say nothing.
    `top_level`: the party's own fields by name (`telGesch`, …), others are not looked at.
    Sonstige holds anything: there the look alone decides whether it is a phone, a mail or neither.
    """
    text = canonical.text(entry_text)
    told = remark_marker.kommkz if remark_marker else returned_kommkz
    kind = KINDS.get(told or 0) or _by_top_level(text, top_level) or KINDS[by_look(text)]
    return _as_it_looks(kind, text) if kind.kommkz == SONSTIGE else kind


def by_look(text: str) -> int:
    """The kommKz that a text suggests by itself: web address, ePost, beA id, mail, else a business phone."""
    return next((kommkz for kommkz, pattern in _PATTERNS if pattern.fullmatch(text)), DEFAULT_PHONE)


def for_new(channel: str, espo_type: str = "") -> int:
    """The kommKz of the entry that Advoware gets for a value new in EspoCRM; an office's own types are Sonstige."""
    return DEFAULT_MAIL if channel == MAIL else _OF_TYPE.get(espo_type, SONSTIGE)


def _by_top_level(text: str, top_level: Mapping[str, str | None]) -> Kind | None:
    same = (kind for kind in KINDS.values() if text and canonical.text(top_level.get(kind.top_level)) == text)
    return next(same, None)


def _as_it_looks(kind: Kind, text: str) -> Kind:
    channel = KINDS[by_look(text)].channel
    return kind if channel == PHONE else replace(kind, channel=channel, espo_type="")
