"""Every reason has a sentence, in German and in English, and words never break a page."""

from __future__ import annotations

import pytest
from django.utils import translation

from syncconsole import wording
from syncconsole.sync.reasons import reason
from tests.admin.reason_codes import codes_in_source

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
}


def test_the_search_for_codes_finds_those_of_clients_and_of_holds() -> None:
    found = codes_in_source()
    assert {"not_enabled", "refused_value", "number_taken", "key_absent"} <= set(found)


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
