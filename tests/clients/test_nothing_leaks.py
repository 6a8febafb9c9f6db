"""A message never contains a credential, a token, a query or a mapped value (rules 8)."""

from __future__ import annotations

import io
import logging
import traceback
from collections.abc import Callable, Iterator

import pytest

from syncconsole.clients.advoware import AdvoClient
from syncconsole.clients.connections import Connections
from syncconsole.clients.espocrm import EspoClient
from syncconsole.sync.errors import RemoteError
from tests.clients.conftest import API_KEY, PASSWORD, Watching, advo_settings, espo_settings, token_answer
from tests.clients.scripted import Reply, ScriptedServer, as_json, cut_off, plain

Serve = Callable[..., ScriptedServer]
TOKEN = "synthetic-token"
SURNAME = "Mustermann"
SECRETS = (API_KEY, PASSWORD, TOKEN, SURNAME, "searchParams", "Kanzlei=", "kennwort=")
TEXT = f"Der Wert {SURNAME} in name ist ungültig, {PASSWORD} {TOKEN} {API_KEY}"

FAILURES = [
    plain(status, TEXT.encode(), X_Status_Reason=f"{SURNAME} {API_KEY}", Location=f"/?name={SURNAME}")
    for status in (200, 301, 400, 401, 403, 404, 405, 409, 422, 429, 500, 503)
]
FAILURES += [cut_off(b""), cut_off(SURNAME.encode()), as_json(400, {"messageTranslation": {"label": TEXT}})]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, down to DEBUG, except what the libraries' own loggers say below WARNING."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root, ours = logging.getLogger(), logging.getLogger("syncconsole")
    root.addHandler(handler)
    ours.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    ours.setLevel(logging.NOTSET)


def everything_said(error: BaseException) -> str:
    """The error in all forms in which it may reach a log, what it was raised from included."""
    said = []
    link: BaseException | None = error
    while link is not None:
        said += [str(link), repr(link), repr(vars(link))]
        link = link.__cause__ or link.__context__
    return "\n".join([*said, *traceback.format_exception(error)])


def assert_silent(call: Callable[[], object], watch: Watching, log: io.StringIO) -> None:
    with pytest.raises(RemoteError) as caught:
        call()
    told = "\n".join((everything_said(caught.value), repr(watch.calls), log.getvalue()))
    # A traceback shows lines of this file's code, never values of variables.
    assert [secret for secret in SECRETS if secret in told] == []


@pytest.mark.parametrize("reply", FAILURES)
def test_no_failure_of_espocrm_tells_a_secret(
    serve: Serve, process: Connections, watch: Watching, log: io.StringIO, reply: Reply
) -> None:
    client = EspoClient(espo_settings(serve(reply).url), watch, process)
    where = [{"type": "equals", "attribute": "lastName", "value": SURNAME}]
    assert_silent(lambda: client.find("CBeteiligte", where=where, select=["id"]), watch, log)
    assert_silent(lambda: client.update("CBeteiligte", "a1", {"lastName": SURNAME}), watch, log)


@pytest.mark.parametrize("reply", FAILURES)
def test_no_failure_of_advoware_tells_a_secret(
    serve: Serve, process: Connections, watch: Watching, log: io.StringIO, reply: Reply
) -> None:
    server = serve(token_answer(TOKEN), reply, token_answer(f"{TOKEN}2"), reply)
    client = AdvoClient(advo_settings(server.url), watch, process)
    assert_silent(lambda: client.create("Beteiligte", {"name": SURNAME}), watch, log)


@pytest.mark.parametrize("reply", FAILURES)
def test_no_failure_of_the_gateway_tells_a_secret(
    serve: Serve, process: Connections, watch: Watching, log: io.StringIO, reply: Reply
) -> None:
    client = AdvoClient(advo_settings(serve(reply).url), watch, process)
    assert_silent(lambda: client.search("Beteiligte", {"name": SURNAME}), watch, log)


def test_an_address_that_nobody_answers_at_is_not_repeated(
    process: Connections, watch: Watching, log: io.StringIO
) -> None:
    client = EspoClient(espo_settings("http://127.0.0.1:1"), watch, process)
    where = [{"type": "equals", "attribute": "lastName", "value": SURNAME}]
    assert_silent(lambda: client.find("CBeteiligte", where=where, select=["id"]), watch, log)


def test_a_key_that_is_no_header_is_not_repeated(process: Connections, watch: Watching, log: io.StringIO) -> None:
    settings = espo_settings("http://127.0.0.1:1")
    object.__setattr__(settings, "api_key", f"{API_KEY}\n")
    client = EspoClient(settings, watch, process)
    assert_silent(lambda: client.read("CBeteiligte", "a1"), watch, log)


def test_settings_do_not_show_their_secrets() -> None:
    shown = repr(espo_settings("http://127.0.0.1:1")) + repr(advo_settings("http://127.0.0.1:1"))
    assert API_KEY not in shown
    assert PASSWORD not in shown
    assert advo_settings("").api_key not in shown
