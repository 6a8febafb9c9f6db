"""Rules 6: what people in EspoCRM are told, once per change of state, through the outbox; and what if that fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from syncconsole import clock, messages
from syncconsole.clients import connections
from syncconsole.models import Message, SystemState
from syncconsole.regular import outbox
from syncconsole.sandbox.espocrm.users import USERS
from syncconsole.sandbox.run import Sandbox
from tests.runner.movable_clock import MovableClock

pytestmark = pytest.mark.django_db(transaction=True)

ANNA, BERND = list(USERS)[:2]


@pytest.fixture
def box(settings: Any) -> Iterator[Sandbox]:
    """EspoCRM, in which Anna is to be told."""
    with Sandbox() as started:
        for name, value in started.console_environment().items():
            setattr(settings, name, value.rstrip("/") if value.startswith("http") else value)
        settings.ESPOCRM_NOTIFY_USERS, settings.ESPOCRM_NOTIFY_CHANNEL = (ANNA,), "note"
        started.espo.options.message_permission = started.espo.options.user_read_access = True
        connections.reset()
        yield started
        connections.reset()


@pytest.fixture
def time() -> Iterator[MovableClock]:
    movable = MovableClock()
    before = clock.use(movable)
    yield movable
    clock.use(before)


def test_a_message_is_posted_once_to_the_users_of_the_settings(box: Sandbox) -> None:
    messages.tell("system:advoware", "system_down", system="advoware")
    assert (outbox.post_due(), outbox.post_due()) == (1, 0)
    (note,) = box.espo.notes.posted
    assert note["usersIds"] == [ANNA]
    assert "Advoware" in note["post"]


def test_a_message_about_a_party_goes_to_whom_it_is_assigned_to_and_leads_to_its_record(box: Sandbox) -> None:
    messages.tell("party:x:hold", "hold", definition="cbeteiligte", espo_id="6b05000000000e21a", to=[BERND])
    outbox.post_due()
    (note,) = box.espo.notes.posted
    assert note["usersIds"] == [BERND]
    assert note["post"].endswith("/#CBeteiligte/view/6b05000000000e21a")


def test_a_state_that_is_told_already_is_not_told_again(box: Sandbox) -> None:
    messages.tell("system:advoware", "system_down", system="advoware")
    messages.tell("system:advoware", "system_down", system="advoware")
    assert outbox.post_due() == 1


def test_where_espocrm_does_not_answer_it_is_tried_again_later(box: Sandbox, time: MovableClock) -> None:
    messages.tell("system:advoware", "system_down", system="advoware")
    box.espo_faults.arm(path="Note", status=500)
    assert outbox.post_due() == 0
    assert outbox.post_due() == 0  # not before its time
    time.advance(61)
    assert outbox.post_due() == 1


def test_an_answer_that_was_lost_is_posted_again_rather_than_never(box: Sandbox, time: MovableClock) -> None:
    messages.tell("system:advoware", "system_down", system="advoware")
    box.espo_faults.arm(path="Note", when="after", drop=True)
    outbox.post_due()
    time.advance(61)
    outbox.post_due()
    assert len(box.espo.notes.posted) == 2
    assert Message.objects.get().posted_at is not None


def test_while_espocrm_is_down_messages_wait(box: Sandbox) -> None:
    SystemState.objects.create(name="espocrm", down_since=clock.now())
    messages.tell("system:espocrm", "system_down", system="espocrm")
    assert outbox.post_due() == 0
    SystemState.objects.update(down_since=None)
    assert outbox.post_due() == 1


def test_a_refusal_leaves_the_message_in_the_console_and_is_told_there_once(box: Sandbox) -> None:
    box.espo.options.message_permission = False
    messages.tell("system:advoware", "system_down", system="advoware")
    messages.tell("system:espocrm", "system_down", system="espocrm")
    assert outbox.post_due() == 0
    assert outbox.post_due() == 0
    assert box.espo.notes.posted == []
    assert Message.objects.filter(code="notify_refused").count() == 1
    assert not Message.objects.filter(post_at__isnull=False).exists()


def test_the_other_channel_makes_a_notification_for_each_user(box: Sandbox, settings: Any) -> None:
    settings.ESPOCRM_NOTIFY_CHANNEL, settings.ESPOCRM_NOTIFY_USERS = "notification", (ANNA, BERND)
    box.espo.options.notification_override = True
    messages.tell("system:advoware", "system_down", system="advoware")
    outbox.post_due()
    assert [one["userId"] for one in box.espo.notes.notifications] == [ANNA, BERND]


def test_a_notification_that_reached_one_user_is_tried_again_for_the_others_only(
    box: Sandbox, settings: Any, time: MovableClock
) -> None:
    settings.ESPOCRM_NOTIFY_CHANNEL, settings.ESPOCRM_NOTIFY_USERS = "notification", (ANNA, BERND)
    box.espo.options.notification_override = True
    box.espo_faults.arm(path="Notification", status=500, skip=1, times=2)
    messages.tell("system:advoware", "system_down", system="advoware")
    posted = []
    for _ in range(3):
        posted.append(outbox.post_due())
        time.advance(4000)
    assert posted == [0, 0, 1]
    assert [one["userId"] for one in box.espo.notes.notifications] == [ANNA, BERND]


def test_with_no_channel_nothing_is_posted(box: Sandbox, settings: Any) -> None:
    settings.ESPOCRM_NOTIFY_CHANNEL = "none"
    messages.tell("system:advoware", "system_down", system="advoware")
    assert outbox.post_due() == 0


def test_a_flood_is_posted_in_portions(box: Sandbox) -> None:
    for number in range(25):
        messages.tell(f"party:{number}:hold", "hold")
    assert (outbox.post_due(), outbox.post_due()) == (20, 5)
