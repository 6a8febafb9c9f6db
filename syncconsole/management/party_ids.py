"""The ids by which people name parties in commands: an EspoCRM id, or `betnr:12345`."""

from __future__ import annotations

from collections.abc import Sequence

from syncconsole.registry import SyncDefinition
from syncconsole.work.portions import portions

BY_NUMBER = "betnr:"
IDS_PER_QUERY = 400


class UnknownIds(Exception):
    """No party of the mirror has these ids; `ids` as they were given."""

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(", ".join(ids))
        self.ids = list(ids)


def party_keys(definition: SyncDefinition, ids: Sequence[str]) -> list[int]:
    """The keys of the parties with these ids, in the given order, each once. Raises UnknownIds with all that fail.

    A number means the party that has it now, not one that was deleted in EspoCRM.
    """
    wanted = list(dict.fromkeys(ids))
    found = _by_espo_id(definition, [id for id in wanted if not id.startswith(BY_NUMBER)])
    found |= _by_number(definition, [id for id in wanted if id.startswith(BY_NUMBER)])
    if missing := [id for id in wanted if id not in found]:
        raise UnknownIds(missing)
    return list(dict.fromkeys(found[id] for id in wanted))


def _by_espo_id(definition: SyncDefinition, ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in portions(ids, IDS_PER_QUERY):
        found |= dict(definition.record.objects.filter(espo_id__in=some).values_list("espo_id", "pk"))
    return found


def _by_number(definition: SyncDefinition, ids: Sequence[str]) -> dict[str, int]:
    numbers = {id: int(digits) for id in ids if (digits := id.removeprefix(BY_NUMBER)).isascii() and digits.isdigit()}
    linked = definition.record.objects.filter(deleted_at__isnull=True)
    found: dict[int, int] = {}
    for some in portions(sorted(set(numbers.values())), IDS_PER_QUERY):
        found |= dict(linked.filter(number__in=[n for n in some if n < 2**31]).values_list("number", "pk"))
    return {id: found[number] for id, number in numbers.items() if number in found}
