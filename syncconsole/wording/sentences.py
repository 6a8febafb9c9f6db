"""One sentence for every reason that the console stores (`syncconsole.sync.reasons`).

A reason holds a code and names, never a mapped value; so these sentences may stand in logs, in
messages and in EspoCRM's `syncErrorMessage`. An unknown code is shown as it is: words must never
be what breaks a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext

from syncconsole.sync.reasons import Reason
from syncconsole.sync.values import other
from syncconsole.wording.labels import field_label, system_label
from syncconsole.wording.refusals import NOT_DONE

_CALLS = {
    "timeout": gettext_lazy("%(system)s did not answer (after %(seconds)s s)."),
    "unreachable": gettext_lazy("%(system)s cannot be reached."),
    "server_error": gettext_lazy("%(system)s reports error %(status)s."),
    "unavailable": gettext_lazy("%(system)s is not available at the moment (%(status)s)."),
    "rate_limited": gettext_lazy("%(system)s asks us to slow down."),
    "not_signed_in": gettext_lazy("%(system)s is not signed in at the moment."),
    "credentials_rejected": gettext_lazy("%(system)s rejects our access. Please check the key."),
    "not_enabled": gettext_lazy("%(system)s has not enabled our access. Please have it enabled."),
    "locked_out": gettext_lazy("%(system)s refuses every call from this machine for now. Please check the key."),
    "redirected": gettext_lazy("%(system)s refers us to another address. Please check the configured address."),
    "unreadable_answer": gettext_lazy("%(system)s sent an answer that cannot be read."),
    "too_large": gettext_lazy("%(system)s sent an answer that is too large."),
    "refused_value": gettext_lazy("%(system)s does not accept the value in “%(field)s”. Please correct it."),
    "refused": gettext_lazy("%(system)s does not accept this record."),
    "duplicate": gettext_lazy("%(system)s takes this record for a duplicate. Please look for the other one there."),
    "forbidden": gettext_lazy("%(system)s does not allow us this change. Please check our rights there."),
    "not_found": gettext_lazy("%(system)s does not have this record."),
    "modified": gettext_lazy("The record in %(system)s was just changed. It is read again."),
    "certificate_rejected": gettext_lazy("The certificate of %(system)s cannot be trusted. Please have it checked."),
    "token_refused": gettext_lazy("%(system)s issues no access token (error %(status)s)."),
    "token_expires_too_soon": gettext_lazy("%(system)s issued an access token that has all but expired."),
    "system_broken": gettext_lazy(
        "%(system)s answers, but fails at the same call for every party (%(call)s, error %(status)s)."
        " Everything waits until one of them succeeds."
    ),
    "discovery_failed": gettext_lazy("The address of %(system)s could not be found out."),
}

_HOLDS = {
    "number_taken": gettext_lazy(
        "Number %(number)s already belongs to another record in EspoCRM (%(other)s)."
        " Please correct one of the two in EspoCRM."
    ),
    "number_changed": gettext_lazy(
        "The number was changed in EspoCRM from %(before)s to %(number)s. Nothing is carried until you agree."
    ),
    "number_cleared": gettext_lazy(
        "The number %(number)s was removed in EspoCRM. Nothing is carried until you choose."
    ),
    "kind_differs": gettext_lazy(
        "In EspoCRM %(espocrm)s, in Advoware %(advoware)s. No field is compared while they differ."
    ),
    "gone_unsure": gettext_lazy(
        "Number %(number)s cannot be found in Advoware, but this is not certain. Nothing is carried until it is."
    ),
    "unlinked": gettext_lazy("The link to Advoware was taken away. Nothing is carried until you choose a record."),
    "mass_gone": gettext_lazy(
        "Number %(number)s cannot be found in Advoware, like several others within an hour."
        " Nothing is recorded until a person has said that this is right."
    ),
    "mass_deleted": gettext_lazy(
        "This record cannot be found in EspoCRM, like several others within an hour."
        " Nothing is recorded until a person has said that this is right."
    ),
    "create_in_quarantine": gettext_lazy(
        "The answer was lost while creating. We look whether the record arrived before anything is created again."
    ),
}

_DECISIONS = {
    "equal": gettext_lazy("Compared, all equal. Nothing written."),
    "created": gettext_lazy("Created in Advoware as number %(number)s."),
    "linked": gettext_lazy("Linked with number %(number)s in Advoware."),
    "deleted_in_espocrm": gettext_lazy("Deleted in EspoCRM. The record in Advoware is kept."),
    "gone_in_advoware": gettext_lazy(
        "Number %(number)s no longer exists in Advoware. Nothing is carried until you choose."
    ),
    "moved_too_often": gettext_lazy("The record was changed again and again meanwhile. Next attempt in a minute."),
    "abandoned": gettext_lazy("The attempt was broken off. It is repeated by itself."),
    "defect": gettext_lazy("An error in the console itself. Administrators find it among the failed jobs."),
    "only_read": gettext_lazy("Only read: no value has changed since the failed attempt."),
    "published": gettext_lazy("All equal. Only the status was written to EspoCRM."),
    "outcome_unknown": gettext_lazy("The answer was lost. We look whether the value arrived."),
    "paused": gettext_lazy("Paused by a person."),
}

_PROBLEMS = {
    "key_absent": gettext_lazy("%(system)s does not show the field “%(field)s”. It is left as it is."),
    "bookkeeping_refused": gettext_lazy(
        "%(system)s does not accept our field “%(field)s”. Everything else goes on. Please check the field there."
    ),
    "reads_back_differently": gettext_lazy(
        "%(system)s shows something else than it answered. A formula or workflow may be the cause."
    ),
    "marker_damaged": gettext_lazy(
        "The marker in the remark of an entry in %(system)s (id %(entry)s) cannot be read."
        " The entry is recognised by its value, the remark is left as it is."
    ),
}

_MESSAGES = {
    "given_up": gettext_lazy("Given up after %(failures)s attempts."),
    "gone": gettext_lazy("This party no longer exists in Advoware. Nothing is carried until you choose."),
    "deleted": gettext_lazy("Deleted in EspoCRM. The record in Advoware is kept, its remark stays."),
    "hold": gettext_lazy("This party waits for a decision. Nothing is carried until then."),
    "system_down": gettext_lazy("%(system)s cannot be reached. Work waits, nothing is lost."),
    "system_up": gettext_lazy("%(system)s answers again. Edits are being caught up."),
    "mass_gone_told": gettext_lazy(
        "Many records vanished from Advoware within an hour. Further ones wait until you allow or refuse it for all."
    ),
    "mass_deleted_told": gettext_lazy(
        "Many records vanished from EspoCRM within an hour. Further ones wait until you allow or refuse it for all."
    ),
    "mass_emptied_told": gettext_lazy(
        "Many parties would lose their last phone or mail within an hour."
        " Further ones wait until you allow or refuse it for all."
    ),
    "notify_refused": gettext_lazy(
        "%(system)s does not let us post messages to people. Please check our rights there."
        " All messages stand in this inbox."
    ),
    "webhooks_silent": gettext_lazy(
        "EspoCRM has reported no edits for a while although there were some. Please check its webhooks."
        " The regular check finds the edits meanwhile, only later."
    ),
    "sweep_late": gettext_lazy(
        "The regular check has not run for %(minutes)s minutes. Please check whether scheduler and workers run."
    ),
    "queue_waits": gettext_lazy(
        "Jobs wait for more than ten minutes (queue %(queue)s, %(count)s jobs). Please check whether workers run."
    ),
    "webhook_unreadable": gettext_lazy(
        "A delivery from EspoCRM cannot be read. The regular check finds the edits it announced."
    ),
    "webhook_too_large": gettext_lazy(
        "A delivery from EspoCRM was too large. The regular check finds the edits it announced."
    ),
}

_SENTENCES: dict[str, Any] = {**_CALLS, **_HOLDS, **_DECISIONS, **_PROBLEMS, **_MESSAGES, **NOT_DONE}


def say(reason: Reason | Mapping[str, Any] | None) -> str:
    """The sentence for a reason or its stored form, in the active language; "" for none."""
    given = Reason.from_json(reason) if isinstance(reason, Mapping) else reason
    if given is None:
        return ""
    if given.code in _COUNTED:
        return _COUNTED[given.code](given.params)
    if given.code in _SENTENCES:
        return str(_SENTENCES[given.code]) % _Named(given.params)
    return given.code


def has_words(code: str) -> bool:
    """Whether there is a sentence for that code."""
    return code in _SENTENCES or code in _COUNTED


class _Named(dict[str, Any]):
    """Parameters by name, each in words; one that is missing shows as "…"."""

    def __init__(self, params: Mapping[str, Any]) -> None:
        super().__init__({"failures": settings.SYNC_MAX_FAILURES, "system": system_label(None)})
        self.update({name: _in_words(name, value) for name, value in params.items()})

    def __missing__(self, name: str) -> str:
        return "…"


def _in_words(name: str, value: Any) -> Any:
    if name == "system":
        return system_label(value)
    if name == "field":
        return field_label(value)
    if name in ("espocrm", "advoware"):
        return _a_kind(value)
    if name == "seconds" and isinstance(value, float):
        return f"{value:g}"
    return value


def _a_kind(kind: str) -> str:
    if kind == "person":
        return pgettext("kind in a sentence", "a person")
    return pgettext("kind in a sentence", "a company") if kind == "company" else kind


def _fields(value: Any) -> str:
    """Names of fields, or how many there are."""
    if isinstance(value, int):
        return ngettext("%(count)s field", "%(count)s fields", value) % {"count": value}
    return ", ".join(dict.fromkeys(field_label(name) for name in value))


def _choose_match(params: Mapping[str, Any]) -> str:
    count = _number(params)
    sentence = ngettext(
        "%(count)s possible match in Advoware. Nothing is created before you choose.",
        "%(count)s possible matches in Advoware. Nothing is created before you choose.",
        count,
    )
    return sentence % {"count": count}


def _create_unknown(params: Mapping[str, Any]) -> str:
    count = _number(params)
    if not count:
        return gettext("The answer was lost while creating. Nothing is created again before you choose.")
    sentence = ngettext(
        "The answer was lost while creating. %(count)s record in Advoware may be it. Please choose.",
        "The answer was lost while creating. %(count)s records in Advoware may be it. Please choose.",
        count,
    )
    return sentence % {"count": count}


def _entries_removed(params: Mapping[str, Any]) -> str:
    side = params.get("side", "")
    systems = {"side": system_label(side), "other": system_label(other(side))}
    return (
        gettext("All linked phones and mails were deleted in %(other)s. In %(side)s they stay until you choose.")
        % systems
    )


def _entries_no_room(params: Mapping[str, Any]) -> str:
    count = _number(params)
    sentence = ngettext(
        "%(count)s entry in Advoware has no room in EspoCRM, which takes %(limit)s of a kind.",
        "%(count)s entries in Advoware have no room in EspoCRM, which takes %(limit)s of a kind.",
        count,
    )
    return sentence % {"count": count, "limit": params.get("limit", "…")}


def _marked(params: Mapping[str, Any]) -> str:
    count = _number(params)
    sentence = ngettext(
        "All equal. The marker of %(count)s entry in Advoware was brought up to date.",
        "All equal. The markers of %(count)s entries in Advoware were brought up to date.",
        count,
    )
    return sentence % {"count": count}


def _carried(params: Mapping[str, Any]) -> str:
    parts = [
        f"{way}: {_fields(params[key])}"
        for key, way in (("to_advoware", "EspoCRM → Advoware"), ("to_espocrm", "Advoware → EspoCRM"))
        if params.get(key)
    ]
    return "; ".join(parts) + "." if parts else gettext("Values were carried.")


def _review(params: Mapping[str, Any]) -> str:
    fields = _fields(params.get("fields") or [])
    return gettext("To review: %(fields)s. Both values are kept.") % {"fields": fields or "…"}


def _conflict(params: Mapping[str, Any]) -> str:
    named = params.get("fields") or ([params["field"]] if params.get("field") else [])
    if not named:
        return gettext("Changed differently in both systems. Neither value is overwritten before you decide.")
    sentence = gettext("%(fields)s changed differently in both systems. Please look at both values.")
    return sentence % {"fields": _fields(named)}


def _number(params: Mapping[str, Any]) -> int:
    count = params.get("count", 0)
    return count if isinstance(count, int) else 0


_COUNTED: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "choose_match": _choose_match,
    "create_unknown": _create_unknown,
    "entries_removed": _entries_removed,
    "entries_no_room": _entries_no_room,
    "marked": _marked,
    "carried": _carried,
    "review": _review,
    "conflict": _conflict,
}
