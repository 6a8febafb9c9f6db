"""The web process's entry point: `gunicorn syncconsole.wsgi`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from django.core.wsgi import get_wsgi_application

from syncconsole.env import BadEnvironment

# gunicorn ends, instead of starting the worker again and again, only when it leaves with this code.
_CANNOT_BOOT = 3


def _load() -> Callable[..., Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "syncconsole.settings")
    try:
        application = get_wsgi_application()
    except BadEnvironment as error:
        print(error, file=sys.stderr)
        sys.exit(_CANNOT_BOOT)
    return application


application = _load()
