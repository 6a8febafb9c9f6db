"""System checks: what `manage.py check` and every start say about a configuration that cannot work.

Values of the wrong form never get this far: `syncconsole.env` reports them when the settings are loaded. Messages name
variables, never their values.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from syncconsole import registry
from syncconsole.processes.embedded import answers
from syncconsole.processes.readiness import missing_credentials

TAG = "syncconsole"
SECRET_KEY_LEAST_CHARACTERS = 32
_DEMO_MARK = "demo-"


def is_loopback(host: str) -> bool:
    """Tell whether a server bound to `host` can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


@register(TAG)
def check_secret_key(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E001: no `SECRET_KEY`; E002: one that can be guessed, with `DEBUG` off."""
    hint = 'python -c "import secrets; print(secrets.token_urlsafe(50))" makes a good one.'
    try:
        key = settings.SECRET_KEY
    except Exception:  # Django refuses to give an empty one
        key = ""
    if not key:
        return [Error("SECRET_KEY is not set.", hint=hint, id="syncconsole.E001")]
    weak = len(key) < SECRET_KEY_LEAST_CHARACTERS or key.startswith(("django-insecure", _DEMO_MARK))
    if weak and not settings.DEBUG:
        return [Error("SECRET_KEY is short or a well-known value.", hint=hint, id="syncconsole.E002")]
    return []


@register(TAG)
def check_lock_outlives_calls(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E003: a lock that can end during one call would let two workers write the same party (rules 3)."""
    longest = max(settings.ESPOCRM_API_TIMEOUT_SECONDS, settings.ADVOWARE_API_TIMEOUT_SECONDS)
    if longest < settings.SYNC_LOCK_TTL_SECONDS:
        return []
    return [
        Error(
            "SYNC_LOCK_TTL_SECONDS must be greater than ESPOCRM_API_TIMEOUT_SECONDS and ADVOWARE_API_TIMEOUT_SECONDS.",
            hint="The default, 300, leaves room for timeouts of 30.",
            id="syncconsole.E003",
        )
    ]


@register(TAG)
def check_demo_stays_here(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E004: the demo's known password offered to other machines; E005: the demo's secrets outside the demo."""
    if settings.CONSOLE_DEMO:
        if is_loopback(settings.CONSOLE_BIND):
            return []
        return [
            Error(
                "CONSOLE_BIND is not a loopback address, but the demo's password is known to everyone.",
                hint="Leave CONSOLE_BIND at 127.0.0.1, or run a production setup without CONSOLE_DEMO.",
                id="syncconsole.E004",
            )
        ]
    known = [settings.ESPOCRM_API_KEY, settings.ADVOWARE_PASSWORD, *settings.ESPOCRM_WEBHOOK_SECRETS.values()]
    if settings.DEBUG or not any(value.startswith(_DEMO_MARK) for value in known):
        return []
    return [
        Error(
            "EspoCRM's or Advoware's credentials are those of the demo.",
            hint="Set ESPOCRM_API_KEY, ESPOCRM_WEBHOOK_SECRETS and ADVOWARE_PASSWORD to your own.",
            id="syncconsole.E005",
        )
    ]


@register(TAG)
def check_field_policies(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E007: a policy for a field that no sync has would silently be none."""
    fields = {field.name for definition in registry.all_definitions() for field in definition.mapping().fields}
    unknown = sorted(set(settings.SYNC_FIELD_POLICIES) - fields)
    if not unknown:
        return []
    hint = f"Fields are: {', '.join(sorted(fields))}."
    return [Error(f"SYNC_FIELD_POLICIES names no field: {', '.join(unknown)}.", hint=hint, id="syncconsole.E007")]


@register(TAG)
def check_credentials(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """W001: credentials missing (a worker or the scheduler refuses to start); W002: no webhook can be verified."""
    found: list[CheckMessage] = []
    if missing := missing_credentials():
        hint = "Without them this process works, but workers and the scheduler refuse to start."
        found.append(Warning(f"Not set: {', '.join(missing)}.", hint=hint, id="syncconsole.W001"))
    if not settings.ESPOCRM_WEBHOOK_SECRETS:
        hint = "Every webhook is refused; changes arrive with the sweep only."
        found.append(Warning("ESPOCRM_WEBHOOK_SECRETS is not set.", hint=hint, id="syncconsole.W002"))
    return found


@register(TAG, deploy=True)
def check_redis(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E006, with `check --deploy` only: Redis does not answer. Migrations and tests need none."""
    if answers(settings.REDIS_URL):
        return []
    return [Error("Redis does not answer.", hint="Look at REDIS_URL and at the server.", id="syncconsole.E006")]
