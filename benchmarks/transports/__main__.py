"""Measure HTTP libraries and parsers as clients of a loopback server: `python -m benchmarks.transports`.

All libraries are installed into one environment in a cache directory (`DO_INFERENCE_BENCH`, by default
`~/.cache/do-inference-bench`). Each measurement has its own interpreter. A round measures every subject once, in random
order. The ratio to the floor is the median of the ratios within one round. Writes RESULTS.md. README.md explains the
subjects and what follows from the results.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.clients.environments import CACHE, ROOT, machine, serving

from .clients import ASYNC, SYNC

HERE = Path(__file__).parent
REQUIREMENTS = ["httptools", "httpx", "httpx2", "aiohttp", "pyreqwest"]
ADDED = {
    "httptools": ["httptools"],
    "aiohttp": [
        "aiohttp",
        "aiohappyeyeballs",
        "aiosignal",
        "frozenlist",
        "multidict",
        "propcache",
        "typing_extensions",
        "yarl",
    ],
    "pyreqwest": ["pyreqwest"],
    "httpx2": ["httpx2", "httpcore2", "truststore"],
}
"""What a library adds to the dependencies of this package."""
FIRST = "first token"
GOALS = {
    "sync request": 2.4,
    "async request": 2.8,
    "sync chunk": 1.1,
    "async chunk": 1.2,
    "async paced chunk": None,
    "200 streams": 1.7,
    "1000 streams": 1.7,
}
DESCRIPTIONS = {
    "sync request": "CPU µs per JSON request and response on one connection",
    "async request": "the same with asyncio",
    "sync chunk": "CPU µs per chunk of one stream of 20,000, many in each read",
    "async chunk": "the same with asyncio",
    "async paced chunk": "the same with one chunk every half millisecond, so that each is a separate read and wake-up",
    "200 streams": "CPU µs per chunk of 200 concurrent async streams of 50 chunks, including connections and requests",
    "1000 streams": "the same for 1,000 streams",
    FIRST: "ms from the start of 1,000 concurrent streams to the first token, median of the streams",
}
PAIRS = [("hand-written", "httptools"), ("hand-written, own buffer", "httptools, own buffer")]

Rounds = dict[str, list[float]]


def python() -> str:
    """Return the interpreter of the environment, which is installed on first use."""
    folder = CACHE / f"transports-{sys.version_info.major}.{sys.version_info.minor}"
    path = folder / "bin" / "python"
    if not path.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(path), "-m", "pip", "install", "-q", *REQUIREMENTS], check=True)
    return str(path)


def installed() -> dict[str, tuple[str, int]]:
    """Return the version and the size in bytes of each installed distribution, without bytecode."""
    code = """
import importlib.metadata as metadata, json
print(json.dumps({
    found.name.lower(): (found.version, sum(file.size or 0 for file in found.files or () if file.suffix != ".pyc"))
    for found in metadata.distributions()
}))"""
    done = subprocess.run([python(), "-c", code], check=True, capture_output=True)
    found: dict[str, tuple[str, int]] = json.loads(done.stdout)
    return found


def measure(cell: str, subject: str, port: int) -> Any:
    """Run one measurement."""
    command = [python(), "-m", "benchmarks.transports.worker", cell, subject, str(port)]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(done.stderr.decode())
    return json.loads(done.stdout.splitlines()[-1])


def measure_all(rounds: int, port: int) -> dict[str, Rounds]:
    """Return the values of all rounds, for each cell and subject."""
    found: dict[str, Rounds] = {cell: {} for cell in DESCRIPTIONS}
    for number in range(rounds):
        for cell in GOALS:
            subjects = list(SYNC if cell.startswith("sync") else ASYNC)
            for subject in random.sample(subjects, len(subjects)):
                value = measure(cell, subject, port)
                if isinstance(value, list):
                    value, first = value
                    if cell == "1000 streams":
                        found[FIRST].setdefault(subject, []).append(first)
                found[cell].setdefault(subject, []).append(value)
        print(f"round {number + 1} of {rounds}", flush=True)
    return found


def ratio(values: list[float], others: list[float]) -> float:
    """Return the median of the ratios within one round."""
    return statistics.median(value / other for value, other in zip(values, others, strict=True))


def table(cell: str, rounds: Rounds) -> str:
    """Format the results of one cell."""
    goal = {**GOALS, FIRST: 1.2}[cell]
    rows = [f"### {cell}", "", f"{DESCRIPTIONS[cell][0].upper()}{DESCRIPTIONS[cell][1:]}."]
    rows[-1] += f" Goal: {goal} times the floor." if goal else ""
    rows += ["", "| subject | median | fastest | times floor | goal |", "|---|---:|---:|---:|---|"]
    for subject in SYNC if cell.startswith("sync") else ASYNC:
        values = rounds[subject]
        times = ratio(values, rounds["floor"])
        verdict = "" if goal is None or subject == "floor" else "reached" if times <= goal else "missed"
        rows.append(
            f"| {subject} | {statistics.median(values):.1f} | {min(values):.1f} | {times:.2f} | {verdict} |"
        )
    return "\n".join(rows)


def parsers(found: dict[str, Rounds]) -> str:
    """Format the ratios of the parsers."""
    rows = [
        "## Parsers",
        "",
        "How many times as fast the hand-written parser is as `httptools`, with the same connections: CPU time of the",
        "subject with `httptools` divided by that of the one with the hand-written parser in the same round, median.",
        "",
        "| cell | `asyncio.Protocol`, or sockets | own buffer |",
        "|---|---:|---:|",
    ]
    for cell in GOALS:
        ratios = [
            f"{ratio(found[cell][b], found[cell][a]):.2f}" if a in found[cell] else "" for a, b in PAIRS
        ]
        rows.append(f"| {cell} | {' | '.join(ratios)} |")
    return "\n".join(rows)


def sizes() -> str:
    """Format versions and sizes."""
    packages = installed()
    rows = [
        "## Installed size",
        "",
        "What each library adds to the dependencies of this package, without bytecode.",
    ]
    rows += ["", "| library | version | MB | packages |", "|---|---|---:|---|"]
    for name, added in ADDED.items():
        size = sum(packages[package][1] for package in added) / 1e6
        rows.append(f"| {name} | {packages[name][0]} | {size:.1f} | {', '.join(added)} |")
    others = [name for name in packages if name not in {"pip", "setuptools", *ADDED}]
    rows += ["", f"Others: {', '.join(f'{name} {packages[name][0]}' for name in sorted(others))}."]
    return "\n".join(rows)


def main() -> None:
    """Measure all cells, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--no-write", action="store_true", help="print only")
    options = parser.parse_args()
    with serving() as (port, _):
        found = measure_all(options.rounds, port)
    head = f"# HTTP libraries and parsers\n\n{__doc__.strip()}\n\nMachine: {machine()}. Rounds: {options.rounds}."
    parts = [head, "## Libraries", *(table(cell, found[cell]) for cell in found), parsers(found), sizes()]
    result = "\n\n".join(parts) + "\n"
    print(result)
    if not options.no_write:
        (HERE / "RESULTS.md").write_text(result)


if __name__ == "__main__":
    main()
