"""Values and bytes that no honest system sends, as Hypothesis strategies."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

DEEP = 100_000  # more than any parser follows
LONG = 2_000_000

odd_texts = st.sampled_from(
    ["", " ", "a\0b", "a\ud800b", "\udfff", "‮Max", "e\u0301" * 50, "x" * 3000, "../User", "'; --"]
)
odd_numbers = st.sampled_from([0, -1, 5, 2**31, 2**63, 10**30, 1.5, -0.0, 1e300])
plain_json = st.none() | st.booleans() | odd_numbers | st.floats(allow_nan=False) | odd_texts | st.text(max_size=8)
any_json = st.recursive(
    plain_json,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(odd_texts | st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
no_text = st.booleans() | odd_numbers | st.lists(plain_json, max_size=2) | st.dictionaries(odd_texts, plain_json)

_UNREADABLE = {
    "cut off": b'[{"id": "6b05000000000e21a", "firstName": "Eri',
    "nested": b"[" * DEEP,
    "objects in objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "a number without end": b"[" + b"9" * LONG + b"]",
    "not UTF-8": b'[{"id": "\xff\xfe"}]',
    "UTF-16": '[{"id": "6b05000000000e21a"}]'.encode("utf-16"),
    "a page": b"<!DOCTYPE html><html><body>Wartung</body></html>",
    "compressed": bytes.fromhex("1f8b0800000000000003"),
    "NUL characters": b"\0" * 1000,
    "nothing": b"",
}
unreadable = st.sampled_from(list(_UNREADABLE.values())) | st.binary(max_size=200)


def as_bytes(value: Any) -> bytes:
    """`value` as JSON; half characters and numbers without end stand in it as a careless sender writes them."""
    return json.dumps(value).encode()
