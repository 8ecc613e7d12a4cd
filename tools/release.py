"""Checks that the tree is ready for a release: `python -m tools.release VERSION`. Writes build/notes.md."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from generator.changes import code, surface
from generator.changes.__main__ import compare
from generator.changes.report import HEADINGS, ChangesReport
from generator.changes.sources import read, working_tree
from generator.changes.version import parse

ROOT = Path(__file__).resolve().parents[1]
VERSION_FILE = Path("overlays/do_inference/_version.py")
"""The module with the version of the package, which is imported faster than metadata are read."""
REASONS = 5
"""How many changes the message about a version that is too low lists."""


def problems(root: Path, version: str) -> list[str]:
    """Return what prevents the release of `version`, one sentence each."""
    found = []
    if malformed(version):
        return [malformed(version)]
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    stated = settings["project"]["version"]
    if not settings.get("tool", {}).get("do-inference", {}).get("repository"):
        found.append(
            "pyproject.toml has no URL in [tool.do-inference] repository: the links in the published README would be "
            "broken; set it"
        )
    if stated != version:
        found.append(f"pyproject.toml has the version {stated}; `nox -s prepare -- {version}` sets it")
    if f'__version__ = "{version}"\n' not in (root / VERSION_FILE).read_text(encoding="utf-8"):
        found.append(f"{VERSION_FILE.as_posix()} has another version; `nox -s prepare -- {version}` sets it")
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    if not notes(changelog, version):
        found.append(f"CHANGELOG.md has no entries under `## {version}`; `nox -s prepare` moves them there")
    elif notes(changelog, "Unreleased"):
        found.append(f"CHANGELOG.md still has entries under `## Unreleased`; move them to `## {version}`")
    dirty = git(root, "status", "--porcelain").splitlines()
    if dirty:
        found.append(f"{len(dirty)} files are not committed, including {dirty[0][3:]}; commit them")
    tag = f"v{version}"
    if git(root, "tag", "--list", tag) and git(root, "rev-parse", f"{tag}^{{commit}}") != git(
        root, "rev-parse", "HEAD"
    ):
        found.append(f"{tag} is the tag of another commit; choose a new version")
    return found


def malformed(version: str) -> str:
    """Return why a text is not a version to release; empty if it is one."""
    good = re.fullmatch(r"\d+\.\d+\.\d+", version)
    return "" if good else f"{version!r} is not a version of the form 1.2.3"


def too_low(version: str, report: ChangesReport) -> str:
    """Return why a version is too low for the changes since the last release; empty if it is high enough."""
    required = report.next_version
    if not required or parse(version) >= parse(required):
        return ""
    decisive = report.of(report.severity)
    lines = [f"  {change.name}: {change.text}" for change in decisive[:REASONS]]
    if len(decisive) > REASONS:
        lines.append(f"  and {len(decisive) - REASONS} more; `nox -s changes` lists all")
    reason = f"{version} is too low: the changes since {report.old} require {required} or later"
    return "\n".join([f"{reason}. {HEADINGS[report.severity]}:", *lines])


def unreleased(changelog: str) -> tuple[str, str, str]:
    """Return a changelog in three parts: up to the heading `## Unreleased`, the entries there, and older versions."""
    head, heading, rest = changelog.partition("## Unreleased\n")
    if not heading:
        raise SystemExit("CHANGELOG.md has no heading `## Unreleased`; add it")
    written = notes(changelog, "Unreleased")
    return f"{head}{heading}", written, rest.replace(written, "", 1).lstrip("\n")


def notes(changelog: str, version: str) -> str:
    """Return the entries of a version in the changelog."""
    section = re.search(
        rf"^## {re.escape(version)}\b.*?\n(.*?)(?=^## |\Z)", changelog, re.DOTALL | re.MULTILINE
    )
    return section.group(1).strip() if section else ""


def previous(root: Path, version: str | None = None) -> str | None:
    """Return the tag of the previous release: the newest tag, except that of `version`, which may already exist."""
    exclude = ["--exclude", f"v{version}"] if version else []
    command = ["git", "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*", *exclude]
    found = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return found.stdout.strip() or None


def changed(root: Path, revision: str, tree: Path | None = None) -> ChangesReport:
    """Return what changed for users since a revision, in the description and in the Python surface.

    `tree` is the changed working tree, if it is not `root`.
    """
    if not (surface.available() and code.available()):
        raise SystemExit(
            "griffe and mypy are not installed, so breaking changes of the Python surface would be missed; install them"
        )
    with tempfile.TemporaryDirectory() as scratch:
        old = read(revision, Path(scratch) / "old", root)
        return compare(old, working_tree(tree or root), Path(scratch))


def git(root: Path, *arguments: str) -> str:
    """Run git and return its output. A failure raises CalledProcessError."""
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.rstrip()


def main(arguments: list[str]) -> int:
    """Print what changed and what prevents the release. Return 1 if anything does."""
    version = arguments[0] if arguments else ""
    found = problems(ROOT, version)
    if not found and (tag := previous(ROOT, version)):
        report = changed(ROOT, tag)
        print(report.text())
        if low := too_low(version, report):
            found.append(low)
    elif not found:
        print("No earlier release was found to compare with. Any version is permitted.")
    print("\n".join(found) or f"The tree is ready for the release of {version}.")
    if not found:
        (ROOT / "build").mkdir(exist_ok=True)
        news = notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version)
        (ROOT / "build" / "notes.md").write_text(f"{news}\n", encoding="utf-8", newline="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
