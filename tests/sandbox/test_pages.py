"""The web pages: people list, edit, create, delete and restore parties, in German and English."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest

from syncconsole.sandbox.run import Sandbox
from syncconsole.sandbox.seeds import Seed
from syncconsole.sandbox.web.texts import GERMAN
from tests.sandbox.conftest import Api


@pytest.fixture
def box() -> Iterator[Sandbox]:
    """Three parties in both systems."""
    with Sandbox(seed=Seed(linked=3, only_espocrm=0, only_advoware=0, different=0)) as running:
        yield running


@pytest.fixture
def crm(box: Sandbox, api: Callable[[str], Api]) -> Api:
    return api(box.espo_url)


@pytest.fixture
def office(box: Sandbox, api: Callable[[str], Api]) -> Api:
    return api(box.advo_url)


def form(browser: Api, path: str) -> dict[str, str]:
    """The fields of the edit form as a browser would send them back."""
    was = dict(re.findall(r'name="(was-\w+)" value="([^"]*)"', browser.get(path).text))
    return {**was, **{name.removeprefix("was-"): value for name, value in was.items()}}


def test_the_list_shows_every_party_and_links_to_the_other_system(box: Sandbox, crm: Api) -> None:
    page = crm.get("/", headers={"Accept-Language": "de"}).text
    assert all(f"/party/{record.id}" in page for record in box.espo.living())
    assert box.advo_url in page and "Beteiligte" in page


def test_the_language_follows_the_browser_and_a_choice_wins(crm: Api) -> None:
    assert "Neuer Beteiligter" in crm.get("/", headers={"Accept-Language": "de-DE,de;q=0.9"}).text
    assert "New party" in crm.get("/?lang=en", headers={"Accept-Language": "de"}).text
    assert "New party" in crm.get("/", headers={"Accept-Language": "de"}).text


def test_a_person_edits_in_espocrm_and_is_named_as_the_author(box: Sandbox, crm: Api) -> None:
    party = box.espo.living()[0].id
    crm.post("/person", data={"person": "bernd.beispiel", "back": "/"})
    answer = crm.post(f"/party/{party}", data={**form(crm, f"/party/{party}"), "firstName": "Moritz"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/party/{party}?saved=1")
    assert box.espo.read(party)["firstName"] == "Moritz"
    assert box.espo.read(party)["modifiedByName"] == "Bernd Beispiel"


@pytest.mark.parametrize("system", ["crm", "office"])
def test_only_what_the_person_changed_is_written(box: Sandbox, request: pytest.FixtureRequest, system: str) -> None:
    browser: Api = request.getfixturevalue(system)
    espo_id = box.espo.living()[0].id
    path = f"/party/{espo_id}" if system == "crm" else "/party/10001"
    filled = form(browser, path)
    box.espo.update(espo_id, {"firstName": "Von anderswo"})
    box.advo.update(10001, {"vorname": "Von anderswo"})
    changed = "lastName" if system == "crm" else "name"
    browser.post(path, data={**filled, changed: "Beispiel"})
    assert box.espo.read(espo_id)["firstName"] == box.advo.read(10001)["vorname"] == "Von anderswo"


def test_a_refused_value_is_explained_and_what_was_typed_stays(box: Sandbox, crm: Api) -> None:
    party = box.espo.living()[0].id
    answer = crm.post(f"/party/{party}", data={**form(crm, f"/party/{party}"), "firstName": "Max=Moritz"})
    assert answer.status_code == 400
    assert "field: firstName" in answer.text and 'value="Max=Moritz"' in answer.text


def test_a_person_creates_deletes_and_restores_in_espocrm(box: Sandbox, crm: Api) -> None:
    made = crm.post(
        "/party/new", data={**form(crm, "/party/new"), "lastName": "Neu", "rechtsform": "Natürliche Person"}
    )
    path = made.headers["Location"].partition("?")[0]
    assert "Neu" in crm.get(path).text
    assert crm.post(f"{path}/delete").status_code == 303
    assert len(box.espo.living()) == 3
    crm.post(f"{path}/restore")
    assert len(box.espo.living()) == 4


def test_a_deleted_party_stays_in_a_list_of_its_own(box: Sandbox, crm: Api) -> None:
    party = box.espo.living()[0].id
    assert crm.post(f"/party/{party}/delete").headers["Location"] == f"/party/{party}"
    assert party not in crm.get("/").text
    assert party in crm.get("/?deleted=1").text


def test_a_person_edits_phones_as_an_array(box: Sandbox, crm: Api) -> None:
    party = box.espo.living()[0].id
    first = box.espo.read(party)["phoneNumber"]
    rows = {"value-0": first, "type-0": "Office", "value-1": "+49 30 23125 999", "type-1": "Mobile", "primary": "1"}
    assert crm.post(f"/party/{party}/phones", data={**rows, "optOut-0": "on"}).status_code == 303
    read = box.espo.read(party)["phoneNumberData"]
    assert [(entry["phoneNumber"], entry["type"], entry["primary"], entry["optOut"]) for entry in read] == [
        ("+493023125999", "Mobile", True, False),
        (first, "Office", False, True),
    ]
    assert "+493023125999" in crm.get(f"/party/{party}").text
    crm.post(f"/party/{party}/phones", data={"value-0": "", "value-1": ""})
    assert box.espo.read(party)["phoneNumberData"] == []


def test_a_person_edits_mail_addresses_as_an_array(box: Sandbox, crm: Api) -> None:
    party = box.espo.living()[0].id
    rows = {"value-0": "a@example.invalid", "value-1": "b@example.invalid", "primary": "0", "value-2": ""}
    crm.post(f"/party/{party}/mails", data=rows)
    read = box.espo.read(party)["emailAddressData"]
    assert [entry["emailAddress"] for entry in read] == ["a@example.invalid", "b@example.invalid"]


def test_a_refused_number_is_explained_and_stays_in_its_row(box: Sandbox, crm: Api) -> None:
    party = box.espo.living()[0].id
    rows = {"channel": "phones", "value-0": "030/123", "type-0": "Office"}
    answer = crm.post(f"/party/{party}/phones", data=rows)
    assert answer.status_code == 400
    assert "field: phoneNumber" in answer.text and 'value="030/123"' in answer.text


def test_a_person_types_into_a_slot_and_copies_a_remark(box: Sandbox, office: Api) -> None:
    slot = box.advo.add_entry(10001, {"kommKz": 3, "tlf": "", "bemerkung": "[ESPOCRM-SLOT:3]"}).id
    other = box.advo.add_entry(10001, {"kommKz": 3, "tlf": "0171 1", "bemerkung": ""}).id
    typed = {"entryId": slot, "tlf": "0171 2", "bemerkung": "[ESPOCRM-SLOT:3]", "do": "save"}
    office.post("/party/10001/entry_update", data=typed)
    office.post("/party/10001/entry_update", data={"entryId": slot, "target": other, "do": "copy"})
    entries = {entry["id"]: (entry["tlf"], entry["bemerkung"]) for entry in box.advo.read(10001)["kommunikation"]}
    assert entries[slot] == ("0171 2", "[ESPOCRM-SLOT:3]")
    assert entries[other] == ("0171 1", "[ESPOCRM-SLOT:3]")


@pytest.mark.parametrize("path", ["/", "/log", "/party/new", "/party/first"])
@pytest.mark.parametrize("system", ["crm", "office"])
def test_no_english_word_is_left_on_a_german_page(
    box: Sandbox, request: pytest.FixtureRequest, system: str, path: str
) -> None:
    browser: Api = request.getfixturevalue(system)
    first = box.espo.living()[0].id if system == "crm" else "10001"
    page = browser.get(path.replace("first", first), headers={"Accept-Language": "de"}).text
    shown = set(re.findall(r">\s*([^<>]+?)\s*<", page)) | set(re.findall(r'placeholder="([^"]+)"', page))
    assert shown & {english for english, german in GERMAN.items() if english != german} == set()


def test_a_page_is_quick_with_many_parties(api: Callable[[str], Api]) -> None:
    with Sandbox(seed=1000) as box:
        browser = api(box.espo_url)
        browser.get("/")
        started = time.monotonic()
        assert browser.get("/").status_code == 200
        assert time.monotonic() - started < 1


def test_a_person_works_on_entries_and_can_delete_in_advoware(box: Sandbox, office: Api) -> None:
    office.post("/party/10001/entry_create", data={"kommKz": "3", "tlf": "0171 1", "bemerkung": ""})
    entry = box.advo.read(10001)["kommunikation"][-1]["id"]
    change = {"entryId": entry, "tlf": "0171 2", "bemerkung": "privat", "do": "save"}
    office.post("/party/10001/entry_update", data=change)
    assert box.advo.read(10001)["mobil"] == "0171 2"
    office.post("/party/10001/entry_update", data={**change, "do": "delete"})
    assert box.advo.read(10001)["mobil"] is None
    office.post("/party/10001/delete")
    assert office.get("/party/10001").status_code == 404


def test_what_people_type_is_escaped(box: Sandbox, office: Api) -> None:
    box.advo.update(10001, {"name": "<script>alert(1)</script>"})
    assert "<script>" not in office.get("/").text + office.get("/party/10001").text


def test_the_request_log_is_a_page(box: Sandbox, crm: Api) -> None:
    crm.get("/api/v1/App/user")
    assert "/api/v1/App/user" in crm.get("/log").text


def test_a_form_of_another_site_is_refused(box: Sandbox, crm: Api) -> None:
    party = box.espo.living()[0].id
    answer = crm.post(f"/party/{party}/delete", headers={"Origin": "http://example.invalid"})
    assert answer.status_code == 403
    assert len(box.espo.living()) == 3
