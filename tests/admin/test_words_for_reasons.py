"""Every reason has a sentence, in German and in English, and words never break a page."""

from __future__ import annotations

import pytest
from django.utils import translation

from syncconsole import wording
from syncconsole.sync.reasons import reason
from tests.admin.reason_codes import codes_in_source, rules_in_source

EXAMPLE = {
    "system": "advoware",
    "action": "link",
    "field": "lastName",
    "fields": ["lastName"],
    "number": 20981,
    "before": 20980,
    "count": 3,
    "other": "6b0510a1b2c3d4e5f",
    "seconds": 30.0,
    "status": 500,
    "espocrm": "company",
    "advoware": "person",
    "to_espocrm": 1,
    "to_advoware": 2,
    "side": "advoware",
    "limit": 10,
    "entry": 4711,
    "call": "PUT Beteiligte",
    "minutes": 45,
    "queue": "events",
}


def test_the_search_for_codes_finds_those_of_clients_and_of_holds() -> None:
    found = codes_in_source()
    assert {"not_enabled", "refused_value", "number_taken", "key_absent", "marker_damaged"} <= set(found)


def test_every_code_in_the_source_has_words() -> None:
    without = {code: place for code, place in codes_in_source().items() if not wording.has_words(code)}
    assert without == {}


@pytest.mark.parametrize("code", sorted(codes_in_source()))
def test_every_code_has_german_words_of_its_own(code: str) -> None:
    with translation.override("en"):
        english = wording.say(reason(code, **EXAMPLE))
    with translation.override("de"):
        german = wording.say(reason(code, **EXAMPLE))
    assert english != german
    assert english != code
    assert "…" not in english + german


def test_the_search_for_rules_finds_those_of_every_form() -> None:
    found = set(rules_in_source())
    assert {"same", "equal", "espocrm_changed", "edit_over_delete", "uncertain", "new_in_espocrm", "alias"} <= found


@pytest.mark.parametrize("rule", sorted(rules_in_source()))
def test_every_rule_about_an_entry_has_german_words_of_its_own(rule: str) -> None:
    with translation.override("en"):
        english = wording.rule_label(rule)
    with translation.override("de"):
        german = wording.rule_label(rule)
    assert rule not in (english, german) or rule in ("equal", "stored", "refused")
    assert english != german


def test_an_entry_is_called_by_its_channel_and_a_list_names_it_once() -> None:
    with translation.override("de"):
        assert wording.field_label("phone:3") == "Telefon"
        assert wording.field_label("mail:1") == "E-Mail"
        assert wording.field_label("never:heard") == "never:heard"
        said = wording.say(reason("conflict", fields=["phone:1", "phone:2", "lastName"]))
        assert said.startswith("Telefon, Nachname: in beiden Systemen")


@pytest.mark.parametrize(("side", "elsewhere"), [("advoware", "EspoCRM"), ("espocrm", "Advoware")])
def test_a_held_removal_names_where_they_were_deleted(side: str, elsewhere: str) -> None:
    with translation.override("de"):
        assert wording.say(reason("entries_removed", side=side)).startswith(f"In {elsewhere} wurden alle")


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert wording.say(reason("never_heard_of", system="espocrm")) == "never_heard_of"


def test_no_reason_is_no_sentence() -> None:
    assert wording.say(None) == ""


def test_a_missing_parameter_does_not_break_the_sentence() -> None:
    with translation.override("en"):
        assert wording.say(reason("number_changed")).startswith("The number was changed in EspoCRM from … to …")


def test_the_stored_form_reads_like_the_reason() -> None:
    stored = reason("timeout", system="advoware", seconds=30).as_json()
    with translation.override("de"):
        assert wording.say(stored) == "Advoware hat nicht geantwortet (nach 30 s)."


def test_counts_take_singular_and_plural() -> None:
    with translation.override("de"):
        assert wording.say(reason("choose_match", count=1)).startswith("1 möglicher Treffer")
        assert wording.say(reason("choose_match", count=3)).startswith("3 mögliche Treffer")


def test_days_are_shown_as_in_espocrm_and_blanks_as_empty() -> None:
    with translation.override("de"):
        assert wording.value_text("1986-03-14") == "14.03.1986"
        assert wording.value_text("") == "leer"
