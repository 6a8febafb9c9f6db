"""The demo's own values: its login, its secret key, and the environment of its processes."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from syncconsole.env import environment_of

USER = "demo"
PASSWORD = "demo-console"
_SYSTEM_PREFIXES = ("ESPOCRM_", "ADVOWARE_", "CONSOLE_ENV_FILE")


def manage(*arguments: str) -> list[str]:
    """Return the command line of `manage.py` with `arguments`, in this Python."""
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]


def secret_key() -> str:
    """Return the demo's secret key; made once and kept, so that a restart logs nobody out."""
    file = settings.CONSOLE_DATA_DIR / "secret_key"
    if not file.exists():
        write_private(file, secrets.token_urlsafe(50))
    return file.read_text().strip()


def write_private(file: Path, text: str) -> None:
    """Write `text` to a file that only this user can read, creating its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as target:
        target.write(text)


def database_is_in_use() -> bool:
    """Tell whether the database has logins, but not the demo's: then it is somebody's, and no demo may run on it."""
    users = get_user_model()._default_manager
    if users.model._meta.db_table not in connection.introspection.table_names():
        return False
    return users.exists() and not users.filter(username=USER).exists()


def make_login() -> None:
    """Create the demo's superuser with the known password, or set it right."""
    user_model = get_user_model()
    user = user_model._default_manager.filter(username=USER).first() or user_model(username=USER)
    user.is_staff = user.is_superuser = user.is_active = True
    if not user.check_password(PASSWORD):  # setting it again would log everybody out
        user.set_password(PASSWORD)
    user.save()


def sandbox_ports() -> list[str]:
    """Return the options that give the sandbox its two ports."""
    return [
        f"--espocrm-port={settings.SANDBOX_ESPOCRM_PORT}",
        f"--advoware-port={settings.SANDBOX_ADVOWARE_PORT}",
    ]


def console_environment(redis_url: str) -> dict[str, str]:
    """Return the variables that connect the console to the sandbox: the sandbox itself tells its credentials."""
    told = subprocess.run(
        manage("sandbox", "--print-env", *sandbox_ports()),
        env=clean_environment({"SECRET_KEY": secret_key()}),
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return {
        **json.loads(told),
        "CONSOLE_DEMO": "true",
        "CONSOLE_DATA_DIR": str(settings.CONSOLE_DATA_DIR),
        "CONSOLE_BASE_URL": f"http://127.0.0.1:{settings.CONSOLE_PORT}",
        "SECRET_KEY": secret_key(),
        "REDIS_URL": redis_url,
    }


def clean_environment(names: dict[str, str]) -> dict[str, str]:
    """Return this process's environment without any real system's variables, with `names` put over it."""
    own = environment_of(names)
    return {name: value for name, value in own.items() if name in names or not name.startswith(_SYSTEM_PREFIXES)}
