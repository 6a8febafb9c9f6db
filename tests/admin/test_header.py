"""The frame of every page: search, navigation with counts, links for small screens, the switches."""

from __future__ import annotations

import re

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beteiligte.models import Beteiligte
from syncconsole.console import navigation
from tests.admin import people

HOME, FIND = reverse("admin:index"), reverse("admin:beteiligte_beteiligte_find")
LIST = reverse("admin:beteiligte_beteiligte_changelist")


def _html(client: Client, url: str = HOME) -> str:
    return client.get(url).content.decode()


def _part(html: str, start: str, end: str) -> str:
    return html.split(start, 1)[1].split(end, 1)[0]


def test_a_single_hit_opens_the_party(viewer: Client) -> None:
    party = people.person(20418)
    people.company(10112)
    page = reverse("admin:beteiligte_beteiligte_change", args=[party.pk])
    for term in ("Musterf", "musterfrau, e", "20418", "betnr:20418", people.espo_id(20418), "  20418 "):
        assert viewer.get(FIND, {"q": term}).headers["Location"] == page, term


def test_several_hits_and_none_lead_to_the_whole_list(viewer: Client) -> None:
    people.person(1)
    people.person(2)
    for term in ("Muster", "Niemand"):
        assert viewer.get(FIND, {"q": term}).headers["Location"] == f"{LIST}?show=all&q={term}"


def test_an_empty_search_finds_nothing_in_particular(viewer: Client) -> None:
    people.person()
    assert viewer.get(FIND, {"q": "  "}).headers["Location"].startswith(LIST)


def test_the_search_stands_on_every_page_for_who_may_see_parties(viewer: Client, plain: Client) -> None:
    pages = [HOME, LIST, reverse("admin:syncconsole_message_changelist"), reverse("admin:password_change")]
    assert [page for page in pages if f'action="{FIND}"' not in _html(viewer, page)] == []
    assert f'action="{FIND}"' not in _html(plain)


def test_the_search_is_also_in_the_menu_of_small_screens(viewer: Client) -> None:
    assert f'action="{FIND}"' in _part(_html(viewer), '<nav id="quick-nav"', "</nav>")


def test_small_screens_have_three_links_and_the_rest_under_more(viewer: Client) -> None:
    quick = _part(_html(viewer), '<nav id="quick-nav"', "</nav>")
    links, more = quick.split("<details", 1)
    assert [text.strip() for text in re.findall(r"<a [^>]*>([^<]*)", links)] == ["Übersicht", "Beteiligte", "Konflikte"]
    assert "Mehr" in more
    assert reverse("admin:syncconsole_systemstate_changelist") in more


def test_the_navigation_shows_two_counts(viewer: Client) -> None:
    people.held_conflict(people.person())
    people.company()
    sidebar = _part(_html(viewer), '<nav class="sticky" id="nav-sidebar"', "</nav>")
    assert '<span>Beteiligte</span><span class="count">2</span>' in sidebar
    assert '<span>Konflikte</span><span class="count asks">1</span>' in sidebar


def test_counts_are_written_as_the_language_does(viewer: Client) -> None:
    item = navigation.Item("Beteiligte", LIST, active=False, count=4812)
    assert item.shown_count == "4.812"


def test_the_counts_are_kept_for_half_a_minute(viewer: Client) -> None:
    people.person()
    page = reverse("admin:password_change")
    with CaptureQueriesContext(connection) as first:
        _html(viewer, page)
    with CaptureQueriesContext(connection) as second:
        _html(viewer, page)
    assert len(first) - len(second) == 2
    Beteiligte.objects.all().delete()
    assert '<span class="count">1</span>' in _html(viewer, page)
    cache.clear()
    assert '<span class="count">0</span>' in _html(viewer, page)


def test_the_page_one_is_on_is_marked(viewer: Client) -> None:
    sidebar = _part(_html(viewer, LIST), '<nav class="sticky" id="nav-sidebar"', "</nav>")
    assert re.findall(r'href="([^"]*)" aria-current="page"', sidebar) == [LIST]


def test_the_navigation_names_only_what_one_may_open(plain: Client, viewer: Client, admin_client: Client) -> None:
    users = reverse("admin:auth_user_changelist")
    assert [url in _html(plain) for url in (LIST, users)] == [False, False]
    assert [url in _html(viewer) for url in (LIST, users)] == [True, False]
    assert [url in _html(admin_client) for url in (LIST, users)] == [True, True]


def test_colours_can_be_switched_on_every_page(viewer: Client) -> None:
    assert 'class="theme-toggle"' in _html(viewer)
