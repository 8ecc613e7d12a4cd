"""Tests of `python -m generator.drift`: exit codes, formats, recording and drafts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.drift.__main__ import main
from tests.drift.documents import OPENAPI, PUBLISHED, published
from tests.drift.test_drift import schema


def save(folder: Path, document: dict[str, Any]) -> str:
    file = folder / "upstream.json"
    file.write_text(json.dumps(document))
    return str(file)


def test_unchanged_upstream_exits_with_code_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(PUBLISHED)]) == 0
    assert "Nothing new" in capsys.readouterr().out


def test_differences_are_reported_in_every_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = published()
    schema(document, "EmbeddingsRequest")["properties"]["dimensions"] = {"type": "integer"}
    file = save(tmp_path, document)
    assert main([file]) == 1
    assert (
        "Missing here (1)\n  POST /v1/embeddings request.dimensions: property missing here (integer)"
        in capsys.readouterr().out
    )
    assert main([file, "--format", "markdown"]) == 1
    assert "### Missing here (1)\n\n- POST /v1/embeddings request.dimensions" in capsys.readouterr().out
    assert main([file, "--format", "json"]) == 1
    (new,) = json.loads(capsys.readouterr().out)["new"]
    assert (new["kind"], new["side"], new["upstream"]) == ("property", "missing", "integer")
    assert new["where"] == "schemas/EmbeddingRequest/properties/dimensions"


def test_unreadable_files_exit_with_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nothing.yaml")]) == 2
    assert "cannot read" in capsys.readouterr().err
    (tmp_path / "departures.yaml").write_text("reasons: [{}]")
    assert main([str(PUBLISHED), "--departures", str(tmp_path / "departures.yaml")]) == 2
    assert "run --record again" in capsys.readouterr().err


def test_recorded_differences_with_a_reason_are_not_reported(tmp_path: Path) -> None:
    document = published()
    schema(document, "EmbeddingsRequest")["properties"]["dimensions"] = {"type": "integer"}
    file = save(tmp_path, document)
    record = tmp_path / "departures.yaml"
    record.write_bytes((OPENAPI / "departures.yaml").read_bytes())
    arguments = [file, "--departures", str(record)]
    assert main([*arguments, "--record"]) == 1
    assert main(arguments) == 1, "differences recorded without a reason are still reported"
    assert main([*arguments, "--record", "--reason", "not wanted", "--source", "a test"]) == 0
    assert main(arguments) == 0
    assert main([str(PUBLISHED), "--departures", str(record)]) == 1, (
        "the recorded difference no longer exists upstream"
    )


def test_recording_again_does_not_change_the_file(tmp_path: Path) -> None:
    record = tmp_path / "departures.yaml"
    record.write_bytes((OPENAPI / "departures.yaml").read_bytes())
    assert main([str(PUBLISHED), "--departures", str(record), "--record"]) == 0
    assert record.read_text(encoding="utf-8") == (OPENAPI / "departures.yaml").read_text(encoding="utf-8")
