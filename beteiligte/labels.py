"""How staff call the mapped fields, by EspoCRM's attribute and, for refusals, by Advoware's key."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

_BY_NAME = {
    "lastName": gettext_lazy("Last name"),
    "firstName": gettext_lazy("First name"),
    "firmenname": gettext_lazy("Company name"),
    "rechtsform": gettext_lazy("Legal form"),
    "salutationName": gettext_lazy("Salutation"),
    "dateOfBirth": gettext_lazy("Date of birth"),
    "handelsregisterNummer": gettext_lazy("Register number"),
    "phoneNumber": gettext_lazy("Phone"),
    "emailAddress": gettext_lazy("E-mail"),
}

FIELD_LABELS: dict[str, Any] = {
    **_BY_NAME,
    "name": gettext_lazy("Name"),
    "vorname": _BY_NAME["firstName"],
    "anrede": _BY_NAME["salutationName"],
    "geburtsdatum": _BY_NAME["dateOfBirth"],
    "handelsRegisterNummer": _BY_NAME["handelsregisterNummer"],
}
