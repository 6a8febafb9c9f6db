"""The simulated Advoware, as far as its behaviour is known; what is not known is an option."""

from __future__ import annotations

from .model import Advoware
from .options import AdvowareOptions

__all__ = ["Advoware", "AdvowareOptions"]
