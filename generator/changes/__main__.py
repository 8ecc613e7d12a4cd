"""Report what changed for users since the last release: `python -m generator.changes [OLD [NEW]]`.

OLD and NEW are each a folder (repository, package or openapi/), a bundled .json, an openapi .yaml, a wheel or a git
revision. OLD is the newest version tag by default, and NEW is the working tree.

Exit codes: 0 all changes are compatible; 1 some break callers or may do so (or --at-least is not met); 2 a version
cannot be read.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from generator.changes import code, surface
from generator.changes.change import Change, Severity, merge, worst
from generator.changes.document import compare_documents
from generator.changes.naming import Naming
from generator.changes.project import compare_projects
from generator.changes.report import ChangesReport, join_levels
from generator.changes.sources import SourceError, VersionSource, last_release, read, working_tree
from generator.changes.version import parse
from generator.openapi.problems import DescriptionError

ROOT = Path(__file__).resolve().parents[2]


def compare(
    old: VersionSource,
    new: VersionSource,
    scratch: Path,
    *,
    version: str | None = None,
    python: bool = True,
) -> ChangesReport:
    """Compare the descriptions and, unless `python` is false, the Python packages of two versions."""
    changes = compare_documents(old.document, new.document)
    notes: list[str] = []
    if python and old.roots and new.roots:
        methods = [*Naming(old.document).methods.values(), *Naming(new.document).methods.values()]
        changes = join_levels(changes, _compare_python(old, new, scratch, notes), methods)
        if worst(changes) is Severity.INTERNAL:  # otherwise a new version is required anyway
            changes = merge([*changes, *code.compare_code(old.roots, new.roots)])
    elif python:
        notes.append("Only the descriptions were compared: one of the versions has no Python packages.")
    return ChangesReport(old.label, new.label, changes, version or old.version, notes)


def _compare_python(old: VersionSource, new: VersionSource, scratch: Path, notes: list[str]) -> list[Change]:
    found: list[Change] = []
    if old.project and new.project:
        found += compare_projects(old.project, new.project)
    if surface.available():
        found += surface.compare_surfaces(old.roots, new.roots)
    else:
        notes.append("The Python surface was not compared: install griffe.")
    if not old.consumers:
        notes.append(f"No consumer file was type-checked: {old.label} has none in tests/typing/.")
    elif code.available():
        found += code.check_consumers(old.consumers, old.roots, new.roots, scratch / "consumers")
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
        "old", nargs="?", help="the version to compare with; the newest version tag by default"
    )
    parser.add_argument("new", nargs="?", help="the version to assess; the working tree by default")
    parser.add_argument("--format", choices=ChangesReport.FORMATS, default="text")
    parser.add_argument("--from-version", help="the version number of OLD, if OLD does not contain it")
    parser.add_argument(
        "--at-least", metavar="VERSION", help="only check whether VERSION is high enough; exit code 0 if so"
    )
    parser.add_argument("--no-python", action="store_true", help="compare only the descriptions")
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
        note = "There is no version tag to compare with"
        if given.format == "json":
            print(ChangesReport("", "the working tree", [], None, [f"{note}."]).json())
        print(f"{note}: this is the first release, and any version is high enough.", file=sys.stderr)
        return 0
    old = read(name, scratch / "old", given.repository)
    new = read(given.new, scratch / "new", given.repository) if given.new else working_tree(given.repository)
    report = compare(old, new, scratch, version=given.from_version, python=not given.no_python)
    if given.at_least:
        return _high_enough(report, given.at_least)
    print(report.render(given.format))
    return 0 if report.compatible() else 1


def _high_enough(report: ChangesReport, version: str) -> int:
    if report.next_version is None:
        raise SourceError(f"the version of {report.old} is unknown; set it with --from-version")
    enough = parse(version) >= parse(report.next_version)
    required = f"{report.severity.label} changes require {report.next_version} after {report.version}"
    print(f"{version} is {'high enough' if enough else 'too low'}: {required}")
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
