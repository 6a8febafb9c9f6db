"""Keeps the state of both systems in one JSON file, so that it survives a restart."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any, Protocol


class Kept(Protocol):
    """A system whose state can be kept; ``revision`` counts its changes."""

    revision: int

    def dump(self) -> dict[str, Any]:
        """The state as JSON."""
        ...

    def load(self, state: dict[str, Any]) -> None:
        """Take a state back."""
        ...


class Snapshot:
    """Writes ``path`` atomically, at most every ``interval`` seconds and only after a change."""

    def __init__(self, path: Path, systems: dict[str, Kept], interval: float = 0.5) -> None:
        self._path, self._systems, self._interval = path, systems, interval
        self._written: dict[str, int] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-snapshot", daemon=True)

    def load(self) -> bool:
        """Bring the systems to the kept state; false if there is no file yet.

        Raises:
            ValueError, KeyError: the file is not a snapshot.
        """
        if not self._path.exists():
            return False
        state = json.loads(self._path.read_text(encoding="utf-8"))
        for name, system in self._systems.items():
            system.load(state[name])
        return True

    def start(self) -> None:
        """Begin to watch for changes."""
        self._thread.start()

    def stop(self) -> None:
        """Stop watching and write the last state."""
        self._stopped.set()
        self._thread.join(timeout=5)
        self._write_if_changed()

    def _run(self) -> None:
        while not self._stopped.wait(self._interval):
            self._write_if_changed()

    def _write_if_changed(self) -> None:
        revisions = {name: system.revision for name, system in self._systems.items()}
        if revisions == self._written:
            return
        state = {name: system.dump() for name, system in self._systems.items()}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_suffix(".tmp")
        temporary.write_text(json.dumps(state, ensure_ascii=False), encoding="utf-8")
        os.replace(temporary, self._path)
        self._written = revisions
