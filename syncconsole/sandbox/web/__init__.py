"""The plain web pages of both systems, for people."""

from __future__ import annotations

from syncconsole.sandbox.web.advoware_pages import AdvowarePages
from syncconsole.sandbox.web.espocrm_pages import EspoCrmPages

__all__ = ["AdvowarePages", "EspoCrmPages"]
