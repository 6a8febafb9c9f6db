"""While a system is down its work waits and no party loses an attempt (rules 4: system down, credentials, redirect)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from beteiligte.sync import DEFINITION
from syncconsole import breaker, clock, wording
from syncconsole.models import Message, SystemState
from syncconsole.people import operations
from syncconsole.run.runner import run_party
from syncconsole.work.feed import feed
from tests.runner.conftest import Office
from tests.runner.movable_clock import MovableClock

NOBODY_LISTENS = "http://127.0.0.1:9/"


def edited(office: Office) -> tuple[str, int]:
    """A linked party with an edit that waits to be carried."""
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, lastName="Geändert")
    return espo_id, number


def down(office: Office, **fault: Any) -> None:
    """Advoware answers every call for a Beteiligten so."""
    office.box.advo_faults.arm(path="Beteiligte", times=0, **fault)


def lost_no_attempt(office: Office, espo_id: str) -> bool:
    """Nothing is counted, and EspoCRM does not call it a failure."""
    party = office.party(espo_id)
    return party.failures == 0 and party.error is None and office.espocrm(espo_id)["syncStatus"] == "clean"


WAYS_TO_BE_DOWN: list[Any] = [
    pytest.param({"status": 502}, id="502"),
    pytest.param({"status": 503}, id="503"),
    pytest.param({"status": 504}, id="504"),
    pytest.param({"status": 429}, id="429"),
    pytest.param({"drop": True}, id="connection-cut"),
    pytest.param({"delay": 0.6}, id="time-out"),
    pytest.param({"status": 200, "body": "Die Kanzlei ist nicht angemeldet."}, id="not-signed-in"),
]


@pytest.mark.parametrize("fault", WAYS_TO_BE_DOWN)
def test_where_the_probe_fails_too_the_work_waits_and_nothing_is_counted(
    known: Office, settings: Any, fault: dict[str, Any]
) -> None:
    espo_id, _ = edited(known)
    settings.ADVOWARE_API_TIMEOUT_SECONDS = 0.3
    down(known, **fault)
    assert known.sync(espo_id).outcome == "waits"
    assert known.party(espo_id).waits_for == "advoware"
    assert lost_no_attempt(known, espo_id)
    assert breaker.blocked("advoware")


def test_a_token_request_that_fails_is_an_outage(known: Office) -> None:
    espo_id, _ = edited(known)
    known.box.advo.tokens.revoke()
    known.box.advo_faults.arm(path="Token", status=500, times=0)
    assert known.sync(espo_id).outcome == "waits"
    assert lost_no_attempt(known, espo_id)


def test_refused_connections_are_an_outage(known: Office, settings: Any) -> None:
    espo_id, _ = edited(known)
    settings.ESPOCRM_API_BASE_URL = f"{NOBODY_LISTENS}api/v1"
    assert known.sync(espo_id).outcome == "waits"
    assert known.party(espo_id).waits_for == "espocrm"
    assert lost_no_attempt(known, espo_id)


def test_one_probe_decides(known: Office) -> None:
    espo_id, _ = edited(known)
    down(known, status=503)
    known.sync(espo_id)
    assert known.calls()[:2] == ["GET E", "GET A"]
    assert 1 <= len(known.calls()[2:]) <= 3  # any of three numbers would do


def test_parties_that_meet_the_outage_at_once_ask_it_once(known: Office) -> None:
    pks = [known.note(edited(known)[0]).pk for _ in range(6)]
    known.forget_calls()
    down(known, status=503)
    feed(pks, lambda pk: run_party(DEFINITION, pk, trigger="webhook"), threads=6)
    own_reads = len(pks)
    assert known.calls().count("GET A") <= own_reads + 3  # one probe of at most three numbers
    assert Message.objects.filter(code="system_down").count() == 1


def test_an_outage_gives_a_party_that_needs_a_person_no_new_attempt(known: Office) -> None:
    espo_id, number = edited(known)
    known.box.advo_faults.arm(
        method="PUT", path=f"Beteiligte/{number}$", status=409, body="Der Datensatz ist gesperrt."
    )
    known.sync(espo_id)
    assert known.party(espo_id).error_class == "needs_person"
    down(known, status=503)
    known.sync(espo_id)
    known.box.advo_faults.disarm()
    breaker.close("advoware")
    known.forget_calls()
    known.retry(espo_id)
    assert "PUT A" not in known.calls()
    assert known.party(espo_id).error_class == "needs_person"


def test_while_it_is_down_no_other_party_calls_it(known: Office) -> None:
    espo_id, _ = edited(known)
    other, _ = known.linked_person(name="Mustermann")
    down(known, status=503)
    known.sync(espo_id)
    known.forget_calls()
    assert known.sync(other).outcome == "paused"
    assert known.party(other).waits_for == "advoware"
    assert known.calls() == []
    assert lost_no_attempt(known, other)


def test_staff_are_told_once_and_once_when_it_is_over(known: Office, time: MovableClock) -> None:
    espo_id, _ = edited(known)
    down(known, status=503)
    known.sync(espo_id)
    time.advance(31)
    assert not breaker.probe_if_due("advoware")
    known.sync(espo_id)
    assert known.told() == ["system_down"]
    known.box.advo_faults.disarm()
    time.advance(31)
    assert breaker.probe_if_due("advoware")
    assert known.told() == ["system_down", "system_up"]


def test_what_waited_goes_on_by_itself_after_the_probe(known: Office, time: MovableClock) -> None:
    espo_id, number = edited(known)
    down(known, status=503)
    known.sync(espo_id)
    known.box.advo_faults.disarm()
    time.advance(31)
    breaker.probe_if_due("advoware")
    assert known.retry(espo_id).outcome == "written"
    assert known.advoware(number)["name"] == "Geändert"
    assert known.party(espo_id).waits_for == ""
    assert known.espocrm(espo_id)["syncStatus"] == "clean"


def test_the_probe_speaks_only_once_per_interval(known: Office, time: MovableClock) -> None:
    espo_id, _ = edited(known)
    down(known, status=503)
    known.sync(espo_id)
    time.advance(31)
    breaker.probe_if_due("advoware")
    known.forget_calls()
    breaker.probe_if_due("advoware")
    assert known.calls() == []


def test_an_outage_between_put_and_patch_loses_nothing(known: Office, time: MovableClock) -> None:
    espo_id, number = edited(known)
    known.edit_advoware(number, geburtsdatum="1981-01-01T00:00:00")
    known.box.espo_faults.arm(method="PATCH", status=503)
    known.box.espo_faults.arm(method="GET", status=503, skip=1, times=0)
    assert known.sync(espo_id).outcome == "waits"
    assert known.advoware(number)["name"] == "Geändert"
    known.box.espo_faults.disarm()
    time.advance(31)
    breaker.probe_if_due("espocrm")
    known.retry(espo_id)
    assert known.espocrm(espo_id)["dateOfBirth"] == "1981-01-01"
    assert known.espocrm(espo_id)["syncStatus"] == "clean"
    assert known.open_questions(espo_id) == []


def test_a_put_that_took_effect_right_before_an_outage_is_not_repeated(known: Office, time: MovableClock) -> None:
    espo_id, number = edited(known)
    known.box.advo_faults.arm(method="PUT", when="after", drop=True)
    known.box.advo_faults.arm(method="GET", path="Beteiligte", skip=1, times=0, status=503)
    assert known.sync(espo_id).outcome == "waits"
    known.box.advo_faults.disarm()
    time.advance(31)
    breaker.probe_if_due("advoware")
    known.retry(espo_id)
    assert known.calls().count("PUT A") == 1
    assert known.advoware(number)["name"] == "Geändert"
    assert known.open_questions(espo_id) == []


def test_a_create_right_before_an_outage_is_not_repeated(known: Office, time: MovableClock) -> None:
    espo_id = known.person_in_espocrm()
    known.box.advo_faults.arm(method="POST", path="Beteiligte", when="after", drop=True)
    known.box.advo_faults.arm(method="GET", path="Beteiligte", times=0, status=503)
    assert known.sync(espo_id).outcome == "waits"
    known.box.advo_faults.disarm()
    time.advance(31)
    breaker.probe_if_due("advoware")
    known.retry(espo_id)
    assert len(known.named_in_advoware()) == 1


def test_a_system_that_a_person_paused_waits_too(known: Office, time: MovableClock) -> None:
    espo_id, number = edited(known)
    operations.pause_system("advoware", "anna")
    assert known.sync(espo_id).outcome == "paused"
    assert not breaker.probe_if_due("advoware")
    assert known.calls() == []
    operations.resume_system("advoware", "anna")
    assert known.retry(espo_id).outcome == "written"
    assert known.advoware(number)["name"] == "Geändert"


# One record only


@pytest.mark.parametrize("fault", [{"status": 503}, {"drop": True}, {"delay": 0.6}])
def test_an_outage_of_one_record_alone_is_a_failure_of_that_party(
    known: Office, settings: Any, fault: dict[str, Any]
) -> None:
    espo_id, number = edited(known)
    settings.ADVOWARE_API_TIMEOUT_SECONDS = 0.3
    known.box.advo_faults.arm(path=f"Beteiligte/{number}$", times=0, **fault)
    assert known.sync(espo_id).outcome == "failed"
    assert known.party(espo_id).failures == 1
    assert not breaker.blocked("advoware")
    assert known.told() == []


def test_a_request_to_slow_down_only_waits_as_long_as_it_says(known: Office) -> None:
    espo_id, number = edited(known)
    known.box.advo_faults.arm(path=f"Beteiligte/{number}$", status=429, headers={"Retry-After": "120"})
    assert known.sync(espo_id).outcome == "again"
    wait = known.party(espo_id).due_at - clock.now()
    assert timedelta(seconds=115) <= wait <= timedelta(seconds=121)
    assert lost_no_attempt(known, espo_id)


def test_an_absurd_retry_after_is_cut_to_an_hour(known: Office) -> None:
    espo_id, _ = edited(known)
    down(known, status=429, headers={"Retry-After": "999999"})
    known.sync(espo_id)
    state = SystemState.objects.get(name="advoware")
    assert timedelta(minutes=59) <= state.probe_at - clock.now() <= timedelta(hours=1)


# Credentials


def test_a_401_after_one_fresh_token_is_an_incident_of_the_system(known: Office) -> None:
    espo_id, _ = edited(known)
    down(known, status=401)
    issued = known.box.advo.tokens.issued
    assert known.sync(espo_id).outcome == "waits"
    assert known.box.advo.tokens.issued == issued + 1
    assert lost_no_attempt(known, espo_id)
    assert len(known.told()) == 1


def test_a_token_that_expired_is_renewed_once_and_the_run_goes_on(known: Office) -> None:
    espo_id, number = edited(known)
    known.box.advo.tokens.revoke()
    assert known.sync(espo_id).outcome == "written"
    assert known.advoware(number)["name"] == "Geändert"


def test_a_rejected_key_is_not_hammered(known: Office, settings: Any) -> None:
    parties = [edited(known)[0] for _ in range(3)]
    known.forget_calls()
    settings.ESPOCRM_API_KEY = "falsch"
    for espo_id in parties:
        known.sync(espo_id)
        breaker.probe_if_due("espocrm")
    assert known.calls() == ["GET E"]
    assert all(lost_no_attempt(known, espo_id) for espo_id in parties)


def test_a_corrected_key_is_noticed_by_the_probe_of_the_next_minute(
    known: Office, settings: Any, time: MovableClock
) -> None:
    espo_id, number = edited(known)
    key, settings.ESPOCRM_API_KEY = settings.ESPOCRM_API_KEY, "falsch"
    known.sync(espo_id)
    settings.ESPOCRM_API_KEY = key
    time.advance(61)
    assert breaker.probe_if_due("espocrm")
    assert known.retry(espo_id).outcome == "written"
    assert known.advoware(number)["name"] == "Geändert"


def test_espocrms_403_without_a_reason_is_a_matter_of_credentials(known: Office) -> None:
    espo_id, _ = edited(known)
    known.box.espo_faults.arm(method="GET", status=403)
    assert known.sync(espo_id).outcome == "waits"
    assert lost_no_attempt(known, espo_id)


# Redirects


def test_a_redirect_is_never_followed_and_never_taken_for_success(known: Office) -> None:
    espo_id, number = edited(known)
    known.box.advo_faults.arm(method="PUT", redirect=f"{known.box.advo_url}/api/v1/advonet/Beteiligte/{number}")
    known.box.advo_faults.arm(method="GET", path="Beteiligte", skip=1, times=0, redirect=NOBODY_LISTENS)
    assert known.sync(espo_id).outcome == "waits"
    assert known.advoware(number)["name"] == "Mustermann"
    assert lost_no_attempt(known, espo_id)


def test_after_a_redirect_the_edit_is_still_carried(known: Office, time: MovableClock) -> None:
    espo_id, number = edited(known)
    down(known, redirect=NOBODY_LISTENS)
    known.sync(espo_id)
    known.box.advo_faults.disarm()
    time.advance(61)
    breaker.probe_if_due("advoware")
    known.retry(espo_id)
    assert known.advoware(number)["name"] == "Geändert"


def sentence_told() -> str:
    """The newest message in words."""
    message = Message.objects.latest("id")
    return str(wording.say({"code": message.code, "params": message.params}))


@pytest.mark.parametrize("fault", [{"status": 401}, {"redirect": NOBODY_LISTENS}])
def test_rejected_credentials_and_redirects_have_messages_of_their_own(known: Office, fault: dict[str, Any]) -> None:
    espo_id, _ = edited(known)
    down(known, **fault)
    known.sync(espo_id)
    plain_outage = wording.say({"code": "system_down", "params": {"system": "advoware"}})
    assert sentence_told() != plain_outage
