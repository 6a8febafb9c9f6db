"""The classes of failure (rules 4). Clients raise them, the runner decides by them.

Each carries the system, the HTTP status if there was an answer, and a reason without values.
"""

from __future__ import annotations

from syncconsole.sync.reasons import Reason

ESPOCRM = "espocrm"
ADVOWARE = "advoware"


class RemoteError(Exception):
    """A call to one of the two systems did not do what was asked.

    `outcome_unknown` says that the request may have taken effect all the same (time-out or
    reset after it was sent, an unreadable answer): the next step is then a read.
    `call` names the kind of call, such as `PATCH CBeteiligte/{id}`, without ids.
    """

    failure_class = "transient"

    def __init__(
        self,
        system: str,
        reason: Reason,
        *,
        status: int | None = None,
        outcome_unknown: bool = False,
        retry_after: float | None = None,
        call: str = "",
    ) -> None:
        super().__init__(f"{system}: {reason.code} (status {status})")
        self.system = system
        self.reason = reason
        self.status = status
        self.outcome_unknown = outcome_unknown
        self.retry_after = retry_after
        self.call = call


class Transient(RemoteError):
    """Concerns one party and may pass: an unexpected 5xx, an unreadable answer."""


class SystemDown(RemoteError):
    """The whole system seems unreachable: refused, time-out, 502/503/504, 429, not signed in."""

    failure_class = "system_down"


class CredentialsRejected(SystemDown):
    """401 after one token refresh; from EspoCRM also a 403 without X-Status-Reason."""

    failure_class = "credentials"


class Redirected(SystemDown):
    """A 3xx: a configuration problem; never followed."""

    failure_class = "redirect"


class Gone(RemoteError):
    """404. `certain` is true where the system itself said it (EspoCRM: X-Status-Reason)."""

    failure_class = "gone"

    def __init__(self, system: str, reason: Reason, *, certain: bool = False, call: str = "") -> None:
        super().__init__(system, reason, status=404, call=call)
        self.certain = certain


class Refused(RemoteError):
    """The system refuses this record: 400, 409, 422, or a 403 with a reason.

    `field` is the attribute that the answer names, "" if it names none; `words` are the system's
    own short words (validation type or label), cut to 200 characters and free of values.
    """

    failure_class = "needs_person"

    def __init__(
        self,
        system: str,
        reason: Reason,
        *,
        status: int,
        field: str = "",
        words: str = "",
        call: str = "",
    ) -> None:
        super().__init__(system, reason, status=status, call=call)
        self.field = field
        self.words = words


class Modified(RemoteError):
    """EspoCRM's 409 `modified`: the record moved since it was read; read and plan again."""

    failure_class = "moved"


class StaleReading(Exception):
    """A write would start on a reading older than a second: the side is read again first (rules 2.2)."""


class LostLease(Exception):
    """This run no longer owns its party: it starts no call and writes no row any more (rules 3)."""
