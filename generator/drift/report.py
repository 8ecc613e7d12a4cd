"""The report of drift: for a terminal, for a pull request or an issue, and for a program."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from generator.drift.departures import Verdict
from generator.drift.facts import Fact


@dataclass
class Report:
    """What was compared, and what came of it."""

    upstream: str
    verdict: Verdict
    place: Callable[[str], str]
    """From a place of the bundle to file and line."""
    notes: list[str] = field(default_factory=list)

    def sections(self) -> list[tuple[str, list[str]]]:
        """Headings with one line for each thing to do."""
        new = self.verdict.new
        found = [
            ("Missing here", [self.line(f) for f in new if f.side == "missing"]),
            ("Different here", [self.line(f) for f in new if f.side == "differs"]),
            ("Only here", [self.line(f) for f in new if f.side == "extra"]),
            (
                "Otherwise than recorded",
                [
                    f"{self.line(fact)}; the x-departure at {at} was recorded for something else"
                    for at, fact in self.verdict.otherwise
                ],
            ),
            (
                "No longer different",
                [
                    f"{where}: upstream no longer says {text!r}; see whether the description follows"
                    for _, where, text in self.verdict.gone
                ],
            ),
            (
                "Caught up",
                [
                    f"{self.place(at)}: upstream no longer differs; drop the x-departure"
                    for at in self.verdict.caught_up
                ],
            ),
        ]
        return [(heading, lines) for heading, lines in found if lines]

    def line(self, fact: Fact) -> str:
        where = fact.contexts[0] if fact.contexts else fact.where
        more = f" and {len(fact.contexts) - 1} more" if len(fact.contexts) > 1 else ""
        return f"{where}{more}: {fact.sentence} [{self.place(fact.where)}]"

    def summary(self) -> str:
        known = len(self.verdict.silent)
        if self.verdict.quiet():
            return f"Nothing new: {known} known departures, all as recorded."
        count = sum(len(lines) for _, lines in self.sections())
        return f"{count} things to look at; {known} known departures are as recorded."

    def remarks(self) -> list[str]:
        found = list(self.notes)
        if self.verdict.unrecorded:
            names = ", ".join(sorted(self.verdict.unrecorded))
            found.append(f"Not recorded yet, so any change there goes unnoticed: {names}. Run with --record.")
        if self.verdict.bare:
            names = ", ".join(sorted(self.verdict.bare))
            found.append(
                f"Nothing comparable differs at the x-departure of {names}. Run with --record if it is about "
                "words only; drop it if upstream follows by now."
            )
        return found


def text(report: Report) -> str:
    """The report for a terminal."""
    lines = [f"Compared with {report.upstream}"]
    for heading, found in report.sections():
        lines += ["", f"{heading} ({len(found)})", *(f"  {line}" for line in found)]
    return "\n".join([*lines, "", report.summary(), *report.remarks()])


def markdown(report: Report) -> str:
    """The report for a pull request or an issue."""
    lines = [f"## Drift from {report.upstream}", "", report.summary(), *report.remarks()]
    for heading, found in report.sections():
        lines += ["", f"### {heading} ({len(found)})", "", *(f"- {line}" for line in found)]
    return "\n".join(lines)


def as_json(report: Report) -> str:
    """The report for a program."""
    verdict = report.verdict
    data = {
        "upstream": report.upstream,
        "quiet": verdict.quiet(),
        "new": [_fact(f) for f in verdict.new],
        "otherwise": [{"departure": at, **_fact(f)} for at, f in verdict.otherwise],
        "gone": [{"departure": at, "where": where, "upstream": words} for at, where, words in verdict.gone],
        "caught_up": verdict.caught_up,
        "known": [_fact(f) for f in verdict.silent],
        "unrecorded": sorted(verdict.unrecorded),
        "bare": sorted(verdict.bare),
        "notes": report.notes,
    }
    return json.dumps(data, indent=1, default=str)


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "where": fact.where,
        "contexts": fact.contexts,
        "kind": fact.kind,
        "side": fact.side,
        "upstream": fact.upstream,
        "ours": fact.ours,
        "text": fact.sentence,
    }
