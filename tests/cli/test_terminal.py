"""The command line on a terminal, with closed standard streams and with misspelt flags."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="needs a terminal of POSIX")

from do_inference.emulator import Emulator

from .conftest import Run
from .test_calls import CHAT

PROGRAM = [sys.executable, "-m", "do_inference.cli"]


@contextmanager
def in_terminal(*arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run the program in a terminal; yield the process and the controlling end of the terminal."""
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, *arguments], stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True
    )
    os.close(terminal)
    try:
        yield process, controller
    finally:
        process.kill()
        process.wait()
        os.close(controller)


def read_all(controller: int) -> bytes:
    """Read a terminal until the program closes it."""
    output = b""
    try:
        while chunk := os.read(controller, 65536):
            output += chunk
    except OSError:  # Linux raises EIO once no process has the terminal open.
        pass
    return output


@pytest.mark.parametrize("how", [(), ("--json",), ("--raw",)], ids=["text", "json", "raw"])
def test_stream_is_printed_while_it_is_received(emulator: Emulator, how: tuple[str, ...]) -> None:
    emulator.respond("chat_completions_create", "One two three.", fault="stall-event=2")

    with in_terminal(*CHAT, "--stream", *how) as (process, controller):
        # The stream stalls after two events, so a complete read would block.
        first = os.read(controller, 65536)
        assert first
        assert process.poll() is None


def test_file_is_neither_requested_nor_printed_on_a_terminal(emulator: Emulator) -> None:
    before = len(emulator.requests)
    arguments = ("audio.speech.create", "--model", "m", "--voice", "v", "--input", "x")
    with in_terminal(*arguments) as (process, controller):
        output = read_all(controller)
        code = process.wait(timeout=20)

    assert (code, output.split()[:1]) == (2, [b"do-inference:"])
    assert b"--output FILE" in output
    assert len(emulator.requests) == before


def test_invalid_output_path_is_rejected_before_the_call(
    run: Run, emulator: Emulator, tmp_path: Path
) -> None:
    before = len(emulator.requests)

    directory = run("models.list", "--output", str(tmp_path))
    nowhere = run("models.list", "--output", str(tmp_path / "no" / "file"))

    assert (directory.code, nowhere.code) == (9, 9)
    assert f"the path is a directory, not a file: '{tmp_path}'" in directory.err
    assert f"the directory for the file does not exist: '{tmp_path}/no'" in nowhere.err
    assert len(emulator.requests) == before


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_standard_streams_can_be_closed(closed: str) -> None:
    command = f'"$@" {closed}'
    result = subprocess.run(
        ["/bin/sh", "-c", command, "sh", *PROGRAM, "models.list"], capture_output=True, text=True, check=False
    )

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("{") == (">" not in closed.replace("2>", ""))


def test_missing_command_prints_the_help_as_an_error(run: Run) -> None:
    result = run()

    assert (result.code, result.out) == (2, "")
    assert "chat.completions.create" in result.err


def test_misspelt_flag_gets_a_suggestion(run: Run) -> None:
    assert "did you mean --temperature?" in run(*CHAT, "--tempreture", "1").err
    assert "did you mean" not in run(*CHAT, "--qqqqqqq", "1").err


def test_single_object_is_one_element_of_an_array(run: Run, emulator: Emulator) -> None:
    message = {"role": "user", "content": "Hi"}

    result = run("chat.completions.create", "--model", "m", "--messages", json.dumps(message))

    assert result.code == 0, result.err
    assert emulator.requests[-1].body["messages"] == [message]


def test_single_text_is_not_an_array_of_objects(run: Run, emulator: Emulator) -> None:
    result = run("chat.completions.create", "--model", "m", "--messages", "hello")

    assert result.code == 2
    assert "--messages requires a JSON array, but 'hello' is not JSON" in result.err
