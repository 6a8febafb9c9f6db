"""Fixtures that every part of the suite shares: the real server, and the environment of real processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connection
from redis import Redis

from syncconsole import policies, systems
from syncconsole.processes.embedded import running_server

_KEPT = {"auth_permission", "django_content_type"}


@pytest.fixture(scope="session", autouse=True)
def quick_flush() -> Iterator[None]:
    """Empty the tables between tests without announcing a migration each time, which takes longer than most tests.

    What that announcement would fill again, permissions and content types, is left standing instead.
    """

    def sql_flush(style: Any, connection: Any, reset_sequences: bool = True, allow_cascade: bool = False) -> list[str]:
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        emptied = [table for table in tables if table not in _KEPT]
        return list(
            connection.ops.sql_flush(style, emptied, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush, "sql_flush", sql_flush)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_, **__: None)
        yield


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What this process keeps of the systems and of the policy for a second belongs to the test before."""
    systems.forget()
    policies.forget()


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
