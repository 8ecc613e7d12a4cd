"""The report of drift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from generator.diff.report import Report
from generator.drift.departures import DepartureStatus
from generator.drift.differences import Difference


@dataclass
class DriftReport(Report):
    """The differences between an upstream document and the description that need attention."""

    upstream: str
    status: DepartureStatus
    place: Callable[[str], str]
    """Returns file and line of a place in the bundled description."""
    notes: list[str] = field(default_factory=list)

    def titles(self) -> tuple[str, str]:
        return f"Compared with {self.upstream}", f"Drift from {self.upstream}"

    def sections(self, *, markdown: bool = False) -> list[tuple[str, list[str]]]:
        new, status = self.status.new, self.status
        found = [
            ("Missing here", [self.line(one) for one in new if one.side == "missing"]),
            ("Different here", [self.line(one) for one in new if one.side == "differs"]),
            ("Only here", [self.line(one) for one in new if one.side == "extra"]),
            (
                "Not as recorded",
                [
                    f"{self.line(one)}; the record of the x-departure at {at} is different"
                    for at, one in status.changed
                ],
            ),
            (
                "No longer different",
                [
                    f"{where}: upstream no longer has {text!r}; check whether the description follows"
                    for _, where, text in status.gone
                ],
            ),
            (
                "Caught up",
                [
                    f"{self.place(at)}: upstream no longer differs; remove the x-departure"
                    for at in status.caught_up
                ],
            ),
        ]
        return [(heading, lines) for heading, lines in found if lines]

    def line(self, difference: Difference) -> str:
        where = difference.names[0] if difference.names else difference.where
        more = f" and {len(difference.names) - 1} more" if len(difference.names) > 1 else ""
        return f"{where}{more}: {difference.sentence} [{self.place(difference.where)}]"

    def conclusion(self) -> list[str]:
        return [self.summary(), *self.remarks()]

    def summary(self) -> str:
        known = len(self.status.known)
        if self.status.quiet():
            return f"Nothing new: {known} known departures, all as recorded."
        count = sum(len(lines) for _, lines in self.sections())
        return f"{count} differences to check; {known} known departures are as recorded."

    def remarks(self) -> list[str]:
        found = list(self.notes)
        if self.status.unrecorded:
            names = ", ".join(sorted(self.status.unrecorded))
            found.append(f"Not recorded yet, so changes there are not noticed: {names}. Run with --record.")
        if self.status.bare:
            names = ", ".join(sorted(self.status.bare))
            found.append(
                f"Nothing comparable differs at the x-departure of {names}. Run with --record if it concerns "
                "wording only; remove it if upstream has caught up."
            )
        return found

    def data(self) -> dict[str, Any]:
        status = self.status
        return {
            "upstream": self.upstream,
            "quiet": status.quiet(),
            "new": [_as_dict(one) for one in status.new],
            "otherwise": [{"departure": at, **_as_dict(one)} for at, one in status.changed],
            "gone": [{"departure": at, "where": where, "upstream": text} for at, where, text in status.gone],
            "caught_up": status.caught_up,
            "known": [_as_dict(one) for one in status.known],
            "unrecorded": sorted(status.unrecorded),
            "bare": sorted(status.bare),
            "notes": self.notes,
        }


def _as_dict(difference: Difference) -> dict[str, Any]:
    return {
        "where": difference.where,
        "contexts": list(difference.names),
        "kind": difference.kind,
        "side": difference.side,
        "upstream": difference.upstream,
        "ours": difference.ours,
        "text": difference.sentence,
    }
