"""What the kernel's run asks of a party's phones and mails (`syncconsole.run.entries.Entries`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kommunikation import sides
from kommunikation.run import history, look, rest, save, store, to_advoware, to_espo
from kommunikation.run.state import State, policy_by
from syncconsole.run.questions import Sides
from syncconsole.run.state import Run
from syncconsole.sync.errors import ADVOWARE, ESPOCRM
from syncconsole.sync.link import ENTRIES_NO_ROOM, ENTRIES_REMOVED
from syncconsole.sync.plan import HeldField
from syncconsole.sync.reasons import Reason, reason


class PartyEntries:
    """The entries of one party in one run."""

    def __init__(self, run: Run) -> None:
        self._state = State(run, policy_by(run.settings.default_policy))

    def planned(self) -> State | None:
        """What the last look planned, for a preview; None if there was none. A party at rest is planned for it."""
        if self._state.plan is None and self._state.stored is not None:
            look.look_closely(self._state)
        return self._state if self._state.plan is not None else None

    @property
    def acts(self) -> bool:
        """Whether entries are to be written in Advoware."""
        return self._state.plan is not None and bool(self._state.plan.acts)

    @property
    def unread(self) -> bool:
        """Whether Advoware must be read after what was written there."""
        return bool(self._state.arrived) or self._state.must_read

    @property
    def hold(self) -> Reason | None:
        """A mass removal that waits for a person, else entries for which EspoCRM has no room."""
        planned = self._state.plan
        if planned is None:
            return Reason.from_json(self._whole("hold"))
        if planned.holds:
            return reason(ENTRIES_REMOVED, side=planned.holds[0])
        beyond = len(planned.beyond_limit)
        return reason(ENTRIES_NO_ROOM, count=beyond, limit=self._state.policy.limit) if beyond else None

    @property
    def problems(self) -> Sequence[Reason]:
        """What staff should know, without values."""
        if self._state.plan is not None:
            return self._state.plan.problems
        return [found for one in self._whole("problems") or () if (found := Reason.from_json(one))]

    @property
    def marks(self) -> int:
        """Writes that only brought a marker up to date."""
        return self._state.marks

    @property
    def wait_until(self) -> datetime | None:
        """When a POST of unknown outcome may be planned again."""
        quiet = self._state.quiet
        waiting = [at for key, at in self._state.posted.items() if key not in quiet]
        return min(waiting) + self._state.quarantine if waiting else None

    def see_espo(self) -> None:
        """Notice a person's edit of EspoCRM's record."""
        look.see_espo(self._state)

    def look(self) -> None:
        """Plan on the last readings of both sides."""
        look.look(self._state)

    def look_at_new(self) -> None:
        """Plan for a record that was just created in Advoware."""
        look.look_at_new(self._state)

    def write(self) -> None:
        """Write the entries in Advoware."""
        to_advoware.write(self._state)

    def judge_advoware(self) -> None:
        """Judge what was written there."""
        to_advoware.judge(self._state)

    def ask_others(self) -> bool:
        """Ask who else has a number that EspoCRM is about to get."""
        return to_espo.ask_others(self._state)

    def body(self, *, one: bool) -> dict[str, Any]:
        """EspoCRM's lists, as a PATCH carries them."""
        return to_espo.body(self._state, one=one)

    def moved(self, side: str) -> bool:
        """Whether the last reading of `side` shows other entries than those planned on."""
        if not self._state.parts[0]:  # nothing was planned yet
            return False
        espo, advoware = self._state.run.seen_espo, self._state.run.seen_advoware
        if side == ESPOCRM:
            return espo is None or sides.espo_part(espo.raw) != self._state.parts[0]
        return advoware is None or sides.advoware_part(advoware.raw) != self._state.parts[1]

    def announce(self) -> None:
        """Store what the PATCH will carry and overwrite."""
        to_espo.announce(self._state)

    def judge_espo(self) -> None:
        """Judge what was written in EspoCRM."""
        to_espo.judge(self._state)

    def refuse(self, field: str, words: str, sent: Mapping[str, Any], *, alone: bool) -> bool:
        """EspoCRM refused these lists; whether a part is now left out."""
        return to_espo.refuse(self._state, field, words, sent, alone=alone)

    def take_over(self) -> None:
        """Take what is settled without a write, and what people decided."""
        planned = self._state.plan
        if planned is not None:
            history.keep_losses(self._state, planned)
            save.take(self._state, planned.record)
            self._state.taken = True
            history.settle_wishes(self._state.run, planned, look.owns)

    def held(self) -> Sequence[tuple[HeldField, Sides]]:
        """The pairs that wait for a person."""
        lines = self._state.plan.lines if self._state.plan else ()
        return [history.held(self._state.run, line) for line in lines if line.rule == history.HELD]

    def owns(self, field: str) -> bool:
        """Whether a question's field is an entry."""
        return look.owns(field)

    def rules(self) -> dict[str, str]:
        """The rule of every entry that was not simply equal."""
        lines = self._state.plan.lines if self._state.plan else ()
        return {history.name_of(line): line.rule for line in lines if line.rule not in history.QUIET_RULES}

    def shown(self, side: str) -> dict[str, str]:
        """What `side` holds of each pair, as comparison forms."""
        planned, party = self._state.plan, self._state.run.party
        if planned is None:
            row = party.seen_espo if side == ESPOCRM else party.seen_advoware
            return {name: value for name, value in row.items() if look.owns(name)}
        lines = [line for line in planned.lines if line.e or line.a]  # one that both sides have lost is no entry
        return {history.name_of(line): line.e if side == ESPOCRM else line.a for line in lines}

    def values(self, side: str) -> Any:
        """The entries as `side` was last read to hold them."""
        seen = self._state.run.seen_espo if side == ESPOCRM else self._state.run.seen_advoware
        if seen is None:
            return None
        return rest.as_left(sides.advoware_part(seen.raw)) if side == ADVOWARE else sides.espo_part(seen.raw)

    def deleted(self) -> None:
        """EspoCRM's record is gone: its numbers are no longer this party's."""
        store.forget_held(self._state.run.party.pk)

    def save(self) -> None:
        """Store everything, inside the run's last transaction."""
        save.at_the_end(self._state, self.hold, self.problems)

    def _whole(self, column: str) -> Any:
        stored = self._state.stored
        return getattr(stored.whole, column) if stored and stored.whole else None
