"""Every address of the console: who may go through it, by GET and by POST, and what answers then.

The keys are the names of the addresses (of unnamed ones: their pattern). An address that is missing here, or an
action of a list that is missing below, fails `test_who_may_see_and_do_what`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver

PLAIN, VIEWER, OPERATOR, SUPERVISOR, AUDITOR, ADMINISTRATOR = (
    *("plain", "Viewer", "Operator", "Supervisor", "Auditor"),
    "administrator",
)
PEOPLE = (PLAIN, VIEWER, OPERATOR, SUPERVISOR, AUDITOR, ADMINISTRATOR)

STAFF = frozenset(PEOPLE)
SEE = STAFF - {PLAIN}
ACT = frozenset({OPERATOR, SUPERVISOR, ADMINISTRATOR})
APPROVE = frozenset({SUPERVISOR, ADMINISTRATOR})
ADMINISTER = frozenset({ADMINISTRATOR})
NOBODY: frozenset[str] = frozenset()

SHOWN, MOVED_ON, NOT_BY_THIS_METHOD, GONE, FOR_EVER = 200, 302, 405, 404, 301
NEEDS_REDIS = 0  # not visited here: `test_rq_dashboard` does


@dataclass(frozen=True)
class Door:
    """What one method with this data gives to those who `may`; everybody else on the staff is refused."""

    method: str
    may: frozenset[str]
    status: int
    data: dict[str, str] = field(default_factory=dict)
    anonymous: int = MOVED_ON  # to the login
    refused: int = 403


def _get(may: frozenset[str], status: int = SHOWN) -> Door:
    return Door("get", may, status)


def _post(may: frozenset[str], status: int = MOVED_ON, **data: str) -> Door:
    return Door("post", may, status, data)


ONLY_GET = _post(STAFF, NOT_BY_THIS_METHOD)
ONLY_POST = _get(STAFF, NOT_BY_THIS_METHOD)


def _rows_nobody_edits(info: str, change: tuple[Door, ...], lists: tuple[Door, ...]) -> dict[str, tuple[Door, ...]]:
    """A list and its rows: seen by those who see, added to, changed and deleted by nobody."""
    closed = (_get(NOBODY), _post(NOBODY))
    return {
        f"{info}_changelist": lists,
        f"{info}_change": change,
        f"{info}_history": (_get(SEE), _post(SEE, SHOWN)),
        f"{info}_add": closed,
        f"{info}_delete": closed,
        f"admin/{info.replace('_', '/')}/<path:object_id>/": (_get(STAFF, MOVED_ON), _post(STAFF)),
    }


def _rows_for_administrators(info: str) -> dict[str, tuple[Door, ...]]:
    """Django's own pages of users and groups."""
    pages = ("changelist", "change", "history", "add", "delete")
    doors = {f"{info}_{page}": (_get(ADMINISTER), _post(ADMINISTER, NEEDS_REDIS)) for page in pages}
    return {**doors, f"admin/{info.replace('_', '/')}/<path:object_id>/": (_get(STAFF, MOVED_ON), _post(STAFF))}


def _rq() -> dict[str, tuple[Door, ...]]:
    """RQ's pages, whatever they are."""
    closed = (_get(ADMINISTER, NEEDS_REDIS), _post(ADMINISTER, NEEDS_REDIS))
    doors = {key: closed for key, _ in addresses() if "django_rq" in key}
    api = (Door("get", ADMINISTER, NEEDS_REDIS, anonymous=401), Door("post", ADMINISTER, NEEDS_REDIS, anonymous=401))
    return {**doors, "django_rq_home_json": api}


def addresses() -> Iterator[tuple[str, URLPattern]]:
    """Every address with its key."""
    yield from _walk(get_resolver(), "")


def _walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        pattern = f"{before}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from _walk(one, pattern)
        else:
            yield one.name or pattern, one


_LIST = (_get(SEE), _post(SEE, SHOWN))
_OWN_PAGE = (_get(SEE), ONLY_GET)

