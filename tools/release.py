"""Checks that the tree says what is released: `python -m tools.release VERSION`. Writes nothing."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def problems(root: Path, version: str) -> list[str]:
    """What has to be mended before `version` can be released, each in a sentence."""
    found = []
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        return [f"{version!r} is no version of the form 1.2.3"]
    stated = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    if stated != version:
        found.append(f"pyproject.toml says {stated}: set `version` to {version}")
    if not notes((root / "CHANGELOG.md").read_text(encoding="utf-8"), version):
        found.append(f"CHANGELOG.md has no entries under `## {version}`: move those of `## Unreleased` there")
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


def _git(root: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=root, capture_output=True, text=True, check=True
    ).stdout.rstrip()


def main(arguments: list[str]) -> int:
    """Print what is wrong; 1 if anything is."""
    found = problems(ROOT, arguments[0] if arguments else "")
    print("\n".join(found) or f"the tree is ready to be released as {arguments[0]}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
