"""The webhook as a witness (rules 2): an edit that came between our last read and our PATCH to EspoCRM.

EspoCRM without version control lets the later write win, so no read ever shows that edit; its webhook does. Within an
hour of such an overwrite the last item for the field that is not our own value is looked at: a value that no read of
ours ever saw becomes a conflict to review.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from syncconsole import clock
from syncconsole.models import WebhookDelivery
from syncconsole.run.questions import Sides
from syncconsole.run.state import Run
from syncconsole.run.statements import exists
from syncconsole.sync.errors import ESPOCRM
from syncconsole.sync.readback import NOT_WRITTEN

WITHIN = timedelta(hours=1)
RULE = "possibly_overwritten"


def look(run: Run) -> None:
    """Ask the inbox about every field that the console has overwritten in EspoCRM within the last hour."""
    changed, now = run.claimed.last_changed_at, clock.now()
    if changed is None or now - changed > WITHIN or run.seen_espo is None:
        return
    overwritten = _overwritten(run, now - WITHIN)
    items = list(_items(run, min(overwritten.values()))) if overwritten else []
    for name, since in overwritten.items():
        value = _unseen(run, name, [item for at, item in items if at >= since and name in item])
        if value is not None:
            sides = Sides(run.seen_espo, run.seen_advoware)
            run.questions.keep(name, ESPOCRM, value, RULE, run.base.get(name), sides, now)


def _overwritten(run: Run, since: datetime) -> dict[str, datetime]:
    """Mapped fields that were written in EspoCRM since then, with the time of the first such write.

    Most parties that were written lately were written in Advoware only: that is asked first, by hand.
    """
    changes = run.definition.change
    if not exists(changes, "party_id = %s AND side = %s AND at >= %s", run.party.pk, ESPOCRM, since):
        return {}
    mapped = set(run.seen_espo.values) if run.seen_espo else set()
    rows = changes.objects.filter(party=run.party, side=ESPOCRM, at__gte=since, field__in=mapped)
    rows = rows.exclude(result=NOT_WRITTEN).order_by("at")
    found: dict[str, datetime] = {}
    for name, at in rows.values_list("field", "at"):
        found.setdefault(name, at)
    return found


def _items(run: Run, since: datetime) -> Iterator[tuple[datetime, Mapping[str, Any]]]:
    """What EspoCRM announced of this party since then, in order of arrival."""
    deliveries = WebhookDelivery.objects.filter(definition=run.definition.name, event="update", received_at__gte=since)
    for pk, at, ids in deliveries.order_by("pk").values_list("pk", "received_at", "ids"):
        if run.party.espo_id in ids:
            body = bytes(WebhookDelivery.objects.values_list("body", flat=True).get(pk=pk))
            yield from ((at, item) for item in _of_party(body, run.party.espo_id))


def _of_party(body: bytes, espo_id: str) -> list[Mapping[str, Any]]:
    items = json.loads(body)  # it named the record, so it was readable when it came
    return [item for item in items if isinstance(item, dict) and item.get("id") == espo_id]


def _unseen(run: Run, name: str, items: Iterable[Mapping[str, Any]]) -> str | None:
    """The value of the last item that is not one we wrote, if nobody ever saw it."""
    from_espo = run.mapping.by_name(name).from_espo
    rows = run.definition.change.objects.filter(party=run.party, field=name)
    written = set(rows.filter(side=ESPOCRM).values_list("after", flat=True))
    told = [value for item in items if (value := from_espo(item[name])) not in written]
    if not told:
        return None
    return None if told[-1] in _seen(run, name, rows) else told[-1]


def _seen(run: Run, name: str, rows: Any) -> set[str]:
    """Every value of the field that the console knows from a read, or has told a person of."""
    seen = {value for pair in rows.values_list("before", "after") for value in pair}
    for side in (run.claimed.seen_espo, run.claimed.seen_advoware, run.seen_espo and run.seen_espo.values):
        seen.add((side or {}).get(name, ""))
    if name in run.base:
        seen |= {run.base[name].e, run.base[name].a}
    questions = run.definition.conflict.objects.filter(party=run.party, field=name)
    return seen | {kept["value"] for kept_all in questions.values_list("kept", flat=True) for kept in kept_all}
