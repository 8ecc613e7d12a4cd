"""Prepares the tree for a release: `python -m tools.prepare [VERSION]`.

Sets the version in pyproject.toml and in the package, and moves the entries of CHANGELOG.md from `## Unreleased` to
`## VERSION`. If there are none, it inserts the draft of `nox -s changes`, to be edited. Without VERSION, it uses the
lowest version that the changes since the last release permit. It stops before it edits a file if VERSION is too low.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from generator.changes.version import parse
from tools.release import VERSION_FILE, changed, malformed, notes, previous, too_low, unreleased

ROOT = Path(__file__).resolve().parents[1]


def set_version(text: str, version: str) -> str:
    """Return the text of pyproject.toml, or of the module with the version of the package, with another version."""
    return re.sub(r'^(version|__version__) = ".*"$', rf'\1 = "{version}"', text, count=1, flags=re.MULTILINE)


def move_entries(log: str, version: str, draft: str) -> str:
    """Return the text of a changelog with the unreleased entries, otherwise the draft, under `version`."""
    head, written, older = unreleased(log)
    if notes(log, version):
        raise SystemExit(f"CHANGELOG.md already has entries under `## {version}`; add to them by hand")
    return f"{head}\n## {version}\n\n{written or draft}\n" + (f"\n{older}" if older else "")


def prepare(root: Path, version: str | None) -> str:
    """Prepare the release and return its version. Raises SystemExit, before any edit, if it is too low."""
    settings, log = root / "pyproject.toml", root / "CHANGELOG.md"
    tag, draft = previous(root), ""
    if version and (problem := malformed(version)):
        raise SystemExit(problem)
    if tag:
        if version and parse(version) <= parse(tag):
            raise SystemExit(f"{version} is too low: {tag} is the last release; choose a higher version")
        report = changed(root, tag)
        if report.step == "none" and version is None:
            raise SystemExit(f"Nothing changed for users since {tag}. No release is needed.")
        if version and (problem := too_low(version, report)):
            raise SystemExit(problem)
        version = version or report.next_version
        draft = report.changelog().partition("\n")[2].strip()
    version = version or str(tomllib.loads(settings.read_text(encoding="utf-8"))["project"]["version"])
    moved = move_entries(log.read_text(encoding="utf-8"), version, draft)
    for file in (settings, root / VERSION_FILE):
        edited = set_version(file.read_text(encoding="utf-8"), version)
        file.write_text(edited, encoding="utf-8", newline="\n")
    log.write_text(moved, encoding="utf-8", newline="\n")
    return version


if __name__ == "__main__":
    print(
        f"Prepared {prepare(ROOT, sys.argv[1] if len(sys.argv) > 1 else None)}: "
        "read CHANGELOG.md, and commit all changes."
    )
