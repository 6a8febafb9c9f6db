"""``manage.py sandbox``: the two simulated systems alone, in the foreground."""

from __future__ import annotations

import json
import os
import signal
import threading
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from syncconsole.sandbox import demo
from syncconsole.sandbox.run import Sandbox


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT; a taken port is a clear message and exit code 1."""

    help = "Run a simulated EspoCRM and a simulated Advoware over HTTP until interrupted."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Ports, data and rhythm; defaults from ``SANDBOX_*``."""
        parser.add_argument("--espocrm-port", type=int, default=int(os.environ.get("SANDBOX_ESPOCRM_PORT", 8091)))
        parser.add_argument("--advoware-port", type=int, default=int(os.environ.get("SANDBOX_ADVOWARE_PORT", 8092)))
        parser.add_argument("--bind", default="127.0.0.1", help="address to listen on (default: loopback)")
        parser.add_argument("--parties", type=int, default=40, help="synthetic parties in a fresh sandbox")
        parser.add_argument("--data-file", type=Path, help="keep the state in this file across restarts")
        parser.add_argument("--latency-ms", type=float, default=0.0, help="delay of every API answer")
        parser.add_argument("--webhook-target", help="the console's address, e.g. http://127.0.0.1:8000")
        parser.add_argument("--webhook-interval", type=float, default=1.0, metavar="SECONDS")
        parser.add_argument("--print-env", action="store_true", help="print the console's environment as JSON and exit")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start both systems and wait for a signal."""
        if options["print_env"]:
            addresses = (f"http://{options['bind']}:{options[name]}" for name in ("espocrm_port", "advoware_port"))
            self.stdout.write(json.dumps(demo.console_environment(*addresses), ensure_ascii=False))
            return
        box = self._opened(options)
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        with box:
            self.stdout.write(f"EspoCRM  {box.espo_url}\nAdvoware {box.advo_url}")
            self.stdout.flush()
            stopped.wait()

    def _opened(self, options: dict[str, Any]) -> Sandbox:
        try:
            return Sandbox(
                options["espocrm_port"],
                options["advoware_port"],
                bind=options["bind"],
                seed=options["parties"],
                latency=options["latency_ms"] / 1000,
                webhook_target=options["webhook_target"],
                webhook_interval=options["webhook_interval"],
                data_file=options["data_file"],
            )
        except OSError as error:
            ports = f"{options['espocrm_port']} and {options['advoware_port']}"
            raise CommandError(f"The sandbox cannot listen on ports {ports} of {options['bind']}: {error}") from error
        except (KeyError, ValueError) as error:
            raise CommandError(f"{options['data_file']} is not a sandbox snapshot: {error!r}") from error
