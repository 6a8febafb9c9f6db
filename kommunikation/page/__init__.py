"""A party's entries side by side, for its page: `rows_of(party)`."""

from __future__ import annotations

from kommunikation.page.rows import rows_of

__all__ = ["rows_of"]
