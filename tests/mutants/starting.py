"""Bugs between an edit in EspoCRM and its run: a reason lost, invented, or taken at its word."""

from __future__ import annotations

from tests.mutants.mutant import Edit, Mutant

QUEUES = "syncconsole/work/queues.py"
GATHER = "syncconsole/run/gather.py"

PAYLOAD_APPLIED = Mutant(
    "payload-applied",
    "A run takes the values that the latest delivery told for the record's own.",
    (
        Edit(
            GATHER,
            "        raw = run.espo.read(run.definition.entity, run.party.espo_id)\n",
            "        raw = run.espo.read(run.definition.entity, run.party.espo_id) | _told(run.party.espo_id)\n",
        ),
        Edit(
            GATHER,
            "def read_advoware(",
            "def _told(espo_id: str) -> dict[str, Any]:\n"
            "    import json\n\n"
            "    from syncconsole.models import WebhookDelivery\n\n"
            '    delivery = WebhookDelivery.objects.filter(readable=True).order_by("-id").first()\n'
            "    items = json.loads(bytes(delivery.body)) if delivery else []\n"
            '    return next((item for item in items if item.get("id") == espo_id), {})\n\n\n'
            "def read_advoware(",
        ),
    ),
    ("tests/flow/test_from_webhook_to_advoware.py::test_old_deliveries_in_any_order_change_nothing",),
)

ONE_JOB_PER_PARTY = Mutant(
    "one-job-per-party",
    "A job is named after its parties and not queued while one of that name is known to RQ.",
    (
        Edit(
            QUEUES,
            'job_id=f"{definition_name}-{uuid.uuid4().hex}",',
            "job_id=f\"{definition_name}-{'-'.join(map(str, batch))}\",",
        ),
        Edit(
            QUEUES,
            "        _queue(queue).enqueue_many(work)\n",
            "        known = _queue(queue).connection.exists\n"
            '        _queue(queue).enqueue_many([data for data in work if not known(f"rq:job:{data.job_id}")])\n',
        ),
    ),
    ("tests/flow/test_from_webhook_to_advoware.py::test_an_edit_to_and_fro_with_identical_bodies_counts_in_full",),
)

OWN_ECHO_STARTS_A_RUN = Mutant(
    "own-echo-starts-a-run",
    "The webhook of our own bookkeeping is a reason to run.",
    (
        Edit(
            "syncconsole/webhooks/items.py",
            '    return not BOOKKEEPING.issuperset(item) or item.get("syncStatus") in RESETS',
            "    return True",
        ),
    ),
    (
        "tests/flow/test_webhook_deliveries.py::test_an_update_of_nothing_but_bookkeeping_is_stored_and_starts_nothing",
        "tests/flow/test_webhook_deliveries.py::test_only_the_items_that_start_something_are_counted",
    ),
)

WATERMARK_AT_THE_END = Mutant(
    "watermark-at-the-end",
    "The sweep remembers when it ended, so what changed while it listed is asked for by none.",
    (
        Edit(
            "syncconsole/regular/sweep.py",
            '    learned = {"watermark": started.isoformat()}\n',
            '    learned = {"watermark": clock.now().isoformat()}\n',
        ),
    ),
    (
        "tests/flow/test_a_sweep_that_takes_long.py::"
        "test_an_edit_behind_the_back_of_a_sweep_of_half_an_hour_is_found_by_the_next_one",
    ),
)

MUTANTS = (PAYLOAD_APPLIED, ONE_JOB_PER_PARTY, OWN_ECHO_STARTS_A_RUN, WATERMARK_AT_THE_END)
