from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openapi_spec_validator")

from generator.artifacts.__main__ import artifacts

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def files() -> dict[str, str]:
    """Return the artifacts of the project's description."""
    return artifacts(ROOT / "openapi" / "openapi.yaml", "1.2.3")


@pytest.fixture(scope="session")
def document(files: dict[str, str]) -> dict[str, Any]:
    return dict(json.loads(files["openapi.json"]))


@pytest.fixture(scope="session")
def data(files: dict[str, str]) -> dict[str, Any]:
    """Return the data of the reference pages."""
    return dict(json.loads(files["reference.json"]))
