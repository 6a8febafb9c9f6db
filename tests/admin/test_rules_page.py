"""The rules in force, as the settings say or a supervisor has set them, for everybody who may see parties."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from beteiligte.sync import DEFINITION
from syncconsole import policies
from syncconsole.models import PolicyChange
from tests.admin import people

URL, SET = reverse("rules"), reverse("rules_policy")
ENGLISH = {"accept-language": "en"}
BY_ESPOCRM = "EspoCRM's value applies, Advoware's is kept for review."
BY_ADVOWARE = "Advoware's value applies, EspoCRM's is kept for review."
BY_HAND = "By hand: nothing is carried until somebody has decided."


def _post(client: Client, policy: str, why: str = "Wunsch der Kanzlei") -> str:
    """Post the form; the words that follow."""
    return _text(client.post(SET, {"policy": policy, "why": why}, follow=True, headers=ENGLISH))


def _shown(client: Client) -> str:
    return _text(client.get(URL, headers=ENGLISH))


def _text(response: Any) -> str:
    return " ".join(response.content.decode().replace("&#x27;", "'").split())


def _rules(client: Client) -> dict[str, Any]:
    ((definition, rules),) = client.get(URL, headers=ENGLISH).context["syncs"]
    assert definition is DEFINITION
    return {rule.espo: rule for rule in rules}


def test_every_field_has_its_names_in_both_systems(viewer: Client) -> None:
    rules = _rules(viewer)
    assert set(rules) == {field.name for field in DEFINITION.mapping().fields}
    assert (rules["lastName"].advoware, rules["dateOfBirth"].advoware) == ("name", "geburtsdatum")


def test_the_common_rule_comes_from_the_settings(viewer: Client, settings) -> None:
    settings.SYNC_CONFLICT_POLICY = "advoware"
    assert {rule.rule for rule in _rules(viewer).values()} == {BY_ADVOWARE}


def test_a_field_with_a_rule_of_its_own_stands_out(viewer: Client, settings) -> None:
    settings.SYNC_FIELD_POLICIES = {"dateOfBirth": "manual"}
    rules = _rules(viewer)
    assert [name for name, rule in rules.items() if rule.own] == ["dateOfBirth"]
    assert rules["dateOfBirth"].rule == BY_HAND


def test_it_stands_in_the_navigation(viewer: Client, plain: Client) -> None:
    assert f'href="{URL}"' in viewer.get(reverse("admin:index")).content.decode()
    assert f'href="{URL}"' not in plain.get(reverse("admin:index")).content.decode()


# The common rule set by a supervisor


def test_a_supervisor_sets_the_common_rule(supervisor: Client, viewer: Client) -> None:
    assert "Set. It decides from the next sync of each party on." in _post(supervisor, "manual")
    assert policies.in_force() == "manual"
    assert {rule.rule for rule in _rules(viewer).values()} == {BY_HAND}


def test_everybody_reads_who_set_it_when_and_why(supervisor: Client, viewer: Client) -> None:
    assert "nobody has set another rule here" in _shown(viewer)
    _post(supervisor, "advoware", "Die Aktenführung <hat> das letzte Wort")
    page = _shown(viewer)
    assert f"<strong>{BY_ADVOWARE}</strong>" in page
    assert "Set by sina <time" in page
    assert "just now</time>: Die Aktenführung &lt;hat&gt; das letzte Wort" in page


def test_the_history_has_every_change_the_newest_first(supervisor: Client, viewer: Client) -> None:
    for policy in ("advoware", "manual", "environment"):
        _post(supervisor, policy, f"Grund {policy}")
    history = viewer.get(URL, headers=ENGLISH).context["history"]
    assert [(one.who, one.rule, one.why) for one in history] == [
        ("sina", "As the administration has set it", "Grund environment"),
        ("sina", BY_HAND, "Grund manual"),
        ("sina", BY_ADVOWARE, "Grund advoware"),
    ]


def test_it_can_be_given_back_to_the_environment(supervisor: Client, settings) -> None:
    settings.SYNC_CONFLICT_POLICY = "advoware"
    _post(supervisor, "manual")
    page = _post(supervisor, "environment")
    assert policies.in_force() == "advoware"
    assert f"<strong>{BY_ADVOWARE}</strong>" in page
    assert "(as SYNC_CONFLICT_POLICY says)" in page


def test_a_fields_own_rule_stays_whatever_is_set(supervisor: Client, settings) -> None:
    settings.SYNC_FIELD_POLICIES = {"dateOfBirth": "espocrm"}
    _post(supervisor, "manual")
    rules = _rules(supervisor)
    assert (rules["dateOfBirth"].rule, rules["lastName"].rule) == (BY_ESPOCRM, BY_HAND)
    assert "A field with a rule of its own keeps it" in _shown(supervisor)


@pytest.mark.parametrize(("policy", "why"), [("manual", "  "), ("", "Grund"), ("newest", "Grund")])
def test_without_a_rule_and_a_reason_nothing_is_set(supervisor: Client, policy: str, why: str) -> None:
    assert "Nothing was changed: choose a rule and say why." in _post(supervisor, policy, why)
    assert not PolicyChange.objects.exists()


def test_sent_twice_it_is_set_once(supervisor: Client) -> None:
    _post(supervisor, "manual")
    assert "Nothing was changed: this rule is in force already." in _post(supervisor, "manual")
    assert PolicyChange.objects.count() == LogEntry.objects.count() == 1


def test_home_tells_who_set_it(supervisor: Client) -> None:
    _post(supervisor, "manual")
    (deed,) = supervisor.get(reverse("admin:index"), headers=ENGLISH).context["deeds"]
    assert (deed.whom, deed.who, deed.url) == ("Rule for conflicts", "sina", "")
    assert deed.what == f"{BY_HAND} Wunsch der Kanzlei"


def test_only_who_may_set_it_sees_the_form(supervisor: Client, operator: Client, viewer: Client) -> None:
    shows = {name: f'action="{SET}"' in _shown(client) for name, client in (("s", supervisor), ("o", operator))}
    assert shows == {"s": True, "o": False}
    assert f'action="{SET}"' not in _shown(viewer)


def test_a_post_of_anybody_else_is_refused_and_sets_nothing(operator: Client) -> None:
    people.make_roles()
    response = operator.post(SET, {"policy": "manual", "why": "Grund"}, headers=ENGLISH)
    assert response.status_code == 403
    assert "“Set the rule for conflicts” belongs to the role Supervisor." in _text(response)
    assert not PolicyChange.objects.exists()


def test_a_post_needs_the_csrf_token(supervisor: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = supervisor.cookies
    assert strict.post(SET, {"policy": "manual", "why": "Grund"}).status_code == 403
    assert not PolicyChange.objects.exists()


def test_a_link_sets_nothing(supervisor: Client) -> None:
    assert supervisor.get(SET, {"policy": "manual", "why": "Grund"}).status_code == 405
    assert not PolicyChange.objects.exists()


def test_the_page_of_a_party_shows_what_the_rule_would_do(supervisor: Client) -> None:
    party = people.person()
    people.Beteiligte.objects.filter(pk=party.pk).update(
        seen_espo={**party.seen_espo, "lastName": "Ausespo"},
        seen_advoware={**party.seen_advoware, "lastName": "Ausadvoware"},
    )
    url = reverse("admin:beteiligte_beteiligte_change", args=[party.pk])
    assert "write to Advoware" in _text(supervisor.get(url, headers=ENGLISH))
    _post(supervisor, "advoware")
    assert "write to EspoCRM" in _text(supervisor.get(url, headers=ENGLISH))
