"""The servers themselves: keep-alive, latency, stopping, and state that survives a restart."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

from syncconsole.sandbox import demo
from syncconsole.sandbox.run import Sandbox
from syncconsole.sandbox.seeds import Seed

KEY = {"X-Api-Key": demo.ESPOCRM_API_KEY}
TEN = Seed(linked=10, only_espocrm=0, only_advoware=0, different=0)


def test_many_connections_wait_for_the_latency_at_the_same_time() -> None:
    with Sandbox(latency=0.2) as box:

        def call() -> None:
            with requests.Session() as session:
                for _ in range(2):
                    assert session.get(f"{box.espo_url}/api/v1/", headers=KEY, timeout=10).status_code == 200

        threads = [threading.Thread(target=call) for _ in range(24)]
        started = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.monotonic() - started
    assert 0.4 <= took < 3


def test_a_stopped_sandbox_cuts_open_connections() -> None:
    with requests.Session() as session:
        with Sandbox() as box:
            assert session.get(f"{box.espo_url}/api/v1/", headers=KEY, timeout=10).status_code == 200
        with pytest.raises(requests.ConnectionError):
            session.get(f"{box.espo_url}/api/v1/", headers=KEY, timeout=10)


def test_with_a_data_file_the_state_survives_a_restart(tmp_path: Path) -> None:
    data = tmp_path / "sandbox.json"
    with Sandbox(seed=TEN, data_file=data) as box:
        party = box.espo.living()[0].id
        box.espo.update(party, {"lastName": "Bleibt", "emailAddress": "bleibt@example.invalid"})
        box.advo.update(10001, {"name": "Bleibt"})
    with Sandbox(seed=TEN, data_file=data) as box:
        assert box.espo.read(party)["lastName"] == "Bleibt"
        assert box.espo.read(party)["emailAddress"] == "bleibt@example.invalid"
        assert box.advo.read(10001)["name"] == "Bleibt"
        assert box.advo.create({"name": "Neu"}) == 10011
        assert box.espo.create({"lastName": "Neu"})["id"] != party


def test_pending_webhooks_survive_a_restart_and_go_to_the_present_target(tmp_path: Path) -> None:
    data = tmp_path / "sandbox.json"
    with Sandbox(data_file=data, webhook_target="http://127.0.0.1:9") as box:
        box.espo.create({"lastName": "Mustermann"}, "anna")
    with Sandbox(data_file=data, webhook_target="http://127.0.0.1:10") as box:
        assert [delivery.url for delivery in box.espo.webhooks.due(box.espo.clock.now())] == [
            "http://127.0.0.1:10/webhooks/espocrm/cbeteiligte/create/"
        ]


def command(*arguments: str) -> subprocess.Popen[str]:
    line = [sys.executable, "manage.py", "sandbox", *arguments]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_the_command_runs_until_it_is_told_to_stop() -> None:
    with command("--espocrm-port=0", "--advoware-port=0", "--parties=8") as process:
        assert process.stdout is not None
        addresses = [process.stdout.readline().split()[1] for _ in range(2)]
        assert [requests.get(address, timeout=10).status_code for address in addresses] == [200, 200]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def test_a_taken_port_is_a_clear_message(box: Sandbox) -> None:
    port = box.espo_url.rpartition(":")[2]
    with command(f"--espocrm-port={port}", "--advoware-port=0") as process:
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert f"cannot listen on ports {port}" in errors
    assert "Traceback" not in errors


def test_the_command_prints_the_consoles_environment() -> None:
    with command("--print-env", "--espocrm-port=8091", "--advoware-port=8092") as process:
        output, _ = process.communicate(timeout=20)
    told = json.loads(output)
    assert told["ESPOCRM_API_BASE_URL"] == "http://127.0.0.1:8091/api/v1"
    assert told["ADVOWARE_AUTH_URL"] == "http://127.0.0.1:8092/"
    assert len(told["ESPOCRM_WEBHOOK_SECRETS"].split(",")) == 3
