"""The wire between the console's clients and the simulated systems: latency, faults, and who saw what when.

The clients' own code runs down to the adapter of `requests`; from there a call is handed to the system's model.
"""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPResponse

from syncconsole.clients import deadline
from syncconsole.clients.http import PlainSession
from syncconsole.sandbox.faults import HTML_PAGE
from syncconsole.sandbox.messages import Request, Response
from tests.simulation import faults
from tests.simulation.story import Story
from tests.simulation.tasks import Scheduler, Task

RECORD = re.compile(r"/(?:CBeteiligte|Beteiligte)(?:/(?P<key>[^/]+))?(?P<part>/Kommunikationen(?:/(?P<entry>\d+))?)?$")
TIMEOUT = 30.0
SPOILT = {
    faults.ERROR_BEFORE: Response(500),
    faults.ERROR_AFTER: Response(500),
    faults.UNAVAILABLE: Response(503, b"Service Unavailable"),
    faults.GATEWAY_AFTER: Response(504, b"Gateway Timeout"),
    faults.LIMITED: Response(429, b"", {"Retry-After": "7"}),
    faults.REDIRECTED: Response(302, b"", {"Location": "http://elsewhere.example.invalid/"}),
    faults.NOT_FOUND: Response(404, b"<html>not found</html>"),
    faults.HTML_BEFORE: Response(200, HTML_PAGE),
    faults.HTML_AFTER: Response(200, HTML_PAGE),
}
AFTER = (faults.TIMEOUT_AFTER, faults.CUT_AFTER, faults.ERROR_AFTER, faults.GATEWAY_AFTER, faults.HTML_AFTER)


@dataclass
class Call:
    """One request on its way.

    `key`: the record's id or number, "" for a list; `task`: who makes it; `held`, `reading`: of a write, the lease
    under which it left and what its run had read of the record by then.
    """

    system: str
    request: Request
    task: Task | None
    begun: float
    key: str = ""
    part: str = ""
    entry: str = ""
    late: bool = False
    held: Any = None
    reading: Any = None

    @property
    def writes(self) -> bool:
        """Whether it changes a record."""
        return self.request.method != "GET" and bool(RECORD.search(self.request.path))

    def __str__(self) -> str:
        name = "E" if self.system == "espocrm" else "A"
        return f"{name} {self.request.method} {self.key or urlsplit(self.request.path).path[-14:]}{self.part}"


class Observer(Protocol):
    """Hears of calls in the moments that count."""

    def leaving(self, call: Call) -> None:
        """A write is about to be sent."""

    def before_effect(self, call: Call) -> None:
        """The system is about to carry it out."""

    def after_effect(self, call: Call, response: Response) -> None:
        """The system has carried it out."""


