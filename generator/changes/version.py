"""Which version follows.

Before 1.0: what breaks, or may, raises the minor version; all else the patch version. So `~=0.4.2` gets additions and
never a break. From 1.0 on, as Semantic Versioning has it: major, minor for additions, patch. Something `risky` counts
as a break until a person has found that it is none: a release may always carry a higher version, never a lower one.
"""

from __future__ import annotations

import re

from generator.changes.entry import Grade

Version = tuple[int, int, int]


def parse(text: str) -> Version:
    """`1.2.3`, `v1.2.3` or `1.2.3rc1` as numbers. Raises ValueError."""
    found = re.fullmatch(r"v?(\d+)\.(\d+)\.(\d+)(?:[.-]?(?:a|b|rc|dev|post)\d*)*", text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a version such as 1.2.3")
    major, minor, patch = map(int, found.groups())
    return major, minor, patch


def step(current: Version, grade: Grade) -> str:
    """Which part of the version has to rise: `major`, `minor`, `patch` or `none`."""
    if grade is Grade.INTERNAL:
        return "none"
    before_one = current[0] == 0
    if grade >= Grade.RISKY:
        return "minor" if before_one else "major"
    if grade is Grade.ADDITION:
        return "patch" if before_one else "minor"
    return "patch"


def following(current: str, grade: Grade) -> str:
    """The lowest version that may follow `current`."""
    major, minor, patch = parse(current)
    match step((major, minor, patch), grade):
        case "major":
            return f"{major + 1}.0.0"
        case "minor":
            return f"{major}.{minor + 1}.0"
        case "patch":
            return f"{major}.{minor}.{patch + 1}"
        case _:
            return f"{major}.{minor}.{patch}"
