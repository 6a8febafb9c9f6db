"""The system checks: configurations whose single values are fine, but which cannot work."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks

from syncconsole.checks import is_loopback


def ids(**options: bool) -> set[str]:
    return {message.id for message in run_checks(tags=["syncconsole"], **options)}


@pytest.fixture(autouse=True)
def a_good_configuration(settings):
    settings.SECRET_KEY = "k" * 50
    settings.ESPOCRM_API_BASE_URL = "https://crm.example.invalid/api/v1"
    settings.ESPOCRM_API_KEY = settings.ADVOWARE_APP_ID = settings.ADVOWARE_API_KEY = "key"
    settings.ADVOWARE_KANZLEI = settings.ADVOWARE_DATABASE = settings.ADVOWARE_USER = "x"
    settings.ADVOWARE_PASSWORD = "word"
    settings.ESPOCRM_WEBHOOK_SECRETS = {"id": "secret"}


def test_a_good_configuration_is_silent():
    assert ids() == set()


def test_a_missing_secret_key_is_an_error(settings):
    settings.SECRET_KEY = ""
    assert ids() == {"syncconsole.E001"}


@pytest.mark.parametrize("key", ["short", "django-insecure-" + "k" * 50, "demo-" + "k" * 50])
def test_a_key_that_can_be_guessed_is_an_error_unless_debug_is_on(settings, key):
    settings.SECRET_KEY = key
    assert ids() == {"syncconsole.E002"}
    settings.DEBUG = True
    assert ids() == set()


@pytest.mark.parametrize("name", ["ESPOCRM_API_TIMEOUT_SECONDS", "ADVOWARE_API_TIMEOUT_SECONDS"])
def test_a_lock_that_ends_within_one_call_is_an_error(settings, name):
    setattr(settings, name, settings.SYNC_LOCK_TTL_SECONDS)
    assert ids() == {"syncconsole.E003"}


def test_the_demo_may_not_be_reached_from_elsewhere(settings):
    settings.CONSOLE_DEMO = True
    assert ids() == set()
    settings.CONSOLE_BIND = "0.0.0.0"
    assert ids() == {"syncconsole.E004"}


def test_the_demos_secrets_are_refused_outside_the_demo(settings):
    settings.ESPOCRM_WEBHOOK_SECRETS = {"id": "demo-webhook-secret-create"}
    assert ids() == {"syncconsole.E005"}
    settings.CONSOLE_DEMO = True
    assert ids() == set()


def test_missing_credentials_and_webhook_secrets_are_warnings(settings):
    settings.ADVOWARE_PASSWORD = ""
    settings.ESPOCRM_WEBHOOK_SECRETS = {}
    assert ids() == {"syncconsole.W001", "syncconsole.W002"}


def test_redis_is_looked_for_only_before_a_deployment():
    assert "syncconsole.E006" not in ids()
    assert "syncconsole.E006" in ids(include_deployment_checks=True)


def test_redis_that_answers_is_no_error(redis_url):
    assert "syncconsole.E006" not in ids(include_deployment_checks=True)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("[::1]", True), ("localhost", True)]
    + [("0.0.0.0", False), ("::", False), ("192.0.2.1", False), ("console.example.invalid", False)],
)
def test_only_this_machine_counts_as_loopback(host, loopback):
    assert is_loopback(host) is loopback


def test_a_policy_for_a_field_that_no_sync_has_is_an_error(settings):
    settings.SYNC_FIELD_POLICIES = {"geburtstag": "manual"}
    assert "syncconsole.E007" in ids()


def test_a_policy_for_a_mapped_field_is_fine(settings):
    settings.SYNC_FIELD_POLICIES = {"dateOfBirth": "manual"}
    assert "syncconsole.E007" not in ids()
