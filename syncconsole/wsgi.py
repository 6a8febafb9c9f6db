"""The web process's entry point: `gunicorn syncconsole.wsgi`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from django.core.checks import run_checks
from django.core.wsgi import get_wsgi_application

from syncconsole.env import BadEnvironment

# gunicorn ends, instead of starting the worker again and again, only when it leaves with this code.
_CANNOT_BOOT = 3


def _load() -> Callable[..., Any]:
    """Return the application, or leave with one line for each thing that is wrong with the configuration."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "syncconsole.settings")
    try:
        application = get_wsgi_application()
    except BadEnvironment as error:
        _leave(str(error))
    # Management commands run the checks by themselves; a web server does not.
    if errors := [message for message in run_checks(tags=["syncconsole"]) if message.is_serious()]:
        _leave("\n".join(str(message) for message in errors))
    return application


def _leave(reason: str) -> NoReturn:
    print(reason, file=sys.stderr)
    sys.exit(_CANNOT_BOOT)


application = _load()
