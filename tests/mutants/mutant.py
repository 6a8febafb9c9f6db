"""What a planted bug is: a few exact replacements in the tree, and the tests that must fail for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class NoLongerFits(Exception):
    """The text that a mutant replaces does not stand exactly once in its file."""


@dataclass(frozen=True)
class Edit:
    """In `file` (relative to the project's root), `old` becomes `new`. `old` stands there exactly once."""

    file: str
    old: str
    new: str

    def fits(self, root: Path) -> bool:
        """Whether the old text still stands exactly once in the tree at `root`."""
        path = root / self.file
        return path.is_file() and path.read_text(encoding="utf-8").count(self.old) == 1

    def apply(self, root: Path) -> None:
        """Plant it in the tree at `root`. Raises NoLongerFits."""
        if not self.fits(root):
            raise NoLongerFits(f"{self.file} does not hold this exactly once:\n{self.old}")
        path = root / self.file
        path.write_text(path.read_text(encoding="utf-8").replace(self.old, self.new), encoding="utf-8")


@dataclass(frozen=True)
class Mutant:
    """One planted bug. `bug` says in one sentence what is wrong then.

    `killed_by`: tests as pytest names them, without parameters. Each of them must fail by an assertion.
    """

    name: str
    bug: str
    edits: tuple[Edit, ...]
    killed_by: tuple[str, ...]
