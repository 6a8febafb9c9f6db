"""Short names: systems, fields, kinds, rules, and values as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")

_SYSTEMS = {"espocrm": "EspoCRM", "advoware": "Advoware"}

# What the console itself writes to EspoCRM; the apps add the labels of what they map.
_fields: dict[str, Any] = {
    "betnr": gettext_lazy("number in Advoware"),
    "syncStatus": gettext_lazy("sync status"),
    "advowareLastSync": gettext_lazy("last sync"),
    "advowareDeletedAt": gettext_lazy("gone in Advoware since"),
    "syncErrorMessage": gettext_lazy("sync message"),
    "syncRetryCount": gettext_lazy("failed attempts"),
}

_KINDS = {
    "person": pgettext_lazy("kind of party", "Person"),
    "company": pgettext_lazy("kind of party", "Company"),
}

# The rows of the truth table (rules 1.1), as the reason that follows "because".
_RULES: dict[str, Any] = {
    "equal": gettext_lazy("equal"),
    "accepted": gettext_lazy("accepted difference, nothing to write"),
    "espocrm_changed": gettext_lazy("changed in EspoCRM only"),
    "advoware_changed": gettext_lazy("changed in Advoware only"),
    "edit_over_blank": gettext_lazy("changed on one side, emptied on the other: the change stays"),
    "both_changed_policy": gettext_lazy("changed differently in both, settled by rule; the other value is kept"),
    "both_changed_held": gettext_lazy("changed differently in both; rule for this field: by hand"),
    "fill_blank": gettext_lazy("was empty on one side"),
    "first_link_newer": gettext_lazy("differed when first linked: the newer value applies"),
    "first_link_policy": gettext_lazy("differed when first linked, settled by rule; the other value is kept"),
    "first_link_held": gettext_lazy("differed when first linked; rule for this field: by hand"),
    "decision": gettext_lazy("decided by a person"),
    "taken_back": gettext_lazy("taken back by a person"),
    "key_absent": gettext_lazy("one system does not show this field"),
    "create": gettext_lazy("newly created in Advoware"),
    "edited_after_us": gettext_lazy("changed again by somebody right after it was carried"),
    "changed_on_the_way": gettext_lazy("stored differently by Advoware when another field was written"),
    "possibly_overwritten": gettext_lazy("an edit that the console may have overwritten in the same moment"),
    "stored": gettext_lazy("stored differently"),
    "refused": gettext_lazy("refused by the other system"),
    "noted": gettext_lazy("noted, written nowhere"),
}

# The same for phones and mails (rules 1.2), where a row of the table above does not say it.
_ENTRY_RULES: dict[str, Any] = {
    "same": gettext_lazy("unchanged"),
    "adopted": gettext_lazy("found in both systems, taken as one entry"),
    "new_in_espocrm": gettext_lazy("new in EspoCRM"),
    "new_in_advoware": gettext_lazy("new in Advoware"),
    "type_changed": gettext_lazy("type changed in EspoCRM"),
    "edit_over_delete": gettext_lazy("changed on one side, deleted on the other: the change stays"),
    "equal_elsewhere": gettext_lazy("stands in another entry already"),
    "alias": gettext_lazy("stands in Advoware more than once, in EspoCRM once"),
    "no_room": gettext_lazy("EspoCRM has no room for more entries; it follows as soon as there is room"),
    "mass_removal_held": gettext_lazy("deleted together with all others"),
    "uncertain": gettext_lazy("not certain enough for EspoCRM"),
}

# What the read after a write told (rules 2.3).
_RESULTS = {
    "arrived": gettext_lazy("stands there as sent"),
    "different": gettext_lazy("stored differently"),
    "edited": gettext_lazy("changed again by somebody there"),
    "not_written": gettext_lazy("did not arrive, is planned again"),
    "refused": gettext_lazy("refused"),
    "held": gettext_lazy("held"),
    "sent": gettext_lazy("sent, not read back yet"),
}


def add_field_labels(labels: Mapping[str, Any]) -> None:
    """Make the labels of an app's fields known: field name → (lazy) text, by EspoCRM's or Advoware's key."""
    _fields.update(labels)


def field_label(name: str) -> str:
    """How people call a field; a field without label is shown by its name.

    An entry (`phone:3`) is called by what stands before the colon.
    """
    return str(_fields.get(name) or _fields.get(name.partition(":")[0], name))


def system_label(system: str | None) -> str:
    """The name of a system; "the other system" if none is named."""
    return _SYSTEMS.get(system or "", system or "") or gettext("the other system")


def kind_label(kind: str) -> str:
    """Person or company; "" for a party that was never read."""
    return str(_KINDS.get(kind, kind))


def rule_label(rule: str) -> str:
    """Which row of the truth table decided, in words; an unknown rule is shown as it is."""
    return str(_RULES.get(rule) or _ENTRY_RULES.get(rule, rule))


def result_label(result: str) -> str:
    """What became of a written value, in words."""
    return str(_RESULTS.get(result, result))


def value_text(value: str | None) -> str:
    """A canonical value as people write it: days as DD.MM.YYYY as in EspoCRM, blank as "empty"."""
    if not value:
        return gettext("empty")
    day = _ISO_DAY.fullmatch(value)
    return "{2}.{1}.{0}".format(*day.groups()) if day else value
