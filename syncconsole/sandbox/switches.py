"""Every switch of both simulated systems.

A switch has named positions; the first is the default. Advoware's stand for open questions, EspoCRM's have no number,
for its answers are recorded.
"""

from __future__ import annotations

from syncconsole.sandbox.advoware.switches import SWITCHES as ADVOWARE
from syncconsole.sandbox.espocrm.switches import SWITCHES as ESPOCRM
from syncconsole.sandbox.switch import Switch

__all__ = ["ADVOWARE", "ESPOCRM", "Switch"]
