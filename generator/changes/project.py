"""The comparison of project metadata: supported Python versions, dependencies, extras and commands."""

from __future__ import annotations

import re
import tomllib
from configparser import ConfigParser
from dataclasses import dataclass, field
from email.parser import Parser
from typing import TYPE_CHECKING

from generator.changes.change import Change, Severity, python_change

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Project:
    """The metadata of one version, from pyproject.toml or a wheel."""

    name: str = ""
    version: str | None = None
    python: str = ""
    dependencies: tuple[str, ...] = ()
    extras: frozenset[str] = frozenset()
    commands: dict[str, str] = field(default_factory=dict)


def read_project(folder: Path) -> Project | None:
    """Return the metadata of a folder, a repository or an unpacked wheel, or None without metadata."""
    if (folder / "pyproject.toml").is_file():
        return _toml(folder / "pyproject.toml")
    for metadata in sorted(folder.glob("*.dist-info/METADATA")):
        return _metadata(metadata)
    return None


def _toml(file: Path) -> Project | None:
    given = tomllib.loads(file.read_text("utf-8")).get("project")
    if given is None:
        return None
    return Project(
        str(given.get("name", "")),
        given.get("version"),
        str(given.get("requires-python", "")),
        tuple(given.get("dependencies", ())),
        frozenset(given.get("optional-dependencies", ())),
        dict(given.get("scripts", {})),
    )


def _metadata(file: Path) -> Project:
    metadata = Parser().parsestr(file.read_text("utf-8"), headersonly=True)
    points, commands = ConfigParser(delimiters=("=",)), {}
    if points.read(file.with_name("entry_points.txt"), encoding="utf-8") and points.has_section(
        "console_scripts"
    ):
        commands = dict(points.items("console_scripts"))
    dependencies = [one for one in metadata.get_all("Requires-Dist", []) if "extra ==" not in one]
    extras = frozenset(metadata.get_all("Provides-Extra", []))
    return Project(
        metadata["Name"],
        metadata["Version"],
        metadata.get("Requires-Python", ""),
        tuple(dependencies),
        extras,
        commands,
    )


def compare_projects(old: Project, new: Project) -> Iterator[Change]:
    """Yield the changes that matter for installation."""
    if _normalized(old.name) != _normalized(new.name):
        yield _change(
            Severity.BREAKING, "name", new.name, f"was {old.name}: it is installed under another name"
        )
    if old.python != new.python:
        text = f"runs on Python {new.python or 'of any version'} now, was {old.python or 'any'}"
        yield _change(Severity.RISKY, "python", new.name, text)
    for what, removed, added in (
        ("the extra", old.extras - new.extras, new.extras - old.extras),
        ("the command", old.commands.keys() - new.commands.keys(), new.commands.keys() - old.commands.keys()),
    ):
        yield from (
            _change(Severity.BREAKING, "removed", f"{what} {one}", "removed") for one in sorted(removed)
        )
        yield from (_change(Severity.ADDITION, "added", f"{what} {one}", "new") for one in sorted(added))
    before, after = _by_name(old.dependencies), _by_name(new.dependencies)
    for name in sorted({*before, *after}):
        was, now = before.get(name), after.get(name)
        if was != now:
            text = (
                f"{now} is required"
                if was is None
                else "is no longer required"
                if now is None
                else f"{now}, was {was}"
            )
            yield _change(Severity.FIX, "dependency", f"the dependency {name}", text)


def _by_name(dependencies: tuple[str, ...]) -> dict[str, str]:
    """Return requirements by project name, each with its bounds in a fixed order."""
    found = {}
    for need in dependencies:
        match = re.match(r"\s*([\w.-]+)\s*(\[[^]]*\])?\s*([^;]*)(.*)", need)
        if match:
            bounds = ",".join(
                sorted(part.strip() for part in match[3].strip(" ()").split(",") if part.strip())
            )
            found[_normalized(match[1])] = (
                f"{_normalized(match[1])}{match[2] or ''}{bounds}{match[4].strip()}"
            )
    return found


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _change(severity: Severity, kind: str, name: str, text: str) -> Change:
    return python_change(severity, f"project-{kind}", name, text)
