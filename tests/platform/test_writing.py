"""`writing()`: short transactions, queued fairly on SQLite, nested without waiting for oneself."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from syncconsole.database import writing
from syncconsole.models import Checkpoint


def add_one(name: str) -> None:
    checkpoint = Checkpoint.objects.select_for_update().get(name=name)  # the row lock is for PostgreSQL
    checkpoint.value = {"n": checkpoint.value["n"] + 1}
    checkpoint.save()


@pytest.mark.django_db(transaction=True)
def test_an_error_rolls_the_whole_block_back():
    with pytest.raises(ZeroDivisionError), writing():
        Checkpoint.objects.create(name="sweep", at=timezone.now())
        raise ZeroDivisionError
    assert not Checkpoint.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nested_blocks_do_not_wait_for_themselves():
    with writing(), writing():
        Checkpoint.objects.create(name="sweep", at=timezone.now())
    assert Checkpoint.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_threads_lose_no_update():
    Checkpoint.objects.create(name="sweep", at=timezone.now(), value={"n": 0})

    def work() -> None:
        for _ in range(20):
            with writing():
                add_one("sweep")
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Checkpoint.objects.get(name="sweep").value == {"n": 160}


@pytest.mark.django_db(transaction=True)
def test_processes_write_the_same_rows_at_the_same_time(process_environment):
    program = (
        "import django; django.setup()\n"
        "from django.utils import timezone\n"
        "from syncconsole.database import writing\n"
        "from syncconsole.models import Checkpoint\n"
        "for n in range(30):\n"
        "    with writing(): Checkpoint.objects.update_or_create(name=f'p{n}', defaults={'at': timezone.now()})\n"
    )
    command = [sys.executable, "-c", program]
    children = [subprocess.Popen(command, cwd=settings.BASE_DIR, env=process_environment) for _ in range(2)]
    assert [child.wait(30) for child in children] == [0, 0]
    assert Checkpoint.objects.count() == 30
