"""An office of any size with its history, written by the database itself: a hundred thousand parties in seconds.

Of a hundred parties ten are open: two conflicts held, two to review, two holds, two retries, two given up. Each has
twenty attempts within a hundred days, of which every tenth carried a value, and one settled conflict. PostgreSQL only.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

ATTEMPTS_PER_PARTY = 20

_ERIKA = (
    '{"lastName": "Musterfrau", "firstName": "Erika", "rechtsform": "Natürliche Person", "dateOfBirth": "1986-03-14"}'
)
_BASE = (
    '{"lastName": {"e": "Musterfrau", "a": "Musterfrau"}, "firstName": {"e": "Erika", "a": "Erika"},'
    ' "dateOfBirth": {"e": "1986-03-14", "a": "1986-03-14"}}'
)
_TIMEOUT = '{"code": "timeout", "params": {"system": "advoware", "seconds": 30}}'
_HOLD = '{"code": "choose_match", "params": {"count": 2}, "candidates": [14870, 9031]}'

_PARTIES = f"""
INSERT INTO beteiligte_beteiligte (espo_id, number, number_confirmed, name, kind, sync_status, handled_seq, changed_at,
    last_compared_at, last_attempt_at, base, seen_espo, seen_advoware, failures, given_up, error, hold, held_whole,
    due_at, has_questions)
SELECT 'bench' || lpad(i::text, 12, '0'), 1000000 + i, true, 'Musterfrau ' || i || ', Erika', 'person',
    CASE WHEN k < 4 THEN 'conflict' WHEN k < 8 THEN 'failed' WHEN k < 10 THEN 'permanently_failed' ELSE 'clean' END, 1,
    now() - interval '20 days' * random(), now() - interval '8 hours' * random(), now() - interval '8 hours' * random(),
    '{_BASE}', '{_ERIKA}', '{_ERIKA}',
    CASE WHEN k IN (6, 7) THEN 2 WHEN k IN (8, 9) THEN 5 ELSE 0 END, k IN (8, 9),
    CASE WHEN k BETWEEN 6 AND 9 THEN '{_TIMEOUT}'::jsonb END, CASE WHEN k IN (4, 5) THEN '{_HOLD}'::jsonb END,
    k IN (4, 5), CASE WHEN k IN (6, 7) THEN now() + interval '1 hour' END, k < 4
FROM generate_series(1, %(parties)s) AS i, LATERAL (SELECT i %% 100 AS k) AS kind
"""

_CONFLICTS = """
INSERT INTO beteiligte_beteiligteconflict (party_id, field, kind, rule, base, value_espo, value_advoware, why, words,
    kept, author_espo, author_advoware, opened_at, closed_by, resolution, note, wish_e, wish_a)
SELECT id, 'dateOfBirth', CASE WHEN number %% 100 < 2 THEN 'held' ELSE 'review' END,
    CASE WHEN number %% 100 < 2 THEN 'both_changed_held' ELSE 'both_changed_policy' END,
    '1986-03-14', '1968-03-14', '1986-03-15', '', '', '[]', '', '', changed_at, '', '', '', '', ''
FROM beteiligte_beteiligte WHERE sync_status = 'conflict'
"""

_SETTLED = """
INSERT INTO beteiligte_beteiligteconflict (party_id, field, kind, rule, base, value_espo, value_advoware, why, words,
    kept, author_espo, author_advoware, opened_at, closed_at, closed_by, resolution, note, wish_e, wish_a)
SELECT id, 'firstName', 'held', 'both_changed_held', 'Erika', 'Erica', 'Erika-Maria', '', '', '[]', '', '',
    closed - interval '1 day', closed, 'otto', 'keep', '', '', ''
FROM beteiligte_beteiligte, LATERAL (SELECT now() - interval '100 days' * random() AS closed) AS moment
"""

_ATTEMPTS = """
INSERT INTO beteiligte_beteiligteattempt (party_id, epoch, trigger, who, job_id, started_at, ended_at, outcome,
    decision, decisions, calls, error_class)
SELECT id, n, 'sweep', '', '', at, at + interval '1 second',
    CASE WHEN (id + n) %% 10 = 0 THEN 'written' ELSE 'equal' END,
    CASE WHEN (id + n) %% 10 = 0
        THEN '{"code": "carried", "params": {"to_advoware": 1, "to_espocrm": 0}}'::jsonb END, '{}',
    '[{"system": "advoware", "method": "GET", "path": "/api/v1/advonet/Beteiligte", "status": 200, "ms": 80}]', ''
FROM generate_series(%(each)s, 1, -1) AS n, beteiligte_beteiligte,
    LATERAL (SELECT now() - interval '5 days' * (n - random()) AS at) AS moment
"""

_CHANGES = """
INSERT INTO beteiligte_beteiligtechange (party_id, attempt_id, side, field, before, after, rule, result, author, at)
SELECT party_id, id, 'advoware', 'lastName', 'Muster', 'Musterfrau', 'espocrm_changed', 'arrived', '', started_at
FROM beteiligte_beteiligteattempt WHERE outcome = 'written'
"""

_MESSAGES = """
INSERT INTO syncconsole_message (key, code, params, definition, espo_id, created_at, seen_by, to_users, posts_failed)
SELECT 'bench-' || id, 'conflict', '{}', 'cbeteiligte', espo_id, changed_at, '', '[]', 0
FROM beteiligte_beteiligte WHERE sync_status = 'conflict'
"""

_DELIVERIES = """
INSERT INTO syncconsole_webhookdelivery (definition, event, webhook_id, received_at, body, ids, items, readable,
    started)
SELECT 'cbeteiligte', 'update', 'w', last_attempt_at, '[]', jsonb_build_array(espo_id), 1, true, true
FROM beteiligte_beteiligte
"""

_RUN = """
INSERT INTO syncconsole_bulkrun (definition, act, who, why, whole_filter, filter, total, state, started_at, beat_at,
    generation, token)
SELECT 'cbeteiligte', 'resync', 'otto', '', true, 'show=all', count(*), 'running', now() - interval '10 minutes', now(),
    1, gen_random_uuid() FROM beteiligte_beteiligte
"""

_ITEMS = """
INSERT INTO syncconsole_bulkitem (run_id, party, state, detail, generation, attempt, ended_at)
SELECT run.id, party.id, CASE WHEN party.id %% 20 = 0 THEN 'written' ELSE 'equal' END, '', 1, NULL,
    now() - interval '10 minutes' * random()
FROM beteiligte_beteiligte AS party, syncconsole_bulkrun AS run
"""

_STATEMENTS = (_PARTIES, _CONFLICTS, _SETTLED, _ATTEMPTS, _CHANGES, _MESSAGES, _DELIVERIES, _RUN, _ITEMS)


@dataclass(frozen=True)
class History:
    """How many rows the largest tables have."""

    parties: int
    attempts: int


def fill(parties: int) -> History:
    """Write that many parties with all that belongs to them into empty tables, and let the planner know them."""
    numbers = {"parties": parties, "each": ATTEMPTS_PER_PARTY}
    with connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, numbers)
        cursor.execute("VACUUM ANALYZE")
    return History(parties, parties * ATTEMPTS_PER_PARTY)
