"""How staff call the entries and their kinds."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from kommunikation.kommkz import MAIL, PHONE

# A question or a change about an entry is named `phone:3`: the channel and the number of its pair.
FIELD_LABELS: dict[str, Any] = {PHONE: gettext_lazy("Phone"), MAIL: gettext_lazy("E-mail")}

KINDS: dict[int, Any] = {
    1: gettext_lazy("Phone, business"),
    2: gettext_lazy("Fax, business"),
    3: gettext_lazy("Mobile"),
    4: gettext_lazy("E-mail, business"),
    5: gettext_lazy("Web address"),
    6: gettext_lazy("Phone, private"),
    7: gettext_lazy("Fax, private"),
    8: gettext_lazy("E-mail, private"),
    9: gettext_lazy("Car phone"),
    10: gettext_lazy("Other"),
    11: gettext_lazy("ePost"),
    12: gettext_lazy("beA"),
}
