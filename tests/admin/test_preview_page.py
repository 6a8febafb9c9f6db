"""The preview: both systems are read now, the plan is shown, nothing is written, and only that plan can be started."""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from beteiligte.models import Beteiligte
from syncconsole import clock, systems
from syncconsole.models import SystemState
from tests.runner import entries
from tests.runner.conftest import Office


def _preview(client: Client, espo_id: str, **posted: str) -> Any:
    party = Beteiligte.objects.get(espo_id=espo_id)
    return client.post(reverse("admin:beteiligte_beteiligte_preview", args=[party.pk]), posted)


def _text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def _stored() -> dict[str, list[dict[str, Any]]]:
    kept = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    kept = [model for model in kept if model._meta.label != "sessions.Session"]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in kept}


def _edited(office: Office) -> tuple[str, int]:
    espo_id, number = entries.in_sync(office, entries.tel(entries.OFFICE_TYPED))
    office.edit_espocrm(espo_id, lastName="Musterfrau")
    office.edit_advoware(number, vorname="Moritz")
    office.forget_calls()
    return espo_id, number


def test_the_headline_counts_the_writes_and_the_rows_follow_the_plan(office: Office, operator: Client) -> None:
    espo_id, _ = _edited(office)
    answer = _preview(operator, espo_id)
    assert "Was würde ein Abgleich jetzt tun? 2 Werte schreiben" in _text(answer)
    assert "Es wurde nichts geschrieben." in _text(answer)
    rows = answer.context["rows"].changes
    assert [(row.side, row.label) for row in rows] == [("advoware", "Nachname"), ("espocrm", "Vorname")]


def test_the_steps_tell_each_call(office: Office, operator: Client) -> None:
    espo_id, _ = _edited(office)
    steps = _preview(operator, espo_id).context["steps"]
    assert [step.text for step in steps] == [
        "EspoCRM lesen",
        "Advoware lesen",
        "Advoware: Stammdaten schreiben",
        "Advoware nachlesen",
        "EspoCRM: Werte und Status schreiben",
    ]
    office.sync(espo_id)
    assert len(office.calls()) == 2 + sum(step.calls for step in steps)  # the preview's own two reads come first


def test_it_reads_each_system_once_and_stores_nothing(office: Office, operator: Client) -> None:
    espo_id, _ = _edited(office)
    before = _stored()
    _preview(operator, espo_id)
    assert office.calls() == ["GET E", "GET A"]
    assert _stored() == before


def test_started_as_shown_it_gives_a_reason_to_sync_and_the_history_says_who(office: Office, operator: Client) -> None:
    espo_id, _ = _edited(office)
    seq = office.party(espo_id).change_seq
    mark = _preview(operator, espo_id).context["mark"]
    answer = _preview(operator, espo_id, as_shown=mark)
    assert answer.status_code == 302
    assert office.party(espo_id).change_seq == seq + 1
    entry = LogEntry.objects.get()
    assert (entry.user.get_username(), entry.get_change_message()) == ("otto", "Abgleich aus einer Vorschau gestartet.")


def test_if_the_plan_is_another_one_by_then_it_is_shown_again_and_not_done(office: Office, operator: Client) -> None:
    espo_id, _ = _edited(office)
    mark = _preview(operator, espo_id).context["mark"]
    office.edit_espocrm(espo_id, lastName="Musterdame")
    before = _stored()
    answer = _preview(operator, espo_id, as_shown=mark)
    assert "Es wurde nicht abgeglichen: seit der Vorschau hat sich etwas geändert." in _text(answer)
    assert "Musterdame" in _text(answer)
    assert _stored() == before


def test_what_changes_nothing_in_the_plan_does_not_matter(office: Office, operator: Client) -> None:
    espo_id, number = _edited(office)
    mark = _preview(operator, espo_id).context["mark"]
    office.edit_advoware(number, beruf="Zimmermann")  # a field that is not synced
    assert _preview(operator, espo_id, as_shown=mark).status_code == 302


