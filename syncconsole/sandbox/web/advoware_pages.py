"""The web pages of the simulated Advoware: the desktop user's view."""

from __future__ import annotations

from typing import Any

from syncconsole.sandbox.advoware import Advoware
from syncconsole.sandbox.advoware.errors import ApiError
from syncconsole.sandbox.advoware.model import PEOPLE
from syncconsole.sandbox.advoware.parties import KOMM_KINDS, Party
from syncconsole.sandbox.requestlog import RequestLog
from syncconsole.sandbox.web.layout import choice, link, table, tag, text
from syncconsole.sandbox.web.pages import Pages, Refused
from syncconsole.sandbox.web.visit import Visit

_MAPPED = {
    "rechtsform": "Legal form",
    "anrede": "Salutation",
    "vorname": "First name",
    "name": "Name",
    "geburtsdatum": "Date of birth",
    "handelsRegisterNummer": "Register number",
}
_UNMAPPED = {
    "titel": "Title",
    "geburtsname": "Name at birth",
    "beruf": "Profession",
    "bemerkung": "Remark",
    "kanzleiFremdnummer": "Reference",
}
_FIELDS = {**_MAPPED, **_UNMAPPED}


class AdvowarePages(Pages):
    """Lists and edits the parties of one Advoware as Anna (AB) or Bernd Beispiel (BB)."""

    name, accent = "Advoware", "#8a5a2b"
    people = {key: f"{name} ({key})" for key, name in PEOPLE.items()}

    def __init__(self, advoware: Advoware, log: RequestLog, other_url: str) -> None:
        super().__init__(log, other_url, "EspoCRM")
        self._advoware = advoware

    def heads(self, visit: Visit) -> list[str]:
        """See ``Pages``."""
        return ["betNr", *map(visit.t, ("Name", "Legal form", "Phone", "E-mail", "Changed")), "rowId"]

    def rows(self, visit: Visit, wanted: str) -> list[tuple[str, list[str]]]:
        """See ``Pages``; highest number first."""
        rows = []
        for values in reversed(self._advoware.all()):
            name = " ".join(part for part in (values.get("vorname"), values.get("name")) if part)
            if wanted in f"{name} {values['betNr']}".lower():
                rows.append((str(values["betNr"]), self._cells(visit, name, values)))
        return rows

    def _cells(self, visit: Visit, name: str, values: dict[str, Any]) -> list[str]:
        changed = f"{values['geaendertAm'].replace('T', ' ')} {visit.t('by')} {values['geaendertVon']}"
        return [
            text(values["betNr"]),
            link(f"/party/{values['betNr']}", name or "–"),
            text(values.get("rechtsform")),
            text(values.get("telGesch") or values.get("mobil")),
            text(values.get("emailGesch") or values.get("email")),
            tag("span", text(changed), class_="soft"),
            tag("span", text(values["rowId"]), class_="soft"),
        ]

    def _stored(self, key: str) -> Party | None:
        return self._advoware.parties.get(int(key)) if key.isdigit() else None

    def values(self, key: str) -> dict[str, Any] | None:
        """See ``Pages``."""
        with self._advoware.lock:
            party = self._stored(key)
            return dict(party.values) if party else None

    def title(self, values: dict[str, Any]) -> str:
        """See ``Pages``."""
        return " ".join(part for part in (values.get("vorname"), values.get("name")) if part) or "–"

    def form(self, visit: Visit, key: str | None, values: dict[str, Any]) -> str:
        """See ``Pages``."""
        if key is None:
            visit.form.setdefault("rechtsform", "Natürliche Person")
        mapped = "".join(_input(visit, name, values) for name in _MAPPED)
        unmapped = tag("legend", text(visit.t("Not mapped"))) + "".join(
            _input(visit, name, values) for name in _UNMAPPED
        )
        button = tag("div", tag("button", text(visit.t("Save" if key else "Create"))), class_="row")
        body = tag("fieldset", mapped) + tag("fieldset", unmapped) + button
        form = tag("form", body, method="post", action=f"/party/{key or 'new'}")
        party = self._stored(key) if key else None
        return form + (self._entries(visit, party) + self._footer(visit, party) if party else "")

    def _entries(self, visit: Visit, party: Party) -> str:
        heads = [visit.t("Kind"), visit.t("Value"), visit.t("Remark"), "rowId", ""]
        rows = [_entry_cells(visit, party, position) for position in range(len(party.entries))]
        kinds = choice("kommKz", "1", [(str(number), name) for number, name in KOMM_KINDS.items()])
        inputs = kinds + tag("input", name="tlf", placeholder=visit.t("Value"))
        inputs += tag("input", name="bemerkung", placeholder=visit.t("Remark")) + tag("button", text(visit.t("Add")))
        add = tag("form", inputs, method="post", action=f"/party/{party.bet_nr}/entry_create", class_="row")
        return tag("h2", text(visit.t("Communication"))) + table(heads, rows) + tag("p", add)

    def _footer(self, visit: Visit, party: Party) -> str:
        button = tag("button", text(visit.t("Delete")), class_="quiet")
        delete = tag("form", button, method="post", action=f"/party/{party.bet_nr}/delete")
        changed = f"{visit.t('Changed')}: {party.changed_at.replace('T', ' ')} {visit.t('by')} {party.changed_by}"
        about = f"betNr {party.bet_nr} · rowId {party.row_id} · {changed}"
        return tag("div", delete + tag("span", text(about), class_="soft"), class_="row")

    def save(self, visit: Visit, key: str | None, action: str) -> str:
        """See ``Pages``: of an existing party only what the person changed is written."""
        try:
            if action == "delete":
                self._advoware.delete(int(key or 0))
                return "/"
            if action.startswith("entry_") and key:
                return self._entry_saved(visit, int(key), action)
            return self._saved(visit, key)
        except ApiError as error:
            raise Refused(error.text) from error

    def _saved(self, visit: Visit, key: str | None) -> str:
        changed = visit.changed(_FIELDS)
        if key is None:
            return f"/party/{self._advoware.create(changed, visit.user)}?saved=1"
        if changed:
            self._advoware.update(int(key), changed, visit.user)
        return f"/party/{key}?saved=1"

    def _entry_saved(self, visit: Visit, bet_nr: int, action: str) -> str:
        fields: dict[str, Any] = {"tlf": visit.form.get("tlf", ""), "bemerkung": visit.form.get("bemerkung", "")}
        kind, entry_id = visit.form.get("kommKz", ""), visit.form.get("entryId", "")
        if action == "entry_create":
            self._advoware.add_entry(bet_nr, {**fields, "kommKz": int(kind) if kind.isdigit() else 0}, visit.user)
        elif visit.form.get("do") == "copy":
            self._copy_remark(visit, bet_nr, int(entry_id or 0))
        elif action == "entry_delete" or visit.form.get("do") == "delete":
            self._advoware.delete_entry(bet_nr, int(entry_id or 0), visit.user)
        else:
            self._advoware.update_entry(bet_nr, int(entry_id or 0), fields, visit.user)
        return f"/party/{bet_nr}?saved=1"

    def _copy_remark(self, visit: Visit, bet_nr: int, source: int) -> None:
        """Give another entry the stored remark of this one, marker and all, as people do by copy and paste."""
        target = visit.form.get("target", "")
        with self._advoware.lock:
            remark = self._advoware.party(bet_nr).entry(source).bemerkung
            changes = {"bemerkung": remark}
            self._advoware.update_entry(bet_nr, int(target) if target.isdigit() else 0, changes, visit.user)


