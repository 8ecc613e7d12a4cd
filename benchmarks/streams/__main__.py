"""Measure the cost of streams in comparison with other clients: `python -m benchmarks.streams`.

Each client is installed into a separate environment in a cache directory (`DO_INFERENCE_BENCH`, by default
`~/.cache/do-inference-bench`). Rounds are interleaved, and the result is the median of the rounds. Writes RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CACHE = Path(os.environ.get("DO_INFERENCE_BENCH") or Path.home() / ".cache" / "do-inference-bench")

REQUIREMENTS = {
    "do-inference": ["httpx", "attrs", "msgspec", "python-dateutil", "httpx-aiohttp"],
    "gradient": ["gradient"],
    "openai": ["openai"],
    "anthropic": ["anthropic"],
    "pydo": ["pydo[aio]"],
}
OURS = "do-inference"
SYNC = ["floor", OURS, f"{OURS} httpx", "pydo", "anthropic", "gradient", "openai"]
ASYNC = [OURS, f"{OURS} httpx", f"{OURS} aiohttp", "pydo", "anthropic", "gradient", "openai"]
CASES: dict[str, list[str]] = {
    "chunk": SYNC,
    "paced chunk": SYNC,
    "helper": [OURS, f"{OURS} messages", "anthropic", "openai"],
    "async chunk": ASYNC,
    "async paced chunk": ASYNC,
    "200 streams": ASYNC,
    "1000 streams": ASYNC,
    "memory": [OURS],
}
DESCRIPTIONS = {
    "chunk": "CPU µs for each typed chunk of one stream of 20,000",
    "paced chunk": "the same with one chunk every half millisecond, so that each chunk is a separate read and wake-up",
    "helper": "CPU µs per chunk for the fragments of text and the result at the end",
    "async chunk": "CPU µs for each typed chunk of one async stream of 20,000",
    "async paced chunk": "the same with one chunk every half millisecond",
    "200 streams": "CPU µs per chunk of 200 concurrent async streams of 50 chunks, including connections and requests",
    "1000 streams": "the same for 1,000 concurrent streams",
    "memory": "growth of the peak memory in MB between the 100,000th and the millionth chunk of one stream. The "
    "text accounts for 5.4 MB",
}
REQUIRED_RATIOS: dict[str, list[tuple[str, float, str]]] = {
    "chunk": [(OURS, 1 / 8, "gradient"), (OURS, 1, "pydo")],
    "helper": [(OURS, 1 / 15, "openai")],
    "200 streams": [(OURS, 1 / 2, "gradient"), (f"{OURS} aiohttp", 1, "pydo")],
    "1000 streams": [(OURS, 1 / 2, "gradient"), (f"{OURS} aiohttp", 1, "pydo")],
}
"""The required maximum ratio of a client's cost to that of another client."""


def interpreter(subject: str) -> str:
    """Return the interpreter of a client's environment, which is installed on first use."""
    name = subject.split(maxsplit=1)[0]
    name = OURS if name == "floor" else name
    folder = CACHE / name
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *REQUIREMENTS[name]], check=True)
    return str(python)


def versions() -> str:
    """Return the names and versions of the clients."""
    found = []
    for name in REQUIREMENTS:
        listed = subprocess.run(
            [interpreter(name), "-m", "pip", "list", "--format=json"], check=True, capture_output=True
        ).stdout
        wanted = {"do-inference": ("httpx", "msgspec", "httpx-aiohttp", "aiohttp")}.get(name, (name,))
        found += [
            f"{item['name']} {item['version']}" for item in json.loads(listed) if item["name"] in wanted
        ]
    return ", ".join(sorted(set(found)))


@contextmanager
def serving() -> Iterator[int]:
    """Start the server, and yield its port."""
    command = [interpreter(OURS), str(HERE / "server.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.terminate()


def measure(case: str, subject: str, port: int) -> float:
    """Run one measurement."""
    paths = os.pathsep.join(str(ROOT / part) for part in ("overlays", "generated_client"))
    environment = {**os.environ, "PYTHONPATH": paths if subject.startswith(OURS) else ""}
    command = [interpreter(subject), str(HERE / "worker.py"), case, subject, str(port)]
    done = subprocess.run(command, env=environment, capture_output=True, cwd=HERE, check=False)
    if done.returncode:
        raise SystemExit(done.stderr.decode())
    value: float = json.loads(done.stdout.splitlines()[-1])
    return value


def machine() -> str:
    """Return a description of the machine."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, CPython {platform.python_version()}"


def table(case: str, figures: dict[str, float]) -> str:
    """Format the results of one case as Markdown."""
    ours = figures[OURS]
    rows = [
        f"## {case}",
        "",
        f"{DESCRIPTIONS[case]}.",
        "",
        "| client | figure | times ours |",
        "|---|---:|---:|",
    ]
    rows += [f"| {subject} | {value:.2f} | {value / ours:.2f} |" for subject, value in figures.items()]
    for subject, most, peer in REQUIRED_RATIOS.get(case, ()):
        share = figures[subject] / figures[peer]
        verdict = "kept" if share <= most else "**not kept**"
        rows += ["", f"Promised: {subject} at most {most:.3g} of {peer}. It is {share:.3g}: {verdict}."]
    return "\n".join(rows)


def main() -> None:
    """Measure all cases, and print and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--case", action="append", choices=CASES)
    parser.add_argument("--no-write", action="store_true", help="print only")
    options = parser.parse_args()
    tables = []
    with serving() as port:
        for case in options.case or CASES:
            found: dict[str, list[float]] = {subject: [] for subject in CASES[case]}
            for _ in range(options.rounds if case != "memory" else 1):
                for subject, values in found.items():
                    values.append(measure(case, subject, port))
            tables.append(
                table(case, {subject: statistics.median(values) for subject, values in found.items()})
            )
            print(tables[-1], flush=True)
    head = f"# Cost of streams\n\n{__doc__}\n\nMachine: {machine()}. Versions: {versions()}.\n"
    if not options.no_write:
        (HERE / "RESULTS.md").write_text(
            "\n\n".join([head.replace("\n\n\n", "\n\n").strip(), *tables]) + "\n"
        )


if __name__ == "__main__":
    main()
