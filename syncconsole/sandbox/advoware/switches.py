"""What nobody knows of Advoware without having one: each open question with its positions, the assumed one first.

``question`` is the number under which it is kept in ``docs/sandbox.md``.
"""

from __future__ import annotations

from syncconsole.sandbox.switch import Switch, quirks

_ONLY_KNOWN_FORMS = "^(?!(Natürliche Person|GmbH)$)"

SWITCHES = (
    Switch(
        "put_writes",
        "Which fields a PUT writes",
        {
            "mapped": quirks(),
            "no_name": quirks(["name"]),
            "no_first_name": quirks(["vorname"]),
            "no_salutation": quirks(["anrede"]),
            "no_birth_date": quirks(["geburtsdatum"]),
            "nothing_mapped": quirks(["name", "vorname", "anrede", "geburtsdatum", "rechtsform"]),
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
            "no": {"drops_on_post": False, **quirks()},
            "yes": {"drops_on_post": True, **quirks(["anrede"])},
        },
        1,
    ),
    Switch(
        "values",
        "Value lists, lengths and normal forms of fields",
        {
            "pass_through": quirks(),
            "closed_forms": quirks(refuses={"rechtsform": _ONLY_KNOWN_FORMS}),
            "closed_salutations": quirks(refuses={"anrede": "^Frau$"}),
            "name_cut_off": quirks(cuts={"name": 8}),
            "name_upper_case": quirks(normalises={"name": "upper"}),
            "name_without_umlauts": quirks(normalises={"name": "ascii"}),
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
