"""Who may enter EspoCRM, and what an API user may tell people (recordings 01, 09 and 13)."""

from __future__ import annotations

from syncconsole.sandbox.espocrm.users import ANNA
from syncconsole.sandbox.run import Sandbox
from tests.sandbox.conftest import Api


def test_a_wrong_key_is_an_empty_401_in_html_without_a_reason(espo: Api) -> None:
    answer = espo.get("/CBeteiligte", headers={"X-Api-Key": "falsch"})
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "X-Status-Reason" not in answer.headers
    assert "WWW-Authenticate" not in answer.headers


def test_a_request_without_any_key_is_asked_for_basic_authentication(espo: Api) -> None:
    answer = espo.get("/App/user", headers={"X-Api-Key": None})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Basic realm=""')


def test_after_more_than_ten_failures_the_good_key_is_refused_too(espo: Api) -> None:
    for _ in range(11):
        assert espo.get("/", headers={"X-Api-Key": "falsch"}).status_code == 401
    answer = espo.get("/")
    assert (answer.status_code, answer.content) == (403, b"")
    assert "X-Status-Reason" not in answer.headers


def test_the_lock_out_can_be_switched_off(box: Sandbox, espo: Api) -> None:
    box.espo.options.lockout = False
    for _ in range(12):
        espo.get("/", headers={"X-Api-Key": "falsch"})
    assert espo.get("/").json() == "EspoCRM REST API"


def test_the_health_check_names_the_user(espo: Api) -> None:
    assert espo.get("/App/user").json()["user"]["userName"] == "sync-konsole"


def test_an_unknown_entity_type_is_404_with_a_reason(espo: Api) -> None:
    answer = espo.get("/Gibtesnicht")
    assert answer.headers["X-Status-Reason"] == "Controller 'Gibtesnicht' does not exist."


def test_a_notification_is_refused_for_the_api_user(espo: Api) -> None:
    answer = espo.post("/Notification", json={"type": "Message", "userId": ANNA.id, "message": "Hallo"})
    assert (answer.status_code, answer.headers["X-Status-Reason"]) == (403, "No create access.")


def test_a_note_to_a_user_needs_read_access_and_the_message_permission(box: Sandbox, espo: Api) -> None:
    note = {"type": "Post", "targetType": "users", "usersIds": [ANNA.id], "post": "Bitte prüfen"}
    assert espo.post("/Note", json=note).status_code == 403
    box.espo.options.user_read_access = True
    assert espo.post("/Note", json=note).status_code == 403
    box.espo.options.message_permission = True
    assert espo.post("/Note", json=note).status_code == 200
    assert box.espo.notes.posted[-1]["usersIds"] == [ANNA.id]


def test_a_role_without_a_right_is_403_with_a_reason(box: Sandbox, espo: Api) -> None:
    party = box.espo.create({"lastName": "Mustermann"})["id"]
    box.espo.options.rights = ["read", "edit"]
    answer = espo.delete(f"/CBeteiligte/{party}")
    assert (answer.status_code, answer.headers["X-Status-Reason"]) == (403, "No delete access.")
    assert espo.post("/CBeteiligte", json={}).headers["X-Status-Reason"] == "No create access."
    assert espo.get(f"/CBeteiligte/{party}").status_code == 200


def test_an_address_of_24_kilobytes_is_refused_by_the_web_server(espo: Api) -> None:
    assert espo.get("/CBeteiligte", params={"where": "x" * 9_000}).status_code == 200
    assert espo.get("/CBeteiligte", params={"where": "x" * 24_000}).status_code == 414
