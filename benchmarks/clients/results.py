"""Ratios, verdicts and tables from the figures of all rounds."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from .cells import CELLS, OWN, UNITS, Cell
from .subjects import ASYNC, FLOOR, OURS, OURS_HTTPX, SYNC

CLIENTS: Final = tuple(dict.fromkeys((*SYNC, *ASYNC)))
PEERS: Final = tuple(name for name in CLIENTS if name not in (FLOOR, OURS, OURS_HTTPX))


@dataclass
class Figures:
    """All figures of one interpreter: by case and client, those of each round. None for a client that took no part."""

    rounds: dict[tuple[str, str], list[dict[str, float] | None]] = field(default_factory=dict)
    failures: dict[tuple[str, str], str] = field(default_factory=dict)
    """The last message of each client that failed."""

    def add(self, case: str, client: str, figures: dict[str, float] | None) -> None:
        self.rounds.setdefault((case, client), []).append(figures)

    def of(self, cell: Cell, client: str) -> float | None:
        """Return the median of a figure."""
        found = [one[cell.figure] for one in self.rounds.get((cell.case, client), ()) if one]
        return statistics.median(found) if found else None

    def ratios(self, cell: Cell, client: str, base: str) -> list[float]:
        """Return the ratios to the figure of another client in the same round."""
        numerators = self.rounds.get((cell.case, client), [])
        if base == OWN:
            return [one[cell.figure] / one["plain"] for one in numerators if one]
        denominators = self.rounds.get((cell.case, base), [])
        return [
            one[cell.figure] / other[cell.figure]
            for one, other in zip(numerators, denominators, strict=False)
            if one and other and other[cell.figure]
        ]

    def fastest_peer(self, cell: Cell) -> str | None:
        """Return the other client with the smallest median."""
        medians = {client: self.of(cell, client) for client in cell.clients if client in PEERS}
        found = {client: median for client, median in medians.items() if median is not None}
        return min(found, key=lambda client: found[client]) if found else None

    def achieved(self, cell: Cell) -> float | None:
        """Return what the goal of a cell bounds: the median ratio, or the median in units."""
        if cell.base is None:
            figure = self.of(cell, OURS)
            return None if figure is None else figure / UNITS[cell.unit]
        ratios = self.ratios(cell, OURS, cell.base)
        return statistics.median(ratios) if ratios else None

    def kept(self, cell: Cell, tolerance: float = 0.0) -> bool:
        """Return whether the goal of a cell is reached; True without a goal, False without a figure."""
        achieved = self.achieved(cell)
        return cell.goal is None or (achieved is not None and achieved <= cell.goal * (1 + tolerance))


def goals(figures: Figures, cells: Iterable[Cell]) -> list[str]:
    """Return the table that compares this package with the goals, the floor and the fastest other client."""
    lines = [
        "| cell | floor | do-inference | ratio | middle half | goal | | fastest other client | ratio to it |",
        "|---|---:|---:|---:|---:|---:|---|---|---:|",
    ]
    for cell in cells:
        floor, ours = figures.of(cell, FLOOR), figures.of(cell, OURS)
        ratios = figures.ratios(cell, OURS, cell.base) if cell.base else []
        peer = figures.fastest_peer(cell)
        to_peer = figures.ratios(cell, OURS, peer) if peer else []
        row = [
            cell.name,
            amount(floor, cell),
            amount(ours, cell),
            ratio(statistics.median(ratios)) if ratios else "",
            middle_half(ratios),
            "" if cell.goal is None else f"{cell.goal:g}" + ("" if cell.base else f" {cell.unit}"),
            "" if cell.goal is None else "kept" if figures.kept(cell) else "**missed**",
            f"{peer}, {amount(figures.of(cell, peer), cell)}" if peer else "",
            ratio(statistics.median(to_peer)) if to_peer else "",
        ]
        lines.append(f"| {' | '.join(row)} |")
    return lines


def clients(figures: Figures, cells: Iterable[Cell]) -> list[str]:
    """Return the table with all clients: the median, and the median ratio to the base of the cell."""
    lines = [f"| cell | {' | '.join(CLIENTS)} |", "|---|" + "---:|" * len(CLIENTS)]
    for cell in cells:
        row = [cell.name]
        for client in CLIENTS:
            figure = figures.of(cell, client)
            if figure is None:
                row.append("failed" if (cell.case, client) in figures.failures else "")
                continue
            ratios = figures.ratios(cell, client, cell.base) if cell.base and client != cell.base else []
            shown = f" ({ratio(statistics.median(ratios))})" if ratios else ""
            row.append(amount(figure, cell) + shown)
        lines.append(f"| {' | '.join(row)} |")
    return lines


def ratio(value: float) -> str:
    """Return a ratio with two decimals, or with one from 10 on. It is rounded up, never in favour of this package."""
    decimals = 2 if value < 10 else 1
    # A ratio of 1.1 is 1.1000000000000001 in binary and must not become 1.11.
    return f"{math.ceil(round(value * 10**decimals, 6)) / 10**decimals:.{decimals}f}"


def middle_half(ratios: Sequence[float]) -> str:
    """Return the first and the third quartile of the rounds, which show how much a ratio varies."""
    if len(ratios) < 3:
        return ""
    first, _, third = statistics.quantiles(ratios, n=4, method="inclusive")
    return f"{ratio(first)} to {ratio(third)}"


def amount(value: float | None, cell: Cell) -> str:
    """Return a figure in the unit of its cell, with three significant digits."""
    if value is None:
        return ""
    scaled = value / UNITS[cell.unit]
    decimals = 0 if scaled >= 100 else 1 if scaled >= 10 else 2
    return f"{scaled:.{decimals}f} {cell.unit}"


def section(title: str, figures: Figures, names: Sequence[str]) -> list[str]:
    """Return the tables of one interpreter as Markdown."""
    cells = [cell for cell in CELLS if cell.name in names]
    failures = [
        f"{client} failed in `{case}`: {message}" for (case, client), message in figures.failures.items()
    ]
    return [
        f"## {title}",
        "",
        f"Rounds: {_rounds(figures, OURS)}; of other clients {max(_rounds(figures, name) for name in PEERS)}.",
        "",
        *goals(figures, cells),
        "",
        "All clients, with the ratio in brackets:",
        "",
        *clients(figures, cells),
        "",
        *(line for failure in failures for line in (failure, "")),
    ]


def _rounds(figures: Figures, client: str) -> int:
    """Return the largest number of rounds in which a client took part."""
    counts = [
        sum(one is not None for one in found) for (_, name), found in figures.rounds.items() if name == client
    ]
    return max(counts, default=0)


def descriptions(names: Sequence[str]) -> list[str]:
    """Return what each cell measures, as a Markdown list."""
    return [f"- *{cell.name}*: {cell.description}." for cell in CELLS if cell.name in names]
