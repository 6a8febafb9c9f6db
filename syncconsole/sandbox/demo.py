"""The demo's fixed credentials: plainly fake, good for loopback only.

Each can be overridden by an environment variable ``SANDBOX_<NAME>``, for example ``SANDBOX_ESPOCRM_API_KEY``.
"""

from __future__ import annotations

import os


def _value(name: str, default: str) -> str:
    return os.environ.get(f"SANDBOX_{name}", default)


ESPOCRM_API_KEY = _value("ESPOCRM_API_KEY", "demo-espocrm-key")
ESPOCRM_READER_KEY = "demo-espocrm-reader-key"
ESPOCRM_STRANGER_KEY = "demo-espocrm-stranger-key"
"""Keys of two API users that may only read, or nothing."""

ESPOCRM_PASSWORDS = {
    "anna.beispiel": "demo-anna-password",
    "bernd.beispiel": "demo-bernd-password",
    "admin": "demo-admin-password",
}
"""User name -> password of the people, for basic authentication."""

WEBHOOKS = {
    event: (
        _value(f"WEBHOOK_{event.upper()}_ID", identifier),
        _value(f"WEBHOOK_{event.upper()}_SECRET", f"demo-webhook-secret-{event}"),
    )
    for event, identifier in (
        ("create", "6b00000000000c001"),
        ("update", "6b00000000000c002"),
        ("delete", "6b00000000000c003"),
    )
}
"""event -> (webhook id, secret key) of the three preset subscriptions."""

WEBHOOK_PATH = "/webhooks/espocrm/cbeteiligte"

ADVOWARE_APP_ID = _value("ADVOWARE_APP_ID", "demo-app")
ADVOWARE_API_KEY = _value("ADVOWARE_API_KEY", "ZGVtby1hZHZvd2FyZS1rZXk=")
ADVOWARE_KANZLEI = _value("ADVOWARE_KANZLEI", "Demokanzlei Müller & Partner")
ADVOWARE_DATABASE = _value("ADVOWARE_DATABASE", "demo")
ADVOWARE_USER = _value("ADVOWARE_USER", "SYNC")
ADVOWARE_PASSWORD = _value("ADVOWARE_PASSWORD", "demo-advoware-password")
ADVOWARE_PRODUCT_ID = 64
ADVOWARE_ROLE = 2


def console_environment(espocrm_url: str, advoware_url: str) -> dict[str, str]:
    """The console's environment variables for a sandbox at these two addresses (without trailing slash)."""
    secrets = ",".join(f"{identifier}:{secret}" for identifier, secret in WEBHOOKS.values())
    return {
        "ESPOCRM_API_BASE_URL": f"{espocrm_url}/api/v1",
        "ESPOCRM_API_KEY": ESPOCRM_API_KEY,
        "ESPOCRM_WEBHOOK_SECRETS": secrets,
        "ADVOWARE_DISCOVERY_URL": f"{advoware_url}/AdvonetConfigurator/api/Url",
        "ADVOWARE_AUTH_URL": f"{advoware_url}/",
        "ADVOWARE_API_BASE_URL": f"{advoware_url}/",
        "ADVOWARE_PRODUCT_ID": str(ADVOWARE_PRODUCT_ID),
        "ADVOWARE_APP_ID": ADVOWARE_APP_ID,
        "ADVOWARE_API_KEY": ADVOWARE_API_KEY,
        "ADVOWARE_KANZLEI": ADVOWARE_KANZLEI,
        "ADVOWARE_DATABASE": ADVOWARE_DATABASE,
        "ADVOWARE_USER": ADVOWARE_USER,
        "ADVOWARE_ROLE": str(ADVOWARE_ROLE),
        "ADVOWARE_PASSWORD": ADVOWARE_PASSWORD,
    }
