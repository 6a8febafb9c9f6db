"""EspoCRM stores a party as the recorded servers do (recordings 03, 05 and 06)."""

from __future__ import annotations

import pytest

from syncconsole.sandbox import demo
from syncconsole.sandbox.espocrm.options import EspoCrmOptions
from syncconsole.sandbox.run import Sandbox
from tests.sandbox.conftest import Api


def created(espo: Api, **fields: object) -> str:
    answer = espo.post("/CBeteiligte", json=fields, headers={"X-Skip-Duplicate-Check": "true"})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def test_a_create_answers_200_with_only_what_was_set(espo: Api) -> None:
    answer = espo.post("/CBeteiligte", json={"lastName": "Mustermann"})
    assert answer.status_code == 200
    assert answer.json()["syncStatus"] == "pending_sync"
    assert "firstName" not in answer.json()
    assert "name" not in answer.json()


def test_a_read_shows_every_attribute_and_the_computed_name(espo: Api) -> None:
    party = espo.get(f"/CBeteiligte/{created(espo, firstName='Max', lastName='Mustermann')}").json()
    assert party["name"] == "Max Mustermann"
    assert party["betnr"] is None
    assert party["emailAddressData"] == []
    assert party["modifiedById"] is None


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_an_update_changes_only_the_sent_attributes(espo: Api, method: str) -> None:
    party = created(espo, firstName="Max", lastName="Mustermann")
    answer = espo.request(method, f"/CBeteiligte/{party}", json={"firstName": "Moritz"})
    assert (answer.json()["firstName"], answer.json()["lastName"]) == ("Moritz", "Mustermann")
    assert answer.json()["modifiedByName"] == "sync-konsole"


def test_unknown_and_read_only_attributes_are_ignored(espo: Api) -> None:
    party = created(espo, lastName="Mustermann")
    answer = espo.put(
        f"/CBeteiligte/{party}", json={"gibtsNicht": 1, "id": "anders", "createdAt": "2001-01-01 00:00:00"}
    )
    assert answer.status_code == 200
    assert answer.json()["id"] == party


def test_text_is_trimmed_and_an_empty_text_becomes_null_but_an_enum_stays_empty(espo: Api) -> None:
    party = created(espo, lastName="  Mustermann  ", handelsregisterNummer="HRB 1", rechtsform="GmbH")
    answer = espo.put(f"/CBeteiligte/{party}", json={"handelsregisterNummer": "", "rechtsform": ""}).json()
    assert (answer["lastName"], answer["handelsregisterNummer"], answer["rechtsform"]) == ("Mustermann", None, "")


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("dateOfBirth", "14.03.1979", "valid"),
        ("dateOfBirth", "1979-03-14T00:00:00", "valid"),
        ("advowareLastSync", "2026-11-24", "valid"),
        ("syncStatus", "gibtsnicht", "valid"),
        ("salutationName", "Herr", "valid"),
        ("betnr", "4711x", "valid"),
        ("betnr", 0, "min"),
        ("betnr", 9_999_999_999, "rangeInternal"),
        ("firstName", "x" * 101, "maxLength"),
        ("syncErrorMessage", "x" * 2001, "maxLength"),
        ("lastName", "Mustermann <b>", "pattern"),
        ("emailAddress", "keine-adresse", "emailAddress"),
        ("phoneNumber", "0511 1234567", "valid"),
    ],
)
def test_a_bad_value_is_400_and_names_the_field(espo: Api, field: str, value: object, kind: str) -> None:
    party = created(espo, lastName="Mustermann")
    answer = espo.put(f"/CBeteiligte/{party}", json={field: value})
    assert answer.status_code == 400
    assert answer.headers["X-Status-Reason"] == (
        f"Field validation failure; entityType: CBeteiligte, field: {field}, type: {kind}."
    )
    assert answer.json()["messageTranslation"]["data"] == {"field": field, "type": kind}


def test_a_taken_betnr_is_an_empty_500_and_nothing_is_stored(espo: Api) -> None:
    created(espo, lastName="Mustermann", betnr=1)
    other = created(espo, lastName="Beispiel")
    answer = espo.put(f"/CBeteiligte/{other}", json={"betnr": 1, "firstName": "Erika"})
    assert (answer.status_code, answer.content) == (500, b"")
    assert "X-Status-Reason" not in answer.headers
    assert espo.get(f"/CBeteiligte/{other}").json()["firstName"] is None


def test_a_create_with_a_known_name_is_409_duplicate_unless_the_check_is_skipped(espo: Api) -> None:
    party = created(espo, firstName="Max", lastName="Mustermann")
    twin = {"firstName": "Max", "lastName": "Mustermann"}
    answer = espo.post("/CBeteiligte", json=twin)
    assert (answer.status_code, answer.headers["X-Status-Reason"]) == (409, "duplicate")
    assert [row["id"] for row in answer.json()] == [party]
    assert espo.post("/CBeteiligte", json=twin, headers={"X-Skip-Duplicate-Check": "true"}).status_code == 200


def test_a_deleted_record_is_404_with_a_reason(espo: Api) -> None:
    party = created(espo, lastName="Mustermann")
    assert espo.delete(f"/CBeteiligte/{party}").json() is True
    read, written = espo.get(f"/CBeteiligte/{party}"), espo.put(f"/CBeteiligte/{party}", json={})
    assert (read.status_code, read.headers["X-Status-Reason"]) == (404, f"Record {party} does not exist.")
    assert (written.status_code, written.headers["X-Status-Reason"]) == (404, f"Record {party} not found.")


def test_broken_json_is_an_empty_500_and_another_content_type_changes_nothing(espo: Api) -> None:
    party = created(espo, lastName="Mustermann")
    broken = espo.put(f"/CBeteiligte/{party}", data='{"lastName": ', headers={"Content-Type": "application/json"})
    assert (broken.status_code, broken.content) == (500, b"")
    other = espo.put(f"/CBeteiligte/{party}", data='{"lastName": "X"}', headers={"Content-Type": "text/plain"})
    assert (other.status_code, other.json()["lastName"]) == (200, "Mustermann")


def test_a_stale_version_number_is_409_modified_where_the_control_is_on(api) -> None:
    with Sandbox(espo_options=EspoCrmOptions(version_control=True)) as box:
        party = box.espo.create({"lastName": "Mustermann"})["id"]
        box.espo.update(party, {"lastName": "Beispiel"})
        session = api(f"{box.espo_url}/api/v1")
        session.headers["X-Api-Key"] = demo.ESPOCRM_API_KEY
        stale = session.put(f"/CBeteiligte/{party}", json={"betnr": 5}, headers={"X-Version-Number": "1"})
        fresh = session.put(f"/CBeteiligte/{party}", json={"betnr": 5}, headers={"X-Version-Number": "2"})
    assert (stale.status_code, stale.headers["X-Status-Reason"]) == (409, "modified")
    assert stale.json() == {"values": {"betnr": None}, "versionNumber": 2}
    assert fresh.json()["versionNumber"] == 3


def test_a_restored_record_is_back_without_a_webhook(box: Sandbox, espo: Api) -> None:
    box.subscribe("http://127.0.0.1:9")
    party = created(espo, lastName="Mustermann")
    box.espo.delete(party)
    box.espo.webhooks.clear()
    box.espo.restore(party)
    assert espo.get(f"/CBeteiligte/{party}").json()["lastName"] == "Mustermann"
    assert box.espo.webhooks.pending == []
