"""An office whose systems answer with junk, and what brings it back to order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from syncconsole import breaker, systems
from syncconsole.sandbox.faults import ArmedFaults
from tests.runner.conftest import Office, known, office, searchable

__all__ = ["known", "office", "searchable", "spoilt"]


class Bytes(str):
    """A fault's body that need not be text."""

    raw: bytes

    def encode(self, *_: Any) -> bytes:
        """The bytes as they are to be sent."""
        return self.raw


@dataclass
class Spoilt:
    """An office in which one kind of call is answered with 200 and whatever a test wants."""

    office: Office

    def answer(self, system: str, method: str, path: str, body: bytes, *, when: str = "before") -> None:
        """From now on `system` answers this call so; `when` says whether what was asked happens first ("after")."""
        sent = Bytes()
        sent.raw = body
        self._faults(system).arm(method=method, path=path, status=200, body=sent, when=when, times=0)

    def recover(self, espo_id: str) -> None:
        """Both systems are well again, and a person lets the party be synced."""
        for system in ("espocrm", "advoware"):
            self._faults(system).disarm()
            breaker.close(system)
        systems.forget()
        for _ in range(3):
            self.office.sync(espo_id, "person")

    def _faults(self, system: str) -> ArmedFaults:
        return self.office.box.espo_faults if system == "espocrm" else self.office.box.advo_faults


@pytest.fixture
def spoilt(searchable: Office) -> Iterator[Spoilt]:
    """An office in which Advoware searches, and in which everything is well at first."""
    yield Spoilt(searchable)
    searchable.box.espo_faults.disarm()
    searchable.box.advo_faults.disarm()
