"""What passes as the id of an EspoCRM record: it comes from outside and travels into keys and URLs."""

from __future__ import annotations

import re
from typing import Any

_RECORD_ID = re.compile(r"[A-Za-z0-9_-]{1,24}")


def is_record_id(value: Any) -> bool:
    """Whether `value` is text of the characters and the length that EspoCRM's ids have."""
    return isinstance(value, str) and _RECORD_ID.fullmatch(value) is not None
