"""Armed faults spoil the next matching calls, before or after their effect."""

from __future__ import annotations

import time

import pytest
import requests

from syncconsole.sandbox.run import Sandbox
from tests.platform.waiting import wait_until
from tests.sandbox.conftest import Api


@pytest.fixture
def party(box: Sandbox) -> str:
    """The path of one Advoware party named Mustermann."""
    return f"/Beteiligte/{box.advo.create({'name': 'Mustermann'})}"


def stored_name(box: Sandbox, party: str) -> str:
    return str(box.advo.read(int(party.rpartition("/")[2]))["name"])


def test_a_status_before_the_effect_leaves_everything_as_it_was(box: Sandbox, advo: Api, party: str) -> None:
    box.advo_faults.arm(method="PUT", status=503, headers={"Retry-After": "7"})
    answer = advo.put(party, json={"name": "Beispiel"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert stored_name(box, party) == "Mustermann"


def test_a_status_after_the_effect_hides_that_it_happened(box: Sandbox, advo: Api, party: str) -> None:
    box.advo_faults.arm(method="PUT", when="after", status=500)
    assert advo.put(party, json={"name": "Beispiel"}).status_code == 500
    assert stored_name(box, party) == "Beispiel"


def test_a_dropped_connection_may_lose_the_answer_of_a_create(box: Sandbox, advo: Api) -> None:
    box.advo_faults.arm(method="POST", path="Beteiligte$", when="after", drop=True)
    with pytest.raises(requests.ConnectionError):
        advo.post("/Beteiligte", json={"name": "Beispiel"})
    assert [row["name"] for row in box.advo.all()] == ["Beispiel"]


def test_a_late_commit_happens_after_the_client_gave_up(box: Sandbox, advo: Api, party: str) -> None:
    box.advo_faults.arm(method="PUT", delay=0.3)
    with pytest.raises(requests.Timeout):
        advo.put(party, json={"name": "Beispiel"}, timeout=0.1)
    assert stored_name(box, party) == "Mustermann"
    wait_until(lambda: stored_name(box, party) == "Beispiel")


def test_a_fault_ends_after_its_number_of_calls_and_spares_skipped_ones(box: Sandbox, advo: Api, party: str) -> None:
    box.advo_faults.arm(method="GET", path="Beteiligte", status=502, skip=1, times=2)
    assert [advo.get(party).status_code for _ in range(4)] == [200, 502, 502, 200]
    assert box.advo_faults.armed() == []


def test_a_truncated_body_is_shorter_than_announced(box: Sandbox, advo: Api, party: str) -> None:
    box.advo_faults.arm(when="after", truncate=True)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        advo.get(party)


def test_a_dribbling_body_comes_byte_by_byte(box: Sandbox, advo: Api, party: str) -> None:
    box.advo_faults.arm(dribble=0.001)
    started = time.monotonic()
    assert advo.get(party, headers={"Accept": "*/*"}).json()["name"] == "Mustermann"
    assert time.monotonic() - started > 0.3


def test_a_client_that_gives_up_ends_the_dribbling(box: Sandbox, advo: Api, party: str) -> None:
    box.advo_faults.arm(dribble=0.3)
    with pytest.raises((requests.ConnectionError, requests.Timeout)):
        advo.get(party, timeout=0.1)
    assert advo.get(party).status_code == 200


def test_a_body_may_be_blown_up_to_many_megabytes_of_good_json(box: Sandbox, advo: Api, party: str) -> None:
    box.advo_faults.arm(huge_mb=50)
    answer = advo.get(party)
    assert len(answer.content) > 50 * 1024 * 1024
    assert answer.json()["name"] == "Mustermann"


def test_every_text_may_stand_twice_with_another_value(box: Sandbox, advo: Api, party: str) -> None:
    box.advo_faults.arm(duplicate_keys=True)
    answer = advo.get(party)
    assert answer.text.count('"name":') == 2
    assert answer.json()["name"] == "doppelt"
    assert stored_name(box, party) == "Mustermann"


def test_an_answer_may_be_a_page_of_html_or_a_redirect(box: Sandbox, espo: Api) -> None:
    box.espo_faults.arm(html=True)
    box.espo_faults.arm(redirect="http://example.invalid/")
    page, moved = espo.get("/"), espo.get("/")
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert (moved.status_code, moved.headers["Location"]) == (302, "http://example.invalid/")


def test_faults_are_armed_and_disarmed_over_http(espo: Api, espo_control: Api) -> None:
    armed = espo_control.post("/faults", json={"status": 500, "times": 0}).json()
    assert [fault["id"] for fault in espo_control.get("/faults").json()] == [armed["id"]]
    assert espo.get("/").status_code == 500
    espo_control.delete("/faults")
    assert espo.get("/").status_code == 200


def test_a_nonsense_fault_is_refused(espo_control: Api) -> None:
    assert espo_control.post("/faults", json={"stauts": 500}).status_code == 400
    assert espo_control.post("/faults", json={"path": "("}).status_code == 400
