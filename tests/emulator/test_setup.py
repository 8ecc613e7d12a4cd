"""An emulator that cannot be what it is asked to be says so when it is set up, in a line."""

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


@pytest.mark.parametrize(("words", "told"), WRONG)
def test_options_that_make_no_sense_are_told_in_a_line(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    code = main(["--port", "0", *words])

    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.startswith("do-inference emulate: ")
    assert told in err
    assert err.count("\n") == 1


def test_a_port_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
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


@pytest.mark.parametrize(("content", "told"), FIXTURES)
def test_fixtures_that_cannot_be_read_are_named_and_none_of_them_is_used(
    tmp_path: Path, content: Any, told: str
) -> None:
    file = tmp_path / "fixtures.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    emulator = Emulator()

    with pytest.raises(ValueError, match=told):
        emulator.load_fixtures(file)

    assert emulator.script._rules == []


def test_what_is_no_json_is_no_file_of_fixtures(tmp_path: Path) -> None:
    (tmp_path / "fixtures.json").write_text("[5", encoding="utf-8")

    with pytest.raises(ValueError, match=r"fixtures\.json is not JSON"):
        Emulator().load_fixtures(tmp_path / "fixtures.json")


def test_an_answer_for_an_operation_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no operation 'chat_completion_create'; did you mean chat_comple"):
        Emulator().respond("chat_completion_create", "Hi")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"limits": "nones"}, "limits cannot be 'nones'; they are published"),
        ({"errors": "real"}, "errors must be one of published, live"),
        ({"jobs": "clock"}, "jobs must be one of polls, time"),
    ],
)
def test_words_that_an_emulator_does_not_know_are_refused(options: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Emulator(**options)


def test_options_are_checked_by_themselves() -> None:
    with pytest.raises(ValueError, match="job_seconds"):
        Options(job_seconds=-1)
    with pytest.raises(ValueError, match="a window allows 1 or more units"):
        Limits.published(per_minute=0)


def test_starting_twice_is_starting_once() -> None:
    with Emulator() as emulator:
        address = emulator.base_url
        assert emulator.start() is emulator
        assert emulator.base_url == address


def test_an_emulator_for_all_addresses_tells_one_to_connect_to() -> None:
    with Emulator(host="0.0.0.0", limits="none") as emulator:
        assert emulator.base_url.startswith("http://127.0.0.1:")
        with Client(api_key=emulator.api_key, base_url=emulator.base_url) as client:
            assert client.models.list().data