PARTY_PAGES = {
    **_rows_nobody_edits("beteiligte_beteiligte", _OWN_PAGE, _LIST),
    "beteiligte_beteiligte_find": (_get(SEE, MOVED_ON), _post(SEE)),
    "beteiligte_beteiligte_resync": (ONLY_POST, _post(ACT)),
    "beteiligte_beteiligte_reset_retries": (ONLY_POST, _post(ACT)),
    "beteiligte_beteiligte_pause": (ONLY_POST, _post(ACT)),
    "beteiligte_beteiligte_resume": (ONLY_POST, _post(ACT)),
    "beteiligte_beteiligte_preview": (_get(ACT, MOVED_ON), _post(ACT, SHOWN)),
    "beteiligte_beteiligte_later": (ONLY_POST, _post(ACT)),
    "beteiligte_beteiligte_read": (_get(ACT, MOVED_ON), _post(ACT)),  # without systems it leads back to the page
    "beteiligte_beteiligte_export": (_get(SEE), _post(SEE, SHOWN)),
    "beteiligte_beteiligte_remember": (ONLY_POST, _post(SEE, name="Offen", query="show=open")),
    "beteiligte_beteiligte_forget": (ONLY_POST, _post(SEE, GONE)),
    "beteiligte_beteiligte_answer": (
        ONLY_POST,
        _post(ACT, answer="look-again:"),
        _post(ACT, answer="link:20418"),
        _post(APPROVE, answer="create-anyway:"),
        _post(APPROVE, answer="recreate:"),
        _post(APPROVE, answer="unlink:"),
        _post(APPROVE, answer="approve:"),
    ),
}
ATTEMPT_PAGES = {
    **_rows_nobody_edits("beteiligte_beteiligteattempt", _OWN_PAGE, _LIST),
    "beteiligte_beteiligteattempt_undo": (_get(ACT), _post(ACT, SHOWN)),  # without what was shown: shown again
}
CONFLICT_PAGES = {
    **_rows_nobody_edits("beteiligte_beteiligteconflict", (_get(SEE, MOVED_ON), _post(SEE)), (_get(SEE), ONLY_GET)),
    "beteiligte_beteiligteconflict_decide": (ONLY_POST, _post(ACT, choice="keep")),
    "beteiligte_beteiligteconflict_later": (ONLY_POST, _post(ACT)),
    "beteiligte_beteiligteconflict_undo": (ONLY_POST, _post(ACT)),
}
BULK_PAGES = {
    **_rows_nobody_edits("syncconsole_bulkrun", _OWN_PAGE, _LIST),
    "syncconsole_bulkrun_pause": (ONLY_POST, _post(ACT)),
    "syncconsole_bulkrun_go_on": (ONLY_POST, _post(ACT)),
    "syncconsole_bulkrun_cancel": (_get(ACT), _post(ACT)),
}
INBOX_PAGES = {
    **_rows_nobody_edits("syncconsole_message", (_get(SEE), _post(NOBODY)), _LIST),
    **_rows_nobody_edits("syncconsole_systemstate", (_get(SEE), _post(NOBODY)), _LIST),
    **_rows_nobody_edits("syncconsole_webhookdelivery", _OWN_PAGE, _LIST),
    "syncconsole_webhookdelivery_redeliver": (ONLY_POST, _post(ACT)),
    "syncconsole_systemstate_probe": (ONLY_POST, _post(ACT)),
    "syncconsole_message_losses": (
        ONLY_POST,
        _post(ACT, SHOWN, kind="gone", answer="refuse"),
        _post(APPROVE, SHOWN, kind="gone", answer="allow"),
        _post(ACT, kind="gone", answer="refuse", confirmed="yes"),
        _post(APPROVE, kind="gone", answer="allow", confirmed="yes"),
    ),
}
FRAME = {
    "rules": (_get(SEE), ONLY_GET),
    "rules_policy": (ONLY_POST, _post(APPROVE, policy="manual", why="Wunsch der Kanzlei")),
    "index": (_get(STAFF), _post(STAFF, SHOWN)),
    "app_list": (Door("get", SEE, SHOWN, refused=GONE), Door("post", SEE, SHOWN, refused=GONE)),
    "login": (Door("get", STAFF, MOVED_ON, anonymous=SHOWN), Door("post", STAFF, SHOWN, anonymous=SHOWN)),
    "logout": (ONLY_POST, _post(STAFF, SHOWN)),
    "password_change": (_get(STAFF), _post(STAFF, SHOWN)),
    "password_change_done": (_get(STAFF), ONLY_GET),
    "jsi18n": (_get(STAFF), ONLY_GET),
    "autocomplete": (_get(NOBODY), ONLY_GET),
    "view_on_site": (_get(STAFF, GONE), _post(STAFF, GONE)),
    "admin/(?P<url>.*)$": (_get(STAFF, GONE), _post(STAFF, GONE)),
    "": (_get(STAFF, MOVED_ON), Door("post", STAFF, MOVED_ON)),
    "set_language": (_get(STAFF, MOVED_ON), _post(STAFF, language="en")),
}
ADMINISTRATION = {
    **_rows_for_administrators("auth_user"),
    **_rows_for_administrators("auth_group"),
    "auth_user_password_change": (_get(ADMINISTER), _post(ADMINISTER, NEEDS_REDIS)),
}

DOORS: dict[str, tuple[Door, ...]] = {
    **PARTY_PAGES,
    **ATTEMPT_PAGES,
    **CONFLICT_PAGES,
    **BULK_PAGES,
    **INBOX_PAGES,
    **FRAME,
    **ADMINISTRATION,
    **_rq(),
}

# Addresses that ask for no login, and where their own tests stand.
ELSEWHERE = {
    r"^webhooks/espocrm/(?P<definition>[\w-]+)/(?P<event>[\w-]+)/?$": "tests/flow/test_webhook_deliveries.py",
    "healthz": "tests/platform/test_health.py",
    "readyz": "tests/platform/test_health.py",
}

# The actions of each list, and who is offered them.
ACTIONS: dict[str, dict[str, frozenset[str]]] = {
    "beteiligte.beteiligte": {"resync": ACT, "reset_retries": ACT, "pause": ACT, "resume": ACT},
    "beteiligte.beteiligteattempt": {},
    "beteiligte.beteiligteconflict": {},
    "syncconsole.bulkrun": {},
    "syncconsole.message": {"mark_seen": ACT},
    "syncconsole.systemstate": {},
    "syncconsole.webhookdelivery": {},
    "django_rq.dashboard": {},
    "auth.user": {"delete_selected": ADMINISTER},
    "auth.group": {"delete_selected": ADMINISTER},
}
