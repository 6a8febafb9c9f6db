"""The console's own writes make it the last author in both systems; its pages never name it as who typed a value."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from beteiligte.models import BeteiligteChange
from syncconsole import systems
from syncconsole.models import SystemState
from tests.admin import people
from tests.admin.people import NOON

OUR_ID = "6b0510000000000ff"
META = {"espocrm": {"at": NOON.isoformat(), "changed_at": NOON.isoformat(), "changed_by": "sync-konsole"}}


@pytest.fixture(autouse=True)
def our_user(db: None, settings: Any) -> None:
    settings.ADVOWARE_USER = "KONSOLE"
    SystemState.objects.update_or_create(name="espocrm", defaults={"our_user": OUR_ID})
    systems.forget()


def _party(**columns: Any) -> Any:
    """EspoCRM's last name was edited, and the console has written to that record since."""
    seen = {**people.ERIKA, "lastName": "Musterfrau-Beispiel"}
    given = {"seen_espo": seen, "seen_meta": META, "listed": {"modifiedById": OUR_ID}}
    return people.person(**{**given, **columns})


def _written(party: Any, **columns: Any) -> Any:
    """The console wrote the last name to EspoCRM; MK had entered it in Advoware."""
    attempt = people.attempt(party, outcome="equal")
    row = {"side": "espocrm", "field": "lastName", "before": "Musterfrau", "after": "Musterfrau-Beispiel"}
    told = {"rule": "advoware_changed", "result": "arrived", "author": "MK", "authored_at": NOON, "at": NOON}
    return BeteiligteChange.objects.create(party=party, attempt=attempt, **{**row, **told, **columns})


def _page(client: Client, party: Any, **query: str) -> Any:
    return client.get(reverse("admin:beteiligte_beteiligte_change", args=[party.pk]), query)


def _note(client: Client, party: Any) -> str:
    row = next(row for row in _page(client, party).context["rows"] if row.name == "lastName")
    return str(row.espo_note)


def test_a_persons_edit_before_our_write_is_not_said_to_be_ours(viewer: Client) -> None:
    note = _note(viewer, _party())
    assert note.startswith("vor <time")
    assert note.endswith("von jemandem geändert; danach hat die Konsole in diesen Datensatz geschrieben")
    assert "sync-konsole" not in note


def test_a_value_that_we_wrote_names_the_attempt_and_who_typed_it(viewer: Client) -> None:
    party = _party()
    change = _written(party)
    assert _note(viewer, party) == (
        f"von der Konsole geschrieben, Versuch {change.attempt_id}; eingetragen von MK in Advoware"
    )


def test_where_nobody_is_known_only_the_attempt_is_named(viewer: Client) -> None:
    party = _party()
    change = _written(party, author="konsole")
    assert _note(viewer, party) == f"von der Konsole aus Advoware geschrieben, Versuch {change.attempt_id}"


def test_another_author_is_named_as_before(viewer: Client) -> None:
    note = _note(viewer, _party(listed={"modifiedById": "another"}))
    assert (note.startswith("geändert"), note.endswith(", sync-konsole")) == (True, True)


def test_a_conflict_card_says_it_too(viewer: Client) -> None:
    party = _party()
    row = people.held_conflict(party, author_espo="sync-konsole", changed_espo=NOON)
    party_page = _page(viewer, party).context["conflicts"][0]
    assert "danach hat die Konsole in diesen Datensatz geschrieben" in party_page.espo_note
    inbox = viewer.get(reverse("admin:beteiligte_beteiligteconflict_changelist"), {"at": row.pk})
    assert "danach hat die Konsole in diesen Datensatz geschrieben" in inbox.context["panel"].espo.note


def test_where_a_value_comes_from_says_who_typed_what_we_carried(viewer: Client) -> None:
    party = _party()
    change = _written(party)
    first = _page(viewer, party, **{"from": "lastName"}).context["origin"].sides[0].events[1]
    assert "von uns aus Advoware übernommen" in first.text
    assert first.text.endswith("; dort eingetragen von MK")
    assert first.attempt == change.attempt_id


def test_where_a_value_comes_from_does_not_name_us_as_who_entered_it(viewer: Client) -> None:
    newest = _page(viewer, _party(), **{"from": "lastName"}).context["origin"].sides[0].events[0]
    assert newest.text.startswith("eingetragen in EspoCRM; zuletzt hat die Konsole selbst")