def _input(visit: Visit, name: str, values: dict[str, Any]) -> str:
    return visit.input(_FIELDS[name], name, values, "date" if name == "geburtsdatum" else "text")


def _entry_cells(visit: Visit, party: Party, position: int) -> list[str]:
    """One entry as table cells; its inputs belong to a form in the last cell."""
    entry = party.entries[position]
    form_id = f"entry{entry.id}"
    hidden = tag("input", type="hidden", name="entryId", value=entry.id)
    buttons = tag("button", text(visit.t("Save")), name="do", value="save", class_="quiet")
    buttons += " " + tag("button", text(visit.t("Delete")), name="do", value="delete", class_="quiet")
    action = f"/party/{party.bet_nr}/entry_update"
    buttons = tag("div", hidden + buttons + _copying(visit, party, position), class_="tools")
    return [
        text(KOMM_KINDS[entry.komm_kz]),
        tag("input", name="tlf", value=entry.tlf, form=form_id),
        tag("input", name="bemerkung", value=entry.bemerkung, form=form_id),
        tag("span", text(entry.row_id), class_="soft"),
        tag("form", buttons, id=form_id, method="post", action=action),
    ]


def _copying(visit: Visit, party: Party, position: int) -> str:
    """The choice of another entry that is to get this one's remark; nothing where there is no remark or no other."""
    entry = party.entries[position]
    others = [(str(other.id), other.tlf or f"({visit.t('Empty')})") for other in party.entries if other is not entry]
    if not others or not entry.bemerkung:
        return ""
    copy = tag("button", text(visit.t("Copy")), name="do", value="copy", class_="quiet")
    return tag("span", text(visit.t("Copy remark to")), class_="soft") + choice("target", others[0][0], others) + copy
