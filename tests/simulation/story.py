"""What happened in a run, line by line, for a person to read."""

from __future__ import annotations

from hashlib import sha256

from tests.simulation.clock import VirtualClock


class Story:
    """Numbered steps, and below each one what it led to, with the virtual time in seconds."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self.lines: list[str] = []

    def chapter(self, title: str) -> None:
        """A new step begins."""
        self.lines.append(f"{self._clock.seconds:10.2f}  {title}")

    def tell(self, text: str) -> None:
        """Something happened in it."""
        self.lines.append(f"{self._clock.seconds:10.2f}      {text}")

    def digest(self) -> str:
        """The same for two runs that went exactly the same way."""
        return sha256("\n".join(self.lines).encode()).hexdigest()[:16]
