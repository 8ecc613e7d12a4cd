"""Invalid options are reported on one line when an emulator is created."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from do_inference import Client
from do_inference.emulator import Emulator, Limits, Options
from do_inference.emulator._command import main

WRONG: list[tuple[list[str], str]] = [
    (["--port", "99999"], "the port must be from 0 to 65535, not 99999"),
    (["--port", "-1"], "the port must be from 0 to 65535, not -1"),
    (["--host", ""], "the host is empty"),
    (["--limit", "0/5"], "a window allows 1 or more units in more than 0 seconds, not 0/5"),
    (["--limit", "5/0"], "a window allows 1 or more units"),
    (["--limit", "5/nan"], "a window allows 1 or more units"),
    (["--limits", "bucket:120/0"], "limits cannot be 'bucket:120/0': a bucket holds 1 or more"),
    (["--limits", "slow"], "limits cannot be 'slow'; they are published, published:HOUR/MINUTE, live"),
    (["--event-delay", "-1"], "event_delay must be 0 seconds or more"),
    (["--event-delay", "nan"], "event_delay must be 0 seconds or more"),
    (["--api-key", ""], "a key of serverless inference must be text that a header can carry"),
    (["--agent-key", "a b"], "a key of the agent must be text that a header can carry"),
    (["--upstream", "127.0.0.1:11434"], "upstream must be a URL such as"),
    (["--record", "answers.json"], "record requires upstream"),
    (["--upstream", "http://127.0.0.1:1", "--record", "/nonexistent/answers.json"], "record must be a file"),
    (["--fault", "latnecy=1"], "'latnecy' is not a known fault"),
    (["--state", "/nonexistent/state"], "cannot store limits in /nonexistent/state"),
    (["--fixtures", "/nonexistent.json"], "No such file"),
]


@pytest.mark.parametrize(("arguments", "expected"), WRONG)
def test_invalid_options_are_reported_on_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], expected: str
) -> None:
    code = main(["--port", "0", *arguments])

    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.startswith("do-inference emulate: ")
    assert expected in err
    assert err.count("\n") == 1


def test_a_port_in_use_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        code = main(["--port", str(other.getsockname()[1])])

    assert code == 1
    assert "Address already in use" in capsys.readouterr().err


FIXTURES: list[tuple[Any, str]] = [
    ({"operation": "models_list"}, "does not contain a list of rules"),
    (["models_list"], "rule 1 in .* is not an object"),
    ([{"operation": "models_list"}, {"operation": "model_list"}], "rule 2 .* did you mean models_list?"),
    ([{"text": "x"}], "rule 1 .* no operation"),
    ([{"operation": "*", "tekst": "x"}], "unknown field 'tekst'"),
    ([{"operation": "*", "fault": "nope"}], "rule 1 .*'nope' is not a known fault"),
    (
        [{"operation": "*", "tool_calls": [5]}],
        "rule 1 in .* is invalid: tool_calls.0. is not a tool call: 5",
    ),
]


@pytest.mark.parametrize(("content", "expected"), FIXTURES)
def test_an_invalid_fixtures_file_is_named_and_adds_no_rules(
    tmp_path: Path, content: Any, expected: str
) -> None:
    file = tmp_path / "fixtures.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    emulator = Emulator()

    with pytest.raises(ValueError, match=expected):
        emulator.load_fixtures(file)

    assert emulator.script._rules == []


def test_a_fixtures_file_must_be_json(tmp_path: Path) -> None:
    (tmp_path / "fixtures.json").write_text("[5", encoding="utf-8")

    with pytest.raises(ValueError, match=r"fixtures\.json is not JSON"):
        Emulator().load_fixtures(tmp_path / "fixtures.json")


def test_a_rule_for_an_unknown_operation_is_rejected() -> None:
    with pytest.raises(ValueError, match="no operation 'chat_completion_create'; did you mean chat_comple"):
        Emulator().respond("chat_completion_create", "Hi")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"limits": "nones"}, "limits cannot be 'nones'; they are published"),
        ({"errors": "real"}, "errors must be one of published, live"),
        ({"jobs": "clock"}, "jobs must be one of polls, time"),
    ],
)
def test_unknown_option_values_are_rejected(options: dict[str, Any], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        Emulator(**options)


def test_options_and_limits_are_validated_without_an_emulator() -> None:
    with pytest.raises(ValueError, match="job_seconds"):
        Options(job_seconds=-1)
    with pytest.raises(ValueError, match="a window allows 1 or more units"):
        Limits.published(per_minute=0)


def test_a_second_start_has_no_effect() -> None:
    with Emulator() as emulator:
        address = emulator.base_url
        assert emulator.start() is emulator
        assert emulator.base_url == address


def test_an_emulator_on_all_addresses_has_a_loopback_base_url() -> None:
    with Emulator(host="0.0.0.0", limits="none") as emulator:
        assert emulator.base_url.startswith("http://127.0.0.1:")
        with Client(api_key=emulator.api_key, base_url=emulator.base_url) as client:
            assert client.models.list().data
