"""Over real sockets against the emulator: `python -m benchmarks.rate_limit.sockets [case ...] [--write]`.

Each case runs in a process of its own, several at a time, since they mostly wait. `--write` replaces the table in
RESULTS.md. A 429 of the client under test counts; those of the other client do not.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from .socket_cases import CASES, Case
from .socket_run import Outcome, run

RESULTS = Path(__file__).with_name("RESULTS.md")
_BEGIN, _END = "<!-- sockets: begin -->", "<!-- sockets: end -->"
_LONGEST = 900.0
"""Seconds after which a case is given up: twice what the longest one takes, with time for a slow start."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rate_limit.sockets", description=__doc__)
    parser.add_argument(
        "case", nargs="*", help=f"of {', '.join(case.name for case in CASES)}; default all but slow ones"
    )
    parser.add_argument("--at-once", type=int, default=4, help="cases that run at the same time; default 4")
    parser.add_argument("--write", action="store_true", help="replace the table in RESULTS.md")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    known = {case.name: case for case in CASES}
    unknown = sorted(set(options.case) - known.keys())
    if unknown:
        parser.error(f"there is no case {', '.join(unknown)}; the cases are {', '.join(known)}")
    chosen = [known[name] for name in options.case] or [case for case in CASES if not case.slow]
    if options.child:
        print(json.dumps(run(chosen[0])._asdict()))
        return 0
    lines = ["| case | 429s | failed | took | optimum | share | goal |", "|---|---|---|---|---|---|---|"]
    print("\n".join(lines), flush=True)
    with ThreadPoolExecutor(options.at_once) as pool:
        rows = [pool.submit(_row, case) for case in chosen]
        for row in as_completed(rows):
            print(row.result(), flush=True)
        lines += [row.result() for row in rows]
    if options.write:
        before, _, rest = RESULTS.read_text("utf-8").partition(_BEGIN)
        _, _, after = rest.partition(_END)
        RESULTS.write_text("\n".join([f"{before}{_BEGIN}", *lines, _END + after]), "utf-8")
    return 0


def _row(case: Case) -> str:
    command = [sys.executable, "-m", "benchmarks.rate_limit.sockets", "--child", case.name]
    try:
        child = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST, check=True)
    except subprocess.TimeoutExpired:
        return f"| {case.title} | - | - | over {_LONGEST:g} s | - | - | {case.goal} |"
    except subprocess.CalledProcessError as error:
        last = str(error.stderr).strip().splitlines()[-1:]
        return f"| {case.title} | - | - | {' '.join(last)} | - | - | {case.goal} |"
    outcome = Outcome(**json.loads(child.stdout.splitlines()[-1]))
    share = f"{outcome.share:.1%}" if outcome.optimum > 1 else f"{outcome.took - outcome.optimum:.2f} s more"
    if outcome.failed and not case.warm:
        share = "-"  # A call that fails asks for less of the limit.
    cells = (
        case.title,
        str(outcome.rejected),
        str(outcome.failed),
        f"{outcome.took:.1f} s",
        f"{outcome.optimum:.1f} s",
        share,
        case.goal,
    )
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
