"""Rules 4: which class of failure an answer of EspoCRM stands for. The answers are those of the recordings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime

import pytest

from syncconsole import clock
from syncconsole.clients.connections import Connections
from syncconsole.clients.espocrm import EspoClient
from syncconsole.sync.errors import (
    CredentialsRejected,
    Gone,
    Modified,
    Redirected,
    Refused,
    RemoteError,
    SystemDown,
    Transient,
)
from tests.clients.conftest import espo_settings
from tests.clients.scripted import Reply, ScriptedServer, as_json, plain

Serve = Callable[..., ScriptedServer]


@pytest.fixture
def failure_of(serve: Serve, process: Connections) -> Callable[..., RemoteError]:
    """The error that a PATCH (or another call) raises for a reply."""

    def failure(reply: Reply, call: str = "update") -> RemoteError:
        client = EspoClient(espo_settings(serve(reply).url), process=process)
        with pytest.raises(RemoteError) as caught:
            if call == "update":
                client.update("CBeteiligte", "a1", {"lastName": "Mustermann"})
            else:
                client.read("CBeteiligte", "a1")
        return caught.value

    return failure


@pytest.mark.parametrize(
    ("reply", "kind", "code"),
    [
        (plain(401), CredentialsRejected, "credentials_rejected"),
        (plain(403), CredentialsRejected, "locked_out"),
        (plain(403, X_Status_Reason="No edit access."), Refused, "forbidden"),
        (plain(404, X_Status_Reason="Record a1 does not exist."), Gone, "not_found"),
        (plain(409, X_Status_Reason="modified"), Modified, "modified"),
        (as_json(409, [{"id": "b2"}], X_Status_Reason="duplicate"), Refused, "duplicate"),
        (plain(409), Refused, "refused"),
        (plain(400), Refused, "refused"),
        (plain(413), Refused, "refused"),
        (plain(422), Refused, "refused"),
        (plain(302), Redirected, "redirected"),
        (plain(304), Redirected, "redirected"),
        (plain(429), SystemDown, "rate_limited"),
        (plain(502), SystemDown, "unavailable"),
        (plain(503), SystemDown, "unavailable"),
        (plain(504), SystemDown, "unavailable"),
        (plain(500), Transient, "server_error"),
        (plain(501), Transient, "server_error"),
        (plain(520), Transient, "server_error"),
    ],
)
def test_each_status_has_its_class(
    failure_of: Callable[..., RemoteError], reply: Reply, kind: type[RemoteError], code: str
) -> None:
    error = failure_of(reply)
    assert type(error) is kind
    assert error.reason.code == code
    assert error.reason.params["system"] == error.system == "espocrm"
    assert error.reason.params["status"] == error.status
    assert error.call == "PATCH CBeteiligte/{id}"


@pytest.mark.parametrize(
    ("status", "unknown"),
    [(500, True), (502, True), (503, True), (504, True), (429, False), (400, False), (401, False)],
)
def test_a_write_that_a_server_failed_at_may_have_taken_effect(
    failure_of: Callable[..., RemoteError], status: int, unknown: bool
) -> None:
    assert failure_of(plain(status)).outcome_unknown is unknown


@pytest.mark.parametrize("status", [500, 503])
def test_a_read_has_no_outcome_to_be_unknown(failure_of: Callable[..., RemoteError], status: int) -> None:
    assert not failure_of(plain(status), "read").outcome_unknown


@pytest.mark.parametrize(
    ("said", "certain"),
    [
        ("Record a1 does not exist.", True),
        ("Record a1 not found.", True),
        (None, False),
        ("Controller 'CBeteiligte' does not exist.", False),
    ],
)
def test_a_404_is_certain_only_where_espocrm_itself_speaks_of_the_record(
    failure_of: Callable[..., RemoteError], said: str | None, certain: bool
) -> None:
    error = failure_of(plain(404, **({"X_Status_Reason": said} if said else {})), "read")
    assert isinstance(error, Gone)
    assert error.certain is certain


def test_a_validation_failure_names_the_field_and_the_check(failure_of: Callable[..., RemoteError]) -> None:
    body = {"messageTranslation": {"label": "validationFailure", "data": {"field": "dateOfBirth", "type": "valid"}}}
    said = "Field validation failure; entityType: CBeteiligte, field: dateOfBirth, type: valid."
    for reply in (as_json(400, body, X_Status_Reason=said), as_json(400, body), plain(400, X_Status_Reason=said)):
        error = failure_of(reply)
        assert isinstance(error, Refused)
        assert (error.field, error.words, error.reason.code) == ("dateOfBirth", "valid", "refused_value")
        assert error.reason.params["field"] == "dateOfBirth"


def test_a_refusal_without_a_field_keeps_only_its_label(failure_of: Callable[..., RemoteError]) -> None:
    body = {"messageTranslation": {"label": "cannotRelateNonExisting", "data": {"foreignEntityType": "User"}}}
    error = failure_of(as_json(403, body, X_Status_Reason="Can't relate with non-existing record Max Mustermann."))
    assert isinstance(error, Refused)
    assert (error.field, error.words) == ("", "cannotRelateNonExisting")


def test_words_that_could_hold_a_value_are_dropped(failure_of: Callable[..., RemoteError]) -> None:
    body = {"messageTranslation": {"label": "Mustermann, Max ist doppelt", "data": {"field": "Max Mustermann"}}}
    error = failure_of(as_json(400, body, X_Status_Reason="Mustermann, Max is not allowed."))
    assert isinstance(error, Refused)
    assert (error.field, error.words) == ("", "")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0", 0.0), ("999999999999999999", 3600.0), ("bald", None), ("-5", None), ("", None)],
)
def test_retry_after_is_honoured_and_clamped_to_an_hour(
    failure_of: Callable[..., RemoteError], header: str, seconds: float | None
) -> None:
    assert failure_of(plain(429, Retry_After=header)).retry_after == seconds


def test_retry_after_may_be_a_date(failure_of: Callable[..., RemoteError]) -> None:
    def wait_until(offset: timedelta) -> float | None:
        date = format_datetime(clock.now() + offset, usegmt=True)
        return failure_of(plain(503, Retry_After=date)).retry_after

    soon, past, late = (wait_until(timedelta(seconds=seconds)) for seconds in (90, -90, 90_000))
    assert soon is not None and 60 < soon <= 90
    assert (past, late) == (0.0, 3600.0)
