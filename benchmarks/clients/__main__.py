"""Measure what clients cost: `nox -s bench`, or `python -m benchmarks.clients`.

Each measurement has a process of its own, next to a server on loopback. A round measures every client in every cell
once, one client after the other, and the ratio of two clients is the median of the ratios within the rounds. Exits with
1 if a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from . import results
from .cells import CELLS, REQUIRED, Cell
from .environments import CERTIFICATE, ROOT, Environments, machine, serving
from .results import Figures

HERE: Final = Path(__file__).parent
RESULTS: Final = HERE / "RESULTS.md"
_BASES: Final = {cell.case: cell.base for cell in CELLS}
"""The client that the others of a case are compared with, which takes part in every round."""
_TIMEOUT: Final = 180.0
"""Seconds for one measurement."""


class Installed(Protocol):
    """Interpreters that have the clients installed."""

    version: str

    def python(self, client: str) -> str: ...
    def size(self, client: str) -> int: ...


class Measurements:
    """Measurements with the interpreters of `installed` and the server on the two ports."""

    def __init__(
        self, installed: Installed, ports: tuple[int, int], environment: dict[str, str], *, quick: bool
    ) -> None:
        self._installed = installed
        self._http, self._https = f"http://127.0.0.1:{ports[0]}", f"https://127.0.0.1:{ports[1]}"
        self._environment = environment
        self._quick = quick

    def run(
        self, cells: Sequence[Cell], clients: Sequence[str], rounds: int, peer_rounds: int | None = None
    ) -> Figures:
        """Return the figures of all rounds. `clients` selects clients; none for all of them.

        Other clients take part in `peer_rounds` of the rounds, by default in all, at equal distances.
        """
        figures = Figures()
        distance = max(rounds // (peer_rounds or rounds), 1)
        cases: dict[str, tuple[list[str], int]] = {}
        for cell in cells:
            names = [name for name in cell.clients if not clients or name in clients]
            cases[cell.case] = (names, cell.most_rounds or rounds)
        began = time.monotonic()
        for number in range(rounds):
            for case, (names, most) in cases.items():
                for client in names if number < most else ():
                    if client in results.PEERS and number % distance and client != _BASES.get(case):
                        figures.add(case, client, None)
                        continue
                    _progress(f"round {number + 1} of {rounds}: {case}, {client}")
                    figures.add(case, client, self._figures(figures, case, client))
            minutes, seconds = divmod(round(time.monotonic() - began), 60)
            _progress("")
            print(f"round {number + 1} of {rounds} ended after {minutes} min {seconds:02} s", file=sys.stderr)
        return figures

    def _figures(self, figures: Figures, case: str, client: str) -> dict[str, float] | None:
        """Make one measurement. Returns None if the client fails, unless it is a required one."""
        if (case, client) in figures.failures:
            return None
        if case == "size":
            return {"size": self._installed.size(client)}
        python = self._installed.python(client)
        if case == "cold":
            # -P: without the folder of the program, whose modules are not those that a client imports.
            command = [python, "-P", str(HERE / "cold.py"), client, self._https]
        else:
            command = [python, "-m", "benchmarks.clients.worker", case, client, self._http]
            command += ["quick"] if self._quick else []
        try:
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=self._environment,
                capture_output=True,
                text=True,
                check=True,
                timeout=_TIMEOUT,
            )
        except subprocess.CalledProcessError as error:
            message = (error.stderr.strip().splitlines() or ["no message"])[-1][:300]
        except subprocess.TimeoutExpired:
            message = f"not finished after {_TIMEOUT:g} s"
        else:
            found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
            return found
        if client in REQUIRED:
            raise SystemExit(f"{client} failed in {case}: {message}")
        figures.failures[case, client] = message
        return None


@contextmanager
def environment(certificates: str) -> Iterator[dict[str, str]]:
    """Yield environment variables for the clients.

    They trust the usual authorities and the server's certificate, which they read from one file. Variables that change
    what a client does by default are left out: proxies, those of this package, and Python's, which can switch the cache
    of bytecode off.
    """
    given = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DO_INFERENCE_", "PYTHON", "SSL_")) and not name.upper().endswith("_PROXY")
    }
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(Path(certificates).read_text(encoding="utf-8"))
        file.write(CERTIFICATE.read_text(encoding="utf-8"))
        file.flush()
        yield {**given, "SSL_CERT_FILE": file.name, "REQUESTS_CA_BUNDLE": file.name}


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{text:<70}\r", end="", file=sys.stderr, flush=True)


def chosen(words: Sequence[str]) -> list[Cell]:
    """Return the cells whose name contains one of the words; all of them without words."""
    found = [cell for cell in CELLS if not words or any(word in cell.name for word in words)]
    if not found:
        raise SystemExit(
            f"no cell contains {' or '.join(words)}; there are {', '.join(c.name for c in CELLS)}"
        )
    return found


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.clients", description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=9, help="rounds of this client and the floor; default 9"
    )
    parser.add_argument(
        "--peer-rounds",
        type=int,
        default=3,
        help="rounds of other clients, whose ratios are far apart; default 3",
    )
    parser.add_argument("--only", action="append", default=[], metavar="WORD", help="cells that contain this")
    parser.add_argument(
        "--client", action="append", default=[], choices=results.CLIENTS, help="these clients"
    )
    parser.add_argument("--python", action="append", default=[], help="an interpreter to measure with")
    parser.add_argument(
        "--tolerance",
        type=float,
        default=0.0,
        help="how much a goal may be exceeded before the exit code is 1",
    )
    parser.add_argument("--quick", action="store_true", help="tiny sizes, only to see whether clients work")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print the tables. Returns 1 if a goal is missed."""
    options = parse(arguments)
    cells = chosen(options.only)
    names = [cell.name for cell in cells]
    missed: list[str] = []
    parts = [
        "# Cost of clients",
        "",
        "Measured by `nox -s bench`. [README.md](../README.md) explains the method and the columns.",
        "",
        f"Machine: {machine()}.",
        "",
        *results.descriptions(names),
        "",
    ]
    for python in options.python or [sys.executable]:
        environments = Environments(python)
        for client in options.client or results.CLIENTS:
            _progress(f"environment of {client} on {environments.version}")
            environments.python(client)
        with environment(environments.certificates()) as variables, serving() as ports:
            measurements = Measurements(environments, ports, variables, quick=options.quick)
            figures = measurements.run(cells, options.client, options.rounds, options.peer_rounds)
        section = results.section(environments.version, figures, names)
        print("\n".join(section), flush=True)
        parts += [*section, *environments.versions(), ""]
        missed += [
            f"{cell.name} on {environments.version}: {figures.achieved(cell)}, goal {cell.goal:g}"
            for cell in cells
            if cell.goal is not None and not figures.kept(cell, options.tolerance)
        ]
    if options.write:
        RESULTS.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")
    for line in missed:
        print(f"missed: {line}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
