"""The console's main story passes with every switch in every position, or ends as the table says (rules 1 to 4)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from syncconsole.sandbox import switches
from syncconsole.sandbox.switches import Switch
from tests.runner import conftest as runner
from tests.runner.conftest import Office
from tests.runner.movable_clock import MovableClock
from tests.sandbox.story import Story

office, time = runner.office, runner.time

AS_USUAL: dict[str, Any] = {
    "advoware": ("Größer-Beispiel", "Moritz", "Frau", "1981-01-01"),
    "espocrm": ("Größer-Beispiel", "Moritz", "Ms.", "1981-01-01"),
    "questions": [],
    "names_after_conflict": ("Ausespo", "Ausespo"),
    "kept": ["Ausadvo"],
    "status": ("conflict", "conflict"),
    "created": 1,
    "created_status": ("clean", "", []),
    "edited_in_advoware": ("Neumann-Größer", "Ms."),
    "writes_when_quiet": [],
}

NOTHING_CARRIED: dict[str, Any] = {
    "advoware": ("Mustermann", "Max", "Herr", "1981-01-01"),
    "espocrm": ("Größer-Beispiel", "Moritz", "Ms.", "1980-05-17"),
    "names_after_conflict": ("Ausespo", "Ausadvo"),
    "kept": [],
    "status": ("dirty", "pending_sync"),
    "created": 0,
    "created_status": ("pending_sync", "", []),
    "edited_in_advoware": ("Neumann", "Mr."),
}
"""An outage all along (rules 4): every edit stands where it was made, and all work waits."""

ENDS_OTHERWISE: dict[tuple[str, str], dict[str, Any]] = {
    # Silently dropped, cut off or normalised: an accepted difference that keeps what was sent (rules 2.3).
    ("put_writes", "no_name"): {
        "advoware": ("Mustermann", "Moritz", "Frau", "1981-01-01"),
        "questions": [("difference", "lastName")],
        "names_after_conflict": ("Ausespo", "Ausadvo"),
        "kept": ["Ausadvo", "Ausespo", "Größer-Beispiel"],
    },
    ("put_writes", "no_first_name"): {
        "advoware": ("Größer-Beispiel", "Max", "Frau", "1981-01-01"),
        "questions": [("difference", "firstName")],
    },
    ("put_writes", "no_salutation"): {
        "advoware": ("Größer-Beispiel", "Moritz", "Herr", "1981-01-01"),
        "questions": [("difference", "salutationName")],
    },
    ("put_writes", "nothing_mapped"): {
        "advoware": ("Mustermann", "Max", "Herr", "1981-01-01"),
        "questions": [("difference", "firstName"), ("difference", "lastName"), ("difference", "salutationName")],
        "names_after_conflict": ("Ausespo", "Ausadvo"),
        "kept": ["Ausadvo", "Ausespo", "Größer-Beispiel"],
    },
    ("post_drops", "yes"): {
        "advoware": ("Größer-Beispiel", "Moritz", "Herr", "1981-01-01"),
        "questions": [("difference", "salutationName")],
        "created_status": ("conflict", "", [("difference", "salutationName")]),
    },
    ("values", "name_cut_off"): {
        "advoware": ("Größer-B", "Moritz", "Frau", "1981-01-01"),
        "questions": [("difference", "lastName")],
    },
    ("values", "name_upper_case"): {
        "advoware": ("GRÖSSER-BEISPIEL", "Moritz", "Frau", "1981-01-01"),
        "questions": [("difference", "lastName")],
        "names_after_conflict": ("Ausespo", "AUSESPO"),
        "kept": ["Ausadvo", "Ausespo", "Größer-Beispiel"],
        "created_status": ("conflict", "", [("difference", "lastName")]),
    },
    ("values", "name_without_umlauts"): {
        "advoware": ("Groesser-Beispiel", "Moritz", "Frau", "1981-01-01"),
        "questions": [("difference", "lastName")],
    },
    ("field_values", "drops_birth_date"): {
        "espocrm": ("Größer-Beispiel", "Moritz", "Ms.", "1980-05-17"),
        "questions": [("difference", "dateOfBirth")],
    },
    ("field_values", "cuts_last_name"): {"edited_in_advoware": ("Neumann-", "Ms.")},
    # A 400 that names a field: that field becomes an accepted difference, the rest arrives (rules 4, needs a person).
    ("values", "closed_salutations"): {
        "advoware": ("Größer-Beispiel", "Moritz", "Herr", "1981-01-01"),
        "questions": [("difference", "salutationName")],
    },
    ("field_values", "refuses_frau"): {"edited_in_advoware": ("Neumann-Größer", "Mr.")},
    # A create that wants what the console does not know: it needs a person, and nothing is created.
    ("post_requires", "profession_too"): {
        "created": 0,
        "created_status": ("failed", "", []),
        "edited_in_advoware": ("Neumann", "Mr."),
    },
    # A key that is absent is not blank: nothing is pulled, nothing is cleared (rules 1).
    ("missing_keys", "salutation"): {
        "advoware": ("Größer-Beispiel", "Moritz", "Herr", "1981-01-01"),
        "created_status": ("conflict", "", [("difference", "salutationName")]),
        "edited_in_advoware": ("Neumann-Größer", "Mr."),
    },
    ("missing_keys", "birth_date"): {
        "espocrm": ("Größer-Beispiel", "Moritz", "Ms.", "1980-05-17"),
        "created_status": ("conflict", "", [("difference", "dateOfBirth")]),
    },
    ("read_rights", "no_birth_date"): {"espocrm": ("Größer-Beispiel", "Moritz", "Ms.", "1980-05-17")},
    # No token can be had, or is good for longer than the margin before its end: system down.
    ("token_answer", "shorter_than_margin"): NOTHING_CARRIED,
    ("discovery", "gateway_missing"): NOTHING_CARRIED,
    # A reading that comes back is how EspoCRM reads: reported once, not fought (rules 2.6).
    ("sync_status_formula", "every_save"): {"status": ("conflict", "dirty")},
    # A bookkeeping field that is refused is a problem of EspoCRM; the rest is sent (rules 4).
    ("sync_status_options", "without_conflict"): {"status": ("conflict", "clean")},
}
"""(switch, position) -> what ends otherwise than as usual, and the rule that says so."""

EVERY_POSITION = [
    pytest.param(system, switch, position, id=f"{system}-{switch.name}-{position}")
    for system, table in (("advoware", switches.ADVOWARE), ("espocrm", switches.ESPOCRM))
    for switch in table
    for position in switch.positions
    if position != switch.default
]


def test_the_story_ends_as_usual_where_every_switch_has_its_default(office: Office, time: MovableClock) -> None:
    for table, options in ((switches.ADVOWARE, office.box.advo.options), (switches.ESPOCRM, office.box.espo.options)):
        before = asdict(options)
        for switch in table:
            switch.turn(options, switch.default)
        assert asdict(options) == before
    assert Story(office, time).told() == AS_USUAL


@pytest.mark.parametrize(("system", "switch", "position"), EVERY_POSITION)
def test_the_story_ends_as_it_should(
    office: Office, time: MovableClock, settings: Any, system: str, switch: Switch, position: str
) -> None:
    if switch.name == "discovery":
        settings.ADVOWARE_API_BASE_URL = settings.ADVOWARE_AUTH_URL = ""
    box = office.box
    switch.turn(box.advo.options if system == "advoware" else box.espo.options, position)
    assert Story(office, time).told() == AS_USUAL | ENDS_OTHERWISE.get((switch.name, position), {})


@pytest.mark.parametrize(("system", "switch", "position"), [p for p in EVERY_POSITION if p.values[0] == "espocrm"])
def test_it_ends_the_same_with_espocrm_9(
    office: Office, time: MovableClock, system: str, switch: Switch, position: str
) -> None:
    office.box.espo.options.version = "9.3"
    switch.turn(office.box.espo.options, position)
    assert Story(office, time).told() == AS_USUAL | ENDS_OTHERWISE.get((switch.name, position), {})
