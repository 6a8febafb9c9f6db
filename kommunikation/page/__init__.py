"""A party's entries side by side, for its page (`rows_of(party)`) and for a preview (`foreseen(entries)`)."""

from __future__ import annotations

from kommunikation.page.preview import foreseen
from kommunikation.page.rows import rows_of

__all__ = ["foreseen", "rows_of"]
