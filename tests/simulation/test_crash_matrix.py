"""The crash matrix in the suite: a create at every step point, and a stride through all the other scenarios."""

from __future__ import annotations

from tests.simulation.test_simulation import simulate


def test_a_create_survives_a_kill_at_every_step_point() -> None:
    played = simulate("--matrix", "--case", "create a person", "--search", "works")
    assert played.returncode == 0, played.stdout + played.stderr


def test_every_scenario_survives_a_kill_at_every_29th_step_point_and_late_commits() -> None:
    played = simulate("--matrix", "--stride", "29")
    assert played.returncode == 0, played.stdout + played.stderr
    assert played.stdout.count("| yes |") == 36, played.stdout
