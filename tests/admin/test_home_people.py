"""What people did last stands on home, with who and to whom; the same act on several parties is told once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from syncconsole import clock
from syncconsole.models import SystemState
from tests.admin import people

URL = reverse("admin:index")


def noted(thing: Any, words: str, seconds_ago: int = 0) -> None:
    LogEntry.objects.create(
        user=User.objects.get(username="otto"),
        content_type=ContentType.objects.get_for_model(thing),
        object_id=str(thing.pk),
        object_repr=str(thing),
        action_flag=CHANGE,
        change_message=words,
        action_time=clock.now() - timedelta(seconds=seconds_ago),
    )


def test_one_act_names_its_party(operator: Client) -> None:
    party = people.person()
    noted(party, "Versuche zurückgesetzt.")
    (deed,) = operator.get(URL).context["deeds"]
    assert (deed.whom, deed.what, deed.who) == ("Musterfrau, Erika", "Versuche zurückgesetzt.", "otto")
    assert deed.url == reverse("admin:beteiligte_beteiligte_change", args=[party.pk])


def test_the_same_act_on_several_parties_is_told_once(operator: Client) -> None:
    operator.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    for number in range(1, 7):
        noted(people.person(number), "Versuche zurückgesetzt.", seconds_ago=number)
    noted(people.person(7), "Versuche zurückgesetzt.", seconds_ago=900)
    assert [deed.whom for deed in operator.get(URL).context["deeds"]] == ["6 parties", "Musterfrau, Erika"]


def test_what_administrators_did_to_users_is_not_told(operator: Client) -> None:
    people.person()
    noted(User.objects.get(username="otto"), "Geändert.")
    assert operator.get(URL).context["deeds"] == []


def test_an_act_that_is_repeated_on_one_thing_names_it_once(operator: Client) -> None:
    system = SystemState.objects.create(name="advoware")
    people.person()
    noted(system, "Von Hand geprüft.", seconds_ago=5)
    noted(system, "Von Hand geprüft.")
    assert [deed.whom for deed in operator.get(URL).context["deeds"]] == ["Advoware"]
