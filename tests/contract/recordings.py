"""The condensed recordings: what a real EspoCRM was asked, and what it answered."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "recordings"
VERSIONS = ("10.0.0", "9.3.10")
DELIVERIES = "12_webhook_deliveries"
SEQUENCES = (
    ("01_auth",),
    ("02_list",),
    ("03_create_read_update", "06_errors", "05_delete"),
    ("04_email_phone",),
    ("07_concurrency",),
    ("08a_modified_at_stream_on",),
    ("08b_modified_at_stream_off",),
    ("09_notification",),
    ("10_notification_with_override",),
    ("11_webhook_subscriptions",),
    ("13_limits",),
    ("14_blind_spots",),
    ("15_supplement",),
)
"""What was recorded in one go on the same records; every sequence starts from an empty server."""


@dataclass(frozen=True)
class Exchange:
    """One request with its recorded answer. ``who`` is a word of ``README.md``; ``at`` is UTC text; ``answer`` is
    ``NOT_COMPARED`` where the condensed recording leaves the body out."""

    recording: str
    title: str
    who: str
    at: str
    method: str
    path: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    answer: Any = None
    answer_headers: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """What a table names it by: the recording's number and the title."""
        return self.recording.partition("_")[0], self.title


def exchanges(version: str, recording: str) -> list[Exchange]:
    """All exchanges of one recording, in order."""
    return [_exchange(recording, line) for line in _lines(version, recording)]


def scenarios(version: str) -> dict[str, dict[str, Any]]:
    """The webhook scenarios by name: ``triggered_by``, ``deliveries`` and what else was noted."""
    return {line["scenario"]: line for line in _lines(version, DELIVERIES)}


def _lines(version: str, recording: str) -> list[dict[str, Any]]:
    text = (FOLDER / version / f"{recording}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _exchange(recording: str, line: dict[str, Any]) -> Exchange:
    return Exchange(recording=recording, who=line.pop("as"), **line)
