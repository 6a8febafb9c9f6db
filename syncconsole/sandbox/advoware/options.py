"""The switches of the simulated Advoware: each open question about the real one, with its default assumption.

``syncconsole.sandbox.switches`` lists them with their positions and the numbers of the questions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from syncconsole.sandbox.quirks import Quirks


@dataclass
class AdvowareOptions:
    """Times in seconds; 0 = off where a number says how often or how long.

    Values of text switches: ``connector_url`` null | missing | self; ``get_shape`` object | list; ``put_answer``
    body | empty; ``post_answer`` betnr | full; ``put_kommunikation`` ignored | honoured; ``search`` ignored | works |
    refused | missing; ``birth_format`` datetime | date; ``changed_at_zone`` a zone's name; ``komm_kz_on_post``
    honoured | ignored; ``komm_kz_on_put`` ignored | refused | honoured; ``komm_online`` derived | sent | missing.
    Every ``revoke_every``-th call finds its token revoked. ``omit_keys`` are missing when read though a PUT writes
    them; ``unknown_fields`` are fields that this version of the interface does not have.
    """

    connector_url: str = "null"
    security_gateway: bool = True
    token_lifetime: float = 3300.0
    token_expires_in: bool = False
    token_checks_nonce: bool = False
    token_checks_timestamp: bool = False
    revoke_every: int = 0
    not_signed_in: bool = False
    calls_per_second: int = 0
    get_shape: str = "object"
    put_answer: str = "body"
    post_answer: str = "betnr"
    put_kommunikation: str = "ignored"
    search: str = "ignored"
    list_limit: int = 0
    birth_format: str = "datetime"
    time_fraction: bool = False
    changed_at_zone: str = "Europe/Berlin"
    omit_nulls: bool = False
    omit_keys: list[str] = field(default_factory=list)
    unknown_fields: list[str] = field(default_factory=list)
    drops_on_post: bool = False
    required_on_post: list[str] = field(default_factory=lambda: ["name"])
    row_id_changes_without_change: bool = True
    row_id_enforced: bool = False
    komm_path: str = "Kommunikationen"
    komm_kz_readable: bool = False
    komm_kz_on_post: str = "honoured"
    komm_kz_on_put: str = "ignored"
    komm_online: str = "derived"
    komm_moves_changed_at: bool = False
    remark_limit: int = 255
    quirks: Quirks = field(default_factory=Quirks)
