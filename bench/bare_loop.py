"""The yardstick: the five calls of an update on `requests` alone, with the same threads and limits in flight.

One session per thread and no look at the environment, the cheapest way to use `requests` in threads. Knows nothing of
the console, not even Django. Reads {"espocrm", "advoware", "key", "token", "threads", "in_flight", "parties": [[id,
number], …]} from standard input and writes {"wall", "cpu"}.
"""

from __future__ import annotations

import json
import sys
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from bench.meter import measured


class BareLoop:
    """Threads that pull party after party."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given
        self._parties = deque(given["parties"])
        self._room = {system: threading.BoundedSemaphore(size) for system, size in given["in_flight"].items()}

    def run(self) -> None:
        """Make all calls; raises requests.HTTPError if one is refused."""
        threads = self._given["threads"]
        with ThreadPoolExecutor(threads) as pool:
            for ended in [pool.submit(self._pull) for _ in range(threads)]:
                ended.result()

    def _pull(self) -> None:
        espocrm = _session({"X-Api-Key": self._given["key"]})
        advoware = _session({"Authorization": f"Bearer {self._given['token']}"})
        while True:
            try:
                espo_id, number = self._parties.popleft()
            except IndexError:
                return
            self._update(espocrm, advoware, espo_id, number)

    def _update(self, espocrm: requests.Session, advoware: requests.Session, espo_id: str, number: int) -> None:
        record = f"{self._given['espocrm']}/api/v1/CBeteiligte/{espo_id}"
        beteiligter = f"{self._given['advoware']}/api/v1/advonet/Beteiligte/{number}"
        self._call("espocrm", espocrm, "GET", record)
        whole = self._call("advoware", advoware, "GET", beteiligter)
        self._call("advoware", advoware, "PUT", beteiligter, {**whole, "titel": "Dipl.-Ing."})
        self._call("advoware", advoware, "GET", beteiligter)
        told = {"syncStatus": "clean", "advowareLastSync": "2026-01-31 12:00:00"}
        self._call("espocrm", espocrm, "PATCH", record, told)

    def _call(self, system: str, session: requests.Session, method: str, url: str, body: Any = None) -> Any:
        with self._room[system]:
            answer = session.request(method, url, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()


def _session(headers: dict[str, str]) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.headers.update(headers)
    return session


if __name__ == "__main__":
    json.dump(measured(BareLoop(json.load(sys.stdin)).run), sys.stdout)
