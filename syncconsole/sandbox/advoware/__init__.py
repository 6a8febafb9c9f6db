"""The simulated Advoware, as far as its behaviour is known; what is not known is an option."""

from __future__ import annotations

from syncconsole.sandbox.advoware.model import Advoware
from syncconsole.sandbox.advoware.options import AdvowareOptions

__all__ = ["Advoware", "AdvowareOptions"]
