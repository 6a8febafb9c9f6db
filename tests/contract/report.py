"""``make contract``: how many recorded exchanges were replayed and answered equally, per recording and version."""

from __future__ import annotations

import sys
from collections import Counter

from tests.contract.deliveries import delivered
from tests.contract.recordings import DELIVERIES, SEQUENCES, VERSIONS
from tests.contract.replay import Result, server


def main() -> int:
    """Print the table and its sum; 1 if anything was answered differently."""
    total: Counter[str] = Counter()
    for version in VERSIONS:
        for sequence in SEQUENCES:
            with server(version) as replay:
                for name in sequence:
                    total += _line(version, name, replay.recording(name))
        total += _line(version, DELIVERIES, delivered(version))
    print(f"sum: {total['equal']} equal of {total['replayed']} replayed, of {total['all']} recorded")
    return int(total["equal"] != total["replayed"])


def _line(version: str, name: str, results: list[Result]) -> Counter[str]:
    replayed = [result for result in results if not result.reason]
    equal = [result for result in replayed if not result.differences]
    print(f"{version:7} {name:32} {len(equal):3} equal of {len(replayed):3} replayed, of {len(results):3}")
    for result in replayed:
        for difference in result.differences:
            print(f"        {result.exchange.title}: {difference}")
    reasons = Counter(result.reason for result in results if result.reason)
    for reason, count in reasons.items():
        print(f"        {count} not replayed: {reason}")
    return Counter(all=len(results), replayed=len(replayed), equal=len(equal))


if __name__ == "__main__":
    sys.exit(main())
