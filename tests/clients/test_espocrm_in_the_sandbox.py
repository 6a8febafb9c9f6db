"""The EspoCRM client against the sandbox's EspoCRM."""

from __future__ import annotations

import pytest

from syncconsole.clients.connections import Connections
from syncconsole.clients.espocrm import EspoClient
from syncconsole.sandbox import demo
from syncconsole.sandbox.run import Sandbox
from syncconsole.sync.errors import CredentialsRejected, Gone, Modified, Refused, SystemDown, Transient
from tests.clients.conftest import EspoSettings

MUSTERMANN = {"firstName": "Max", "lastName": "Mustermann", "rechtsform": "Natürliche Person"}


@pytest.fixture
def client(box: Sandbox, process: Connections) -> EspoClient:
    return EspoClient(EspoSettings(f"{box.espo_url}/api/v1", demo.ESPOCRM_API_KEY, 5.0), process=process)


@pytest.fixture
def id(client: EspoClient) -> str:
    return str(client.create("CBeteiligte", MUSTERMANN)["id"])


def test_it_reads_updates_and_finds(client: EspoClient, id: str) -> None:
    answer = client.update("CBeteiligte", id, {"lastName": "Beispiel"})
    assert answer["lastName"] == "Beispiel"
    assert client.read("CBeteiligte", id)["firstName"] == "Max"
    where = [{"type": "equals", "attribute": "lastName", "value": "Beispiel"}]
    (row,) = client.find("CBeteiligte", where=where, select=["id", "modifiedAt"])
    assert (row["id"], row["modifiedAt"]) == (id, answer["modifiedAt"])
    assert client.find("CBeteiligte", where=where, select=["id"], offset=1) == []


def test_the_probe_succeeds(client: EspoClient) -> None:
    client.probe()


def test_a_stale_version_is_modified(box: Sandbox, client: EspoClient) -> None:
    box.espo.options.version_control = True
    id = client.create("CBeteiligte", MUSTERMANN)["id"]
    version = client.read("CBeteiligte", id)["versionNumber"]
    client.update("CBeteiligte", id, {"lastName": "Beispiel"}, version)
    with pytest.raises(Modified):
        client.update("CBeteiligte", id, {"lastName": "Muster"}, version)


def test_a_bad_value_is_refused_with_its_field(client: EspoClient, id: str) -> None:
    with pytest.raises(Refused) as caught:
        client.update("CBeteiligte", id, {"rechtsform": "Unbekannt"})
    assert (caught.value.field, caught.value.words) == ("rechtsform", "valid")


def test_a_betnr_that_another_record_has_is_an_empty_500(client: EspoClient, id: str) -> None:
    client.update("CBeteiligte", id, {"betnr": 7})
    other = client.create("CBeteiligte", {**MUSTERMANN, "lastName": "Beispiel"})["id"]
    with pytest.raises(Transient) as caught:
        client.update("CBeteiligte", other, {"betnr": 7})
    assert caught.value.reason.code == "server_error"


def test_an_unknown_record_is_gone_for_certain(client: EspoClient) -> None:
    with pytest.raises(Gone) as caught:
        client.read("CBeteiligte", "6b0000000000000ff")
    assert caught.value.certain


def test_a_missing_entity_type_says_nothing_of_its_records(client: EspoClient) -> None:
    with pytest.raises(Gone) as caught:
        client.read("CGibtesnicht", "6b0000000000000ff")
    assert not caught.value.certain


def test_a_wrong_key_is_asked_once(box: Sandbox, process: Connections) -> None:
    client = EspoClient(EspoSettings(f"{box.espo_url}/api/v1", "wrong", 5.0), process=process)
    for _ in range(20):
        with pytest.raises(CredentialsRejected):
            client.read("CBeteiligte", "a1")
    assert len(box.espo_log.entries()) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_dropped_during_a_write_leaves_the_outcome_unknown(
    box: Sandbox, client: EspoClient, id: str, when: str
) -> None:
    box.espo_faults.arm(method="PATCH", drop=True, when=when)
    with pytest.raises(SystemDown) as caught:
        client.update("CBeteiligte", id, {"lastName": "Beispiel"})
    assert caught.value.outcome_unknown
    assert client.read("CBeteiligte", id)["lastName"] == ("Beispiel" if when == "after" else "Mustermann")


@pytest.mark.parametrize("spoilt", [{"truncate": True}, {"html": True}])
def test_a_spoilt_answer_is_never_read_as_the_record(
    box: Sandbox, client: EspoClient, id: str, spoilt: dict[str, bool]
) -> None:
    box.espo_faults.arm(method="GET", **spoilt)
    with pytest.raises(Transient) as caught:
        client.read("CBeteiligte", id)
    assert caught.value.reason.code == "unreadable_answer"
