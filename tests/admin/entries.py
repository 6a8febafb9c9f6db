"""Phones and mails of the admin's tests: both sides' lists, as a run would have stored them."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from kommunikation import sides
from kommunikation.entries import Facts, Policy
from kommunikation.models import Kommunikation
from kommunikation.pairs import Recorded
from kommunikation.plan import plan
from kommunikation.run.store import Stored, remember
from tests.admin.people import NOON


def phone(number: str, type: str = "Office", **flags: Any) -> dict[str, Any]:
    """One item of EspoCRM's phoneNumberData."""
    return {"phoneNumber": number, "type": type, "primary": False, "optOut": False, "invalid": False} | flags


def mail(address: str, **flags: Any) -> dict[str, Any]:
    """One item of EspoCRM's emailAddressData."""
    return {"emailAddress": address, "primary": False, "optOut": False, "invalid": False} | flags


def entry(id: int, tlf: str, bemerkung: str = "") -> dict[str, Any]:
    """One of Advoware's Kommunikationen."""
    return {"id": id, "rowId": f"R{id}", "tlf": tlf, "bemerkung": bemerkung, "kommKz": 0, "online": "@" in tlf}


def settled(party: Any, espo: list[dict[str, Any]], advoware: list[dict[str, Any]]) -> Any:
    """The party after a run that found these lists: what both hold is a pair, what cannot be paired is recorded."""
    parts = _parts(espo, advoware)
    sides_now = sides.espo_side(parts[0]), sides.advoware_side(parts[1])
    planned = plan(Recorded(), *sides_now, Facts(), Policy())
    stored = Stored(party.pk, None)
    stored.save_pairs(planned.record, NOON)
    stored.save_whole(number=party.number, complete=True, next_key=planned.record.next_key)
    stored.save_whole(espo=parts[0], advoware=parts[1], unwritable=len(planned.beyond_limit))
    remember(party.pk, sides_now[0], "DE", NOON)
    return party


def read_anew(party: Any, espo: list[dict[str, Any]], advoware: list[dict[str, Any]]) -> Any:
    """The same party once both sides were read again and nothing has been written yet."""
    parts = _parts(espo, advoware)
    Kommunikation.objects.filter(pk=party.pk).update(espo=parts[0], advoware=parts[1])
    return party


def _parts(espo: list[dict[str, Any]], advoware: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    phones = [one for one in espo if "phoneNumber" in one]
    mails = [one for one in espo if "emailAddress" in one]
    return sides.espo_part({"phoneNumberData": phones, "emailAddressData": mails}), {sides.ENTRIES: advoware}


def block(client: Client, party: Any) -> Any:
    """The entries of the party's page."""
    return client.get(reverse("admin:beteiligte_beteiligte_change", args=[party.pk])).context["entries"]


def page(client: Client, party: Any) -> str:
    """The party's page as text."""
    return client.get(reverse("admin:beteiligte_beteiligte_change", args=[party.pk])).content.decode()
