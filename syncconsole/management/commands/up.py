"""`manage.py up`: everything for a look at the console, on embedded parts and two simulated systems."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.translation import gettext as _
from redis import RedisError
from rq import Worker

from syncconsole.checks import is_loopback
from syncconsole.processes import demo, embedded
from syncconsole.processes.supervisor import ChildGone, Supervisor

READY_SECONDS = 60
SETTLE_SECONDS = 1  # lets the children's first lines pass before the addresses are printed
# A person's click never waits behind a sweep: its queue has a worker of its own.
WORKERS = {"worker": ("interactive",), "background": ("events", "sweep")}


class Command(BaseCommand):
    """Starts the parts, tells where they are, and keeps them running until Ctrl-C."""

    help = "Start everything for a look: console, workers, scheduler, embedded server, simulated EspoCRM and Advoware."
    requires_system_checks = []  # the children check themselves, with the demo's environment

    def handle(self, **options: Any) -> None:
        """Run until SIGINT or SIGTERM; raises `CommandError` where something cannot start or dies twice."""
        refuse_open_bind()
        refuse_taken_ports()
        folder = None if external_redis() else embedded.short_folder()
        supervisor = Supervisor()
        supervisor.stop_on_signals()
        try:
            self._run(supervisor, folder)
        except (ChildGone, embedded.NoEmbeddedServer) as error:
            raise CommandError(str(error)) from None
        except subprocess.CalledProcessError as error:
            if not supervisor.stop_requested:  # Ctrl-C reaches the one child that we wait for, too
                raise CommandError(error.stderr.strip()) from None
        finally:
            supervisor.stop()
            if folder:
                shutil.rmtree(folder, ignore_errors=True)

    def _run(self, supervisor: Supervisor, folder: Path | None) -> None:
        redis_url = embedded.server_url(folder) if folder else settings.REDIS_URL
        if folder:
            supervisor.start("redis", embedded.server_command(folder), dict(os.environ))
        prepare_database()
        connections.close_all()  # only the children work with it from here on
        names = demo.console_environment(redis_url)
        start_children(supervisor, demo.clean_environment(names))
        if not supervisor.wait_for(lambda: not silent_parts(redis_url), READY_SECONDS):
            if supervisor.stop_requested:
                return
            raise CommandError(_("Not answering in time: %s") % ", ".join(silent_parts(redis_url)))
        supervisor.wait_for(lambda: False, SETTLE_SECONDS)
        env_file = settings.CONSOLE_DATA_DIR / "demo.env"
        demo.write_private(env_file, "".join(f"{name}={value}\n" for name, value in names.items()))
        self._welcome(env_file)
        supervisor.run()

    def _welcome(self, env_file: Path) -> None:
        lines = {
            _("Console"): f"{console_url()}/admin/",
            _("Login"): f"{demo.USER} / {demo.PASSWORD}",
            "EspoCRM": f"http://127.0.0.1:{settings.SANDBOX_ESPOCRM_PORT}/",
            "Advoware": f"http://127.0.0.1:{settings.SANDBOX_ADVOWARE_PORT}/",
            _("Commands"): f"CONSOLE_ENV_FILE={env_file} {sys.executable} manage.py status",
        }
        rows = "\n".join(f"  {name:<10} {value}" for name, value in lines.items())
        self.stdout.write("\n" + _("Everything answers. Ctrl-C ends it.") + f"\n\n{rows}\n")
        self.stdout.flush()


def refuse_open_bind() -> None:
    """Raise `CommandError` if the console would be reachable from elsewhere: its password is known."""
    if not is_loopback(settings.CONSOLE_BIND):
        message = _("CONSOLE_BIND is not a loopback address, and the demo's password is known to everyone.")
        raise CommandError(message)


def refuse_taken_ports() -> None:
    """Raise `CommandError` naming the variables whose port somebody else listens on, or that share one."""
    names = ("CONSOLE_PORT", "SANDBOX_ESPOCRM_PORT", "SANDBOX_ADVOWARE_PORT")
    ports = {name: getattr(settings, name) for name in names}
    taken = [
        _("Port %(port)s is taken; set %(name)s to a free one.") % {"port": port, "name": name}
        for name, port in ports.items()
        if list(ports.values()).count(port) > 1 or port_is_taken(port)
    ]
    if taken:
        raise CommandError("\n".join(taken))


def port_is_taken(port: int) -> bool:
    """Tell whether the console's address could not be bound to `port` now."""
    family = socket.AF_INET6 if ":" in settings.CONSOLE_BIND else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # ends of old connections do not count
        try:
            probe.bind((settings.CONSOLE_BIND.strip("[]"), port))
        except OSError:
            return True
    return False


