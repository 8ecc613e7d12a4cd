"""Calls made from the command line, against the emulator."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from do_inference.emulator import Emulator

from .conftest import Run

MESSAGES = '[{"role": "user", "content": "Hi"}]'
CHAT = ("chat.completions.create", "--model", "m", "--messages", MESSAGES)


def test_result_is_printed_as_json(run: Run, emulator: Emulator) -> None:
    emulator.respond("models_list", json={"object": "list", "data": [{"id": "one", "new_field": 1}]})

    result = run("models.list")

    assert result.code == 0
    assert json.loads(result.out) == {"object": "list", "data": [{"id": "one", "new_field": 1}]}
    assert result.err == ""


def test_json_flag_prints_one_line(run: Run, emulator: Emulator) -> None:
    emulator.respond("models_list", json={"object": "list", "data": []})

    assert run("models.list", "--json").out == '{"object":"list","data":[]}\n'


def test_sent_values_have_the_types_of_the_description(run: Run, emulator: Emulator) -> None:
    flags = ("--max-tokens", "5", "--temperature", "0.5", "--no-logprobs", "--stop", "a", "--stop", "b")
    more = ("--metadata", "team=red", "--metadata", "n=1", "--logit-bias", "50=-1", "--user", "[me]")

    assert run(*CHAT, *flags, *more).code == 0

    assert emulator.requests[-1].body == {
        "model": "m",
        "messages": [{"role": "user", "content": "Hi"}],
        "max_tokens": 5,
        "temperature": 0.5,
        "logprobs": False,
        "stop": ["a", "b"],
        "metadata": {"team": "red", "n": "1"},
        "logit_bias": {"50": -1},
        "user": "[me]",
    }


def test_stream_is_printed_as_text(run: Run, emulator: Emulator) -> None:
    emulator.respond("chat_completions_create", "Hello there.")

    result = run(*CHAT, "--stream")

    assert (result.code, result.out) == (0, "Hello there.\n")
    assert emulator.requests[-1].body["stream"] is True


def test_stream_without_text_mentions_the_reasoning_tokens(run: Run, emulator: Emulator) -> None:
    model = ("--model", "openai-gpt-oss-120b", "--messages", MESSAGES)
    result = run("chat.completions.create", *model, "--max-completion-tokens", "2", "--stream")

    assert result.out.strip() == ""
    assert (
        "the response was cut off: length; the response contains no text, and reasoning counts" in result.err
    )
    emulator.respond("chat_completions_create", "Hello there, this is a long response.")
    assert "reasoning" not in run(*CHAT, "--stream", "--max-completion-tokens", "2").err


def test_audio_in_json_is_saved_as_audio(run: Run, emulator: Emulator, tmp_path: Path) -> None:
    spoken = tmp_path / "out.wav"
    arguments = ("--model", "m", "--input", "x", "--response-format", "wav", "--output", str(spoken))
    result = run("audio.speech.create", *arguments, "--extra-header", "x-emulator-fault=T57")

    assert (result.code, result.out) == (0, "")
    assert spoken.read_bytes().startswith(b"RIFF")


def test_json_flag_prints_stream_events_as_json_lines(run: Run, emulator: Emulator) -> None:
    emulator.respond("chat_completions_create", "Hello there.")

    lines = run(*CHAT, "--stream", "--json").out.splitlines()

    contents = [json.loads(line)["choices"][0]["delta"].get("content") for line in lines if '"delta"' in line]
    assert "".join(filter(None, contents)) == "Hello there."


def test_stream_without_text_is_printed_as_json_lines(run: Run, emulator: Emulator) -> None:
    result = run("images.generate", "--model", "m", "--prompt", "a cat", "--stream")

    assert result.code == 0
    assert all(json.loads(line)["type"] for line in result.out.splitlines())


def test_tool_calls_are_printed_as_json(run: Run, emulator: Emulator) -> None:
    emulator.respond("chat_completions_create", tool_calls=[("weather", {"city": "Bonn"})])

    called = json.loads(run(*CHAT, "--stream").out)["tool_call"]

    assert called["name"] == "weather"
    assert json.loads(called["arguments"]) == {"city": "Bonn"}


def test_agent_is_called_with_the_agent_key(run: Run, emulator: Emulator) -> None:
    assert run("agent.chat.completions.create", "--messages", MESSAGES).code == 0

    request = emulator.requests[-1]
    assert request.url.startswith("/api/v1/chat/completions")
    assert request.headers["authorization"] == f"Bearer {emulator.agent_key}"


def test_raw_output_is_the_unchanged_body(run: Run, emulator: Emulator) -> None:
    emulator.respond("models_list", content=b'{"data" :  []}', content_type="application/json")

    assert run("models.list", "--raw").out == '{"data" :  []}'


def test_raw_stream_is_the_unchanged_events(run: Run, emulator: Emulator) -> None:
    emulator.respond("chat_completions_create", "Hi.")

    out = run(*CHAT, "--stream", "--raw").out

    assert out.startswith("data: {")
    assert out.rstrip().endswith("data: [DONE]")


def test_file_is_uploaded_and_another_downloaded(run: Run, emulator: Emulator, tmp_path: Path) -> None:
    sound = tmp_path / "talk.webm"
    sound.write_bytes(b"\x00sound")
    emulator.respond("audio_transcriptions_create", json={"text": "words"})
    emulator.respond("audio_speech_create", content=b"\x00\xff", content_type="audio/mpeg")
    spoken = tmp_path / "out.mp3"

    sent = run("audio.transcriptions.create", "--model", "m", "--file", str(sound))
    received = run(
        "audio.speech.create", "--model", "m", "--voice", "v", "--input", "x", "--output", str(spoken)
    )

    assert json.loads(sent.out) == {"text": "words"}
    assert (received.code, received.out) == (0, "")
    assert spoken.read_bytes() == b"\x00\xff"
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".part"] == []


def test_values_are_read_from_files_and_standard_input(emulator: Emulator, tmp_path: Path) -> None:
    (tmp_path / "messages.json").write_text(MESSAGES, encoding="utf-8")
    key = tmp_path / "key"
    key.write_text(f"{emulator.api_key}\n", encoding="utf-8")
    command = ["chat.completions.create", "--model", "-", "--messages", "@messages.json", "--user", "@@me"]

    result = subprocess.run(
        [sys.executable, "-m", "do_inference.cli", *command, "--api-key-file", "key"],
        cwd=tmp_path,
        input="from-stdin",
        env={**_environment(), "MODEL_ACCESS_KEY": "wrong", "GRADIENT_INFERENCE_ENDPOINT": emulator.base_url},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stderr
    assert emulator.requests[-1].body == {
        "model": "from-stdin",
        "messages": json.loads(MESSAGES),
        "user": "@me",
    }


def test_body_can_be_json_and_flags_replace_its_fields(run: Run, emulator: Emulator) -> None:
    body = json.dumps({"model": "a", "messages": json.loads(MESSAGES), "vendor_field": [1]})

    assert run("chat.completions.create", "--body", body, "--model", "b").code == 0

    assert emulator.requests[-1].body == {"model": "b", "messages": json.loads(MESSAGES), "vendor_field": [1]}


def test_verbose_prints_metadata_of_the_response(run: Run, emulator: Emulator) -> None:
    err = run(*CHAT, "--verbose").err

    assert err.startswith("status 200; attempts 1; request id ")
    assert "tokens " in err


def test_retries_are_printed_unless_quiet(run: Run, emulator: Emulator) -> None:
    def failing_once(*flags: str) -> str:
        emulator.respond("models_list", fault="status=500", times=1)
        return run("models.list", *flags).err

    assert failing_once().startswith("attempt 1 of 3: 500")
    assert failing_once("--quiet") == ""


@pytest.mark.parametrize(
    ("status", "code"), [(400, 1), (404, 1), (401, 4), (403, 4), (429, 5), (500, 6), (503, 6)]
)
def test_error_responses_print_one_line_and_have_separate_exit_codes(
    run: Run, emulator: Emulator, status: int, code: int
) -> None:
    emulator.respond("models_list", fault=f"status={status}")

    result = run("models.list", "--max-retries", "0")

    assert (result.code, result.out) == (code, "")
    assert result.err.startswith(f"do-inference: {status}")
    assert result.err.count("\n") == 1


def test_error_response_with_a_long_wait_has_the_exit_code_of_limits(run: Run, emulator: Emulator) -> None:
    emulator.respond("models_list", fault="429, retry-after=3600")

    result = run("models.list", "--deadline", "20")

    assert result.code == 5
    assert "the server requests a wait of 3600 s" in result.err


def test_max_wait_is_passed_to_the_client(run: Run, emulator: Emulator) -> None:
    before = len(emulator.requests)

    assert run("models.list", "--max-wait", "60").code == 0
    assert run("models.list", "--max-wait", "inf").code == 0
    result = run("models.list", "--max-wait", "-1")

    assert (result.code, len(emulator.requests) - before) == (2, 2)
    assert "max_wait must be 0 seconds or more" in result.err


def test_interrupted_stream_prints_its_text_and_has_a_separate_exit_code(
    run: Run, emulator: Emulator
) -> None:
    emulator.respond("chat_completions_create", "One two three four five six.", fault="cut-event=3")

    result = run(*CHAT, "--stream")

    assert result.code == 8
    assert result.out
    assert result.err.startswith("do-inference: ")


def test_connection_error_has_a_separate_exit_code(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_ACCESS_KEY", "some-key")

    assert run("models.list", "--base-url", "http://127.0.0.1:9", "--max-retries", "0").code == 7


def test_error_for_a_missing_key_names_its_sources(run: Run) -> None:
    result = run("models.list")

    assert result.code == 3
    assert "MODEL_ACCESS_KEY" in result.err
    assert "--api-key-file" in result.err


def test_upload_to_a_presigned_url_needs_no_key(
    run: Run, emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = tmp_path / "batch.jsonl"
    lines.write_text('{"custom_id": "1"}\n', encoding="utf-8")
    announced = json.loads(run("batches.files.create", "--file-name", "batch.jsonl").out)
    monkeypatch.delenv("MODEL_ACCESS_KEY")

    result = run("batches.files.upload", announced["upload_url"], "--file", str(lines))

    assert result.code == 0, result.err
    assert "authorization" not in emulator.requests[-1].headers


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals of POSIX")
def test_keyboard_interrupt_ends_a_stream_quietly(emulator: Emulator) -> None:
    emulator.respond("chat_completions_create", "One two three four.", fault="stall-event=2")
    with _started(emulator, *CHAT, "--stream") as process:
        assert process.stdout is not None
        assert process.stdout.read(1)  # the first chunk has arrived: the stream is open, and stalls

        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)

    assert (process.returncode, err) == (130, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals of POSIX")
def test_closed_pipe_ends_the_command_quietly(emulator: Emulator) -> None:
    emulator.respond("models_list", json={"data": [{"id": "x" * 1000} for _ in range(1000)]})
    with _started(emulator, "models.list") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()

        assert process.stderr.read() == b""
        assert process.wait(timeout=20) == 141


def test_help_imports_no_large_modules() -> None:
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "do_inference.cli", "--help"],
        env=_environment(),
        check=True,
        capture_output=True,
        text=True,
    )

    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in ran.stderr.splitlines()}
    assert "do_inference" in imported
    assert imported.isdisjoint({"asyncio", "jsonschema_rs", "redis", "starlette", "trio", "uvicorn"})


def _started(emulator: Emulator, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "do_inference.cli", *arguments],
        env={
            **_environment(),
            "MODEL_ACCESS_KEY": emulator.api_key,
            "GRADIENT_INFERENCE_ENDPOINT": emulator.base_url,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def test_commands_with_the_same_file_share_the_limit(run: Run, emulator: Emulator, tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    emulator.respond("models_list", json={"data": []})
    pace = tmp_path / "limit"

    codes = [run("models.list", "--pace", str(pace)).code for _ in range(3)]

    assert codes == [0, 0, 0]
    assert pace.stat().st_size
    assert emulator.api_key.encode() not in pace.read_bytes()


def test_wait_for_the_limit_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    from do_inference.cli._app import _print_wait
    from do_inference.rate_limit import Waiting

    _print_wait(Waiting(ahead=1, available_at=time.monotonic() + 0.1, priority="bulk"))
    _print_wait(Waiting(ahead=1, available_at=time.monotonic() + 12, priority="bulk"))

    assert capsys.readouterr().err == "waiting 12.0 s for the rate limit\n"


def test_plain_text_result_is_printed_unchanged(emulator: Emulator, run: Run, tmp_path: Path) -> None:
    sound = tmp_path / "talk.wav"
    sound.write_bytes(b"RIFF")
    emulator.respond("audio_transcriptions_create", content=b"WEBVTT\n\nhello\n", content_type="text/plain")
    arguments = (
        "audio.transcriptions.create",
        "--model",
        "m",
        "--file",
        str(sound),
        "--response-format",
        "vtt",
    )

    assert run(*arguments).out == "WEBVTT\n\nhello\n"
    assert run(*arguments, "--json").out == '"WEBVTT\\n\\nhello\\n"\n'


def paged(emulator: Emulator) -> None:
    """Prescribe three pages of batches."""
    for names, more in (("ab", True), ("cd", True), ("e", False)):
        batches = [{"batch_id": name, "status": "completed"} for name in names]
        emulator.respond(
            "batches_list", json={"data": batches, "has_more": more, "last_id": names[-1]}, times=1
        )


def test_one_page_of_a_list_is_printed_as_received(run: Run, emulator: Emulator) -> None:
    paged(emulator)

    result = run("batches.list", "--limit", "2")

    assert json.loads(result.out)["last_id"] == "b"
    assert emulator.requests[-1].query == "limit=2"


def test_all_flag_prints_the_items_of_all_pages(run: Run, emulator: Emulator) -> None:
    paged(emulator)

    result = run("batches.list", "--limit", "2", "--all", "--json", "--verbose")

    assert [json.loads(line)["batch_id"] for line in result.out.splitlines()] == list("abcde")
    sent = [request.query for request in emulator.requests[-3:]]
    assert sent == ["limit=2", "limit=2&after=b", "limit=2&after=d"]
    assert result.err.startswith("status 200; ")


def test_all_flag_prints_indented_items_without_the_json_flag(run: Run, emulator: Emulator) -> None:
    paged(emulator)

    assert run("batches.list", "--all").out.startswith('{\n  "batch_id": "a",\n')


def test_a_list_that_cannot_be_continued_is_an_error_after_its_items(run: Run, emulator: Emulator) -> None:
    emulator.respond("batches_list", json={"data": [{"batch_id": "a"}], "has_more": True, "last_id": []})

    result = run("batches.list", "--all", "--json")

    assert (result.code, json.loads(result.out)) == (6, {"batch_id": "a"})
    assert "the list cannot be continued after page 1 of batches.list()" in result.err


def test_all_flag_excludes_the_raw_flag(run: Run, emulator: Emulator) -> None:
    result = run("batches.list", "--all", "--raw")

    assert result.code == 2
    assert "--raw prints one response, and --all requests several; use one of them" in result.err


def test_only_lists_in_pages_have_the_all_flag(run: Run, emulator: Emulator) -> None:
    result = run("models.list", "--all")

    assert result.code == 2
    assert "unrecognized arguments: --all" in result.err
