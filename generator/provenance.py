"""The provenance of the generated client: hashes of its inputs, so that a difference can be traced to its cause."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.ir import Method

GENERATOR = Path(__file__).parent


def provenance(description: Path, files: Iterable[Path], methods: Iterable[Method]) -> dict[str, Any]:
    """Return hashes and versions of all inputs, and the operations. Without dates: equal inputs give equal results."""
    own = [
        *GENERATOR.glob("*.py"),
        *GENERATOR.glob("openapi/*.py"),
        *GENERATOR.glob("lint/*.py"),
        *GENERATOR.glob("lint/*.yaml"),
        *GENERATOR.glob("runtime/*.py"),
        *GENERATOR.glob("templates/*.jinja"),
    ]
    return {
        "description": {"files": len(list(files := list(files))), "sha256": _hash(description.parent, files)},
        "generator": {"sha256": _hash(GENERATOR, [p.relative_to(GENERATOR) for p in own])},
        "tools": {name: version(name) for name in ("openapi-python-client", "jinja2", "pyyaml", "ruff")},
        "operations": {method.id: {"stream": method.event is not None} for method in methods},
    }


def _hash(base: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda p: p.as_posix()):
        digest.update(path.as_posix().encode() + b"\0" + (base / path).read_bytes() + b"\0")
    return digest.hexdigest()
