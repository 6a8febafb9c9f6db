"""The console's settings for tests: what the machine has in its environment has no say here.

`TEST_DATABASE_URL` chooses the database (default: SQLite in a file of its own, since the sync's threads and the
end-to-end ring's processes each open it themselves).
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_PREFIXES = ("ESPOCRM_", "ADVOWARE_", "SYNC_", "REDIS_", "CONSOLE_", "SECRET_KEY", "DATABASE_URL", "DEBUG", "LOG_")

for _name in [name for name in os.environ if name.startswith(_PREFIXES)]:
    del os.environ[_name]

TEST_FOLDER = tempfile.mkdtemp(prefix="console-test-")
atexit.register(shutil.rmtree, TEST_FOLDER, ignore_errors=True)

os.environ.update(
    SECRET_KEY="only-for-tests",
    CONSOLE_DATA_DIR=TEST_FOLDER,
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL", "") or f"sqlite:///{TEST_FOLDER}/console.sqlite3",
    REDIS_URL="redis://127.0.0.1:1/0",  # nobody listens there: a test that needs Redis takes the fixture `redis_url`
    LOG_LEVEL="WARNING",
)

from syncconsole.settings import *  # noqa: E402, F403
from syncconsole.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": f"{TEST_FOLDER}/test.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
