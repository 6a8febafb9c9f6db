"""The parties that a step works on: taken from those that wait, and given back or noted as ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils import translation
from django.utils.translation import gettext

from syncconsole import clock, registry
from syncconsole.bulk import acts
from syncconsole.bulk.outcomes import End
from syncconsole.database import writing
from syncconsole.models.bulk import NOT_ENDED, BulkItem, BulkRun, ItemState

NO_LONGER = "no_longer"  # why a party was left out: the act does not concern it any more


def take(run: BulkRun, size: int) -> list[int]:
    """Take up to `size` waiting parties for this generation: their keys; [] if none waits.

    The act stands in the history of each from this moment on. Those that it no longer concerns are left out here.
    """
    while True:
        with writing():
            items = _next_waiting(run, size)
            fresh = [item.party for item in items if item.generation == 0]
            left_out = set(fresh) - set(_concerned(run, fresh))
            taken = [item.party for item in items if item.party not in left_out]
            run.items.filter(party__in=taken).update(state=ItemState.TAKEN, generation=run.generation)
            _end(run, left_out, End(ItemState.SKIPPED, NO_LONGER))
            _note_in_history(run, [pk for pk in fresh if pk not in left_out])
        if taken or not items:
            return taken


def _next_waiting(run: BulkRun, size: int) -> list[BulkItem]:
    waiting = run.items.filter(state=ItemState.WAITING, detail="")  # the detail leads to the index in its order
    return list(waiting.select_for_update(skip_locked=True).order_by("id")[:size])


def _concerned(run: BulkRun, pks: Sequence[int]) -> list[int]:
    record = registry.get(run.definition).record
    return list(record.objects.filter(acts.get(run.act).concerns, pk__in=pks).values_list("pk", flat=True))


def _note_in_history(run: BulkRun, pks: Sequence[int]) -> None:
    if run.user_id is None or not pks:
        return
    record = registry.get(run.definition).record
    parties = record.objects.filter(pk__in=pks).only("pk", "name", "espo_id")
    LogEntry.objects.log_actions(run.user_id, parties, CHANGE, history_text(run))


def history_text(run: BulkRun) -> str:
    """What stands in a party's history, in the office's language."""
    with translation.override(settings.LANGUAGE_CODE):
        done = {
            acts.RESYNC.name: gettext("Synced by bulk action %(run)s."),
            acts.RESET_RETRIES.name: gettext("Retries reset by bulk action %(run)s."),
            acts.PAUSE.name: gettext("Paused by bulk action %(run)s."),
            acts.RESUME.name: gettext("Resumed by bulk action %(run)s."),
        }[run.act] % {"run": run.pk}
        return f"{done} {gettext('Reason: %(why)s') % {'why': run.why}}" if run.why else done


def end(run: BulkRun, pks: Sequence[int], how: End) -> None:
    """Note how these parties ended, unless that is noted already."""
    with writing():
        _end(run, pks, how)


def _end(run: BulkRun, pks: Any, how: End) -> None:
    held = run.items.filter(party__in=pks, state__in=NOT_ENDED)
    held.update(state=how.state, detail=how.detail, attempt=how.attempt, ended_at=clock.now())


def give_back(run: BulkRun, pks: Sequence[int]) -> int:
    """Let those of these parties wait again that this generation took and did not end; how many there were."""
    with writing():
        return _given_back(run.items.filter(party__in=pks, generation=run.generation))


def give_back_of_older(run: BulkRun) -> int:
    """The same for all that an older generation took: its step is dead."""
    with writing():
        return _given_back(run.items.filter(generation__lt=run.generation))


def _given_back(items: Any) -> int:
    return int(items.filter(state=ItemState.TAKEN).update(state=ItemState.WAITING))


def waits(run: BulkRun) -> bool:
    """Whether any party has not been taken."""
    return BulkItem.objects.filter(run=run, state=ItemState.WAITING).exists()


def at_work(run: BulkRun) -> bool:
    """Whether a step has taken parties that have not ended."""
    return BulkItem.objects.filter(run=run, state=ItemState.TAKEN).exists()


def left(run: BulkRun) -> bool:
    """Whether any party has not ended."""
    return BulkItem.objects.filter(run=run, state__in=NOT_ENDED).exists()
