"""One call over HTTP: sent once, answered in full within its time, or a `RemoteError` that says what is known.

No redirects, no cookies, no `.netrc`, no proxies of the environment (rules 8). What a status or a body means is
decided elsewhere (`answers.py`); here an answer is an answer, whatever its status.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlencode, urlsplit

import requests
from urllib3.exceptions import DecodeError, HTTPError, IncompleteRead, ProtocolError

from syncconsole.clients.deadline import BoundedAdapter, Deadline, in_force
from syncconsole.sync.errors import RemoteError, SystemDown, Transient
from syncconsole.sync.reasons import reason

MAX_ANSWER_BYTES = 20 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024
_DEFAULT_HEADERS: dict[str, str | bytes] = {
    "User-Agent": "syncconsole",
    "Accept-Encoding": "gzip, deflate",
    "Accept": "*/*",
    "Connection": "keep-alive",
}


class PlainSession(requests.Session):
    """A session that sends exactly what it is given and follows nothing. For one thread only."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self.mount(scheme, BoundedAdapter(pool_connections=4, pool_maxsize=1))

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Know no target: even unfollowed, `requests` would read the whole body of a redirect."""


@dataclass(frozen=True)
class Request:
    """What is to be sent.

    `kind` names the kind of call without ids (`PATCH CBeteiligte/{id}`); `body` is JSON, already encoded;
    `params` become the query. None of the last three is ever shown, for they carry credentials and values.
    """

    system: str
    method: str
    url: str
    kind: str
    purpose: str = ""
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str | bytes] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)

    @property
    def path(self) -> str:
        """The path of the address, without the query."""
        return urlsplit(self.url).path

    @property
    def writes(self) -> bool:
        """True if the call may change something over there."""
        return self.method != "GET"


@dataclass(frozen=True)
class Answer:
    """A complete answer; the body is what was received, decompressed and not yet understood."""

    request: Request
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        """True for 2xx."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The body as text, for looking for words in it; never to be shown or kept."""
        return self.body.decode("utf-8", errors="replace")


class _TooLarge(Exception):
    pass


class Exchange:
    """One request on its way. `status` is None until the answer's head has come."""

    def __init__(self, session: requests.Session, request: Request, timeout: float) -> None:
        self._session, self._request = session, request
        self._timeout, self._deadline = timeout, Deadline(timeout)
        self.status: int | None = None

    def run(self) -> Answer:
        """Send the request and return its answer, of any status.

        Raises SystemDown (no answer, no time left), Transient (an answer that broke off or is too large). The cause
        is not chained: its text would show the address with its query.
        """
        try:
            with in_force(self._deadline):
                return self._send()
        except _TooLarge:
            failure = self._failed(Transient, "too_large")
        except (requests.RequestException, HTTPError, OSError) as error:
            failure = self._failure_of(error)
        raise failure

    def _send(self) -> Answer:
        # The second number is only the default of reads; the bounded connections wait by the deadline.
        timeout = (self._timeout, self._timeout)
        response = self._session.send(
            _prepared(self._request), stream=True, timeout=timeout, allow_redirects=False, proxies={}
        )
        with response:
            self.status = response.status_code
            return Answer(self._request, self.status, response.headers, _whole_body(response))

    def _failure_of(self, error: Exception) -> RemoteError:
        if self._deadline.passed() or isinstance(error, requests.Timeout):
            return self._failed(SystemDown, "timeout", seconds=self._timeout)
        if isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
            return self._failed(SystemDown, "certificate_rejected")
        if self.status is not None and isinstance(error, ProtocolError | IncompleteRead | DecodeError):
            return self._failed(Transient, "unreadable_answer")
        return self._failed(SystemDown, "unreachable")

    def _failed(self, kind: type[RemoteError], code: str, **params: float) -> RemoteError:
        return kind(
            self._request.system,
            reason(code, system=self._request.system, **params),
            status=self.status,
            outcome_unknown=self._deadline.sent and self._request.writes,
            call=self._request.kind,
        )


def _prepared(request: Request) -> requests.PreparedRequest:
    """The request without what the session would merge into it (cookies, defaults, `.netrc`): there is nothing."""
    prepared = requests.PreparedRequest()
    prepared.prepare_method(request.method)
    prepared.prepare_url(request.url, urlencode(request.params))
    prepared.prepare_headers(_DEFAULT_HEADERS | dict(request.headers))
    prepared.prepare_body(request.body, None)
    return prepared


def _whole_body(response: requests.Response) -> bytes:
    received = bytearray()
    for chunk in response.raw.stream(_CHUNK_BYTES, decode_content=True):
        received += chunk
        if len(received) > MAX_ANSWER_BYTES:
            raise _TooLarge
    return bytes(received)
