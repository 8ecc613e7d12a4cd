"""The sources of versions: a folder, a file, a wheel or a revision of this repository."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import tarfile
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator.changes.project import Project, read_project
from generator.openapi.bundle import bundle

PACKAGES = {"do_inference": "overlays", "do_inference_generated": "generated_client"}
"""Our import packages, and the folder of each in the repository."""
BUNDLE = "do_inference_generated/description.json"
CONSUMERS = Path("tests") / "typing"


class SourceError(Exception):
    """A version cannot be read. The message names the valid alternatives."""


@dataclass(frozen=True)
class VersionSource:
    """One version: its description and, if available, its Python packages."""

    label: str
    document: dict[str, Any]
    roots: dict[str, Path]
    """The folder of each import package; empty if there is only a description."""
    consumers: tuple[Path, ...] = ()
    """Files that use the package as users do."""
    project: Project | None = None

    @property
    def version(self) -> str | None:
        return self.project.version if self.project else None


def read(text: str, scratch: Path, repository: Path) -> VersionSource:
    """Read a version: a path (repository, openapi/ or package folder, .yaml, .json, .whl) or a git revision.

    Raises SourceError if it is neither, and DescriptionError if its description is invalid.
    """
    path = Path(text)
    if path.suffix == ".whl" and path.is_file():
        with zipfile.ZipFile(path) as archive:
            archive.extractall(scratch)  # noqa: S202 - our own wheel; zipfile keeps members inside
        return read_folder(scratch, path.name)
    if path.is_dir():
        return read_folder(path, text)
    if path.is_file():
        return _file(path, text)
    return revision(text, scratch, repository)


def revision(name: str, scratch: Path, repository: Path) -> VersionSource:
    """Read the version at a git revision of the repository."""
    archived = _git(repository, "archive", "--format=tar", name)
    if archived is None:
        raise SourceError(
            f"{name!r} is not a file, a folder or a revision of {repository}; name one of these"
        )
    with tarfile.open(fileobj=io.BytesIO(archived)) as archive:
        archive.extractall(scratch, filter="data")
    return read_folder(scratch, name)


def last_release(repository: Path) -> str | None:
    """Return the newest version tag that the current revision descends from, if there is one."""
    found = _git(repository, "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*")
    return found.decode().strip() if found else None


def read_folder(path: Path, label: str) -> VersionSource:
    """Read a version from a folder: a repository, an unpacked wheel or sdist, a package, or openapi/."""
    roots = {}
    for package, place in PACKAGES.items():
        for base in (path / place, path):
            if (base / package).is_dir():
                roots[package] = base
                break
    project = read_project(path)
    consumers = tuple(
        file for file in sorted((path / CONSUMERS).glob("*.py")) if not file.name.startswith(("_", "test_"))
    )
    generated = [base / BUNDLE for base in roots.values()]
    compressed = [each.with_suffix(".json.gz") for each in generated]  # As in a wheel.
    for bundled in (path / "description.json", *generated, *compressed):
        if bundled.is_file():
            return VersionSource(label, _json(bundled), roots, consumers, project)
    for root in (path / "openapi" / "openapi.yaml", path / "openapi.yaml"):
        if root.is_file():
            return VersionSource(label, bundle(root).document, roots, consumers, project)
    raise SourceError(
        f"{path} contains neither a description.json nor an openapi.yaml; name the folder that does"
    )


def working_tree(repository: Path) -> VersionSource:
    """Read the working tree of a repository, with the description in openapi/ and not the one generated from it."""
    document = bundle(repository / "openapi" / "openapi.yaml").document
    return replace(read_folder(repository, "the working tree"), document=document)


def _file(path: Path, label: str) -> VersionSource:
    if path.suffix == ".json":
        return VersionSource(label, _json(path), {})
    return VersionSource(label, bundle(path).document, {})


def _json(path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
        document = json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)
    except (ValueError, OSError, EOFError) as error:
        raise SourceError(f"{path} is not JSON: {error}; generate the client again") from None
    if not isinstance(document, dict) or "paths" not in document:
        raise SourceError(f"{path} is not an OpenAPI document; name the bundled description")
    return document


def _git(repository: Path, *arguments: str) -> bytes | None:
    try:
        done = subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError:
        raise SourceError("git is not installed, so no revision can be read; name a folder instead") from None
    return done.stdout if done.returncode == 0 else None
