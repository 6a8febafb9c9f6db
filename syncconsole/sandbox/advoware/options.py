"""The switches of the simulated Advoware: each open question about the real one, with its default assumption first."""

from __future__ import annotations

from dataclasses import dataclass, field

from syncconsole.sandbox.quirks import Quirks


@dataclass
class AdvowareOptions:
    """Times in seconds. Values of text switches: ``connector_url``, see ``discovery``; ``get_shape`` object | list;
    ``put_answer`` body | empty; ``post_answer`` betnr | full; ``search`` ignored | works; ``birth_format`` datetime |
    date."""

    connector_url: str = "null"
    security_gateway: bool = True
    token_lifetime: float = 3300.0
    token_expires_in: bool = False
    token_checks_nonce: bool = False
    token_checks_timestamp: bool = False
    not_signed_in: bool = False
    get_shape: str = "object"
    put_answer: str = "body"
    post_answer: str = "betnr"
    search: str = "ignored"
    list_limit: int = 0
    birth_format: str = "datetime"
    time_fraction: bool = False
    omit_nulls: bool = False
    omit_keys: list[str] = field(default_factory=list)
    drops_on_post: bool = False
    required_on_post: list[str] = field(default_factory=lambda: ["name"])
    row_id_changes_without_change: bool = True
    row_id_enforced: bool = False
    komm_kz_readable: bool = False
    komm_kz_on_put: str = "ignored"
    komm_moves_changed_at: bool = False
    remark_limit: int = 255
    quirks: Quirks = field(default_factory=Quirks)
