"""The web pages: people list, edit, create, delete and restore parties, in German and English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from syncconsole.sandbox.run import Sandbox
from syncconsole.sandbox.seeds import Seed
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
    answer = crm.post(f"/party/{party}", data={**form(crm, f"/party/{party}"), "phoneNumber": "030/123"})
    assert answer.status_code == 400
    assert "field: phoneNumber" in answer.text and 'value="030/123"' in answer.text


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
