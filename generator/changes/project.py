"""What is installed, before and after: the Pythons it runs on, what it needs, its extras and commands."""

from __future__ import annotations

import re
import tomllib
from configparser import ConfigParser
from dataclasses import dataclass, field
from email.parser import Parser
from typing import TYPE_CHECKING

from generator.changes.entry import Entry, Grade

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Project:
    """What pyproject.toml or a wheel's metadata says of one version."""

    name: str = ""
    version: str | None = None
    python: str = ""
    needs: tuple[str, ...] = ()
    extras: frozenset[str] = frozenset()
    commands: dict[str, str] = field(default_factory=dict)


def read_project(folder: Path) -> Project | None:
    """The project in a folder: a repository's or an unpacked wheel's. None if nothing is said there."""
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
    told = Parser().parsestr(file.read_text("utf-8"), headersonly=True)
    points, commands = ConfigParser(delimiters=("=",)), {}
    if points.read(file.with_name("entry_points.txt"), encoding="utf-8") and points.has_section(
        "console_scripts"
    ):
        commands = dict(points.items("console_scripts"))
    needs = [one for one in told.get_all("Requires-Dist", []) if "extra ==" not in one]
    extras = frozenset(told.get_all("Provides-Extra", []))
    return Project(
        told["Name"], told["Version"], told.get("Requires-Python", ""), tuple(needs), extras, commands
    )


def compare_projects(old: Project, new: Project) -> Iterator[Entry]:
    """What changed for those who install it."""
    if _plain(old.name) != _plain(new.name):
        yield _entry(Grade.BREAKING, "name", new.name, f"was {old.name}: it is installed under another name")
    if old.python != new.python:
        text = f"runs on Python {new.python or 'of any version'} now, was {old.python or 'any'}"
        yield _entry(Grade.RISKY, "python", new.name, text)
    for what, gone, came in (
        ("the extra", old.extras - new.extras, new.extras - old.extras),
        ("the command", old.commands.keys() - new.commands.keys(), new.commands.keys() - old.commands.keys()),
    ):
        yield from (_entry(Grade.BREAKING, "removed", f"{what} {one}", "removed") for one in sorted(gone))
        yield from (_entry(Grade.ADDITION, "added", f"{what} {one}", "new") for one in sorted(came))
    before, after = _by_name(old.needs), _by_name(new.needs)
    for name in sorted({*before, *after}):
        was, now = before.get(name), after.get(name)
        if was != now:
            text = (
                f"{now} is needed"
                if was is None
                else "is no longer needed"
                if now is None
                else f"{now}, was {was}"
            )
            yield _entry(Grade.FIX, "dependency", f"the dependency {name}", text)


def _by_name(needs: tuple[str, ...]) -> dict[str, str]:
    """Requirements by project, each with its bounds in one order."""
    found = {}
    for need in needs:
        match = re.match(r"\s*([\w.-]+)\s*(\[[^]]*\])?\s*([^;]*)(.*)", need)
        if match:
            bounds = ",".join(
                sorted(part.strip() for part in match[3].strip(" ()").split(",") if part.strip())
            )
            found[_plain(match[1])] = f"{_plain(match[1])}{match[2] or ''}{bounds}{match[4].strip()}"
    return found


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _entry(grade: Grade, what: str, name: str, text: str) -> Entry:
    return Entry(grade, f"project-{what}", (name,), text, level="python")
