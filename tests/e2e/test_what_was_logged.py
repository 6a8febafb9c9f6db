"""What the processes have said all the while, at their most talkative: the last file of the ring, by its name."""

from __future__ import annotations

import re

import pytest
from rq import Queue
from rq.registry import FailedJobRegistry

from syncconsole.sandbox import demo
from syncconsole.work.queues import EVENTS, INTERACTIVE, SWEEP
from tests.e2e.office import FIRST_NAME, LAST_NAME, MAIL_HOST

pytestmark = pytest.mark.e2e

PERSONAL = (FIRST_NAME, LAST_NAME, MAIL_HOST, "Käthe", "Dora", "Lieselotte")
SECRETS = (
    demo.ESPOCRM_API_KEY,
    demo.ADVOWARE_API_KEY,
    demo.ADVOWARE_PASSWORD,
    *(secret for _, secret in demo.WEBHOOKS.values()),
    "only-for-tests-and-long-enough-to-be-taken",
)
A_TOKEN = re.compile(r"\b[0-9a-f]{64}\b")  # of Advoware, and a webhook's digest


@pytest.fixture
def lines(office) -> list[str]:
    """All lines of all processes, after two edits at least."""
    espo_id, number = office.linked()
    office.edit_advoware(number, vorname="Käthe")
    office.edit_espocrm(espo_id, firstName="Dora")
    office.announce()
    office.wait_for_rest(espo_id)
    lines = [line for said in office.ring.logs().values() for line in said.splitlines()]
    assert any(f"Beteiligte {number} " in line for line in lines)
    return lines


def test_no_line_has_personal_data(lines):
    assert [line for line in lines if any(word in line for word in PERSONAL)] == []


def test_no_line_has_a_key_a_password_or_a_token(lines):
    assert [line for line in lines if any(secret in line for secret in SECRETS) or A_TOKEN.search(line)] == []


def test_no_job_ended_by_a_defect(office):
    with office.ring.redis() as redis:
        queues = [Queue(name, connection=redis) for name in (INTERACTIVE, EVENTS, SWEEP)]
        assert [job for queue in queues for job in FailedJobRegistry(queue=queue).get_job_ids()] == []
