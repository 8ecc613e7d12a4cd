"""What the package costs, against its peers and its floors, in one run: `nox -s bench`.

    python benchmarks/run.py [--peers PYTHON] [--rounds N] [--only CASE] [--write]

Each figure is CPU time of the client alone, taken in an interpreter of its own against a loopback server; the
subjects take turns, and the median over the rounds counts. Ratios within one run are what means something: the
figures themselves depend on the machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).with_name("RESULTS.md")
PEERS = ("gradient", "openai", "pydo")


class Row(NamedTuple):
    """A measure of ours, and what it is measured by."""

    title: str
    case: str
    subjects: tuple[str, ...] = ()
    goal: tuple[str, float] | None = None
    """The ratio that is promised: of ours to that of a subject or a floor."""
    floor: str | None = None


ROWS = (
    Row("import the client's class", "importing", ("httpx", *PEERS), ("httpx", 1.5)),
    Row("import the client's class", "importing", ("gradient",), ("gradient", 1 / 3)),
    Row("import to a client ready to call", "ready", ("httpx", *PEERS)),
    Row("a further client", "construct", ("httpx", *PEERS), ("gradient", 1 / 20)),
    Row("decode a chunk", "decode_chunk", (), ("json.loads", 1.0), "floor_chunk"),
    Row("a call with 2 messages", "request", ("httpx", *PEERS), ("gradient", 1 / 3)),
    Row("a call with 201 messages", "long_request", ("httpx", *PEERS), ("gradient", 1 / 35)),
    Row(
        "256 embeddings of 1024",
        "embeddings",
        ("httpx", "openai", "pydo"),
        ("json.loads", 1.15),
        "floor_embeddings",
    ),
    Row("a chunk of a stream", "stream", PEERS, ("gradient", 1 / 8)),
)


def main() -> int:
    """Measure, and print a table. 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--peers", default=sys.executable, help="the interpreter that has the peers installed"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    given = parser.parse_args()
    rows = [row for row in ROWS if given.only in row.case]
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.sdk.server"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert server.stdout is not None
    try:
        port = server.stdout.readline().decode().strip()
        figures = measure(rows, given.peers, port, given.rounds)
    finally:
        server.communicate()
    lines, kept = table(rows, figures)
    print("\n".join(lines))
    if given.write:
        RESULTS.write_text(document(lines, given.peers), encoding="utf-8")
    return 0 if kept else 1


def measure(rows: list[Row], peers: str, port: str, rounds: int) -> dict[tuple[str, str], float]:
    """Seconds by case and subject."""
    wanted: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        wanted[row.case, "do-inference"] = []
        wanted.update({(row.case, subject): [] for subject in row.subjects})
        if row.floor:
            wanted[row.floor, "json.loads"] = []
    for turn in range(rounds):
        for (case, subject), found in wanted.items():
            if sys.stderr.isatty():
                print(f"\r{turn + 1}/{rounds} {case:<16} {subject:<14}", end="", file=sys.stderr, flush=True)
            python = peers if subject in PEERS else sys.executable
            words = [python, "-W", "ignore", "-m", "benchmarks.sdk.measure", case, subject, port]
            ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
            if ended.returncode:
                print(f"\n{case} of {subject} failed: {ended.stderr[-400:]}", file=sys.stderr)
            else:
                found.append(float(ended.stdout))
    if sys.stderr.isatty():
        print("\r" + " " * 50 + "\r", end="", file=sys.stderr)
    return {key: statistics.median(found) for key, found in wanted.items() if found}


def table(rows: list[Row], figures: dict[tuple[str, str], float]) -> tuple[list[str], bool]:
    """The table, and whether every promise is kept."""
    lines = [
        "| measure | do-inference | json.loads | httpx | gradient | openai | pydo | promised | kept |",
        "|---|---:|---:|---:|---:|---:|---:|---|---|",
    ]
    kept = True
    for row in rows:
        ours = figures[row.case, "do-inference"]
        cells = [row.title, duration(ours)]
        for subject in ("json.loads", "httpx", *PEERS):
            case = row.floor if subject == "json.loads" and row.floor else row.case
            theirs = figures.get((case, subject))
            shown = subject in row.subjects or subject == "json.loads"
            cells.append("" if theirs is None or not shown else f"{duration(theirs)} ({ours / theirs:.3g}x)")
        if row.goal is None:
            cells += ["", ""]
        else:
            subject, most = row.goal
            theirs = figures.get((row.floor if row.floor and subject == "json.loads" else row.case, subject))
            good = theirs is not None and ours / theirs <= most
            kept = kept and good
            bound = f"{most:.3g}x" if most >= 1 else f"1/{1 / most:.0f}"
            cells += [f"at most {bound} of {subject}", "yes" if good else "**no**"]
        lines.append(f"| {' | '.join(cells)} |")
    return lines, kept


def duration(seconds: float) -> str:
    """Seconds in the unit that suits them."""
    for unit, size in (("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def document(lines: list[str], peers: str) -> str:
    """The table with what it was made on."""
    code = f"from importlib.metadata import version; print(*(f'{{n}} {{version(n)}}' for n in {PEERS}), sep=', ')"
    installed = subprocess.run(
        [peers, "-c", code], capture_output=True, text=True, check=False
    ).stdout.strip()
    machine = f"{platform.python_implementation()} {platform.python_version()}, {platform.system()}"
    return "\n".join(
        [
            "# What the package costs",
            "",
            f"Measured by `nox -s bench` on {machine} {platform.machine()}, {os.cpu_count()} cores.",
            f"Peers: {installed or 'none'}. CPU time of the client, medians; in brackets ours over theirs.",
            "[README.md](README.md) says what is measured.",
            "",
            *lines,
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
