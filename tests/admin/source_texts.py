"""Every text of the source that is to be translated, found without gettext's own tools.

xgettext overlooks calls inside f-strings; this search does not.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ONE = {"_", "gettext", "gettext_lazy"}
PLURAL = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
TAG = re.compile(r"""{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")


def texts() -> dict[str, str]:
    """Text (with its context and EOT before it, as in compiled catalogues) → the file it was found in."""
    found: dict[str, str] = {}
    for folder in ("syncconsole", "beteiligte"):
        for path in (ROOT / folder).rglob("*.py"):
            found.update(dict.fromkeys(_in_module(ast.parse(path.read_text())), str(path.relative_to(ROOT))))
    for path in (ROOT / "templates").rglob("*.html"):
        tags = TAG.finditer(path.read_text())
        found.update({tag[1] or tag[2]: str(path.relative_to(ROOT)) for tag in tags})
    return found


def _in_module(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args or not all(map(_is_text, node.args[:1])):
            continue
        name = getattr(node.func, "id", "")
        if name in ONE | PLURAL:
            yield node.args[0].value
        elif name in WITH_CONTEXT:
            yield f"{node.args[0].value}\x04{node.args[1].value}"


def _is_text(argument: ast.expr) -> bool:
    return isinstance(argument, ast.Constant) and isinstance(argument.value, str)
