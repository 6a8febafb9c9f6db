"""The simulated EspoCRM, held against recordings of real servers (9.3 and 10.0)."""

from __future__ import annotations

from syncconsole.sandbox.espocrm.model import EspoCrm
from syncconsole.sandbox.espocrm.options import EspoCrmOptions

__all__ = ["EspoCrm", "EspoCrmOptions"]
