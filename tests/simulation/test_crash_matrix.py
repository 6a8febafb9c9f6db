"""The crash matrix in the suite: a stride through all scenarios; `--matrix` alone plays every step point."""

from __future__ import annotations

from tests.simulation.test_simulation import simulate


def holds(scenarios: int, *arguments: str) -> None:
    """Play that part of the matrix; every one of so many scenarios must hold."""
    played = simulate("--matrix", *arguments)
    assert played.returncode == 0, played.stdout + played.stderr
    assert played.stdout.count("| yes |") == scenarios, played.stdout


def test_a_create_survives_a_kill_at_every_third_step_point() -> None:
    holds(1, "--case", "create a person", "--search", "works", "--stride", "3")


def test_every_scenario_survives_a_kill_at_every_29th_step_point_and_late_commits() -> None:
    holds(18, "--search", "works", "--stride", "29")


def test_a_create_without_a_search_is_at_most_held() -> None:
    holds(2, "--case", "create", "--search", "ignored", "--stride", "29")
