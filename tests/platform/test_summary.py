"""The last lines of `make test` name what the machine lacks; in CI that is a failure."""

from __future__ import annotations

import pytest

from tests import machine, run


@pytest.fixture
def bare_machine(monkeypatch):
    monkeypatch.setattr(run, "run_suite", lambda database_url, arguments, told=None: 0)
    monkeypatch.setattr(machine, "postgres_programs", lambda: None)
    monkeypatch.setattr(machine, "chromium", lambda: None)
    monkeypatch.delenv("CI", raising=False)


def test_what_is_lacking_is_named_last_and_is_no_failure(bare_machine, capsys):
    assert run.main([]) == 0
    last = capsys.readouterr().out.splitlines()[-2:]
    assert ["PostgreSQL" in last[0], "Chromium" in last[1]] == [True, True]


def test_in_ci_it_is_a_failure(bare_machine, monkeypatch):
    monkeypatch.setenv("CI", "true")
    assert run.main([]) == 1


def test_a_failing_round_is_a_failure_everywhere(bare_machine, monkeypatch):
    monkeypatch.setattr(run, "run_suite", lambda database_url, arguments, told=None: 1)
    assert run.main([]) == 1
