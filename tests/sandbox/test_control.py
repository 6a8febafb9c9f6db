"""The control interface: log, options, reset, records, edits by people."""

from __future__ import annotations

import requests

from syncconsole.sandbox.espocrm import EspoCrm
from syncconsole.sandbox.run import Sandbox
from syncconsole.sandbox.seeds import Seed
from tests.sandbox.conftest import Api, token_request


def test_the_log_has_every_api_request_in_order_of_arrival(espo: Api, espo_control: Api) -> None:
    espo.get("/CBeteiligte?maxSize=1")
    espo.post("/CBeteiligte", json={"lastName": "Mustermann"}, headers={"X-Sync-Epoch": "7"})
    listed, made = espo_control.get("/log").json()
    assert (listed["method"], listed["path"], listed["query"]) == ("GET", "/api/v1/CBeteiligte", "maxSize=1")
    assert (made["status"], made["user"], made["epoch"]) == (200, "sync-konsole", "7")
    assert made["body"] == {"lastName": "Mustermann"}
    assert espo_control.get("/log", params={"since": listed["seq"]}).json() == [made]


def test_the_log_can_be_emptied(espo: Api, espo_control: Api) -> None:
    espo.get("/")
    espo_control.delete("/log")
    assert espo_control.get("/log").json() == []


def test_the_log_keeps_no_password(box: Sandbox, advo_control: Api) -> None:
    requests.post(f"{box.advo_url}/api/v1/Token", json=token_request(), timeout=10)
    body = advo_control.get("/log").json()[0]["body"]
    assert (body["Password"], body["HMAC512Signature"], body["User"]) == ("***", "***", "SYNC")


def test_options_are_patched_in_place_and_nested_ones_key_by_key(box: Sandbox, espo_control: Api) -> None:
    espo_control.patch("/options", json={"stream": False, "latency": 0.001, "quirks": {"drops": ["firstName"]}})
    assert (box.espo.options.stream, box.espo.options.quirks.drops) == (False, ["firstName"])
    assert espo_control.get("/options").json()["latency"] == 0.001


def test_a_misspelt_option_changes_nothing(box: Sandbox, espo_control: Api) -> None:
    assert espo_control.patch("/options", json={"stream": False, "straem": True}).status_code == 400
    assert espo_control.patch("/options", json={"stream": "no"}).status_code == 400
    assert box.espo.options.stream is True


def test_a_reset_seeds_both_systems_alike(espo_control: Api, advo_control: Api, box: Sandbox) -> None:
    for control in (espo_control, advo_control):
        assert control.post("/reset", json={"seed": 40}).status_code == 200
    numbers = {row["betNr"]: row for row in box.advo.all()}
    linked = [record for record in box.espo.living() if record.values["betnr"]]
    assert (len(box.espo.living()), len(numbers), len(linked)) == (35, 35, 30)
    assert all(record.values["betnr"] in numbers for record in linked)


def test_seeding_is_deterministic_and_can_be_any_size() -> None:
    def values(seed: Seed) -> list[dict[str, object]]:
        with Sandbox(seed=seed) as box:
            return [record.values for record in box.espo.living()]

    assert values(Seed.of(40)) == values(Seed.of(40))
    assert len(values(Seed(linked=120, only_espocrm=0, only_advoware=0, different=0))) == 120


def test_people_edit_espocrm_over_http(espo_control: Api) -> None:
    made = espo_control.post(
        "/edit", json={"action": "create", "fields": {"lastName": "Mustermann"}, "user": "anna"}
    ).json()
    edit = {"id": made["id"], "fields": {"lastName": "Beispiel"}, "user": "bernd"}
    edited = espo_control.post("/edit", json=edit).json()
    assert (edited["lastName"], edited["modifiedByName"]) == ("Beispiel", "Bernd Beispiel")
    assert espo_control.post("/edit", json={"action": "delete", "id": made["id"]}).json() is None
    assert espo_control.post("/edit", json={"action": "restore", "id": made["id"]}).json()["deleted"] is False
    assert espo_control.post("/edit", json={"id": "gibtsnicht", "fields": {}}).status_code == 404


def test_people_edit_advoware_over_http(advo_control: Api) -> None:
    fields = {"name": "Mustermann", "beruf": "Architekt"}
    made = advo_control.post("/edit", json={"action": "create", "fields": fields}).json()
    number = made["betNr"]
    edited = advo_control.post("/edit", json={"betNr": number, "fields": {"name": "Beispiel"}, "user": "BB"}).json()
    assert (edited["name"], edited["beruf"], edited["geaendertVon"]) == ("Beispiel", "Architekt", "BB")
    entry = {"action": "entry_create", "betNr": number, "fields": {"kommKz": 4, "tlf": "max@example.invalid"}}
    with_entry = advo_control.post("/edit", json=entry).json()
    assert with_entry["emailGesch"] == "max@example.invalid"
    gone = {"action": "entry_delete", "betNr": number, "entryId": with_entry["kommunikation"][0]["id"]}
    assert advo_control.post("/edit", json=gone).json()["kommunikation"] == []
    assert advo_control.post("/edit", json={"action": "quatsch", "betNr": number}).status_code == 400


def test_people_are_spared_the_quirks_that_meet_the_api() -> None:
    crm = EspoCrm()
    crm.options.quirks.drops = ["firstName"]
    party = crm.create({"lastName": "Mustermann"}, "anna")["id"]
    crm.update(party, {"firstName": "Max"}, "anna")
    crm.update(party, {"firstName": "Moritz"}, "sync-konsole")
    assert crm.read(party)["firstName"] == "Max"


def test_the_raw_records_can_be_read(box: Sandbox, espo_control: Api) -> None:
    party = box.espo.create({"lastName": "Mustermann"})["id"]
    dump = espo_control.get("/records").json()
    assert [(record["id"], record["values"]["lastName"]) for record in dump["records"]] == [(party, "Mustermann")]


def test_another_sites_page_cannot_use_the_control_interface(espo_control: Api) -> None:
    assert espo_control.post("/reset", headers={"Origin": "http://example.invalid"}).status_code == 403
