"""Short names for what is in the way of a party: for facets and for tables of outcomes; sentences are `wording.say`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

_LABELS = {
    # What a system answered
    "timeout": _("No answer in time"),
    "unreachable": _("Not reachable"),
    "server_error": _("Server error"),
    "unavailable": _("Not available"),
    "rate_limited": _("Too many calls"),
    "not_signed_in": _("Access rejected"),
    "credentials_rejected": _("Access rejected"),
    "not_enabled": _("Access rejected"),
    "locked_out": _("Access locked"),
    "redirected": _("Redirected"),
    "unreadable_answer": _("Unreadable answer"),
    "too_large": _("Answer too large"),
    "refused_value": _("Value refused"),
    "refused": _("Refused"),
    "duplicate": _("Duplicate"),
    "forbidden": _("Not allowed"),
    "not_found": _("Not found"),
    "modified": _("Changed meanwhile"),
    "discovery_failed": _("Address not found"),
    # What waits for a person
    "choose_match": _("Several matches"),
    "create_unknown": _("Creation uncertain"),
    "create_in_quarantine": _("Creation uncertain"),
    "number_taken": _("Number used twice"),
    "number_changed": _("Number changed"),
    "number_cleared": _("Number cleared"),
    "kind_differs": _("Kind differs"),
    "gone_unsure": _("Gone in Advoware"),
    "gone_in_advoware": _("Gone in Advoware"),
    "conflict": _("Conflict"),
    # Ends of runs
    "moved_too_often": _("Moved too often"),
    "abandoned": _("Broken off"),
    "defect": _("Fault of the program"),
    # Why a bulk action left a party out
    "paused": _("paused meanwhile"),
    "no_longer": _("no longer concerned"),
    "missing": _("no longer there"),
}


def cause_label(code: str) -> str:
    """The short name of a reason's code; the code itself if it has none."""
    return str(_LABELS.get(code, code))
