"""Clients of three people: staff without any permission, a viewer, and an operator."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from tests.admin import people
from tests.runner.conftest import office

__all__ = ["office"]


@pytest.fixture(autouse=True)
def fresh_words_and_counts() -> None:
    """The navigation's counts and the language of one test are not those of the next."""
    cache.clear()
    translation.activate("de")


def _client(name: str, *codenames: str) -> Client:
    client = Client(headers={"accept-language": "de"})
    client.force_login(people.staff(name, *codenames))
    return client


@pytest.fixture
def plain(db: None) -> Client:
    """Staff without any permission."""
    return _client("paul")


@pytest.fixture
def viewer(db: None) -> Client:
    """May see everything but bodies, and do nothing."""
    return _client("vera", *people.VIEWS)


@pytest.fixture
def operator(db: None) -> Client:
    """May see, resync, reset retries and decide."""
    return _client("otto", *people.VIEWS, *people.ACTS)


@pytest.fixture
def supervisor(db: None) -> Client:
    """May besides give the answers that create, unlink or remove, and set the rule for conflicts."""
    more = ("approve_beteiligte", "pause_beteiligte", "set_policychange")
    return _client("sina", *people.VIEWS, *people.ACTS, *more)
