"""What changed for users since the last release: `python -m generator.changes [OLD [NEW]]`.

OLD and NEW are each a folder (repository, package or openapi/), a bundled .json, an openapi .yaml, a wheel or a git
revision. Without OLD it is the newest version tag, without NEW the working tree.

Exit codes: 0 everything is compatible, 1 something breaks or may break (or --at-least is not met), 2 could not read.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from generator.changes import consumers, surface
from generator.changes.code import compare_code
from generator.changes.entry import Entry, Grade, merge, worst
from generator.changes.levels import together
from generator.changes.naming import Naming
from generator.changes.project import compare_projects
from generator.changes.report import Report, as_json, changelog, markdown, text
from generator.changes.sources import Source, SourceError, last_release, read, working_tree
from generator.changes.version import parse
from generator.changes.walk import compare_documents
from generator.openapi.problems import DescriptionError

ROOT = Path(__file__).resolve().parents[2]
FORMATS = {"text": text, "markdown": markdown, "json": as_json, "changelog": changelog}


def compare(
    old: Source, new: Source, scratch: Path, *, version: str | None = None, python: bool = True
) -> Report:
    """Compare two versions on both levels."""
    entries = compare_documents(old.document, new.document)
    notes: list[str] = []
    if python and old.roots and new.roots:
        methods = [*Naming(old.document).methods.values(), *Naming(new.document).methods.values()]
        found = _python(old, new, scratch, notes)
        entries = together(entries, found, methods)
        if worst(entries) is Grade.INTERNAL:  # else the version rises anyway
            entries = merge([*entries, *compare_code(old.roots, new.roots)])
    elif python:
        notes.append("Only descriptions were compared: one of the two holds no Python.")
    return Report(old.label, new.label, entries, version or old.version, notes)


def _python(old: Source, new: Source, scratch: Path, notes: list[str]) -> list[Entry]:
    found: list[Entry] = []
    if old.project and new.project:
        found += compare_projects(old.project, new.project)
    if surface.available():
        found += surface.compare_surfaces(old.roots, new.roots)
    else:
        notes.append("The Python surface was not compared: install griffe.")
    if not old.consumers:
        notes.append(f"No consumer file was type-checked: {old.label} has none in tests/typing/.")
    elif consumers.available():
        found += consumers.check_consumers(old.consumers, old.roots, new.roots, scratch / "consumers")
    else:
        notes.append("The consumer files were not type-checked: install mypy.")
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m generator.changes",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "old", nargs="?", help="the version to compare with; the newest version tag if left out"
    )
    parser.add_argument("new", nargs="?", help="the version to judge; the working tree if left out")
    parser.add_argument("--format", choices=sorted(FORMATS), default="text")
    parser.add_argument("--from-version", help="the version number of OLD, where it cannot be read from it")
    parser.add_argument(
        "--at-least", metavar="VERSION", help="only ask whether VERSION is high enough; exit code 0 if so"
    )
    parser.add_argument("--no-python", action="store_true", help="compare the descriptions only")
    parser.add_argument("--repository", type=Path, default=ROOT, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        try:
            return _run(given, Path(scratch))
        except (SourceError, DescriptionError, ValueError) as error:
            print(error, file=sys.stderr)
            return 2


def _run(given: argparse.Namespace, scratch: Path) -> int:
    name = given.old or last_release(given.repository)
    if name is None:
        none = "There is no version tag to compare with"
        if given.format == "json":
            print(as_json(Report("", "the working tree", [], None, [f"{none}."])))
        print(f"{none}: this is the first release, and any version will do.", file=sys.stderr)
        return 0
    old = read(name, scratch / "old", given.repository)
    new = read(given.new, scratch / "new", given.repository) if given.new else working_tree(given.repository)
    report = compare(old, new, scratch, version=given.from_version, python=not given.no_python)
    if given.at_least:
        return _high_enough(report, given.at_least)
    print(FORMATS[given.format](report))
    return 0 if report.compatible() else 1


def _high_enough(report: Report, wanted: str) -> int:
    if report.next_version is None:
        raise SourceError(f"{report.old} does not say its version; give it with --from-version")
    enough = parse(wanted) >= parse(report.next_version)
    asked = f"{report.grade.word} changes ask for {report.next_version} after {report.version}"
    print(f"{wanted} is {'high enough' if enough else 'too low'}: {asked}")
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
