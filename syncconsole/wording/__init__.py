"""The console's words for people: reasons, rules, fields and values, in the language that is active.

Source texts are English; the German ones stand in `syncconsole/locale/de`.
"""

from __future__ import annotations

from syncconsole.wording.labels import (
    add_field_labels,
    field_label,
    kind_label,
    result_label,
    rule_label,
    system_label,
    value_text,
)
from syncconsole.wording.sentences import has_words, say

__all__ = [
    "add_field_labels",
    "field_label",
    "has_words",
    "kind_label",
    "result_label",
    "rule_label",
    "say",
    "system_label",
    "value_text",
]
