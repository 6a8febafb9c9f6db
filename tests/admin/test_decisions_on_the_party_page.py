"""What was decided on a party stands on its page, with the attempt that carried it and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from beteiligte.models import BeteiligteConflict
from tests.admin import people
from tests.runner.conftest import Office


def _page(client: Client, pk: int) -> Any:
    return client.get(reverse("admin:beteiligte_beteiligte_change", args=[pk]))


@pytest.fixture
def decided(office: Office, operator: Client, settings: Any) -> BeteiligteConflict:
    """The birth date was changed on both sides; the operator has taken Advoware's."""
    settings.SYNC_FIELD_POLICIES = {"dateOfBirth": "manual"}
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, dateOfBirth="1980-05-18")
    office.edit_advoware(number, geburtsdatum="1980-05-19T00:00:00")
    office.sync(espo_id)
    row = BeteiligteConflict.objects.get()
    values = {"espo": "1980-05-18", "advoware": "1980-05-19"}
    operator.post(reverse("admin:beteiligte_beteiligteconflict_decide", args=[row.pk]), {"choice": "take", **values})
    row.refresh_from_db()
    return row


def test_a_decision_is_told_with_its_undo_before_it_is_carried(decided: Any, operator: Client) -> None:
    (one,) = _page(operator, decided.party_id).context["decisions"]
    assert (one.text, one.attempt) == ("Geburtsdatum „19.05.1980“ übernommen.", None)
    assert one.effect == "Noch nicht übertragen: die Frage wird wieder gestellt."
    assert (
        reverse("admin:beteiligte_beteiligteconflict_undo", args=[decided.pk])
        in _page(operator, decided.party_id).content.decode()
    )


def test_once_carried_it_names_the_attempt_and_undo_leads_back(decided: Any, office: Office, operator: Client) -> None:
    office.sync(decided.party.espo_id)
    (one,) = _page(operator, decided.party_id).context["decisions"]
    assert one.attempt == decided.party.attempts.first().pk
    assert not one.asks_again
    undo = reverse("admin:beteiligte_beteiligteconflict_undo", args=[decided.pk])
    told = operator.post(undo, {"asks_again": "no"}, follow=True)
    assert told.redirect_chain == [(reverse("admin:beteiligte_beteiligte_change", args=[decided.party_id]), 302)]
    office.sync(decided.party.espo_id)
    assert office.party(decided.party.espo_id).seen_advoware["dateOfBirth"] == "1980-05-18"


def test_who_may_not_decide_sees_it_without_the_button(decided: Any, viewer: Client) -> None:
    page = _page(viewer, decided.party_id)
    assert len(page.context["decisions"]) == 1
    assert ">Zurücknehmen" not in page.content.decode()


def test_without_a_decision_there_is_nothing(viewer: Client) -> None:
    assert _page(viewer, people.person().pk).context["decisions"] == []
