"""Checks that the tree may be released: `python -m tools.release VERSION`. Writes what is new to build/notes.md."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from generator.changes import code, surface
from generator.changes.__main__ import compare
from generator.changes.report import ChangesReport
from generator.changes.sources import read, working_tree
from generator.changes.version import parse

ROOT = Path(__file__).resolve().parents[1]


def problems(root: Path, version: str) -> list[str]:
    """What has to be mended before `version` can be released, each in a sentence."""
    found = []
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        return [f"{version!r} is no version of the form 1.2.3"]
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    stated = settings["project"]["version"]
    if not settings.get("tool", {}).get("do-inference", {}).get("repository"):
        found.append(
            "pyproject.toml has no address in [tool.do-inference] repository: the published description would have "
            "links that lead nowhere"
        )
    if stated != version:
        found.append(f"pyproject.toml says {stated}: `nox -s prepare -- {version}` sets it")
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    if not notes(changelog, version):
        found.append(f"CHANGELOG.md has no entries under `## {version}`: `nox -s prepare` moves them there")
    elif notes(changelog, "Unreleased"):
        found.append(f"CHANGELOG.md still has entries under `## Unreleased`: move them to `## {version}`")
    dirty = _git(root, "status", "--porcelain").splitlines()
    if dirty:
        found.append(f"{len(dirty)} files are not committed, {dirty[0][3:]} among them")
    tag = f"v{version}"
    if _git(root, "tag", "--list", tag) and _git(root, "rev-parse", f"{tag}^{{commit}}") != _git(
        root, "rev-parse", "HEAD"
    ):
        found.append(f"{tag} is the tag of another commit: a version is never released twice")
    return found


def notes(changelog: str, version: str) -> str:
    """What the changelog says of a version."""
    section = re.search(
        rf"^## {re.escape(version)}\b.*?\n(.*?)(?=^## |\Z)", changelog, re.DOTALL | re.MULTILINE
    )
    return section.group(1).strip() if section else ""


def previous(root: Path, version: str | None = None) -> str | None:
    """The tag of the release before: the newest one here, save that of `version` itself, which may be set already."""
    but = ["--exclude", f"v{version}"] if version else []
    command = ["git", "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*", *but]
    found = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return found.stdout.strip() or None


def changed(root: Path, tag: str) -> ChangesReport:
    """What changed for users since the release of `tag`, on both levels: the description and the Python surface."""
    if not (surface.available() and code.available()):
        raise SystemExit(
            "griffe and mypy have to be installed: a break of the Python surface would be missed"
        )
    with tempfile.TemporaryDirectory() as scratch:
        return compare(read(tag, Path(scratch) / "old", root), working_tree(root), Path(scratch))


def _git(root: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=root, capture_output=True, text=True, check=True
    ).stdout.rstrip()


def main(arguments: list[str]) -> int:
    """Print what changed, and what is wrong; 1 if anything is."""
    version = arguments[0] if arguments else ""
    found = problems(ROOT, version)
    if not found and (tag := previous(ROOT, version)):
        report = changed(ROOT, tag)
        print(report.text())
        if report.next_version and parse(version) < parse(report.next_version):
            found.append(
                f"{version} is too low: {report.severity.label} changes require {report.next_version}"
            )
    elif not found:
        print("There is no earlier release to compare with: any version will do.")
    print("\n".join(found) or f"The tree is ready to be released as {version}.")
    if not found:
        (ROOT / "build").mkdir(exist_ok=True)
        news = notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version)
        (ROOT / "build" / "notes.md").write_text(f"{news}\n", encoding="utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
