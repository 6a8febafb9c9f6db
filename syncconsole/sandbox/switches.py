"""Every switch for what is not known of Advoware, or what an office's EspoCRM may have set differently.

A switch has named positions; the first is the default. ``question`` is the number under which the open question
about Advoware is kept in ``docs/sandbox.md``; EspoCRM's switches have none, for its answers are recorded.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from syncconsole.sandbox import options
from syncconsole.sandbox.espocrm.options import SYNC_STATUSES


@dataclass(frozen=True)
class Switch:
    """``positions``: name -> the options (of ``AdvowareOptions`` or ``EspoCrmOptions``) that it sets."""

    name: str
    about: str
    positions: dict[str, dict[str, Any]]
    question: int | None = None

    @property
    def default(self) -> str:
        """The first position."""
        return next(iter(self.positions))

    def turn(self, system_options: Any, position: str) -> None:
        """Set the options of one system to a position.

        Raises:
            KeyError: there is no such position.
        """
        options.patch(system_options, deepcopy(self.positions[position]))


def _quirks(drops: list[str] | None = None, **tables: dict[str, Any]) -> dict[str, Any]:
    names = ("cuts", "normalises", "refuses")
    return {"quirks": {"drops": drops or [], **{name: tables.get(name, {}) for name in names}}}


_ONLY_KNOWN_FORMS = "^(?!(Natürliche Person|GmbH)$)"

ADVOWARE = (
    Switch(
        "put_writes",
        "Which fields a PUT writes",
        {
            "mapped": _quirks(),
            "no_name": _quirks(["name"]),
            "no_first_name": _quirks(["vorname"]),
            "no_salutation": _quirks(["anrede"]),
            "no_birth_date": _quirks(["geburtsdatum"]),
            "nothing_mapped": _quirks(["name", "vorname", "anrede", "geburtsdatum", "rechtsform"]),
        },
        1,
    ),
    Switch(
        "post_requires",
        "Which fields a POST wants filled",
        {
            "name": {"required_on_post": ["name"]},
            "name_and_form": {"required_on_post": ["name", "rechtsform"]},
            "birth_date_too": {"required_on_post": ["name", "geburtsdatum"]},
            "profession_too": {"required_on_post": ["name", "beruf"]},
        },
        2,
    ),
    Switch(
        "post_drops",
        "Whether a POST drops what a PUT drops",
        {
            "no": {"drops_on_post": False, **_quirks()},
            "yes": {"drops_on_post": True, **_quirks(["anrede"])},
        },
        1,
    ),
    Switch(
        "values",
        "Value lists, lengths and normal forms of fields",
        {
            "pass_through": _quirks(),
            "closed_forms": _quirks(refuses={"rechtsform": _ONLY_KNOWN_FORMS}),
            "closed_salutations": _quirks(refuses={"anrede": "^Frau$"}),
            "name_cut_off": _quirks(cuts={"name": 8}),
            "name_upper_case": _quirks(normalises={"name": "upper"}),
            "name_without_umlauts": _quirks(normalises={"name": "ascii"}),
        },
        3,
    ),
    Switch(
        "komm_path",
        "Path of the Kommunikationen",
        {"plural": {"komm_path": "Kommunikationen"}, "singular": {"komm_path": "Kommunikation"}},
        4,
    ),
    Switch(
        "komm_kz_on_post",
        "Whether a POST's kommKz counts",
        {"honoured": {"komm_kz_on_post": "honoured"}, "ignored": {"komm_kz_on_post": "ignored"}},
        5,
    ),
    Switch(
        "komm_kz_on_put",
        "Whether a PUT's kommKz counts",
        {name: {"komm_kz_on_put": name} for name in ("ignored", "refused", "honoured")},
        5,
    ),
    Switch(
        "komm_kz_read",
        "kommKz as it reads",
        {"zero": {"komm_kz_readable": False}, "real": {"komm_kz_readable": True}},
        6,
    ),
    Switch(
        "komm_online",
        "Where an entry's `online` comes from",
        {name: {"komm_online": name} for name in ("derived", "sent", "missing")},
        7,
    ),
    Switch(
        "remark_limit",
        "Longest bemerkung",
        {"255": {"remark_limit": 255}, "100": {"remark_limit": 100}, "none": {"remark_limit": 0}},
        8,
    ),
    Switch(
        "changed_at",
        "Zone and precision of geaendertAm",
        {
            "berlin_seconds": {"changed_at_zone": "Europe/Berlin", "time_fraction": False},
            "berlin_fraction": {"changed_at_zone": "Europe/Berlin", "time_fraction": True},
            "utc": {"changed_at_zone": "UTC", "time_fraction": False},
        },
        9,
    ),
    Switch(
        "komm_moves_changed_at",
        "Whether an entry's edit moves the party's geaendertAm",
        {"no": {"komm_moves_changed_at": False}, "yes": {"komm_moves_changed_at": True}},
        10,
    ),
    Switch(
        "row_id",
        "Whether an unchanged PUT moves rowId",
        {
            "always_moves": {"row_id_changes_without_change": True},
            "moves_with_changes": {"row_id_changes_without_change": False},
        },
        11,
    ),
    Switch(
        "row_id_lock",
        "Whether a PUT with an old rowId is refused",
        {"not_enforced": {"row_id_enforced": False}, "enforced": {"row_id_enforced": True}},
        12,
    ),
    Switch(
        "search",
        "What the list of parties does with a filter",
        {
            "ignored": {"search": "ignored", "list_limit": 0},
            "works": {"search": "works", "list_limit": 0},
            "works_one_page": {"search": "works", "list_limit": 1},
            "ignored_one_page": {"search": "ignored", "list_limit": 1},
            "refused": {"search": "refused", "list_limit": 0},
            "no_list": {"search": "missing", "list_limit": 0},
        },
        13,
    ),
    Switch(
        "rate_limit",
        "Calls per second",
        {"none": {"calls_per_second": 0}, "three": {"calls_per_second": 3}},
        14,
    ),
    Switch(
        "token_answer",
        "How a token tells its end",
        {
            "expiration_utc": {"token_expires_in": False, "token_lifetime": 3300.0},
            "expires_in": {"token_expires_in": True, "token_lifetime": 3300.0},
            "two_minutes": {"token_expires_in": False, "token_lifetime": 121.0},
            "shorter_than_margin": {"token_expires_in": False, "token_lifetime": 60.0},
        },
        15,
    ),
    Switch(
        "token_revoked",
        "Whether tokens are revoked before their end",
        {"never": {"revoke_every": 0}, "every_third_call": {"revoke_every": 3}},
        15,
    ),
    Switch(
        "token_checks",
        "Nonce and time stamp of a token request",
        {
            "unchecked": {"token_checks_nonce": False, "token_checks_timestamp": False},
            "checked": {"token_checks_nonce": True, "token_checks_timestamp": True},
        },
        16,
    ),
    Switch(
        "put_kommunikation",
        "Whether a party's PUT takes the nested kommunikation[]",
        {"ignored": {"put_kommunikation": "ignored"}, "honoured": {"put_kommunikation": "honoured"}},
        17,
    ),
    Switch(
        "missing_keys",
        "Keys that a version's answers do not have",
        {
            "none": {"unknown_fields": [], "omit_keys": [], "omit_nulls": False},
            "salutation": {"unknown_fields": ["anrede"], "omit_keys": [], "omit_nulls": False},
            "birth_date": {"unknown_fields": ["geburtsdatum"], "omit_keys": [], "omit_nulls": False},
            "changed_by": {"unknown_fields": [], "omit_keys": ["geaendertVon"], "omit_nulls": False},
            "changed_at": {"unknown_fields": [], "omit_keys": ["geaendertAm"], "omit_nulls": False},
            "row_id": {"unknown_fields": [], "omit_keys": ["rowId"], "omit_nulls": False},
            "blank_ones": {"unknown_fields": [], "omit_keys": [], "omit_nulls": True},
        },
        18,
    ),
    Switch(
        "shapes",
        "Shapes of answers",
        {
            "object_and_body": {"get_shape": "object", "put_answer": "body", "post_answer": "betnr"},
            "list": {"get_shape": "list", "put_answer": "body", "post_answer": "betnr"},
            "empty_put": {"get_shape": "object", "put_answer": "empty", "post_answer": "betnr"},
            "full_post": {"get_shape": "object", "put_answer": "body", "post_answer": "full"},
        },
    ),
    Switch(
        "birth_format",
        "Format of dates",
        {"datetime": {"birth_format": "datetime"}, "date": {"birth_format": "date"}},
    ),
    Switch(
        "discovery",
        "Keys of the discovery's answer",
        {
            "no_connector": {"connector_url": "null", "security_gateway": True},
            "connector": {"connector_url": "self", "security_gateway": True},
            "connector_missing": {"connector_url": "missing", "security_gateway": True},
            "gateway_missing": {"connector_url": "null", "security_gateway": False},
        },
    ),
)

ESPOCRM = (
    Switch("version", "EspoCRM's version", {"10.0": {"version": "10.0"}, "9.3": {"version": "9.3"}}),
    Switch("stream", "Stream of the entity type", {"on": {"stream": True}, "off": {"stream": False}}),
    Switch(
        "version_control",
        "Optimistic concurrency control",
        {"off": {"version_control": False}, "on": {"version_control": True}},
    ),
    Switch(
        "sync_status_formula",
        "A formula that sets syncStatus to dirty",
        {
            "none": {"dirty_on_person_save": False, "dirty_on_every_save": False},
            "person_save": {"dirty_on_person_save": True, "dirty_on_every_save": False},
            "every_save": {"dirty_on_person_save": False, "dirty_on_every_save": True},
        },
    ),
    Switch(
        "message",
        "What becomes of syncErrorMessage",
        {
            "stored": {"message_cut_to": 0, "message_max": 2000},
            "cut_by_formula": {"message_cut_to": 10, "message_max": 2000},
            "short_field": {"message_cut_to": 0, "message_max": 20},
        },
    ),
    Switch(
        "sync_status_options",
        "Options of syncStatus",
        {
            "all": {"sync_status_values": list(SYNC_STATUSES)},
            "without_conflict": {"sync_status_values": [s for s in SYNC_STATUSES if s != "conflict"]},
        },
    ),
    Switch(
        "phone_international",
        "E.164 check of phone numbers",
        {"on": {"phone_international": True}, "off": {"phone_international": False}},
    ),
    Switch(
        "duplicate_check",
        "Duplicate check on create",
        {"on": {"duplicate_check": True}, "off": {"duplicate_check": False}},
    ),
    Switch(
        "skip_own",
        "Whether webhooks skip the console's own writes",
        {"yes": {"webhook_skip_own": True}, "no": {"webhook_skip_own": False}},
    ),
    Switch(
        "read_rights",
        "Field rights of the console's role",
        {
            "all": {"omit_keys": []},
            "no_birth_date": {"omit_keys": ["dateOfBirth"]},
            "no_sync_status": {"omit_keys": ["syncStatus"]},
        },
    ),
    Switch(
        "field_values",
        "What EspoCRM does to values that others send it",
        {
            "as_sent": _quirks(),
            "drops_birth_date": _quirks(["dateOfBirth"]),
            "refuses_frau": _quirks(refuses={"salutationName": "^Ms\\.$"}),
            "cuts_last_name": _quirks(cuts={"lastName": 8}),
        },
    ),
)
