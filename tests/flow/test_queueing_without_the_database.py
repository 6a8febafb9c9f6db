"""Queueing fails nobody's work: not even if the database is lost between a commit and the job (rules 5)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, connection

from syncconsole.work import queues


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_lost_after_the_commit_raises_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def lost(*_: Any) -> Any:
        raise OperationalError("the database is down")

    with connection.execute_wrapper(lost):
        queues.enqueue("cbeteiligte", [1], queue=queues.EVENTS, trigger="webhook")
    assert "Error calling enqueue" in caplog.text
