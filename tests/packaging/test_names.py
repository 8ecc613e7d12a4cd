"""One name has one meaning: each class of the packages and of the generator has its own name."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("overlays/do_inference", "generator")

# Twins on purpose: the same class for another library, or for calls without `await`.
TWINS = {"ReadTimer", "RateLimitTransport", "_Body"}


def test_no_class_name_occurs_twice() -> None:
    places = defaultdict(list)
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(path.relative_to(ROOT).as_posix())

    assert len(places) > 400
    assert {name: found for name, found in places.items() if len(found) > 1 and name not in TWINS} == {}
