"""A reason, as it is stored: a code and its parameters; `syncconsole.wording` says it in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reason:
    """Why something is as it is.

    `params` hold names of systems and fields, numbers and times; never a mapped value, a
    credential or a token, for reasons travel into logs, messages and EspoCRM.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The stored form: `{"code": …, "params": {…}}`."""
        return {"code": self.code, "params": dict(self.params)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Reason | None:
        """The inverse of `as_json`; nothing stored is no reason."""
        if not stored:
            return None
        return cls(stored["code"], stored.get("params", {}))


def reason(code: str, **params: Any) -> Reason:
    """Short for `Reason(code, params)`."""
    return Reason(code, params)
