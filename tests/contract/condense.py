"""Condenses recordings of a real EspoCRM to what the contract test compares.

Run it as ``python -m tests.contract.condense SOURCE``.
``SOURCE`` holds one folder per version with files ``NN_name.json`` as a recorder wrote them. Keys and passwords do not
get into the condensed files: who asked is a word (see ``README.md``). Volatile headers and furniture of the
application that the sandbox has no part in are left out.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent / "recordings"
KEPT_ANSWER_HEADERS = ("Content-Type", "X-Status-Reason", "WWW-Authenticate", "Allow")
LEFT_OUT_REQUEST_HEADERS = {"Accept", "X-Api-Key", "Authorization"}
FURNITURE = ("acl", "preferences", "token", "settings", "language", "appParams")
"""Keys of the answer to ``App/user`` that describe the application, not the user."""
SWITCHED_BY = ("/Settings", "/EntityManager", "/Admin", "/Role")
"""Administration whose answers are long and are not compared."""


def main(source: Path) -> None:
    """Write every recording of every version below ``source`` to ``TARGET``."""
    for folder in sorted(path for path in source.iterdir() if path.is_dir()):
        (TARGET / folder.name).mkdir(parents=True, exist_ok=True)
        recordings = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}
        keys = _key_names(recordings)
        for name, recording in recordings.items():
            lines = _scenarios(recording) if "scenarios" in recording else _exchanges(recording, keys)
            text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
            (TARGET / folder.name / f"{name}.jsonl").write_text(text, encoding="utf-8")


def _key_names(recordings: dict[str, Any]) -> dict[str, str]:
    """API key -> who uses it, from the titles of the recording about authentication."""
    wanted = {
        "health check with a valid API key": "console",
        "valid key, role without access to the entity type: list": "stranger",
        "valid key, read-only role: create": "reader",
    }
    exchanges = recordings["01_auth"]["exchanges"]
    return {x["request"]["headers"]["X-Api-Key"]: wanted[x["title"]] for x in exchanges if x["title"] in wanted}


def _exchanges(recording: dict[str, Any], keys: dict[str, str]) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for exchange in recording["exchanges"]:
        if "request" not in exchange:
            continue
        request, response = exchange["request"], exchange["response"]
        line = {"title": exchange["title"], "as": _who(request["headers"], keys), "at": _moment(exchange, seen)}
        line |= {"method": request["method"], "path": request["path"]}
        headers = {name: v for name, v in request["headers"].items() if name not in LEFT_OUT_REQUEST_HEADERS}
        line |= {"headers": headers} if headers else {}
        line |= {} if request["body"] is None else {"body": request["body"]}
        yield {**line, "status": response["status"], **_answer(request, response)}


def _answer(request: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in response["headers"] if name in KEPT_ANSWER_HEADERS}
    if any(part in request["path"] for part in SWITCHED_BY):
        return {"answer_headers": kept}
    body = response["body"]
    if isinstance(body, dict) and "appParams" in body:
        body = {name: value for name, value in body.items() if name not in FURNITURE}
    return {"answer_headers": kept, "answer": body}


def _who(headers: dict[str, str], keys: dict[str, str]) -> str:
    if "X-Api-Key" in headers:
        return keys.get(headers["X-Api-Key"], "wrong-key" if headers["X-Api-Key"] else "empty-key")
    scheme, _, value = headers.get("Authorization", "").partition(" ")
    if scheme != "Basic":
        return "bearer" if scheme else "nobody"
    name, _, password = base64.b64decode(value).decode().partition(":")
    return "wrong-password" if password == "falsch" else {"admin": "admin"}.get(name, "person")


def _moment(exchange: dict[str, Any], seen: set[str]) -> str:
    """When the server worked on it, UTC: the ``Date`` header, or the time that a write says it stored just then."""
    response = exchange["response"]
    date = parsedate_to_datetime(dict(response["headers"])["Date"])
    text = date.strftime("%Y-%m-%d %H:%M:%S")
    stored = response["body"].get("modifiedAt") if isinstance(response["body"], dict) else None
    if exchange["request"]["method"] == "GET" or not isinstance(stored, str) or stored in seen:
        return text
    seen.add(stored)
    age = date - datetime.fromisoformat(stored).replace(tzinfo=UTC)
    return stored if 0 <= age.total_seconds() <= 2 else text


def _scenarios(recording: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Webhook deliveries: what triggered them, then each request that the receiver got."""
    for scenario in recording["scenarios"]:
        kept = {key: value for key, value in scenario.items() if key not in ("about", "job_seconds", "deliveries")}
        deliveries = [_delivery(d) for d in scenario.get("deliveries", []) if "body_raw" in d]
        yield {**kept, "deliveries": deliveries}


def _delivery(delivery: dict[str, Any]) -> dict[str, Any]:
    check = delivery["signature_check"]["Signature"]
    headers = {name: value for name, value in delivery["headers"] if "Signature" in name or name == "Content-Type"}
    return {
        "path": delivery["path"],
        "at": delivery["at"],
        "answered": delivery["answered"],
        "webhook": check["webhookId"],
        "secret": check["secretKey"],
        "headers": headers,
        "body": delivery["body_raw"],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
