"""A run as rules 2 have it, in plain Python: the real plan, mapping and read-back between two model systems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from syncconsole.sync.facts import Facts, Policy
from syncconsole.sync.mapping import RecordMapping
from syncconsole.sync.plan import Plan, Write, plan
from syncconsole.sync.readback import ARRIVED, EDITED, Sent, Verdict, judge
from syncconsole.sync.values import ADVOWARE, ESPOCRM, REFUSED, SIDES, Pair, Seen, other
from tests.sync.model_systems import US, ModelAdvoware, ModelEspo, MovedMeanwhile, RefusedField

ANSWERED, LANDED, NOT_LANDED = "answered", "landed", "not landed"
MOMENTS = ("start", "before PUT", "after PUT", "before PATCH", "end")
AT_MOST = 3  # plans of one run


class AnswerLost(Exception):
    """The request was sent and no answer came."""


class Day:
    """What happens around a run; a quiet one, unless a test fills it."""

    def comes(self, moment: str) -> None:
        """The run has come to one of MOMENTS."""

    def have_been_read(self) -> None:
        """Both sides were read and are planned now."""

    def has_arrived(self, side: str, name: str, value: str) -> None:
        """A read-back showed on `side` what was sent."""

    def outcome(self, side: str) -> str:
        """How the next write to `side` ends: ANSWERED, or without an answer LANDED or NOT_LANDED."""
        return ANSWERED


@dataclass
class Console:
    """What the console remembers of one party between runs: base, kept values, writes without an answer."""

    espo: ModelEspo
    advoware: ModelAdvoware
    mapping: RecordMapping
    policy: Policy
    newer: str
    base: dict[str, Pair]
    kept: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unanswered: dict[str, dict[str, Sent]] = field(default_factory=lambda: {side: {} for side in SIDES})

    @property
    def calls(self) -> int:
        """How many writes were sent to either system."""
        return self.espo.calls + self.advoware.calls

    def read(self, side: str) -> Seen:
        """One side now."""
        if side == ESPOCRM:
            return self.mapping.see_espo(self.espo.read())
        return self.mapping.see_advoware(self.advoware.read())

    def planned(self) -> Plan:
        """What a run would do now."""
        facts = Facts(number=1, confirmed=True, linked_before=bool(self.base), newer=self.newer)
        return plan(self.base, self.read(ESPOCRM), self.read(ADVOWARE), facts, self.policy)

    def run(self, day: Day) -> None:
        """Sync once; a moved record is planned again, a lost answer ends the run."""
        day.comes("start")
        for _ in range(AT_MOST):
            try:
                self._plan_and_act(day)
                break
            except MovedMeanwhile:
                continue
            except AnswerLost:
                break
        day.comes("end")

    def _plan_and_act(self, day: Day) -> None:
        for side in SIDES:
            self._judge(side, self.unanswered[side], self.read(side), sure=False, day=day)
            self.unanswered[side] = {}
        espo, advoware, todo = self.read(ESPOCRM), self.read(ADVOWARE), self.planned()
        self.base |= todo.adopt
        day.have_been_read()
        if todo.to_advoware:
            self._put(todo.to_advoware, espo, advoware, day)
        if todo.to_espo:
            self._patch(todo.to_espo, espo, advoware, day)

    def _put(self, writes: tuple[Write, ...], espo: Seen, advoware: Seen, day: Day) -> None:
        day.comes("before PUT")
        if self.read(ADVOWARE).row_id != advoware.row_id:
            raise MovedMeanwhile

        def put(values: dict[str, str]) -> None:
            self.advoware.put(self.mapping.advoware_body(values, advoware, self.base))

        sent = self._send(ADVOWARE, writes, espo, put, day)
        day.comes("after PUT")
        self._judge(ADVOWARE, sent, self.read(ADVOWARE), sure=True, day=day)

    def _patch(self, writes: tuple[Write, ...], espo: Seen, advoware: Seen, day: Day) -> None:
        day.comes("before PATCH")

        def patch(values: dict[str, str]) -> None:
            self.espo.patch(self.mapping.espo_changes(values, espo), espo.version)

        sent = self._send(ESPOCRM, writes, advoware, patch, day)
        self._judge(ESPOCRM, sent, self.read(ESPOCRM), sure=True, day=day)  # nothing happens before the answer is read

    def _send(
        self, side: str, writes: tuple[Write, ...], source: Seen, call: Callable[[dict[str, str]], None], day: Day
    ) -> dict[str, Sent]:
        """Send until accepted, each refused field left out and accepted as a difference."""
        sent = {w.field: Sent(w.value, w.before, source.values[w.field]) for w in writes}
        for write in writes:
            self.kept[write.field] |= {write.loses} - {""}
        outcome = day.outcome(side)
        while sent:
            if outcome == NOT_LANDED:
                break
            try:
                call({name: s.value for name, s in sent.items()})
                break
            except RefusedField as refused:
                self._accept_refusal(side, sent, refused.key)
        if sent and outcome != ANSWERED:
            self.unanswered[side] = sent
            raise AnswerLost
        return sent

    def _accept_refusal(self, side: str, sent: dict[str, Sent], key: str) -> None:
        name = next(f.name for f in self.mapping.fields if f.name in sent and key in (f.name, f.advoware))
        halves = {side: sent[name].before, other(side): sent[name].other}
        self.base[name] = Pair(halves[ESPOCRM], halves[ADVOWARE], why=REFUSED, sent=sent.pop(name).value)

    def _judge(self, side: str, sent: dict[str, Sent], now: Seen, sure: bool, day: Day) -> None:
        for name, was_sent in sent.items():
            foreign = now.changed_by != US
            verdict = judge(was_sent, now.values[name], target=side, sure=sure, foreign_author=foreign)
            self._learn(name, was_sent, verdict)
            if verdict.kind == ARRIVED:
                day.has_arrived(side, name, was_sent.value)

    def _learn(self, name: str, sent: Sent, verdict: Verdict) -> None:
        if verdict.base is not None:
            self.base[name] = verdict.base
        if verdict.kind == EDITED:
            self.kept[name] |= {sent.value} - {""}
