"""A webhook delivery against an empty view that gets the same body: real HTTP, one sender, one after another."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import socket
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from bench.figures import Figure, WrongRun
from bench.processes import running
from bench.scale import Scale
from bench.stage import Stage
from syncconsole.sandbox import demo

EMPTY, WEBHOOK = "/empty/", f"{demo.WEBHOOK_PATH}/update/"
GOALS = {1: 6.0}
GOAL_OF_MANY = 25.0
WARM_UP = 20
# As many processes and threads as `make up` starts.
GUNICORN = ("gunicorn", "syncconsole.wsgi", "--worker-class=gthread", "--workers=2", "--threads=4")


def measure(stage: Stage, scale: Scale) -> list[Figure]:
    """The median of each size of delivery."""
    known = stage.run("bench.tasks", "know", given=scale.known)
    chance = random.Random(1)
    with _web_server(stage) as port, _Sender(port) as sender:
        for _ in range(WARM_UP):
            _both(sender, _body(chance.sample(known, 1)))
        return [_figure(sender, entities, sent, known, chance) for entities, sent in scale.deliveries.items()]


def _figure(sender: _Sender, entities: int, sent: int, known: list[str], chance: random.Random) -> Figure:
    times = [_both(sender, _body(chance.sample(known, entities))) for _ in range(sent)]
    empty, webhook = (statistics.median(column) * 1000 for column in zip(*times, strict=True))
    noun = "entity" if entities == 1 else "entities"
    goal = GOALS.get(entities, GOAL_OF_MANY)
    return Figure(f"webhook delivery of {entities} {noun}, median of {sent}", "ms", webhook, goal, empty)


def _both(sender: _Sender, body: bytes) -> tuple[float, float]:
    """Turn about, so that what else the machine does strikes both alike: seconds of the empty view and of ours."""
    return sender.send(EMPTY, body), sender.send(WEBHOOK, body)


def _body(espo_ids: list[str]) -> bytes:
    """What EspoCRM sends for changed records: their ids and the changed values."""
    stamp = {"modifiedAt": "2026-01-31 12:00:00", "modifiedById": "anna"}
    return json.dumps([{"id": espo_id, "lastName": "Mustermann", **stamp} for espo_id in espo_ids]).encode()


class _Sender:
    """One sender on one connection that is kept open."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def __enter__(self) -> _Sender:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def send(self, path: str, body: bytes) -> float:
        """Deliver and wait for the answer: the seconds it took; raises WrongRun if it is no 200."""
        headers = {"Content-Type": "application/json", "Signature": _signature(body)}
        began = time.perf_counter()
        self._connection.request("POST", path, body, headers)
        answer = self._connection.getresponse()
        answer.read()
        took = time.perf_counter() - began
        if answer.status != 200:
            raise WrongRun(f"{path} answered {answer.status}.")
        return took


def _signature(body: bytes) -> str:
    webhook_id, secret = demo.WEBHOOKS["update"]
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return base64.b64encode(f"{webhook_id}:{digest}".encode()).decode()


@contextmanager
def _web_server(stage: Stage) -> Iterator[int]:
    """Serve the console and the empty view on a free port."""
    environment = {**stage.environment, "DJANGO_SETTINGS_MODULE": "bench.web.settings"}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # gunicorn sets this too, but the sender's connection may be waiting here before it does.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        options = (f"--bind=fd://{listener.fileno()}", "--log-level=warning", "--no-control-socket")
        with running([sys.executable, "-m", *GUNICORN, *options], environment, pass_fds=[listener.fileno()]):
            yield listener.getsockname()[1]
