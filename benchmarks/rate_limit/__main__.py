"""Run the table: `python -m benchmarks.rate_limit [--case WORDS] [--seeds N] [--requests N] [--jobs N]`.

Prints one line per case, and exits with 1 if a case misses its floor.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from .case import Case, Result
from .cases import PEERS, SHIPPED

_HEADING = (
    "| case | 429s (worst seed) | of them by the first rule | failures | share of the optimum (worst) "
    "| of the whole key's (worst) | 99th percentile | other served (worst) | floor | |"
)
_BY_HAND = "\n## Costs"
"""What follows it in the results is written by hand, from the other scripts here."""
RESULTS = Path(__file__).with_name("RESULTS.md")
CASES = {case.name: case for case in (*SHIPPED, *PEERS)}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rate_limit", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--requests", type=int, default=20_000, help="the most requests of a case")
    parser.add_argument("--case", action="append", help="cases whose name contains this; may be repeated")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--peers", action="store_true", help="what others do, as well")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md beside this file")
    options = parser.parse_args(arguments)
    chosen = [case for case in (*SHIPPED, *PEERS) if options.peers or case in SHIPPED]
    if options.case:
        chosen = [case for case in chosen if any(words in case.name for words in options.case)]
    lines = [_HEADING, "|---" * _HEADING.count(" |") + "|"]
    print("\n".join(lines))
    missed = 0
    for case, results in _results(chosen, options.seeds, options.requests, options.jobs):
        misses = sorted({miss for result in results for miss in result.misses(case.floor)})
        missed += bool(misses)
        lines.append(_row(case, results, misses))
        print(lines[-1], flush=True)
    if options.write:
        _, by_hand, measured = RESULTS.read_text("utf-8").partition(_BY_HAND)
        RESULTS.write_text(_document(lines, options.seeds, options.requests) + by_hand + measured, "utf-8")
    print(f"\n{missed} of {len(chosen)} miss their floor" if missed else "\nall reach their floor")
    return 1 if missed else 0


def _results(cases: list[Case], seeds: int, requests: int, jobs: int) -> Iterator[tuple[Case, list[Result]]]:
    """The cases in order, each with its results for all seeds."""
    if jobs <= 1:
        for case in cases:
            yield case, _all_seeds(case.name, seeds, requests)
        return
    with ProcessPoolExecutor(jobs) as pool:
        runs = [pool.submit(_all_seeds, case.name, seeds, requests) for case in cases]
        for case, run in zip(cases, runs, strict=True):
            yield case, run.result()


def _all_seeds(name: str, seeds: int, requests: int) -> list[Result]:
    """What others do is run on at most two seeds."""
    case = CASES[name]
    count = min(2, seeds) if case in PEERS else seeds
    return [case.result(seed, requests) for seed in range(1, count + 1)]


def _row(case: Case, results: list[Result], misses: list[str]) -> str:
    refused = [result.burst + result.long for result in results]
    failed = max(result.failed for result in results)
    shares = [result.share for result in results]
    slowest = f"{max(result.slowest for result in results):.1f} s"
    if case.floor.wait is not None:
        slowest += f" (unnecessary {max(result.wait for result in results):.2f} s)"
    if case.floor.seconds is not None:
        slowest += f" (all {max(result.seconds for result in results):.2f} s)"
    unknown = bool(failed) or not any(shares)
    cells = (
        case.name,
        f"{sum(refused) / len(refused):.1f} ({max(refused)})",
        f"{sum(result.long for result in results) / len(results):.1f}",
        str(failed),
        "-" if unknown else f"{sum(shares) / len(shares):.1%} ({min(shares):.1%})",
        "-" if unknown else f"{min(result.share_of_all for result in results):.1%}",
        slowest,
        f"{min(result.other for result in results):.0%}",
        str(case.floor) if case.floor.failed is not None else "",
        f"misses {', '.join(misses)}" if misses else "",
    )
    return "| " + " | ".join(cells) + " |"


def _document(lines: list[str], seeds: int, requests: int) -> str:
    return "\n".join(
        [
            "# Rate-limit strategies in virtual time",
            "",
            f"{seeds} seeds and {requests:,} requests at most, unless a case needs fewer; 256 in flight and 50 to",
            "2,000 ms each way unless a case says otherwise; clocks 30 s off; windows count refused requests on every",
            "other seed. Floors: 429s / failures / share. A name says which limits the server keeps; the limiter",
            "assumes 5,000 an hour and 250 a minute and learns the rest from headers. Cases of 50 per 5 s are given",
            "these limits unless they say otherwise.",
            f"Rerun: `python -m benchmarks.rate_limit --seeds {seeds} --requests {requests} --peers --write`.",
            "",
            *lines,
            "",
            "Share is the theoretical optimum divided by the time until the server accepted the last request. With",
            "another client, which asks for 1,500 an hour and 25 a minute, the optimum leaves it all of that: 3,500 an",
            "hour and 225 a minute. The next column is measured against the optimum of a key without other clients: a",
            "limiter that serves the other client in full cannot exceed 64 %. Where calls fail there is no share.",
            "Unnecessary is the most by which a request left later than it could have. What others do",
            "is run on two seeds.",
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
