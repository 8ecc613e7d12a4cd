"""What upstream has changed: `python -m generator.drift FILE-OR-URL`.

The document is OpenAPI 3.0 or 3.1, JSON or YAML, one file or the root of many. Operations of other products in it are
left alone. Known departures are silent as long as upstream says what `departures.yaml` has recorded.

Exit codes: 0 nothing new, or recorded for a reason, 1 differences, 2 could not read.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from generator.drift.comparison import compare_documents
from generator.drift.departures import judge, noted, recorded
from generator.drift.documents import Documents, UnreadableDocumentError, location
from generator.drift.draft import write_drafts
from generator.drift.record import Reason, RecordError, read, write
from generator.drift.report import Report, as_json, markdown, text
from generator.openapi.bundle import Bundle, bundle
from generator.openapi.problems import DescriptionError

ROOT = Path(__file__).resolve().parents[2]
FORMATS = {"text": text, "markdown": markdown, "json": as_json}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m generator.drift",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("document", help="file or URL of the upstream OpenAPI document")
    parser.add_argument("--format", choices=sorted(FORMATS), default="text")
    parser.add_argument(
        "--draft", type=Path, metavar="DIR", help="write YAML for what is missing, to edit, into DIR"
    )
    parser.add_argument(
        "--record", action="store_true", help="bring departures.yaml up to date with this document"
    )
    parser.add_argument("--reason", help="with --record: also record what nothing explains, for this reason")
    parser.add_argument("--source", help="with --reason: where the reason is known from")
    parser.add_argument("--description", type=Path, default=ROOT / "openapi" / "openapi.yaml")
    parser.add_argument("--departures", type=Path, help="instead of departures.yaml beside the description")
    given = parser.parse_args(arguments)
    if bool(given.reason) != bool(given.source) or (given.reason and not given.record):
        parser.error("--reason and --source go together, and with --record")
    try:
        return _run(given)
    except (UnreadableDocumentError, RecordError, DescriptionError) as error:
        print(error, file=sys.stderr)
        return 2


def _run(given: argparse.Namespace) -> int:
    mine = bundle(given.description)
    upstream = Documents(location(given.document))
    version = upstream.node().child("info", "version").value
    found = compare_documents(upstream, Documents.of(mine.document))
    file = given.departures or given.description.parent / "departures.yaml"
    record, places = read(file), list(noted(mine.document))
    verdict = judge(found, record, places)
    report = Report(f"{given.document} ({version})", verdict, lambda where: place(mine, where))
    if found.unread:
        names = [f"{method.upper()} {path}" for method, path in found.unread]
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        report.notes.append(f"Not looked at, for their files cannot be read: {', '.join(names[:5])}{more}.")
    if given.draft:
        written = write_drafts(verdict.new, upstream, given.draft)
        report.notes.append(
            f"{len(written)} drafts in {given.draft}: {', '.join(written)}"
            if written
            else "Nothing to draft."
        )
    if given.record:
        reason = Reason(given.reason, given.source) if given.reason else None
        write(file, recorded(verdict, record, places, str(version), found.visited, reason))
        report.notes.append(f"Recorded in {file}; the next run compares with that.")
    print(FORMATS[given.format](report))
    return 0 if verdict.quiet() or (given.record and given.reason) else 1


def place(mine: Bundle, where: str) -> str:
    """File and line for a place as `departures.yaml` writes it."""
    pointer = f"/{where}" if where.startswith("paths/") else f"/components/{where}"
    shown = mine.place(pointer)
    return where if shown == pointer else shown


if __name__ == "__main__":
    sys.exit(main())
