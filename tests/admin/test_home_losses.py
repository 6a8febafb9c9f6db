"""Many losses at once: staff are asked on home and in the inbox, and answer for all after a page with the number."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from syncconsole import clock
from syncconsole.models import Checkpoint, Message
from tests.admin import people

URL = reverse("admin:syncconsole_message_losses")
PAGES = (reverse("admin:index"), reverse("admin:syncconsole_message_changelist"))
GONE = {"code": "mass_gone", "params": {"number": 1}}


@pytest.fixture
def asked(db: None) -> Message:
    """Three parties are held, and staff were told."""
    for number in (1, 2, 3):
        people.person(number, sync_status="failed", hold=GONE, held_whole=True)
    return Message.objects.create(key="losses:gone", code="mass_gone_told", created_at=clock.now())


@pytest.fixture
def supervisor(db: None) -> Client:
    """May approve, too."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.staff("lena", *people.VIEWS, *people.ACTS, "approve_beteiligte"))
    return client


def answer(name: str, **more: str) -> dict[str, Any]:
    return {"kind": "gone", "answer": name, **more}


@pytest.mark.parametrize("page", PAGES)
def test_both_pages_ask_with_the_answers_that_the_person_may_give(
    page: str, asked: Message, supervisor: Client, operator: Client, viewer: Client
) -> None:
    shown = supervisor.get(page).content.decode()
    assert "Allow for all …" in shown
    assert "Refuse for all …" in shown
    assert 'value="allow"' not in operator.get(page).content.decode()
    assert 'value="refuse"' in operator.get(page).content.decode()
    assert 'value="refuse"' not in viewer.get(page).content.decode()


def test_a_question_stays_although_somebody_has_seen_the_message(asked: Message, supervisor: Client) -> None:
    Message.objects.update(seen_at=clock.now(), seen_by="otto")
    assert "Allow for all …" in supervisor.get(PAGES[0]).content.decode()
    Message.objects.update(closed_at=clock.now())
    assert "Allow for all …" not in supervisor.get(PAGES[0]).content.decode()


def test_a_page_with_the_number_of_parties_comes_first(asked: Message, supervisor: Client) -> None:
    page = supervisor.post(URL, answer("allow")).content.decode()
    assert "Allow for 3 parties" in page
    assert "For an hour further losses of this kind are recorded without a question." in page
    assert "Allow losses of 3 parties?" in page
    waiting = supervisor.get(
        reverse("admin:beteiligte_beteiligte_changelist"), {"show": "all", "cause": "hold:mass_gone"}
    )
    assert "show=all&amp;cause=hold%3Amass_gone" in page
    assert waiting.context["cl"].result_count == 3
    assert not Checkpoint.objects.filter(pk="losses:gone").exists()


def test_allowing_lets_the_parties_run(asked: Message, supervisor: Client) -> None:
    supervisor.post(URL, answer("allow", confirmed="yes", why="Aktion Karteileichen"))
    asked.refresh_from_db()
    assert asked.closed_at
    assert Checkpoint.objects.get(pk="losses:gone").value["allowed_until"]
    entry = LogEntry.objects.get(object_id=str(asked.pk))
    assert (entry.user.get_username(), "Aktion Karteileichen" in entry.change_message) == ("lena", True)


def test_refusing_leaves_them_held(asked: Message, operator: Client) -> None:
    operator.post(URL, answer("refuse", confirmed="yes"))
    assert Checkpoint.objects.get(pk="losses:gone").value["quiet_until"]
    assert people.Beteiligte.objects.filter(hold__code="mass_gone").count() == 3


def test_allowing_needs_the_right_to_approve_and_refusing_the_right_to_decide(
    asked: Message, operator: Client, viewer: Client
) -> None:
    assert operator.post(URL, answer("allow", confirmed="yes")).status_code == 403
    assert viewer.post(URL, answer("refuse", confirmed="yes")).status_code == 403
    assert not Checkpoint.objects.filter(pk="losses:gone").exists()


def test_only_by_post_and_only_what_is_known(asked: Message, supervisor: Client) -> None:
    assert supervisor.get(URL).status_code == 405
    assert supervisor.post(URL, {"kind": "gone", "answer": "perhaps"}).status_code == 404
    assert supervisor.post(URL, {"kind": "hair", "answer": "allow"}).status_code == 404
