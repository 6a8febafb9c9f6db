"""Phones and mail addresses of a party in the simulated EspoCRM: one form per array, with a blank row to add one."""

from __future__ import annotations

from typing import Any

from syncconsole.sandbox.espocrm.channel_checks import PHONE_TYPES
from syncconsole.sandbox.web.layout import choice, table, tag, text
from syncconsole.sandbox.web.visit import Visit

CHANNELS = {"phones": ("phoneNumber", "Phones"), "mails": ("emailAddress", "E-mail addresses")}
"""Form action -> the attribute and its heading."""


def channel_form(visit: Visit, key: str, action: str, values: dict[str, Any]) -> str:
    """The form for one array of the party ``key``; clearing a value removes its entry."""
    attribute, heading = CHANNELS[action]
    entries = _typed(visit, attribute) if visit.form.get("channel") == action else values[f"{attribute}Data"]
    kinds = [visit.t("Kind")] if attribute == "phoneNumber" else []
    heads = [visit.t("Value"), *kinds, *map(visit.t, ("Primary", "Opted out", "Invalid"))]
    rows = [_row(visit, attribute, at, entry) for at, entry in enumerate([*entries, {}])]
    button = tag("button", text(visit.t("Save")), class_="quiet") + tag(
        "input", type="hidden", name="channel", value=action
    )
    body = table(heads, rows) + tag("p", button)
    return tag("h2", text(visit.t(heading))) + tag("form", body, method="post", action=f"/party/{key}/{action}")


def written_array(visit: Visit, action: str) -> dict[str, Any]:
    """What the form asks to write: the whole array, as the application sends it."""
    attribute, _ = CHANNELS[action]
    entries = [entry for entry in _typed(visit, attribute) if entry[attribute]]
    return {f"{attribute}Data": entries}


def _typed(visit: Visit, attribute: str) -> list[dict[str, Any]]:
    entries = []
    at = 0
    while f"value-{at}" in visit.form:
        kind = {"type": visit.form.get(f"type-{at}")} if attribute == "phoneNumber" else {}
        flags = {name: f"{name}-{at}" in visit.form for name in ("optOut", "invalid")}
        primary = visit.form.get("primary") == str(at)
        entries.append({attribute: visit.form[f"value-{at}"].strip(), **kind, "primary": primary, **flags})
        at += 1
    return entries


def _row(visit: Visit, attribute: str, at: int, entry: dict[str, Any]) -> list[str]:
    label = visit.t("Value") if entry else visit.t("Add")
    cells = [tag("input", name=f"value-{at}", value=entry.get(attribute) or "", placeholder=label, aria_label=label)]
    if attribute == "phoneNumber":
        cells.append(choice(f"type-{at}", entry.get("type") or "Office", PHONE_TYPES))
    primary = entry.get("primary", False)
    cells.append(tag("input", type="radio", name="primary", value=at, checked=primary, aria_label=visit.t("Primary")))
    for name, word in (("optOut", "Opted out"), ("invalid", "Invalid")):
        cells.append(
            tag("input", type="checkbox", name=f"{name}-{at}", checked=bool(entry.get(name)), aria_label=visit.t(word))
        )
    return cells