def test_equal_sides_leave_nothing_to_do_and_nothing_to_start(office: Office, operator: Client) -> None:
    espo_id, _ = entries.in_sync(office, entries.tel(entries.OFFICE_TYPED))
    answer = _preview(operator, espo_id)
    assert "Nichts zu tun" in _text(answer)
    assert "6 Werte sind gleich. Anzeigen" in _text(answer)
    assert "So abgleichen" not in _text(answer)


def test_a_party_without_number_is_told_that_it_is_looked_for_first(office: Office, operator: Client) -> None:
    espo_id = office.person_in_espocrm()
    office.note(espo_id)
    answer = _preview(operator, espo_id)
    assert "Mit 5 Werten anlegen , falls in Advoware niemand gefunden wird" in _text(answer)
    assert "In Advoware nach dem Beteiligten suchen" in _text(answer)
    assert "könnte es jemand sein, fragt er Sie" in _text(answer)


def test_a_held_field_leads_to_the_decision(office: Office, operator: Client, settings: Any) -> None:
    settings.SYNC_FIELD_POLICIES = {"dateOfBirth": "manual"}
    espo_id, number = office.linked_person()
    office.edit_espocrm(espo_id, dateOfBirth="1980-05-18")
    office.edit_advoware(number, geburtsdatum="1980-05-19T00:00:00")
    answer = _preview(operator, espo_id)
    assert "1 bleibt angehalten" in _text(answer)
    (row,) = answer.context["rows"].others
    assert (row.label, row.where, row.held) == ("Geburtsdatum", "angehalten", True)


def test_entries_stand_among_the_rows(office: Office, operator: Client) -> None:
    espo_id, number = entries.in_sync(office, entries.tel(entries.OFFICE_TYPED))
    entries.enter_phones(office, espo_id, entries.OFFICE, {"phoneNumber": entries.MOBILE, "type": "Mobile"})
    entries.add_entry(office, number, "030 23125 99//7")
    answer = _preview(operator, espo_id)
    (row,) = answer.context["rows"].changes
    assert (row.side, row.label, row.now, row.why) == ("advoware", "Mobil", "fehlt", "neu in EspoCRM")
    (other,) = answer.context["rows"].others
    assert (other.where, "99//7" in other.now) == ("bleibt nur in Advoware", True)


def test_a_system_that_does_not_answer_is_named_and_there_is_no_preview(office: Office, operator: Client) -> None:
    espo_id, _ = _edited(office)
    office.box.advo_faults.arm(times=0, status=503)
    before = _stored()
    answer = _preview(operator, espo_id)
    assert "Ohne beide Stände gibt es keine Vorschau. Es wurde nichts geschrieben." in _text(answer)
    assert "Letzten bekannten Stand ansehen" in _text(answer)
    assert _stored() == before


def test_a_system_that_is_known_to_be_down_is_not_called(office: Office, operator: Client) -> None:
    espo_id, _ = _edited(office)
    SystemState.objects.filter(name="advoware").update(down_since=clock.now())
    systems.forget()
    answer = _preview(operator, espo_id)
    assert "Advoware arbeitet gerade nicht." in _text(answer)
    assert office.calls() == []


def test_a_paused_party_is_shown_but_not_started(office: Office, operator: Client) -> None:
    espo_id, _ = _edited(office)
    Beteiligte.objects.update(paused_at=clock.now())
    answer = _preview(operator, espo_id)
    assert "2 Werte schreiben" in _text(answer)
    assert "Der Beteiligte ist pausiert. Bitte zuerst fortsetzen." in _text(answer)


def test_who_may_not_sync_may_not_cause_calls_either(office: Office, viewer: Client) -> None:
    espo_id, _ = _edited(office)
    assert _preview(viewer, espo_id).status_code == 403
    assert office.calls() == []


def test_a_link_reads_nothing_and_leads_to_the_party(office: Office, operator: Client) -> None:
    espo_id, _ = _edited(office)
    pk = office.party(espo_id).pk
    answer = operator.get(reverse("admin:beteiligte_beteiligte_preview", args=[pk]))
    assert answer.headers["Location"] == reverse("admin:beteiligte_beteiligte_change", args=[pk])
    assert office.calls() == []
