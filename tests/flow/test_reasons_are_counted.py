"""Rules 3: `change_seq` counts reasons to sync; one statement serves webhooks, sweep and people."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from beteiligte.models import Beteiligte
from beteiligte.sync import DEFINITION
from syncconsole import clock
from syncconsole.work.due import ROWS_PER_STATEMENT, add_reason, add_reason_to
from tests.flow.conftest import ERIKA, MAX, a_party

pytestmark = pytest.mark.django_db


def test_an_unknown_record_becomes_a_new_party_with_one_reason():
    [party] = add_reason(DEFINITION, [ERIKA])
    row = Beteiligte.objects.get()
    assert (row.pk, row.espo_id, row.change_seq) == (party.pk, ERIKA, 1)
    assert row.unhandled
    assert row.sync_status == "pending_sync"


def test_a_known_party_gets_one_more_reason_and_is_shown_as_changed():
    erika = a_party(ERIKA, number=20418)
    before = clock.now()
    [party] = add_reason(DEFINITION, [ERIKA])
    erika.refresh_from_db()
    assert party == (erika.pk, ERIKA, 20418, 2)
    assert (erika.change_seq, erika.handled_seq, erika.sync_status) == (2, 1, "dirty")
    assert before - timedelta(seconds=1) <= erika.changed_at <= clock.now()


def test_a_party_that_has_never_run_stays_new():
    a_party(ERIKA, last_attempt_at=None, sync_status="pending_sync")
    add_reason(DEFINITION, [ERIKA])
    assert Beteiligte.objects.get().sync_status == "pending_sync"


def test_a_live_run_stays_shown_as_running():
    a_party(ERIKA, sync_status="syncing", lease_until=clock.now() + timedelta(minutes=5))
    add_reason(DEFINITION, [ERIKA])
    assert Beteiligte.objects.get().sync_status == "syncing"


def test_a_paused_party_and_a_tombstone_get_their_reasons_all_the_same():
    a_party(ERIKA, paused_at=clock.now())
    a_party(MAX, deleted_at=clock.now())
    add_reason(DEFINITION, [ERIKA, MAX])
    assert all(party.unhandled for party in Beteiligte.objects.all())


def test_an_id_that_comes_twice_counts_once():
    add_reason(DEFINITION, [ERIKA, ERIKA])
    add_reason(DEFINITION, [ERIKA, ERIKA])
    assert Beteiligte.objects.get().change_seq == 2


def test_no_id_is_no_reason():
    assert add_reason(DEFINITION, []) == []


def test_what_a_party_holds_is_left_alone():
    a_party(ERIKA, name="Musterfrau, Erika", failures=3, due_at=clock.now(), base={"lastName": ["a", "a"]})
    add_reason(DEFINITION, [ERIKA])
    erika = Beteiligte.objects.get()
    assert (erika.name, erika.failures, erika.base) == ("Musterfrau, Erika", 3, {"lastName": ["a", "a"]})
    assert erika.due_at is not None


def test_more_records_than_one_statement_takes_are_all_counted():
    ids = [f"{number:017x}" for number in range(2 * ROWS_PER_STATEMENT + 1)]
    assert len(add_reason(DEFINITION, ids)) == len(ids)
    assert sorted(party.seq for party in add_reason(DEFINITION, ids)) == [2] * len(ids)


def test_rows_are_written_in_the_order_of_their_ids(django_assert_num_queries):
    with django_assert_num_queries(1) as captured:
        add_reason(DEFINITION, [MAX, ERIKA])
    statement = captured[0]["sql"]
    assert statement.index(min(ERIKA, MAX)) < statement.index(max(ERIKA, MAX))


def test_rows_that_are_known_by_their_keys_get_a_reason_and_missing_keys_none():
    erika = a_party(ERIKA)
    assert [party.pk for party in add_reason_to(DEFINITION, [erika.pk, erika.pk + 1])] == [erika.pk]


@pytest.mark.django_db(transaction=True)
def test_two_that_count_the_same_parties_in_other_orders_lose_nothing():
    ids = [f"{number:017x}" for number in range(50)]
    failures: list[BaseException] = []

    def count(some: list[str]) -> None:
        try:
            for _ in range(10):
                add_reason(DEFINITION, some)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=count, args=(some,)) for some in (ids, ids[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert set(Beteiligte.objects.values_list("change_seq", flat=True)) == {20}
    connection.close()
