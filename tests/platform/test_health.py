"""`/healthz` and `/readyz`."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone
from redis import Redis
from rq import Worker

from syncconsole.models import Checkpoint
from syncconsole.processes import health


def test_healthz_answers_without_database_and_redis(client):
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_readyz_is_ok_when_database_and_redis_answer(client, redis_url):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "redis": "ok",
        "workers": {"count": 0, "heartbeat": None},
        "scheduler": None,
        "sweep": None,
    }


@pytest.mark.django_db
def test_readyz_names_redis_when_it_does_not_answer(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["redis"] == "unreachable"
    assert answer.json()["database"] == "ok"


def test_readyz_names_the_database_when_it_does_not_answer(client, redis_url, monkeypatch):
    def refuse() -> None:
        raise DatabaseError

    monkeypatch.setattr(health, "_ask_database", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "unreachable"
    assert answer.json()["redis"] == "ok"


@pytest.mark.django_db
def test_readyz_tells_ages_but_never_fails_for_them(client, redis_url):
    Checkpoint.objects.create(name="scheduler", at=timezone.now() - timedelta(hours=2))
    with Redis.from_url(redis_url) as redis:
        worker = Worker(["events"], connection=redis)
        worker.register_birth()
        answer = client.get("/readyz")
    assert answer.status_code == 200
    body = answer.json()
    assert 7200 <= body["scheduler"] < 7210
    assert body["workers"]["count"] == 1
    assert 0 <= body["workers"]["heartbeat"] < 10


def test_only_reading_is_allowed(client):
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405
