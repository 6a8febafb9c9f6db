"""What a version, an administrator or an office may have set differently in EspoCRM; the stock setting first."""

from __future__ import annotations

from syncconsole.sandbox.espocrm.options import SYNC_STATUSES
from syncconsole.sandbox.switch import Switch, quirks

SWITCHES = (
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
            "as_sent": quirks(),
            "drops_birth_date": quirks(["dateOfBirth"]),
            "refuses_frau": quirks(refuses={"salutationName": "^Ms\\.$"}),
            "cuts_last_name": quirks(cuts={"lastName": 8}),
        },
    ),
)
