"""Fixtures that every part of the suite shares: the real server, and the environment of real processes."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.db import connection
from redis import Redis

from syncconsole import systems
from syncconsole.processes.embedded import running_server


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What this process keeps of the systems for a second belongs to the test before."""
    systems.forget()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The URL of one real server for the whole run."""
    with running_server() as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str, settings) -> str:
    """The URL of an empty real server, to which the settings point."""
    with Redis.from_url(redis_server) as redis:
        redis.flushall()
    settings.REDIS_URL = redis_server
    settings.RQ_QUEUES = {name: {**queue, "URL": redis_server} for name, queue in settings.RQ_QUEUES.items()}
    return redis_server


@pytest.fixture
def process_environment(redis_url: str, transactional_db, settings) -> dict[str, str]:
    """The environment with which a child process works on this test's database and Redis.

    It carries no credentials of EspoCRM and Advoware: a test adds those of its sandbox.
    """
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "syncconsole.settings",
        "SECRET_KEY": "only-for-tests-and-long-enough-to-be-taken",
        "DATABASE_URL": _database_url(),
        "REDIS_URL": redis_url,
        "LOG_LEVEL": "INFO",
    }


def _database_url() -> str:
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    return f"postgres://{config['USER']}@/{config['NAME']}?host={config['OPTIONS']['host']}"
