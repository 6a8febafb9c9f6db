"""`manage.py up`: what it refuses, and the whole of it once, from the start to the last process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import requests
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError

from syncconsole.management.commands import up
from syncconsole.processes import demo
from tests.platform.waiting import wait_until


def free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@pytest.mark.parametrize("bind", ["0.0.0.0", "::", "192.0.2.1", "console.example.invalid"])
def test_it_refuses_to_be_reached_from_elsewhere(settings, bind):
    settings.CONSOLE_BIND = bind
    with pytest.raises(CommandError, match="CONSOLE_BIND"):
        up.refuse_open_bind()


def test_a_taken_port_is_a_message_with_the_name_of_its_variable(settings):
    settings.CONSOLE_PORT, settings.SANDBOX_ADVOWARE_PORT, _ = free_ports(3)
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings.SANDBOX_ESPOCRM_PORT = other.getsockname()[1]
        with pytest.raises(CommandError) as raised:
            up.refuse_taken_ports()
    assert "SANDBOX_ESPOCRM_PORT" in str(raised.value)
    assert "CONSOLE_PORT" not in str(raised.value)


def test_two_parts_cannot_share_a_port(settings):
    settings.CONSOLE_PORT, settings.SANDBOX_ADVOWARE_PORT = free_ports(2)
    settings.SANDBOX_ESPOCRM_PORT = settings.CONSOLE_PORT
    with pytest.raises(CommandError):
        up.refuse_taken_ports()


def test_a_named_server_that_does_not_answer_is_not_replaced_silently(settings, monkeypatch):
    monkeypatch.setenv("REDIS_URL", settings.REDIS_URL)
    with pytest.raises(CommandError, match="REDIS_URL"):
        up.external_redis()


@pytest.mark.django_db
def test_the_login_is_made_once_and_a_second_start_logs_nobody_out():
    demo.make_login()
    first = get_user_model().objects.get().password
    demo.make_login()
    user = get_user_model().objects.get()
    assert user.password == first
    assert user.is_superuser
    assert user.check_password(demo.PASSWORD)


@pytest.mark.django_db
def test_a_database_in_use_gets_neither_migrations_nor_a_known_password(monkeypatch):
    get_user_model().objects.create_user("anna")
    monkeypatch.setattr(up, "call_command", lambda *_, **__: pytest.fail("migrated"))
    with pytest.raises(CommandError):
        up.prepare_database()
    assert [user.username for user in get_user_model().objects.all()] == ["anna"]


@pytest.mark.django_db
def test_the_demos_own_database_may_have_more_logins():
    demo.make_login()
    get_user_model().objects.create_user("anna")
    assert not demo.database_is_in_use()


def test_the_secret_key_is_kept_and_nobody_else_can_read_it(settings, tmp_path):
    settings.CONSOLE_DATA_DIR = tmp_path / "data"
    key = demo.secret_key()
    assert demo.secret_key() == key
    assert len(key) > 50
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_no_variable_of_a_real_system_reaches_the_demo(monkeypatch):
    monkeypatch.setenv("ADVOWARE_PASSWORD_FILE", "/run/secrets/advoware")
    monkeypatch.setenv("ESPOCRM_NOTIFY_USERS", "anna")
    environment = demo.clean_environment({"ESPOCRM_API_KEY": "demo-espocrm-key"})
    assert [name for name in environment if name.startswith(("ESPOCRM_", "ADVOWARE_"))] == ["ESPOCRM_API_KEY"]


class Running:
    """A started `up` with its own ports and data."""

    def __init__(self, folder: Path) -> None:
        names = ("CONSOLE_PORT", "SANDBOX_ESPOCRM_PORT", "SANDBOX_ADVOWARE_PORT")
        self.ports = dict(zip(names, free_ports(3), strict=True))
        self.log = folder / "log"
        of_the_tests = ("REDIS", "DATABASE_", "LOG_", "SECRET_KEY")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(of_the_tests)}
        environment |= {name: str(port) for name, port in self.ports.items()}
        environment |= {"CONSOLE_DATA_DIR": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "syncconsole.settings"}
        with self.log.open("wb") as log:
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "up"]
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def get(self, path: str) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.get(f"http://127.0.0.1:{self.ports['CONSOLE_PORT']}{path}", timeout=5)

    def known_workers(self) -> int:
        return (self.get("/readyz").json()["workers"] or {}).get("count", 0)

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def says(self, text: str) -> bool:
        said = self.log.read_text()
        assert self.process.poll() is None, said
        return text in said

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


@pytest.fixture
def running(tmp_path):
    running = Running(tmp_path)
    yield running
    if running.process.poll() is None:
        running.interrupt()


@pytest.mark.e2e
def test_it_starts_all_heals_a_lost_server_and_leaves_no_process(running):
    wait_until(lambda: running.says(f"{demo.USER} / {demo.PASSWORD}"), 60)
    ready = running.get("/readyz").json()
    assert ready["status"] == "ok"
    assert ready["workers"]["count"] == len(up.WORKERS)
    assert running.get("/admin/login/").status_code == 200
    assert running.get("/static/admin/css/base.css").status_code == 200

    (server,) = [each for each in running.children() if "redis.sock" in " ".join(each.cmdline())]
    server.kill()
    wait_until(lambda: running.says("redis ended with -9"), 20)
    wait_until(lambda: running.known_workers() == len(up.WORKERS), 30)
    wait_until(lambda: running.log.read_text().count("Scheduled syncconsole-sweep.") == 2, 20)

    processes = running.children()
    assert running.interrupt() == 0
    assert [each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE] == []
