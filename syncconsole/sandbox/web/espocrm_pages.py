"""The web pages of the simulated EspoCRM."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from syncconsole.sandbox.espocrm import EspoCrm
from syncconsole.sandbox.espocrm.errors import ApiError
from syncconsole.sandbox.espocrm.fields import RECHTSFORMEN, SALUTATIONS
from syncconsole.sandbox.espocrm.users import PEOPLE
from syncconsole.sandbox.requestlog import RequestLog
from syncconsole.sandbox.web.channel_forms import CHANNELS, channel_form, written_array
from syncconsole.sandbox.web.layout import link, tag, text
from syncconsole.sandbox.web.pages import Pages, Refused
from syncconsole.sandbox.web.visit import Visit

OFFICE_ZONE = ZoneInfo("Europe/Berlin")
_PERSON = ("rechtsform", "salutationName", "firstName", "lastName", "dateOfBirth")
_COMPANY = ("firmenname", "handelsregisterNummer")
_CONTACT = ("phoneNumber", "emailAddress")
_SYNC = ("betnr", "syncStatus", "syncErrorMessage", "syncRetryCount", "advowareLastSync", "advowareDeletedAt")
_EDITABLE = (*_PERSON, *_COMPANY, *_CONTACT, "betnr", "syncStatus")
_LABELS = {
    "rechtsform": "Legal form",
    "salutationName": "Salutation",
    "firstName": "First name",
    "lastName": "Last name",
    "dateOfBirth": "Date of birth",
    "firmenname": "Company",
    "handelsregisterNummer": "Register number",
    "phoneNumber": "Phone",
    "emailAddress": "E-mail",
    "syncStatus": "Sync status",
    "syncErrorMessage": "Message",
    "syncRetryCount": "Retries",
    "advowareLastSync": "Last sync",
    "advowareDeletedAt": "Deleted in Advoware",
}


class EspoCrmPages(Pages):
    """Lists and edits the parties of one EspoCRM as Anna or Bernd Beispiel."""

    name, accent = "EspoCRM", "#2f6f8f"
    people = {user.user_name: user.name for user in PEOPLE}

    def __init__(self, espo: EspoCrm, log: RequestLog, other_url: str) -> None:
        super().__init__(log, other_url, "Advoware")
        self._espo = espo

    def heads(self, visit: Visit) -> list[str]:
        """See ``Pages``."""
        return ["betnr", *map(visit.t, ("Name", "Legal form", "Sync status", "Message", "Changed"))]

    def rows(self, visit: Visit, wanted: str) -> list[tuple[str, list[str]]]:
        """See ``Pages``; newest first."""
        deleted = "deleted" in visit.parameters
        with self._espo.lock:
            found = [self._espo.row(record) for record in self._espo.records.values() if record.deleted is deleted]
        rows = []
        for values in reversed(found):
            name = values["firmenname"] or values["name"] or "–"
            if wanted in f"{name} {values['betnr']} {values['id']}".lower():
                rows.append((values["id"], self._cells(visit, name, values)))
        return rows

    def _cells(self, visit: Visit, name: str, values: dict[str, Any]) -> list[str]:
        author = values["modifiedByName"] or values["createdByName"]
        changed = f"{_local(values['modifiedAt'])} {visit.t('by')} {author}"
        return [
            text(values["betnr"]),
            link(f"/party/{values['id']}", name),
            text(values["rechtsform"]),
            tag("span", text(values["syncStatus"]), class_="badge"),
            text((values["syncErrorMessage"] or "")[:120]),
            tag("span", text(changed), class_="soft"),
        ]

    def list_links(self, visit: Visit) -> list[tuple[str, str]]:
        """See ``Pages``: deleted records can be restored."""
        return [("/", "Parties")] if "deleted" in visit.parameters else [("/?deleted=1", "Deleted")]

    def values(self, key: str) -> dict[str, Any] | None:
        """See ``Pages``; a deleted record can be seen, to restore it."""
        with self._espo.lock:
            record = self._espo.records.get(key)
            return self._espo.full(record) if record else None

    def title(self, values: dict[str, Any]) -> str:
        """See ``Pages``."""
        return str(values.get("firmenname") or values.get("name") or "–")

    def form(self, visit: Visit, key: str | None, values: dict[str, Any]) -> str:
        """See ``Pages``."""
        if key is None:
            visit.form.setdefault("rechtsform", "Natürliche Person")
        if values.get("deleted"):
            button = tag("button", text(visit.t("Restore")))
            return tag("p", text(visit.t("Deleted"))) + tag(
                "form", button, method="post", action=f"/party/{key}/restore"
            )
        # A new party gets one number and one address; later there are the arrays.
        data = (*_PERSON, *_COMPANY, *(_CONTACT if key is None else ()))
        groups = [_group(visit, "", data, values, self._espo.options.sync_status_values)]
        if key is not None:
            groups.append(_group(visit, "Sync", _SYNC, values, self._espo.options.sync_status_values))
        button = tag("button", text(visit.t("Save" if key else "Create")))
        action = f"/party/{key or 'new'}"
        form = tag("form", "".join(groups) + tag("div", button, class_="row"), method="post", action=action)
        if key is None:
            return form
        channels = "".join(channel_form(visit, key, action, values) for action in CHANNELS)
        return form + channels + self._footer(visit, key, values)

    def _footer(self, visit: Visit, key: str, values: dict[str, Any]) -> str:
        button = tag("button", text(visit.t("Delete")), class_="quiet")
        author = values.get("modifiedByName") or values.get("createdByName")
        changed = f"{visit.t('Changed')}: {_local(values['modifiedAt'])} {visit.t('by')} {author} · id {key}"
        delete = tag("form", button, method="post", action=f"/party/{key}/delete")
        return tag("div", delete + tag("span", text(changed), class_="soft"), class_="row")

    def save(self, visit: Visit, key: str | None, action: str) -> str:
        """See ``Pages``: of an existing party only what the person changed is written, as the application does."""
        try:
            if action == "delete":
                self._espo.delete(key or "", visit.user)
                return f"/party/{key}"
            if action == "restore":
                self._espo.restore(key or "")
                return f"/party/{key}"
            if action in CHANNELS and key:
                self._espo.update(key, written_array(visit, action), visit.user)
                return f"/party/{key}?saved=1"
            return self._saved(visit, key)
        except ApiError as error:
            raise Refused(error.reason or str(error.status)) from error

    def _saved(self, visit: Visit, key: str | None) -> str:
        changed = visit.changed(_EDITABLE)
        if key is None:
            return f"/party/{self._espo.create(changed, visit.user)['id']}?saved=1"
        if changed:
            self._espo.update(key, changed, visit.user)
        return f"/party/{key}?saved=1"


def _group(visit: Visit, legend: str, names: tuple[str, ...], values: dict[str, Any], statuses: list[str]) -> str:
    choices = {"rechtsform": RECHTSFORMEN, "salutationName": ["", *SALUTATIONS], "syncStatus": statuses}
    kinds = {"dateOfBirth": "date", "betnr": "number"}
    parts = [tag("legend", text(legend))] if legend else []
    for name in names:
        label = _LABELS.get(name, name)
        if name in _EDITABLE:
            parts.append(visit.input(label, name, values, kinds.get(name, "text"), choices.get(name)))
        else:
            parts.append(tag("label", tag("span", text(visit.t(label))) + text(_shown(name, values.get(name)))))
    return tag("fieldset", "".join(parts))


def _shown(name: str, value: Any) -> str:
    """A value that the console fills; times in the office's zone."""
    if value is None:
        return "–"
    return _local(value) if name.startswith("advoware") else str(value)


def _local(stored: str) -> str:
    """A stored time (UTC) on the office's wall clock."""
    moment = datetime.fromisoformat(stored).replace(tzinfo=UTC)
    return f"{moment.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M:%S}"
