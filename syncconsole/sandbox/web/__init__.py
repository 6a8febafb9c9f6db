"""The plain web pages of both systems, for people."""

from __future__ import annotations

from .advoware_pages import AdvowarePages
from .espocrm_pages import EspoCrmPages

__all__ = ["AdvowarePages", "EspoCrmPages"]
