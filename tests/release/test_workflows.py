"""Tests that workflows have minimal permissions and use pinned actions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

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
    jobs = release_jobs()
    upload = jobs.pop("upload")

    assert upload["permissions"] == {"id-token": "write"}
    assert [step for step in upload["steps"] if "run" in step or "checkout" in step["uses"]] == []
    for job in jobs.values():
        assert "id-token" not in job["permissions"]
        assert "pypi-publish" not in str(job)


def test_what_is_uploaded_is_the_artifact_of_the_build_after_its_tests() -> None:
    jobs = release_jobs()
    built = "${{ needs.build.outputs.distributions }}"

    assert jobs["build"]["outputs"]["distributions"] == "${{ steps.distributions.outputs.artifact-id }}"
    assert set(jobs["upload"]["needs"]) == {"build", "test"}
    for name in ("test", "upload", "announce"):
        (download,) = (step for step in jobs[name]["steps"] if "download-artifact" in step.get("uses", ""))
        assert built in download["with"]["artifact-ids"]
        assert "name" not in download["with"]


def release_jobs() -> dict[str, Any]:
    """Return the jobs of the release workflow by name."""
    path = ROOT / ".github" / "workflows" / "release.yml"
    if not path.exists():
        pytest.skip("not a checkout")
    jobs: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    return jobs
