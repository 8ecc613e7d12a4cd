"""Which version follows.

Before 1.0, changes that break callers or may do so increase the minor version, and all others the patch version, so
that `~=0.4.2` gets additions but never a break. From 1.0 on, Semantic Versioning applies: major for breaks, minor for
additions, patch for fixes. A `risky` change counts as a break until a person decides otherwise: a release may always
have a higher version, never a lower one.
"""

from __future__ import annotations

import re

from generator.changes.change import Severity

Version = tuple[int, int, int]


def parse(text: str) -> Version:
    """Parse `1.2.3`, `v1.2.3` or `1.2.3rc1` into numbers. Raises ValueError."""
    found = re.fullmatch(r"v?(\d+)\.(\d+)\.(\d+)(?:[.-]?(?:a|b|rc|dev|post)\d*)*", text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a version such as 1.2.3")
    major, minor, patch = map(int, found.groups())
    return major, minor, patch


def step(current: Version, severity: Severity) -> str:
    """Return which part of the version has to increase: `major`, `minor`, `patch` or `none`."""
    if severity is Severity.INTERNAL:
        return "none"
    before_one = current[0] == 0
    if severity >= Severity.RISKY:
        return "minor" if before_one else "major"
    if severity is Severity.ADDITION:
        return "patch" if before_one else "minor"
    return "patch"


def following(current: str, severity: Severity) -> str:
    """Return the lowest version that may follow `current`."""
    major, minor, patch = parse(current)
    match step((major, minor, patch), severity):
        case "major":
            return f"{major + 1}.0.0"
        case "minor":
            return f"{major}.{minor + 1}.0"
        case "patch":
            return f"{major}.{minor}.{patch + 1}"
        case _:
            return f"{major}.{minor}.{patch}"
