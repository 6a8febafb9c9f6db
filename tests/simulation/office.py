"""One simulated office: both systems, the console on top of them, and the people."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from syncconsole.sandbox import demo
from syncconsole.sandbox.advoware import Advoware, AdvowareOptions
from syncconsole.sandbox.espocrm import EspoCrm, EspoCrmOptions
from syncconsole.sandbox.espocrm.webhooks import Subscription
from tests.simulation.clock import SkewedClock, VirtualClock
from tests.simulation.console import ConsoleProcesses
from tests.simulation.cooperative import Cooperative
from tests.simulation.entries import EntryPeople
from tests.simulation.history import History
from tests.simulation.installed import empty_database, fake_redis, installed, kept_per_process
from tests.simulation.ledger import ADVOWARE, ESPOCRM, Ledger
from tests.simulation.network import Network
from tests.simulation.notices import count_beginnings
from tests.simulation.people import People
from tests.simulation.policies import DEFAULT, Policies
from tests.simulation.secrecy import captured_log
from tests.simulation.stores import DatabaseFault, RedisServer
from tests.simulation.story import Story
from tests.simulation.tasks import Scheduler
from tests.simulation.watching import Watch
from tests.simulation.witness import Witness


class Office:
    """Everything that one run consists of; all its chance comes from `rng`, which the play seeds at every step."""

    def __init__(self, rng: random.Random, policies: Policies = DEFAULT) -> None:
        self.rng, self.policies = rng, policies
        self.clock = VirtualClock()
        self.story = Story(self.clock)
        self.ledger = Ledger()
        self.scheduler = Scheduler(self.clock, rng, kept_per_process(lambda: self.cooperative))
        self.cooperative = Cooperative(self.scheduler)
        self.espo_clock, self.advo_clock = SkewedClock(self.clock), SkewedClock(self.clock)
        self.espo = EspoCrm(self.espo_clock, EspoCrmOptions(duplicate_check=False))
        self.advo = Advoware(self.advo_clock, AdvowareOptions())
        self.redis_server = RedisServer(self.clock)
        self.redis = fake_redis(self.clock, self.redis_server)
        self.database = DatabaseFault(self.clock, self.scheduler)
        self.logged: list[str] = []
        self.decided: set[tuple[str, str]] = set()
        self.wanted: dict[tuple[str, str], Any] = {}
        self.people = People(self.espo, self.advo, self.ledger, self.story, rng)
        self.entries = EntryPeople(self.people)
        self.history = History(self.people, self.entries)
        self.witness = Witness(self.people, self.entries, self.clock, self.database, self.history)
        systems = {ESPOCRM: self.espo, ADVOWARE: self.advo}
        self.network = Network(self.scheduler, systems, self.witness, self.story, rng)
        self.watch = Watch(self.people, self.entries, self.history, self.network)
        self.console = ConsoleProcesses(self.scheduler, self.redis, self.espo, self.story)

    @contextmanager
    def open(self) -> Iterator[None]:
        """The office at work: the console runs on this simulation inside, on an empty database."""
        empty_database()
        with installed(
            self.clock, self.scheduler, self.cooperative, self.network, self.redis, self.database, self.policies
        ):
            count_beginnings()
            try:
                with captured_log() as self.logged:
                    yield
            finally:
                for process in {task.process for task in self.scheduler.living()}:
                    self.scheduler.kill(process)

    def subscribe(self) -> None:
        """EspoCRM announces changes to the console."""
        for event, (webhook_id, secret) in demo.WEBHOOKS.items():
            url = f"http://console.example.invalid/webhooks/espocrm/cbeteiligte/{event}/"
            self.espo.webhooks.subscribe(Subscription(webhook_id, event, url, secret, True))
