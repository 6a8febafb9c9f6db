"""What needs a person stands on home by cause, the oldest first: one party is named, several are counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from syncconsole import clock
from syncconsole.models import SystemState
from tests.admin import people

URL = reverse("admin:index")
PARTIES = reverse("admin:beteiligte_beteiligte_changelist")
CONFLICTS = reverse("admin:beteiligte_beteiligteconflict_changelist")

REFUSED = {"code": "refused_value", "params": {"system": "espocrm", "field": "lastName"}}
MATCHES = {"code": "choose_match", "params": {"count": 3}, "candidates": [1, 2, 3]}
BROKEN = {"code": "server_error", "params": {"system": "advoware", "status": 500}}


def ago(minutes: int) -> Any:
    return clock.now() - timedelta(minutes=minutes)


def failed(number: int, minutes: int, **columns: Any) -> Any:
    row = {"sync_status": "failed", "error": REFUSED, "changed_at": ago(minutes), "due_at": None, **columns}
    return people.person(number, **row)


def causes(client: Client, kind: str = "needing") -> list[Any]:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client.get(URL).context["syncs"][0][kind]


def test_the_oldest_cause_comes_first_and_its_party_is_named(viewer: Client) -> None:
    failed(1, minutes=10)
    party = failed(2, minutes=90, hold=MATCHES, error=None, held_whole=True, name="Beispiel GmbH")
    first, second = causes(viewer)
    assert (first.title, first.text) == ("3 possible matches in Advoware", "Nothing is created before you choose.")
    assert (first.name, first.party_url) == (
        "Beispiel GmbH",
        reverse("admin:beteiligte_beteiligte_change", args=[party.pk]),
    )
    assert first.button == "Choose match"
    assert second.title.startswith("EspoCRM does not accept the value in “")


def test_parties_with_the_same_cause_are_counted_and_lead_to_their_list(viewer: Client) -> None:
    for number in range(1, 6):
        failed(number, minutes=number)
    (cause,) = causes(viewer)
    assert cause.title.startswith("5 × same cause: Value refused: ")
    assert (cause.count, cause.name, cause.url) == (5, "", f"{PARTIES}?show=needs_you&cause=error%3Arefused_value")
    assert viewer.get(cause.url).context["cl"].result_count == 5


def test_a_held_conflict_is_told_with_both_values(viewer: Client) -> None:
    row = people.held_conflict(people.person())
    (cause,) = causes(viewer)
    assert cause.title.endswith("changed differently in both systems")
    assert cause.text.startswith("EspoCRM “14.03.1968”, Advoware “15.03.1986”.")
    assert (cause.name, cause.url) == ("Musterfrau, Erika", f"{CONFLICTS}?at={row.pk}")


def test_what_was_given_up_is_tried_again_by_who_may(viewer: Client, operator: Client) -> None:
    party = failed(1, minutes=5, sync_status="permanently_failed", error=BROKEN, due_at=ago(-60))
    (cause,) = causes(operator)
    assert cause.title == "Given up after 5 attempts: Advoware reports error 500"
    assert (cause.post, cause.url) == (True, reverse("admin:beteiligte_beteiligte_resync", args=[party.pk]))
    assert causes(viewer)[0].post is False


def test_nothing_is_tried_again_while_a_system_is_down(operator: Client) -> None:
    failed(1, minutes=5, sync_status="permanently_failed", error=BROKEN, due_at=ago(-60))
    SystemState.objects.create(name="advoware", down_since=ago(1), down_reason=BROKEN)
    (cause,) = causes(operator)
    assert (cause.post, cause.button) == (False, "Look at it")
    assert cause.text == "Waits for Advoware like all others."


def test_a_party_that_is_gone_is_told_as_gone(viewer: Client) -> None:
    failed(20981, minutes=5, gone_at=ago(5))
    (cause,) = causes(viewer)
    assert cause.title == "Number 20981 no longer exists in Advoware"


def test_paused_parties_need_nobody(viewer: Client) -> None:
    people.held_conflict(people.person(paused_at=ago(1), paused_by="otto"))
    assert causes(viewer) == []


def test_conflicts_with_the_same_two_values_are_one_cause(viewer: Client) -> None:
    for number in range(1, 38):
        people.review_conflict(people.person(number))
    (cause,) = causes(viewer, "review")
    assert cause.title.startswith("37 × same cause: ")
    assert cause.title.endswith("“Musterfrau” instead of “Musterdame”")
    assert cause.button == "Review all 37"
    assert cause.url == f"{CONFLICTS}?kind=review&field=lastName&rule=both_changed_policy"


def test_conflicts_with_different_values_are_counted_without_them(viewer: Client) -> None:
    for number, value in ((1, "Muster"), (2, "Probe")):
        row = people.review_conflict(people.person(number))
        type(row).objects.filter(pk=row.pk).update(value_advoware=value, rule="first_link_newer")
    (cause,) = causes(viewer, "review")
    assert cause.title.startswith("2 × ")
    assert cause.title.endswith("differed when first linked")
    assert cause.text.startswith("The newer value applies. Latest ")


def test_values_of_conflicts_are_for_who_may_see_conflicts(client: Client, db: None) -> None:
    people.held_conflict(people.person())
    client.force_login(people.staff("petra", "view_beteiligte"))
    page = client.get(URL).content.decode()
    assert "14.03.1968" not in page


def test_the_winner_of_a_rule_is_named(viewer: Client) -> None:
    people.review_conflict(people.person())
    (cause,) = causes(viewer, "review")
    assert cause.text.startswith("EspoCRM won by rule. Latest ")
