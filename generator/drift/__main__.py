"""Report what upstream has changed: `python -m generator.drift FILE-OR-URL`.

The document is OpenAPI 3.0 or 3.1, in JSON or YAML, one file or the root of many. Operations of other products in it
are ignored. Known departures are not reported as long as upstream says what `departures.yaml` records.

Exit codes: 0 nothing new, or recorded with a reason; 1 differences; 2 a file cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from generator.drift.comparison import compare_documents
from generator.drift.coverage import not_compared
from generator.drift.departures import DepartureStatus, assess, departures, explained, pruned, updated
from generator.drift.differences import Difference, Differences
from generator.drift.draft import copy_description, write_drafts
from generator.drift.record import Reason, Record, RecordError, read, write
from generator.drift.report import DriftReport
from generator.openapi.bundle import Bundle, bundle
from generator.openapi.documents import Documents, UnreadableDocumentError, location
from generator.openapi.problems import DescriptionError

ROOT = Path(__file__).resolve().parents[2]
SHARED = Reason(
    "Every operation of this description has these responses and headers, whether they are published or not.",
    "recorded error responses, 2025 to 2026",
)
"""Explains what a draft adds to upstream."""
SHARED_KINDS = ("status", "header", "media type")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m generator.drift",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("document", help="file or URL of the upstream OpenAPI document")
    parser.add_argument("--format", choices=DriftReport.FORMATS, default="text")
    parser.add_argument(
        "--draft",
        nargs="?",
        const="",
        metavar="DIR",
        help="edit the description so that it says what upstream says, or a copy of it in DIR",
    )
    parser.add_argument("--record", action="store_true", help="update departures.yaml from this document")
    parser.add_argument(
        "--reason", help="with --record: also record unexplained differences, for this reason"
    )
    parser.add_argument("--source", help="with --reason: the source of the reason")
    parser.add_argument(
        "--optional",
        action="store_true",
        help="with --reason: other upstream documents do not have these differences, and that is known too",
    )
    parser.add_argument("--description", type=Path, default=ROOT / "openapi" / "openapi.yaml")
    parser.add_argument(
        "--departures", type=Path, help="the record; departures.yaml next to the description by default"
    )
    given = parser.parse_args(arguments)
    if bool(given.reason) != bool(given.source) or (given.reason and not given.record):
        parser.error("--reason and --source require each other and --record")
    if given.optional and not given.reason:
        parser.error("--optional requires --reason")
    try:
        return _run(given)
    except (UnreadableDocumentError, RecordError, DescriptionError) as error:
        print(error, file=sys.stderr)
        return 2


@dataclass(frozen=True)
class Drift:
    """The comparison of an upstream document with a description, and what is recorded about it."""

    ours: Bundle
    description: Path
    departures: Path
    version: str
    """The version of the upstream document."""
    found: Differences
    record: Record
    status: DepartureStatus
    report: DriftReport

    @classmethod
    def of(
        cls, document: str, description: Path, departures_file: Path | None = None, *, label: str = ""
    ) -> Drift:
        """Compare. `label` is what the report calls the document.

        Raises UnreadableDocumentError, RecordError or DescriptionError if a file cannot be used.
        """
        ours = bundle(description)
        upstream = Documents(location(document))
        version = str(upstream.openapi().child("info", "version").value)
        found = compare_documents(upstream, Documents.of(ours.document))
        file = departures_file or description.parent / "departures.yaml"
        record = read(file)
        status = assess(found, record, departures(ours.document))
        title = f"{label or document} ({version})"
        report = DriftReport(title, status, lambda where: file_and_line(ours, where), not_compared(found))
        if found.unread:
            names = [f"{method.upper()} {path}" for method, path in found.unread]
            more = f" and {len(names) - 5} more" if len(names) > 5 else ""
            report.notes.append(f"Not compared, because files cannot be read: {', '.join(names[:5])}{more}.")
        return cls(ours, description, file, version, found, record, status, report)

    def draft(self, root: Path | None = None) -> list[str]:
        """Change the description, or a copy with this root file. Returns the files that differ."""
        return write_drafts(self.found, self.status, self.ours, root or self.description)

    def settle(self, before: Drift) -> None:
        """Update the record after a draft: remove what is over, and explain what all operations share.

        A drafted operation or response has the responses and headers of all others, even if upstream lacks them.
        """
        known = {one.key for one in before.status.reported}

        def shared(one: Difference) -> bool:
            return one.side == "extra" and one.kind in SHARED_KINDS and one.key not in known

        record = pruned(self.record, self.status, self.found)
        for at, one in self.status.changed:
            if shared(one):
                record.inline.setdefault(at, set()).update(one.facts())
        write(self.departures, explained(record, filter(shared, self.status.new), SHARED))

    def write_record(self, reason: Reason | None = None) -> None:
        """Record the differences: those that are known, and with a reason the others too."""
        places = departures(self.ours.document)
        write(self.departures, updated(self.record, self.status, self.found, places, self.version, reason))


def _run(given: argparse.Namespace) -> int:
    drift = Drift.of(given.document, given.description, given.departures)
    report = drift.report
    if given.draft is not None:
        root = copy_description(given.description, Path(given.draft)) if given.draft else given.description
        written = drift.draft(root)
        listed = f"{len(written)} files of {root.parent} are drafts: {', '.join(written)}"
        report.notes.append(listed if written else "There is nothing to draft.")
    if given.record:
        explains = Reason(given.reason, given.source, optional=given.optional) if given.reason else None
        drift.write_record(explains)
        report.notes.append(f"Recorded in {drift.departures}; the next run compares with it.")
    print(report.render(given.format))
    return 0 if drift.status.quiet() or (given.record and given.reason) else 1


def file_and_line(ours: Bundle, where: str) -> str:
    """Return file and line of a place as `departures.yaml` writes it; the place itself if they are unknown."""
    pointer = f"/{where}" if where.startswith("paths/") else f"/components/{where}"
    shown = ours.place(pointer)
    return where if shown == pointer else shown


if __name__ == "__main__":
    sys.exit(main())
