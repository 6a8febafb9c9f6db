"""`.env.example` is the list of variables: complete, and good as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from syncconsole import env

EXAMPLE = Path(settings.BASE_DIR, ".env.example")
# Where the file itself is found, and what only `up` sets.
NOT_FOR_PEOPLE = {"CONSOLE_ENV_FILE", "CONSOLE_DEMO"}


def test_it_names_every_variable_that_the_settings_read():
    source = Path(settings.BASE_DIR, "syncconsole", "settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
    named = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE))
    assert named == read - NOT_FOR_PEOPLE


@pytest.mark.parametrize("line", [line for line in EXAMPLE.read_text().splitlines() if re.match("[A-Z]", line)])
def test_no_value_has_a_comment_behind_it_which_service_managers_would_take_as_part_of_it(line):
    assert " #" not in line


def test_its_values_are_the_defaults(monkeypatch):
    assert env.text("SYNC_CONCURRENCY") == ""
    for line in EXAMPLE.read_text().splitlines():
        if match := re.fullmatch(r"(SYNC_\w+|\w+_SECONDS|\w+_IN_FLIGHT)=(\S+)", line):
            default = getattr(settings, match[1])
            shown = ",".join(map(str, default)) if isinstance(default, tuple) else str(default)
            assert shown.lower() == match[2].lower(), match[1]
