"""What is not known of Advoware is a switch, and so is what an office's EspoCRM may have set differently."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from syncconsole.sandbox import switches
from syncconsole.sandbox.advoware import AdvowareOptions
from syncconsole.sandbox.espocrm import EspoCrmOptions
from syncconsole.sandbox.faults import Fault
from syncconsole.sandbox.run import Sandbox
from tests.sandbox.conftest import Api

PAGE_FOR_USERS = Path(__file__).parents[2] / "docs" / "sandbox.md"
OPEN_QUESTIONS = range(1, 19)


def test_every_open_question_has_a_switch_with_at_least_two_positions() -> None:
    asked = {switch.question for switch in switches.ADVOWARE} - {None}
    assert asked == set(OPEN_QUESTIONS)
    assert all(len(switch.positions) > 1 for switch in (*switches.ADVOWARE, *switches.ESPOCRM))


@pytest.mark.parametrize(
    ("table", "options"), [(switches.ADVOWARE, AdvowareOptions), (switches.ESPOCRM, EspoCrmOptions)]
)
def test_the_first_position_is_the_default_and_every_other_one_differs(table, options) -> None:
    for switch in table:
        found = {}
        for position in switch.positions:
            found[position] = options()
            switch.turn(found[position], position)
        assert found[switch.default] == options()
        assert all(found[position] != options() for position in switch.positions if position != switch.default)


def test_switches_are_listed_and_turned_over_http(box: Sandbox, advo_control: Api, espo_control: Api) -> None:
    listed = {switch["name"]: switch["positions"] for switch in advo_control.get("/switches").json()}
    assert "works" in listed["search"]
    assert advo_control.patch("/switches", json={"search": "works", "shapes": "list"}).status_code == 200
    assert (box.advo.options.search, box.advo.options.get_shape) == ("works", "list")
    assert espo_control.patch("/switches", json={"version": "9.3"}).json()["version"] == "9.3"


def test_the_preset_webhooks_follow_their_switch(box: Sandbox, espo_control: Api) -> None:
    box.subscribe("http://127.0.0.1:9")
    espo_control.patch("/switches", json={"skip_own": "no"})
    box.espo.create({"lastName": "Mustermann"}, "sync-konsole")
    assert len(box.espo.webhooks.pending) == 1
    espo_control.patch("/switches", json={"skip_own": "yes"})
    box.espo.create({"lastName": "Beispiel"}, "sync-konsole")
    assert len(box.espo.webhooks.pending) == 1


def test_the_page_for_users_names_every_switch_and_position() -> None:
    page = PAGE_FOR_USERS.read_text(encoding="utf-8")
    for switch in (*switches.ADVOWARE, *switches.ESPOCRM):
        (row,) = [line for line in page.splitlines() if f"| `{switch.name}` |" in line]
        assert [position for position in switch.positions if f"`{position}`" not in row] == []


def test_the_page_for_users_names_every_fault() -> None:
    page = PAGE_FOR_USERS.read_text(encoding="utf-8")
    assert [
        field.name for field in fields(Fault) if f"`{field.name}`" not in page and field.name not in ("id", "used")
    ] == []


def test_an_unknown_switch_or_position_changes_nothing(box: Sandbox, advo_control: Api) -> None:
    assert advo_control.patch("/switches", json={"search": "works", "serch": "works"}).status_code == 400
    assert advo_control.patch("/switches", json={"search": "perhaps"}).status_code == 400
    assert box.advo.options == AdvowareOptions()


def test_turning_a_switch_leaves_the_table_as_it_is() -> None:
    options = AdvowareOptions()
    put_writes = next(switch for switch in switches.ADVOWARE if switch.name == "put_writes")
    put_writes.turn(options, "no_name")
    options.quirks.drops.append("vorname")
    assert put_writes.positions["no_name"]["quirks"]["drops"] == ["name"]


def test_above_the_limit_of_calls_advoware_asks_to_wait(box: Sandbox, advo: Api) -> None:
    box.advo.options.calls_per_second = 2
    answers = [advo.get("/Beteiligte") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "1"


def test_every_third_call_may_find_its_token_revoked(box: Sandbox, advo: Api) -> None:
    box.advo.options.revoke_every = 3
    assert [advo.get("/Beteiligte").status_code for _ in range(3)] == [200, 200, 401]


def test_a_field_that_a_version_does_not_have_is_neither_read_nor_written(box: Sandbox, advo: Api) -> None:
    number = box.advo.create({"name": "Mustermann", "anrede": "Herr"}, "AB")
    box.advo.options.unknown_fields = ["anrede"]
    answer = advo.put(f"/Beteiligte/{number}", json={"name": "Beispiel", "anrede": "Frau"}).json()
    assert (answer["name"], "anrede" in answer) == ("Beispiel", False)
    assert box.advo.parties[number].values["anrede"] == "Herr"


def test_a_put_may_take_the_nested_entries_at_their_word(box: Sandbox, advo: Api) -> None:
    entry = {"tlf": "0171 1", "kommKz": 3}
    number = box.advo.create({"name": "Mustermann", "kommunikation": [entry, entry]}, "AB")
    read = advo.get(f"/Beteiligte/{number}").json()
    box.advo.options.put_kommunikation = "honoured"
    kept = {**read["kommunikation"][0], "tlf": "0171 2"}
    advo.put(f"/Beteiligte/{number}", json={**read, "kommunikation": [kept]})
    assert [entry["tlf"] for entry in box.advo.read(number)["kommunikation"]] == ["0171 2"]


def test_people_at_the_desktop_are_spared_what_the_interface_drops_or_wants(box: Sandbox) -> None:
    box.advo.options.quirks.drops, box.advo.options.drops_on_post = ["anrede"], True
    box.advo.options.required_on_post = ["name", "beruf"]
    number = box.advo.create({"name": "Mustermann", "anrede": "Herr"}, "AB")
    assert box.advo.read(number)["anrede"] == "Herr"
