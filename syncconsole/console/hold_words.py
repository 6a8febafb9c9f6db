"""What a hold guarantees until it is answered, and what an answer does that no run can take back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from syncconsole.console.times import day_and_time
from syncconsole.people.decisions import UNLINK
from syncconsole.sync import link
from syncconsole.sync.errors import ADVOWARE


def lead_of(party: Any) -> str:
    """What holds until somebody answers, where the question alone does not tell; "" for nothing."""
    if party.gone_at:
        words = gettext("Looked for twice, last %(time)s. In EspoCRM everything is unchanged.")
        return words % {"time": day_and_time(party.last_compared_at or party.gone_at)}
    code, params = party.hold["code"], party.hold.get("params", {})
    if code == link.ENTRIES_REMOVED:
        return _entries_removed(params)
    return {
        link.ENTRIES_NO_ROOM: gettext(
            "They stay in Advoware. As soon as entries are deleted in EspoCRM, they follow by themselves."
        ),
        link.UNLINKED: gettext(
            "To link it with a record, enter that record's number here or in EspoCRM. EspoCRM's values stay."
        ),
        link.NUMBER_CLEARED: gettext("The record in Advoware is kept, whatever you choose."),
        link.KIND_DIFFERS: gettext(
            "Please correct the legal form in one of the systems, or say what it is: the other system then gets the"
            " legal form of the one that is right."
        ),
    }.get(code, "")


def _entries_removed(params: dict[str, Any]) -> str:
    if params.get("side") == ADVOWARE:
        return gettext(
            "“Remove anyway …” empties these entries in Advoware; their remarks stay."
            " To keep them, enter them again in EspoCRM. Everything else goes on."
        )
    return gettext(
        "“Remove anyway …” takes them off EspoCRM's lists, with type and opt-out."
        " To keep them, enter them again in Advoware. Everything else goes on."
    )


def consequence(action: str, party: Any) -> str:
    """What the page before the answer says."""
    number = {"number": party.number or (party.hold or {}).get("params", {}).get("number", "")}
    if action == link.RECREATE:
        return (
            gettext(
                "First the party is looked for in Advoware under another number. If nobody is found, a record with"
                " EspoCRM's values is created, and its number replaces %(number)s in EspoCRM."
            )
            % number
        )
    if action == UNLINK:
        return (
            gettext(
                "The number %(number)s is emptied in EspoCRM, and what was agreed with that record is forgotten."
                " Neither system loses a record or any other value. Nothing is carried until somebody links it anew."
            )
            % number
        )
    return _approved(party, number)


def _approved(party: Any, number: dict[str, Any]) -> str:
    code = party.hold["code"] if party.hold else ""
    if code == link.MASS_GONE:
        return gettext("Number %(number)s is noted as gone in Advoware. In EspoCRM everything stays as it is.") % number
    if code == link.MASS_DELETED:
        return gettext("The party is noted as deleted in EspoCRM. The record in Advoware is kept.")
    return ""
