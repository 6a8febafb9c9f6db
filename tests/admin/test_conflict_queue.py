"""The queue of the conflict inbox: groups with the same two values, the panel, putting off, links that narrow it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from beteiligte.models import Beteiligte, BeteiligteConflict
from syncconsole import clock
from tests.admin import people
from tests.runner.movable_clock import MovableClock

URL = reverse("admin:beteiligte_beteiligteconflict_changelist")


@pytest.fixture
def movable() -> Iterator[MovableClock]:
    """The console's time, which the test may move on."""
    moved = MovableClock()
    before = clock.use(moved)
    yield moved
    clock.use(before)


def _url(act: str, row: Any) -> str:
    return reverse(f"admin:beteiligte_beteiligteconflict_{act}", args=[row.pk])


def _reviews(count: int, first: int = 1) -> list[Any]:
    return [people.review_conflict(people.person(number)) for number in range(first, first + count)]


def _items(client: Client, **query: Any) -> list[tuple[int, int]]:
    return [(item.pk, item.count) for item in client.get(URL, query).context["items"]]


def test_the_same_two_values_of_one_field_and_rule_are_one_item(viewer: Client) -> None:
    rows = _reviews(3)
    other = people.review_conflict(people.person(9))
    BeteiligteConflict.objects.filter(pk=other.pk).update(value_advoware="Musterherr")
    assert _items(viewer) == [(rows[0].pk, 3), (other.pk, 1)]


def test_entries_are_grouped_by_their_channel_though_their_numbers_differ(viewer: Client) -> None:
    rows = [people.held_conflict(people.person(number), field=f"phone:{number}") for number in (1, 2)]
    assert _items(viewer) == [(rows[0].pk, 2)]


def test_the_panel_says_for_how_many_a_decision_can_count(operator: Client) -> None:
    _reviews(3)
    other = people.review_conflict(people.person(9))
    BeteiligteConflict.objects.filter(pk=other.pk).update(value_advoware="Musterherr")
    panel = operator.get(URL).context["panel"]
    assert [(scope.name, scope.count) for scope in panel.scopes] == [("one", 1), ("values", 3), ("cause", 4)]


def test_every_choice_says_beforehand_what_it_will_do_in_numbers(operator: Client) -> None:
    people.held_conflict(people.person(1))
    people.held_conflict(people.person(2))
    page = operator.get(URL, headers={"accept-language": "en"})
    effects = {(one.choice, one.scope): one.text for one in page.context["panel"].effects}
    assert effects["keep", "one"] == "“14.03.1968” is written to Advoware, for 1 party."
    assert effects["take", "values"] == "“15.03.1986” is written to EspoCRM, for 2 parties."


def test_what_a_rule_settled_offers_the_kept_value_and_says_that_the_other_one_applies(operator: Client) -> None:
    _reviews(1)
    page = operator.get(URL, headers={"accept-language": "en"})
    panel = page.context["panel"]
    assert (panel.espo.choice, panel.espo.state, panel.advoware.choice, panel.advoware.state) == (
        "seen",
        "applies now",
        "take",
        "kept",
    )
    effects = {one.choice: one.text for one in panel.effects}
    assert effects["take"] == "“Musterdame” is written to both systems, for 1 party."
    assert effects["seen"].startswith("Nothing is written")


def test_where_advoware_won_the_two_cards_change_their_roles(operator: Client) -> None:
    row = _reviews(1)[0]
    kept = [{"side": "espocrm", "value": "Musterdame", "author": "anna", "at": ""}]
    BeteiligteConflict.objects.filter(pk=row.pk).update(kept=kept)
    panel = operator.get(URL).context["panel"]
    assert (panel.espo.choice, panel.advoware.choice) == ("take", "seen")


@pytest.mark.parametrize(("refused", "choices"), [("Musterfrau", ["seen", "take"]), ("Musterdame", ["seen", "keep"])])
def test_a_refused_value_is_not_offered_again(operator: Client, refused: str, choices: list[str]) -> None:
    row = _reviews(1)[0]
    kept = [{"side": "", "value": refused, "author": "", "at": ""}]
    BeteiligteConflict.objects.filter(pk=row.pk).update(kind="difference", why="refused", rule="refused", kept=kept)
    panel = operator.get(URL).context["panel"]
    assert [choice for choice, _ in panel.question.choices] == choices


