"""Compares a recorded answer with ours where ids, generated secrets and people's names cannot be the same."""

from __future__ import annotations

import json
import re
from typing import Any

from syncconsole.sandbox.espocrm.users import ADMIN, ANNA, API_USER

_GENERATED = re.compile(r"\b(?:[0-9a-f]{32}|[0-9a-f]{17})\b")
_FROM_BEFORE = {".user.createdAt", ".user.modifiedAt"}
"""When the users were made, which no recording shows."""
_NAMES_OF_USERS = {"createdByName", "modifiedByName", "assignedUserName", "userName"}
_PEOPLE = {"Max Mustermann": ANNA.name, "m.mustermann": ANNA.user_name}
RECORDED_USERS = {
    "10.0.0": {"6b050942e8e07cf1d": API_USER, "6b050944af17f2154": ANNA, "6b0506d31429b6b28": ADMIN},
    "9.3.10": {"6b050946461eb4d52": API_USER, "6b05094812c2d6e3f": ANNA},
}


class Unifier:
    """Remembers which of our ids stands for which recorded one; each stands for exactly one other."""

    def __init__(self, version: str) -> None:
        self.ours = {recorded: user.id for recorded, user in RECORDED_USERS[version].items()}

    def translated(self, text: str) -> str:
        """A recorded text with every id known so far replaced by ours."""
        return _GENERATED.sub(lambda match: self.ours.get(match[0], match[0]), text)

    def translated_path(self, path: str) -> str:
        """The same for an address; one may ask for the person by user name."""
        return self.translated(path).replace("m.mustermann", ANNA.user_name)

    def translated_value(self, value: Any) -> Any:
        """The same for a JSON value."""
        return json.loads(self.translated(json.dumps(value, ensure_ascii=False)))

    def differences(self, recorded: Any, got: Any, place: str = "") -> list[str]:
        """Where the two differ, in words; ids that are met for the first time at the same place belong together."""
        if isinstance(recorded, dict) and isinstance(got, dict):
            return self._of_objects(recorded, got, place)
        if isinstance(recorded, list) and isinstance(got, list):
            if len(recorded) != len(got):
                return [f"{place}: {len(recorded)} entries recorded, {len(got)} here"]
            pairs = enumerate(zip(recorded, got, strict=True))
            return [text for index, pair in pairs for text in self.differences(*pair, f"{place}[{index}]")]
        if isinstance(recorded, str) and isinstance(got, str):
            same_text = place in _FROM_BEFORE or self._same_text(recorded, got)
            return [] if same_text else [f"{place}: recorded {recorded!r}, here {got!r}"]
        same = recorded == got and isinstance(recorded, bool) is isinstance(got, bool)
        return [] if same else [f"{place}: recorded {recorded!r}, here {got!r}"]

    def _of_objects(self, recorded: dict[str, Any], got: dict[str, Any], place: str) -> list[str]:
        found = []
        for raw, value in recorded.items():
            name = self.translated(raw)
            here = f"{place}.{name}"
            if name not in got:
                found.append(f"{here}: missing here")
            elif isinstance(value, str) and self._is_a_users_name(raw, recorded):
                found += [] if _PEOPLE.get(value, value) == got[name] else [f"{here}: {value!r}, here {got[name]!r}"]
            else:
                found += self.differences(value, got[name], here)
        return found + [f"{place}.{name}: only here" for name in got if name not in map(self.translated, recorded)]

    def _is_a_users_name(self, name: str, parent: dict[str, Any]) -> bool:
        return name in _NAMES_OF_USERS or name in self.ours or (name == "name" and "userName" in parent)

    def _same_text(self, recorded: str, got: str) -> bool:
        if _GENERATED.fullmatch(recorded) and _GENERATED.fullmatch(got) and recorded not in self.ours:
            if got in self.ours.values():
                return False
            self.ours[recorded] = got
        return self.translated(recorded) == got
