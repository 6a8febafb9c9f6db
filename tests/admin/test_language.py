"""German by default and complete; English by browser or by the switch in the header."""

from __future__ import annotations

from gettext import GNUTranslations
from pathlib import Path

from django.test import Client
from django.urls import reverse

from tests.admin import people
from tests.admin.source_texts import texts

CATALOGUE = Path(__file__).resolve().parents[2] / "syncconsole/locale/de/LC_MESSAGES/django"


def _compiled() -> dict[object, str]:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        return GNUTranslations(file)._catalog


def test_every_text_of_the_source_is_in_the_german_catalogue() -> None:
    known = {key[0] if isinstance(key, tuple) else key for key, text in _compiled().items() if text}
    assert {text: place for text, place in texts().items() if text not in known} == {}


def test_the_german_catalogue_leaves_no_text_out() -> None:
    entries = CATALOGUE.with_suffix(".po").read_text().split("\n\n")[1:]
    assert [entry for entry in entries if entry.rstrip().endswith('msgstr ""') or 'msgstr[0] ""' in entry] == []
    assert [entry for entry in entries if "fuzzy" in entry] == []


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    entries = CATALOGUE.with_suffix(".po").read_text().split("\n\n")[1:]
    assert len({key[0] if isinstance(key, tuple) else key for key in _compiled()}) == len(entries) + 1


def test_the_browsers_language_is_taken(operator: Client) -> None:
    party = people.person()
    url = reverse("admin:beteiligte_beteiligte_change", args=[party.pk])
    assert "Sync now" in operator.get(url, headers={"accept-language": "en"}).content.decode()
    assert "Jetzt abgleichen" in operator.get(url, headers={"accept-language": "de"}).content.decode()


def test_the_switch_changes_it_by_post(operator: Client) -> None:
    index = reverse("admin:index")
    operator.post(reverse("set_language"), {"language": "en", "next": index})
    assert "Overview" in operator.get(index, headers={"accept-language": "de"}).content.decode()
