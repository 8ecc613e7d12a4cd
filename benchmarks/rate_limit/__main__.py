"""Run the table: `python -m benchmarks.rate_limit [--seeds N] [--requests N] [--only WORDS] [--peers] [--write]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .cases import PEERS, SHIPPED, Case, Result

_HEADING = (
    "| case | 429s (worst seed) | of them hourly | failures | share of the optimum (worst) "
    "| of the whole key's (worst) | other served (worst) | floor |"
)
_BY_HAND = "\n## Costs"
"""What follows it in the results is written by hand, from the other scripts here."""
RESULTS = Path(__file__).with_name("RESULTS.md")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rate_limit", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--peers", action="store_true", help="what others do, as well")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md beside this file")
    options = parser.parse_args(arguments)
    cases = [(case, options.seeds) for case in SHIPPED]
    cases += [(case, min(2, options.seeds)) for case in PEERS if options.peers]
    lines = [
        _HEADING,
        "|---|---|---|---|---|---|---|---|",
    ]
    print("\n".join(lines))
    for case, seeds in cases:
        if options.only in case.name:
            results = [case.result(seed, options.requests) for seed in range(1, seeds + 1)]
            lines.append(_row(case, results))
            print(lines[-1], flush=True)
    if options.write:
        _, by_hand, measured = RESULTS.read_text("utf-8").partition(_BY_HAND)
        RESULTS.write_text(_document(lines, options.seeds, options.requests) + by_hand + measured, "utf-8")
    return 0


def _row(case: Case, results: list[Result]) -> str:
    refused = [result.burst + result.long for result in results]
    failed = max(result.failed for result in results)
    shares = [result.share for result in results]
    cells = (
        case.name,
        f"{sum(refused) / len(refused):.1f} ({max(refused)})",
        f"{sum(result.long for result in results) / len(results):.1f}",
        str(failed),
        "-" if failed else f"{sum(shares) / len(shares):.1%} ({min(shares):.1%})",
        "-" if failed else f"{min(result.share_of_all for result in results):.1%}",
        f"{min(result.other for result in results):.0%}",
        case.floor,
    )
    return "| " + " | ".join(cells) + " |"


def _document(lines: list[str], seeds: int, requests: int) -> str:
    return "\n".join(
        [
            "# Rate-limit strategies in virtual time",
            "",
            f"{seeds} seeds, {requests:,} requests, 256 in flight, 50 to 2,000 ms each way,",
            "clocks 30 s off; refused requests count on every other seed. Floors: 429s / failures / share.",
            f"Rerun: `python -m benchmarks.rate_limit --seeds {seeds} --requests {requests} --peers --write`.",
            "",
            *lines,
            "",
            "Share is the theoretical optimum divided by the time taken. With another consumer, which asks for",
            "1,500 an hour and 25 a minute, the optimum leaves it all of that: 3,500 an hour and 225 a minute.",
            "The next column is measured against the optimum of a key that nobody else uses: who serves the",
            "other in full cannot come above 64 % there. Where calls fail there is no share to speak of. What",
            "others do is run on two seeds.",
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
