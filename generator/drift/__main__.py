"""Report what upstream has changed: `python -m generator.drift FILE-OR-URL`.

The document is OpenAPI 3.0 or 3.1, in JSON or YAML, one file or the root of many. Operations of other products in it
are ignored. Known departures are not reported as long as upstream says what `departures.yaml` records.

Exit codes: 0 nothing new, or recorded with a reason; 1 differences; 2 a file cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from generator.drift.comparison import compare_documents
from generator.drift.coverage import not_compared
from generator.drift.departures import assess, departures, updated
from generator.drift.draft import write_drafts
from generator.drift.record import Reason, RecordError, read, write
from generator.drift.report import DriftReport
from generator.openapi.bundle import Bundle, bundle
from generator.openapi.documents import Documents, UnreadableDocumentError, location
from generator.openapi.problems import DescriptionError

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m generator.drift",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("document", help="file or URL of the upstream OpenAPI document")
    parser.add_argument("--format", choices=DriftReport.FORMATS, default="text")
    parser.add_argument(
        "--draft", type=Path, metavar="DIR", help="write YAML for what is missing into DIR, to edit"
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


def _run(given: argparse.Namespace) -> int:
    ours = bundle(given.description)
    upstream = Documents(location(given.document))
    version = str(upstream.openapi().child("info", "version").value)
    found = compare_documents(upstream, Documents.of(ours.document))
    file = given.departures or given.description.parent / "departures.yaml"
    record, places = read(file), list(departures(ours.document))
    status = assess(found, record, places)
    report = DriftReport(
        f"{given.document} ({version})", status, lambda where: file_and_line(ours, where), not_compared(found)
    )
    if found.unread:
        names = [f"{method.upper()} {path}" for method, path in found.unread]
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        report.notes.append(f"Not compared, because files cannot be read: {', '.join(names[:5])}{more}.")
    if given.draft:
        written = write_drafts(status.new, given.draft)
        listed = f"{len(written)} drafts in {given.draft}: {', '.join(written)}"
        report.notes.append(listed if written else "There is nothing to draft.")
    if given.record:
        reason = Reason(given.reason, given.source, optional=given.optional) if given.reason else None
        write(file, updated(record, status, found, places, version, reason))
        report.notes.append(f"Recorded in {file}; the next run compares with it.")
    print(report.render(given.format))
    return 0 if status.quiet() or (given.record and given.reason) else 1


def file_and_line(ours: Bundle, where: str) -> str:
    """Return file and line of a place as `departures.yaml` writes it; the place itself if they are unknown."""
    pointer = f"/{where}" if where.startswith("paths/") else f"/components/{where}"
    shown = ours.place(pointer)
    return where if shown == pointer else shown


if __name__ == "__main__":
    sys.exit(main())