class Network:
    """Hands calls over, each at its own pace."""

    def __init__(
        self, scheduler: Scheduler, systems: dict[str, Any], observer: Observer, story: Story, rng: random.Random
    ) -> None:
        self.scheduler, self.systems, self.observer, self.story, self.rng = scheduler, systems, observer, story, rng
        self.faults = faults.Faults()
        self.slow = False
        self.cables = scheduler.process("the network")
        self.counted = 0

    def exchange(self, prepared: requests.PreparedRequest) -> Response:
        """Carry one request over and its answer back. Raises what `requests` raises."""
        call = self._call(prepared)
        meets = self.faults.take(call.system, call.request.method, self.scheduler.clock.seconds)
        limit = deadline._current()
        if call.task is not None:
            call.task.notes["leaves"] = call
        self.scheduler.step(f"{call} leaves", self._latency())
        if self.scheduler.clock.seconds - call.begun > TIMEOUT:
            raise requests.ReadTimeout
        self.counted += 1
        if call.writes:
            self.observer.leaving(call)
        if meets == faults.REFUSED:
            self._tell(call, meets)
            raise requests.ConnectionError
        limit.sent = True
        return self._answered(call, meets)

    def _answered(self, call: Call, meets: str) -> Response:
        if meets in (faults.TIMEOUT_BEFORE, faults.LATE):
            self._tell(call, meets)
            if meets == faults.LATE and call.writes:
                self._commit_later(call, self.rng.choice((5.0, 40.0, 200.0, 550.0)))
            self._time_out(call)
        if meets == faults.CUT_BEFORE:
            self._tell(call, meets)
            raise requests.ConnectionError
        if meets in SPOILT and meets not in AFTER:
            self._tell(call, meets)
            self.scheduler.step(f"{call} is refused", self._latency())
            return SPOILT[meets]
        if meets == faults.TOKEN_DIES:
            self.systems["advoware"].tokens.revoke()
        return self._back(call, meets, self._effect(call))

    def _back(self, call: Call, meets: str, response: Response) -> Response:
        self._tell(call, f"{response.status}{', but ' + meets if meets else ''}")
        if meets == faults.TIMEOUT_AFTER:
            self._time_out(call)
        self.scheduler.step(f"{call} is answered", self._latency())
        if self.scheduler.clock.seconds - call.begun > TIMEOUT:
            raise requests.ReadTimeout
        if meets == faults.CUT_AFTER:
            raise requests.ConnectionError
        if meets == faults.CUT_OFF:
            length = {"Content-Length": str(len(response.body))}
            return Response(response.status, response.body[: len(response.body) // 2], {**response.headers, **length})
        return SPOILT.get(meets, response)

    def _effect(self, call: Call) -> Response:
        self.observer.before_effect(call)
        response: Response = self.systems[call.system].handle(call.request)
        self.observer.after_effect(call, response)
        return self._listed(call, response)

    def _listed(self, call: Call, response: Response) -> Response:
        """The answer as it is while EspoCRM's lists are wrong: the total fits what is shown."""
        if call.system != "espocrm" or call.request.method != "GET" or call.key or not RECORD.search(call.request.path):
            return response
        answer = json.loads(response.body or b"{}")
        shown = self.faults.listed(answer.get("list", []), self.scheduler.clock.seconds)
        if shown == answer.get("list", []):
            return response
        return Response(response.status, json.dumps({**answer, "total": len(shown), "list": shown}).encode())

    def _time_out(self, call: Call) -> None:
        left = TIMEOUT - (self.scheduler.clock.seconds - call.begun)
        self.scheduler.step(f"{call} times out", max(0.0, left))
        raise requests.ReadTimeout

    def outlive(self, call: Call, seconds: float) -> None:
        """Carry the call out after so many seconds, whatever becomes of its caller: it has just left."""
        self.observer.leaving(call)
        self._commit_later(call, seconds)

    def _commit_later(self, call: Call, seconds: float) -> None:
        call.late = True
        task = self.scheduler.spawn(f"late {call}", lambda: self._commit(call), self.cables)
        task.wake_at += seconds

    def _commit(self, call: Call) -> None:
        self.story.chapter(f"the network delivers late: {call}")
        self._effect(call)

    def pass_time(self, seconds: float) -> None:
        """Let time go by for everybody at once; what is under way on the wire still arrives when it is due."""
        end = self.scheduler.clock.seconds + seconds
        due = [task for task in self.scheduler.living() if task.process is self.cables and task.wake_at <= end]
        for task in sorted(due, key=lambda one: one.wake_at):
            self.scheduler.clock.seconds = max(self.scheduler.clock.seconds, task.wake_at)
            self.scheduler.resume(task)
        self.scheduler.clock.seconds = end

    def _call(self, prepared: requests.PreparedRequest) -> Call:
        target = urlsplit(prepared.url or "")
        body = prepared.body if isinstance(prepared.body, bytes) else b""
        headers = {str(k).lower(): v if isinstance(v, str) else v.decode() for k, v in prepared.headers.items()}
        request = Request(prepared.method or "", target.path, target.query, headers, body)
        system = (target.hostname or "").partition(".")[0]
        found = RECORD.search(target.path)
        parts = (found["key"] or "", found["part"] or "", found["entry"] or "") if found else ("", "", "")
        return Call(system, request, self.scheduler.current, self.scheduler.clock.seconds, *parts)

    def _latency(self) -> float:
        if not self.slow:
            return self.rng.uniform(0.01, 0.15)
        dice = self.rng.random()
        return self.rng.uniform(0.02, 0.3) if dice < 0.8 else self.rng.uniform(0.3, 2) if dice < 0.96 else 12.0

    def _tell(self, call: Call, what: str) -> None:
        who = call.task.name if call.task else "set-up"
        body = call.request.body.decode() if call.writes else ""
        self.story.tell(f"{who}: {call} → {what} {body}")


class Wire(BaseAdapter):
    """The adapter under a session of `requests`."""

    def __init__(self, exchange: Callable[[requests.PreparedRequest], Response]) -> None:
        super().__init__()
        self._exchange = exchange

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # type: ignore[override]
        """Hand the request over and dress the answer up."""
        answer = self._exchange(request)
        headers = CaseInsensitiveDict({"Content-Length": str(len(answer.body)), **answer.headers})
        response = requests.Response()
        response.status_code, response.headers, response.request = answer.status, headers, request
        response.raw = HTTPResponse(
            io.BytesIO(answer.body),
            headers=headers,
            status=answer.status,
            preload_content=False,
            enforce_content_length=True,
        )
        return response

    def close(self) -> None:
        """Nothing is open."""


def session_maker(network: Network) -> Callable[[], PlainSession]:
    """What makes the clients' sessions in place of `PlainSession`."""

    def make() -> PlainSession:
        session = PlainSession()
        session.adapters.clear()
        session.mount("http://", Wire(network.exchange))
        return session

    return make
