"""Tests that workflows have minimal permissions and use pinned actions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_actions_are_pinned_and_workflows_have_no_default_permissions() -> None:
    workflows = list((ROOT / ".github" / "workflows").glob("*.yml"))
    if not workflows:
        pytest.skip("not a checkout")
    for path in workflows:
        text = path.read_text(encoding="utf-8")
        used = re.findall(r"uses: (\S+)", text)
        assert [action for action in used if not re.search(r"@[0-9a-f]{40}$", action)] == []
        assert "\npermissions: {}\n" in text


def test_only_the_upload_job_has_publish_permission_and_it_runs_no_commands() -> None:
    path = ROOT / ".github" / "workflows" / "release.yml"
    if not path.exists():
        pytest.skip("not a checkout")
    build, rest = path.read_text(encoding="utf-8").split("\n  upload:\n")
    upload, announce = rest.split("\n  announce:\n")

    assert "id-token: write" in upload
    assert "checkout" not in upload
    assert "run:" not in upload
    for other in (build, announce):
        assert "id-token" not in other
        assert "pypi-publish" not in other
