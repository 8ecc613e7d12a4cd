"""Code that differs behind an equal surface: a fix that users should get although nothing else tells of it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from generator.changes.entry import Entry, Grade

if TYPE_CHECKING:
    from pathlib import Path

SHOWN = 4


def compare_code(old: dict[str, Path], new: dict[str, Path]) -> list[Entry]:
    """An entry for each package whose code differs."""
    entries = []
    for package in sorted(old.keys() & new.keys()):
        before, after = _modules(old[package] / package), _modules(new[package] / package)
        changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        if changed:
            rest = f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
            text = f"its code differs in {', '.join(changed[:SHOWN])}{rest}"
            entries.append(Entry(Grade.FIX, "code-changed", (package,), text, level="python"))
    return entries


def _modules(folder: Path) -> dict[str, str]:
    """What each module does, by its name: its code without comments, layout and docstrings."""
    found = {}
    for file in folder.rglob("*.py"):
        name = ".".join(file.relative_to(folder).with_suffix("").parts)
        try:
            tree = ast.parse(file.read_text(encoding="utf-8"))
        except SyntaxError:
            found[name] = file.read_text(encoding="utf-8")
            continue
        for node in ast.walk(tree):
            body = getattr(node, "body", None)
            if isinstance(body, list):
                node.body = [one for one in body if not _prose(one)]  # type: ignore[attr-defined]
        found[name] = ast.dump(tree)
    return found


def _prose(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
