"""How one field stands in both systems, as data; each app brings its own table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from syncconsole.sync import canonical
from syncconsole.sync.facts import Policy
from syncconsole.sync.values import Base, Seen

BERLIN = ZoneInfo("Europe/Berlin")

# Bookkeeping attributes in EspoCRM that the console writes, besides the number (rules 2.6).
SYNC_STATUS = "syncStatus"
LAST_SYNC = "advowareLastSync"
DELETED_AT = "advowareDeletedAt"
ERROR_MESSAGE = "syncErrorMessage"
RETRY_COUNT = "syncRetryCount"
LONGEST_AUTHOR = 100
LARGEST_NUMBER = 2**31 - 1
BOOKKEEPING = (SYNC_STATUS, LAST_SYNC, DELETED_AT, ERROR_MESSAGE, RETRY_COUNT)


def _plain(value: str, _now: Any) -> Any:
    return value or None


@dataclass(frozen=True)
class Field:
    """One mapped field. Its name everywhere is EspoCRM's attribute; `advoware` is the key there.

    `from_*` turn a raw value into a canonical one; `to_*` turn a canonical value into a raw one,
    given the raw value that stands there now.
    """

    name: str
    advoware: str
    kinds: frozenset[str]
    from_espo: Callable[[Any], str] = canonical.text
    from_advoware: Callable[[Any], str] = canonical.text
    to_espo: Callable[[str, Any], Any] = _plain
    to_advoware: Callable[[str, Any], Any] = _plain


@dataclass(frozen=True)
class RecordMapping:
    """The whole table of one entity.

    `kind_of(side, values)` decides person or company from canonical values; `kind_field` tells it where it is filled.
    `names` and `proofs` serve the search for an existing record (rules 1.4). `follows`: EspoCRM attributes that repeat
    another one for some kind, `{kind: {attribute: source}}`. `blank_if_absent`: Advoware leaves out
    empty keys (ADVOWARE_OMITS_NULLS).
    """

    fields: tuple[Field, ...]
    kind_of: Callable[[str, Mapping[str, str]], str]
    names: Mapping[str, tuple[str, ...]]
    proofs: Mapping[str, str]
    number_espo: str
    number_advoware: str
    kind_field: str = ""
    follows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    blank_if_absent: bool = False

    def by_name(self, name: str) -> Field:
        """The field of that name; KeyError if there is none."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {f.name: f for f in self.fields}

    @cached_property
    def _of_kind(self) -> dict[str, tuple[str, ...]]:
        kinds = sorted({kind for f in self.fields for kind in f.kinds})
        return {kind: tuple(f.name for f in self.fields if kind in f.kinds) for kind in kinds}

    def policy(self, default: str, by_field: Mapping[str, str]) -> Policy:
        """The planner's settings for this table."""
        return Policy(self._of_kind, self.names, self.proofs, default, dict(by_field), self.kind_field)

    def see_espo(self, raw: Mapping[str, Any]) -> Seen:
        """EspoCRM's answer to a single read (or to a PATCH) as planning sees it; its times are UTC."""
        shown = (f for f in self.fields if f.name in raw and canonical.is_plain(raw[f.name]))
        values = {f.name: f.from_espo(raw[f.name]) for f in shown}
        version = raw.get("versionNumber")
        return Seen(
            values,
            kind=self.kind_of("espocrm", values),
            number=whole_number(raw.get(self.number_espo)),
            changed_at=espo_time(raw.get("modifiedAt")),
            changed_by=canonical.text(raw.get("modifiedById") or raw.get("createdById"))[:LONGEST_AUTHOR],
            author=canonical.text(raw.get("modifiedByName") or raw.get("createdByName"))[:LONGEST_AUTHOR],
            version=version if isinstance(version, int) else None,
            raw=raw,
        )

    def see_advoware(self, raw: Mapping[str, Any]) -> Seen:
        """Advoware's answer to a single read as planning sees it; its times are Berlin wall clock."""
        values = {
            f.name: f.from_advoware(raw.get(f.advoware))
            for f in self.fields
            if (f.advoware in raw or self.blank_if_absent) and canonical.is_plain(raw.get(f.advoware))
        }
        return Seen(
            values,
            kind=self.kind_of("advoware", values),
            number=whole_number(raw.get(self.number_advoware)),
            changed_at=advoware_time(raw.get("geaendertAm")),
            changed_by=canonical.text(raw.get("geaendertVon"))[:LONGEST_AUTHOR],
            author=canonical.text(raw.get("geaendertVon"))[:LONGEST_AUTHOR],
            row_id=str(raw.get("rowId") or ""),
            raw=raw,
        )

    def espo_changes(self, values: Mapping[str, str], seen: Seen) -> dict[str, Any]:
        """The part of a PATCH that carries canonical `values` into EspoCRM."""
        changes = {n: self.by_name(n).to_espo(v, seen.raw.get(n)) for n, v in values.items()}
        after = {**seen.values, **values}
        for attribute, source in self.follows.get(seen.kind, {}).items():
            wanted = after.get(source, "")
            if wanted and canonical.text(seen.raw.get(attribute)) != wanted:
                changes[attribute] = wanted
        return changes

    def advoware_body(self, values: Mapping[str, str], seen: Seen, base: Base) -> dict[str, Any]:
        """The whole object for a PUT (rules 2.5): as read, with `values` in it.

        An absent mapped key is sent as Advoware's half of the base, never as a blank of our own.
        """
        body = dict(seen.raw)
        for f in self.fields:
            if f.advoware not in body and f.name in base and seen.kind in f.kinds:
                body[f.advoware] = f.to_advoware(base[f.name].a, None)
        for name, value in values.items():
            f = self.by_name(name)
            body[f.advoware] = f.to_advoware(value, seen.raw.get(f.advoware))
        return body

    def new_advoware_body(self, values: Mapping[str, str]) -> dict[str, Any]:
        """The object for a POST of canonical `values`."""
        return {self.by_name(n).advoware: self.by_name(n).to_advoware(v, None) for n, v in values.items()}


def whole_number(raw: Any, *, most: int = LARGEST_NUMBER) -> int | None:
    """A record number, or None for anything that is not a positive whole number that its column holds."""
    if isinstance(raw, str) and raw.strip().isascii() and raw.strip().isdigit():
        raw = int(raw.strip()[:20])
    if not isinstance(raw, int) or isinstance(raw, bool):
        return None
    return raw if 0 < raw <= most else None


def espo_time(raw: Any) -> datetime | None:
    """EspoCRM's `YYYY-MM-DD HH:MM:SS`, UTC; None if it cannot be read."""
    try:
        return datetime.strptime(str(raw), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def espo_text(moment: datetime | None) -> str | None:
    """The inverse of `espo_time`, cut to whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if moment else None


def advoware_time(raw: Any) -> datetime | None:
    """Advoware's naive Berlin wall clock as aware UTC; None if it cannot be read.

    The hour that the clocks repeat in October is read as its first pass: such times only break ties.
    """
    try:
        moment = datetime.fromisoformat(str(raw))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=BERLIN)).astimezone(UTC)
