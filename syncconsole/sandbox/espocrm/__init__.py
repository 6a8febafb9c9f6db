"""The simulated EspoCRM, held against recordings of real servers (9.3 and 10.0)."""

from __future__ import annotations

from .model import EspoCrm
from .options import EspoCrmOptions

__all__ = ["EspoCrm", "EspoCrmOptions"]