def test_an_entry_whose_pair_is_gone_can_only_be_seen(operator: Client) -> None:
    party = people.person()
    people.held_conflict(party, field="phone:3")
    Beteiligte.objects.update(seen_meta={"espocrm": {"at": "x"}, "advoware": {"at": "x"}})
    panel = operator.get(URL).context["panel"]
    assert (panel.espo.choice, panel.advoware.choice, [choice for choice, _ in panel.more]) == ("", "", ["seen"])


def test_a_link_opens_one_question_and_knows_its_neighbours(operator: Client) -> None:
    rows = [people.held_conflict(people.person(number), base=f"1986-03-{10 + number}") for number in (1, 2, 3)]
    for row in rows:
        BeteiligteConflict.objects.filter(pk=row.pk).update(value_espo=f"1970-01-0{row.party.number}")
    page = operator.get(URL, {"at": rows[1].pk})
    assert page.context["panel"].question.row == rows[1]
    assert (page.context["previous_key"], page.context["next_key"]) == (rows[0].pk, rows[2].pk)


def test_a_question_that_somebody_settled_meanwhile_is_told_and_the_next_one_shown(operator: Client) -> None:
    first, second = _reviews(1)[0], people.held_conflict(people.person(2))
    operator.post(_url("decide", first), {"choice": "seen", "espo": "Musterfrau", "advoware": "Musterfrau"})
    page = operator.get(URL, {"at": first.pk})
    assert (page.context["missed"], page.context["panel"].question.row) == (first, second)


def test_all_of_a_group_can_be_looked_at_one_by_one(viewer: Client) -> None:
    rows = _reviews(3)
    people.held_conflict(people.person(9))
    assert _items(viewer, like=rows[1].pk) == [(row.pk, 1) for row in rows]


def test_links_narrow_the_queue_by_kind_field_and_rule(viewer: Client) -> None:
    review, held = _reviews(1)[0], people.held_conflict(people.person(9), field="mail:2")
    assert _items(viewer, kind="review") == [(review.pk, 1)]
    assert _items(viewer, field="mail") == [(held.pk, 1)]
    assert _items(viewer, field="lastName", rule="first_link_policy") == []


def test_nonsense_in_the_address_is_ignored(viewer: Client) -> None:
    row = _reviews(1)[0]
    for query in ({"at": "x"}, {"p": "99"}, {"at": "99999999"}, {"like": "x"}):
        assert _items(viewer, **query) == [(row.pk, 1)], query
    assert _items(viewer, like="99999999") == []


def test_what_is_put_off_goes_to_the_end_until_tomorrow_and_still_counts(
    operator: Client, movable: MovableClock
) -> None:
    held, review = people.held_conflict(people.person(9)), _reviews(1)[0]
    operator.post(_url("later", held), {"next": URL})
    page = operator.get(URL)
    assert [item.pk for item in page.context["items"]] == [review.pk, held.pk]
    assert page.context["totals"].total == 2
    movable.advance(86400)
    assert _items(operator) == [(held.pk, 1), (review.pk, 1)]


def test_putting_off_is_one_persons_affair(operator: Client, viewer: Client) -> None:
    held, review = people.held_conflict(people.person(9)), _reviews(1)[0]
    operator.post(_url("later", held), {"next": URL})
    assert _items(viewer) == [(held.pk, 1), (review.pk, 1)]


def test_a_viewer_finds_no_form_and_may_not_act(viewer: Client) -> None:
    row = _reviews(1)[0]
    page = viewer.get(URL).content.decode()
    assert 'name="choice"' not in page
    assert [viewer.post(_url(act, row)).status_code for act in ("decide", "later", "undo")] == [403, 403, 403]


def test_a_get_changes_nothing(operator: Client) -> None:
    row = _reviews(1)[0]
    assert [operator.get(_url(act, row)).status_code for act in ("decide", "later", "undo")] == [405, 405, 405]


def test_many_conflicts_cost_no_more_queries_than_one(operator: Client, django_assert_max_num_queries: Any) -> None:
    _reviews(30)
    for number in range(100, 130):
        people.held_conflict(people.person(number), base=f"1986-{number}")
    operator.get(URL)
    with django_assert_max_num_queries(15):
        operator.get(URL)
