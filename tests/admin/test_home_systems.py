"""Home tells how both systems and the console's own work are, and lets a person probe a system that is down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from beteiligte.models import BeteiligteChange
from syncconsole import breaker, clock
from syncconsole.models import Checkpoint, SystemState
from syncconsole.sync.errors import SystemDown
from syncconsole.sync.reasons import reason
from tests.admin import people

URL = reverse("admin:index")
TIMEOUT = {"code": "timeout", "params": {"system": "advoware", "seconds": 30}}
REJECTED = {"code": "credentials_rejected", "params": {"system": "advoware"}}


def ago(seconds: int) -> Any:
    return clock.now() - timedelta(seconds=seconds)


def page(client: Client) -> Any:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client.get(URL)


def system(client: Client, name: str) -> Any:
    return next(one for one in page(client).context["systems"] if one.name == name)


def down(**columns: Any) -> str:
    row = {"down_since": ago(2400), "down_reason": TIMEOUT, "probe_at": ago(-24), **columns}
    SystemState.objects.create(name="advoware", **row)
    return reverse("admin:syncconsole_systemstate_probe", args=["advoware"])


def test_nothing_is_claimed_of_a_system_that_was_not_called(viewer: Client) -> None:
    people.person()
    SystemState.objects.create(name="advoware")
    assert system(viewer, "advoware").badge.role == "quiet"
    assert str(system(viewer, "advoware").badge.word) == "unknown"


def test_a_system_that_answers_says_how_fast_and_when(viewer: Client) -> None:
    people.attempt(people.person(), started_at=ago(5))
    shown = system(viewer, "advoware")
    assert shown.badge.role == "ok"
    assert shown.text.startswith("Answers in 321 ms · last call ")


def test_the_banner_says_since_when_why_and_that_nothing_is_lost(viewer: Client) -> None:
    people.person(waits_for="advoware", sync_status="dirty")
    down()
    (banner,) = page(viewer).context["banners"]
    assert banner.role == "warn"
    assert banner.title.startswith("Advoware cannot be reached since ")
    assert dict(banner.facts)["Cause"] == "Advoware did not answer (after 30 s)."
    assert "Next probe" in dict(banner.facts)


def test_rejected_credentials_are_for_people_to_mend(viewer: Client) -> None:
    people.person()
    down(down_reason=REJECTED)
    (banner,) = page(viewer).context["banners"]
    assert banner.role == "stop"
    assert "must act" in banner.text
    assert str(system(viewer, "advoware").badge.word) == "Access rejected"


def test_a_pause_is_told_apart_from_an_outage(viewer: Client) -> None:
    people.person()
    SystemState.objects.create(name="advoware", paused_at=ago(60), paused_by="otto")
    (banner,) = page(viewer).context["banners"]
    assert (banner.role, banner.may_probe) == ("quiet", False)
    assert "Paused by otto" in system(viewer, "advoware").text


def test_every_page_has_the_banners_line(viewer: Client) -> None:
    down()
    viewer.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    for name in ("beteiligte_beteiligte", "beteiligte_beteiligteattempt", "syncconsole_message"):
        assert "Advoware cannot be reached since" in viewer.get(reverse(f"admin:{name}_changelist")).content.decode()


def test_operation_tells_the_delay_of_webhooks_from_edits_that_they_reported(viewer: Client) -> None:
    made = people.attempt(people.person(), started_at=ago(60))
    BeteiligteChange.objects.filter(attempt=made).update(authored_at=ago(98))
    told = {fact.label: fact.text for fact in page(viewer).context["operation"]}
    assert told["Webhook delay"] == "38 s on average"


def test_a_scheduler_that_is_silent_is_named(viewer: Client) -> None:
    people.person()
    Checkpoint.objects.create(name="scheduler", at=ago(600))
    told = {fact.label: fact for fact in page(viewer).context["operation"]}
    assert told["Scheduler"].role == "warn"
    Checkpoint.objects.update(at=ago(12))
    told = {fact.label: fact for fact in page(viewer).context["operation"]}
    assert (told["Scheduler"].text, told["Scheduler"].role) == ("running, 12 s ago", "ok")


class Prober:
    """Stands for the network: counts the probes, and answers or does not."""

    def __init__(self, answers: bool) -> None:
        self.answers, self.asked = answers, 0

    def __call__(self, system: str, **options: Any) -> None:
        self.asked += 1
        if not self.answers:
            raise SystemDown(system, reason("timeout", system=system, seconds=30))


def test_a_person_probes_once_and_a_system_that_answers_goes_on(
    operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, prober = down(), Prober(answers=True)
    monkeypatch.setattr(breaker, "probe", prober)
    assert operator.post(url).status_code == 302
    assert prober.asked == 1
    assert SystemState.objects.get().down_since is None
    assert LogEntry.objects.filter(object_id="advoware", user__username="otto").exists()


def test_a_system_that_does_not_answer_stays_down(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    url, prober = down(), Prober(answers=False)
    monkeypatch.setattr(breaker, "probe", prober)
    operator.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    answer = operator.post(url, follow=True).content.decode()
    assert prober.asked == 1
    assert SystemState.objects.get().down_since
    assert "Advoware still does not answer." in answer


def test_a_system_that_works_or_is_paused_is_not_asked(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    url, prober = down(down_since=None, down_reason=None), Prober(answers=True)
    monkeypatch.setattr(breaker, "probe", prober)
    operator.post(url)
    SystemState.objects.update(paused_at=clock.now())
    operator.post(url)
    assert prober.asked == 0


def test_only_who_may_sync_may_probe_and_only_by_post(
    operator: Client, viewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, prober = down(), Prober(answers=True)
    monkeypatch.setattr(breaker, "probe", prober)
    assert operator.get(url).status_code == 405
    assert viewer.post(url).status_code == 403
    assert prober.asked == 0
    assert f'action="{url}"' in operator.get(URL).content.decode()
    assert f'action="{url}"' not in viewer.get(URL).content.decode()
