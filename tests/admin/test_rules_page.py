"""The rules in force, as the settings say, for everybody who may see parties."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from beteiligte.sync import DEFINITION

URL = reverse("rules")


def _rules(client: Client) -> dict[str, Any]:
    ((definition, rules),) = client.get(URL, headers={"accept-language": "en"}).context["syncs"]
    assert definition is DEFINITION
    return {rule.espo: rule for rule in rules}


def test_every_field_has_its_names_in_both_systems(viewer: Client) -> None:
    rules = _rules(viewer)
    assert set(rules) == {field.name for field in DEFINITION.mapping().fields}
    assert (rules["lastName"].advoware, rules["dateOfBirth"].advoware) == ("name", "geburtsdatum")


def test_the_common_rule_comes_from_the_settings(viewer: Client, settings) -> None:
    settings.SYNC_CONFLICT_POLICY = "advoware"
    assert {rule.rule for rule in _rules(viewer).values()} == {
        "Advoware's value applies, EspoCRM's is kept for review."
    }


def test_a_field_with_a_rule_of_its_own_stands_out(viewer: Client, settings) -> None:
    settings.SYNC_FIELD_POLICIES = {"dateOfBirth": "manual"}
    rules = _rules(viewer)
    assert [name for name, rule in rules.items() if rule.own] == ["dateOfBirth"]
    assert rules["dateOfBirth"].rule == "By hand: nothing is carried until somebody has decided."


def test_it_stands_in_the_navigation(viewer: Client, plain: Client) -> None:
    assert f'href="{URL}"' in viewer.get(reverse("admin:index")).content.decode()
    assert f'href="{URL}"' not in plain.get(reverse("admin:index")).content.decode()
