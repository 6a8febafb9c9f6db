"""Makes this process ready to simulate: Django on a database in memory, with all tables."""

from __future__ import annotations

import os
import random

import django


def prepare() -> None:
    """Load Django and make the tables; call it once, before anything of the console is imported."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.simulation.settings"
    django.setup()
    from django.core.management import call_command

    from tests.simulation.installed import configure

    call_command("migrate", verbosity=0)
    configure()
    random.seed(0)