def external_redis() -> bool:
    """Tell whether a server is given by the environment; raises `CommandError` if that one does not answer."""
    given = any(os.environ.get(name) for name in ("REDIS_URL", "REDIS_URL_FILE", "REDIS_HOST", "REDIS_HOST_FILE"))
    if given and not embedded.answers(settings.REDIS_URL):
        raise CommandError(_("The server that REDIS_URL or REDIS_HOST names does not answer."))
    return given


def prepare_database() -> None:
    """Bring the schema up to date and make the demo's login; raises `CommandError` on a database in real use."""
    if demo.database_is_in_use():
        raise CommandError(_("The database has logins of its own: `up` is for a look, on a database of its own."))
    call_command("migrate", verbosity=0, interactive=False)
    demo.make_login()


def start_children(supervisor: Supervisor, environment: dict[str, str]) -> None:
    """Start the sandbox, the web server, the workers and the scheduler."""
    data_file = settings.CONSOLE_DATA_DIR / "sandbox.json"
    sandbox = ("--parties=40", f"--data-file={data_file}", f"--webhook-target={console_url()}", *demo.sandbox_ports())
    supervisor.start("sandbox", demo.manage("sandbox", *sandbox), environment)
    supervisor.start("web", web_command(), environment)
    for name, queues in WORKERS.items():
        supervisor.start(name, demo.manage("rqworker", *queues), environment)
    supervisor.start("scheduler", demo.manage("scheduler"), environment)


def web_command() -> list[str]:
    """Return the command line of gunicorn: two processes with four threads each."""
    bind = f"{settings.CONSOLE_BIND}:{settings.CONSOLE_PORT}"
    options = (
        "--worker-class=gthread",
        "--workers=2",
        "--threads=4",
        "--log-level=warning",
        "--preload",
        "--no-control-socket",
    )
    return [sys.executable, "-m", "gunicorn", "syncconsole.wsgi", f"--bind={bind}", *options]


def console_url() -> str:
    """Return the console's address as a person on this machine types it."""
    host = settings.CONSOLE_BIND if settings.CONSOLE_BIND != "localhost" else "127.0.0.1"
    return f"http://{host}:{settings.CONSOLE_PORT}"


def silent_parts(redis_url: str) -> list[str]:
    """Return the names of the parts that do not answer yet."""
    pages = {
        "web": f"{console_url()}/readyz",
        "EspoCRM": f"http://127.0.0.1:{settings.SANDBOX_ESPOCRM_PORT}/",
        "Advoware": f"http://127.0.0.1:{settings.SANDBOX_ADVOWARE_PORT}/",
    }
    silent = [name for name, page in pages.items() if not page_answers(page)]
    return silent if workers_registered(redis_url) else [*silent, "worker"]


def page_answers(page: str) -> bool:
    """Tell whether a GET of `page` succeeds within two seconds."""
    with requests.Session() as session:
        session.trust_env = False
        try:
            return session.get(page, timeout=2).ok
        except requests.RequestException:
            return False


def workers_registered(redis_url: str) -> bool:
    """Tell whether all workers of the demo have announced themselves."""
    with embedded.impatient_redis(redis_url) as redis:
        try:
            return Worker.count(connection=redis) >= len(WORKERS)
        except (RedisError, OSError):
            return False
