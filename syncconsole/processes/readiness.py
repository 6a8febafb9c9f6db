"""What a worker and the scheduler need before they start: credentials, and a Redis that answers."""

from __future__ import annotations

import logging
import time

from django.conf import settings

from syncconsole.processes.embedded import answers

logger = logging.getLogger(__name__)

CREDENTIALS = (
    "ESPOCRM_API_BASE_URL",
    "ESPOCRM_API_KEY",
    "ADVOWARE_APP_ID",
    "ADVOWARE_API_KEY",
    "ADVOWARE_KANZLEI",
    "ADVOWARE_DATABASE",
    "ADVOWARE_USER",
    "ADVOWARE_PASSWORD",
)


def missing_credentials() -> list[str]:
    """Return the names of the variables without which no call to EspoCRM or Advoware can be made."""
    return [name for name in CREDENTIALS if not getattr(settings, name)]


def wait_for_redis() -> None:
    """Return when Redis answers; say once that it is waited for. Restarted together, either may be up first."""
    told = False
    while not answers(settings.REDIS_URL):
        if not told:
            logger.warning("Redis does not answer; waiting for it (REDIS_URL).")
            told = True
        time.sleep(1)
