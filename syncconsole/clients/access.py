"""Where the two systems are and how the console signs in there."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings


@dataclass(frozen=True)
class EspoSettings:
    """Where EspoCRM is (`…/api/v1`), the API user's key, and the seconds that one whole call may take."""

    base_url: str
    api_key: str = field(repr=False)
    timeout: float = 30.0

    @classmethod
    def from_settings(cls) -> EspoSettings:
        """The console's own settings."""
        return cls(
            base_url=settings.ESPOCRM_API_BASE_URL,
            api_key=settings.ESPOCRM_API_KEY,
            timeout=settings.ESPOCRM_API_TIMEOUT_SECONDS,
        )


@dataclass(frozen=True)
class AdvoSettings:
    """Where Advoware is, who we are there, and the seconds that one whole call may take.

    `base_url` and `auth_url` may be blank: then `discovery_url` is asked for them. `api_key` is the vendor's, in
    base64. `token_lifetime` (seconds) is assumed of a token that does not say how long it holds.
    """

    base_url: str = ""
    auth_url: str = ""
    discovery_url: str = ""
    prefix: str = "/api/v1/advonet"
    product_id: int = 64
    app_id: str = ""
    api_key: str = field(default="", repr=False)
    kanzlei: str = ""
    database: str = ""
    user: str = ""
    role: int = 2
    password: str = field(default="", repr=False)
    timeout: float = 30.0
    token_lifetime: float = 55 * 60.0

    @classmethod
    def from_settings(cls) -> AdvoSettings:
        """The console's own settings."""
        return cls(
            base_url=settings.ADVOWARE_API_BASE_URL,
            auth_url=settings.ADVOWARE_AUTH_URL,
            discovery_url=settings.ADVOWARE_DISCOVERY_URL,
            prefix=settings.ADVOWARE_API_PREFIX,
            product_id=settings.ADVOWARE_PRODUCT_ID,
            app_id=settings.ADVOWARE_APP_ID,
            api_key=settings.ADVOWARE_API_KEY,
            kanzlei=settings.ADVOWARE_KANZLEI,
            database=settings.ADVOWARE_DATABASE,
            user=settings.ADVOWARE_USER,
            role=settings.ADVOWARE_ROLE,
            password=settings.ADVOWARE_PASSWORD,
            timeout=settings.ADVOWARE_API_TIMEOUT_SECONDS,
        )
