"""Runs the examples of the reference data against the emulator: `python -m tests.artifacts.examples REFERENCE`.

Everything that an example needs comes from the reference data, so that examples of any description run.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shlex
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest import mock

from do_inference import Client
from do_inference.cli import main as run_command
from do_inference.emulator import Emulator
from do_inference.emulator._journal import OBJECTS

Entry = Mapping[str, Any]


def environment(emulator: Emulator) -> dict[str, str]:
    """Return the variables that direct all clients to the emulator."""
    return {
        "AGENT_ACCESS_KEY": emulator.agent_key,
        "GRADIENT_INFERENCE_ENDPOINT": emulator.base_url,
        "MODEL_ACCESS_KEY": emulator.api_key,
    }


def run_example(emulator: Emulator, entry: Entry, example: Entry) -> None:
    """Run an example in an empty folder. It sends the documented body once, or one request for each page of a list."""
    with mock.patch.dict(os.environ, environment(emulator)):
        _run_example(emulator, entry, example)


def _run_example(emulator: Emulator, entry: Entry, example: Entry) -> None:
    emulator.script.clear()
    if entry["http"]["absolute_url"]:
        server, here = upload_urls(entry)
    else:
        server, here = entry["http"]["server"], address(emulator, entry)
        if needs_earlier_result(entry):
            emulator.respond(entry["id"], **documented_reply(entry))
    code = example["code"].replace(server, here)
    before = len(emulator.requests)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name in files(entry):
            Path(name).write_bytes(b"content")
        with contextlib.redirect_stdout(io.StringIO()) as printed, warnings.catch_warnings():
            if entry["deprecated"]:
                warnings.simplefilter("ignore", DeprecationWarning)
            run(example["language"], code)
        result = [*printed.getvalue().split(), *Path().glob("result")]
    if entry["responses"][0]["content"] and not entry["pagination"] and example["language"] != "curl":
        assert result, f"{entry['id']} returns a result, but the example prints nothing"
    sent = emulator.requests[before:]
    assert len(sent) == 1 or (sent and entry["pagination"]), sent
    expected = documented_body(entry, stream=example["stream"])
    for request in sent:
        assert request.operation == (OBJECTS if entry["http"]["absolute_url"] else entry["id"])
        assert request.status < 300, request
        assert expected is None or request.body == expected, code


def documented_body(entry: Entry, *, stream: bool) -> Any:
    """Return the JSON that every form of the documented example sends; None if the body is not JSON."""
    request = entry["request"]
    if request is None or request["media_type"] != "application/json":
        return None
    asks = stream and any(one["wire_name"] == "stream" for one in entry["parameters"])
    return {**request["example"], "stream": True} if asks else request["example"]


def run(language: str, code: str) -> None:
    """Run the code of an example. Raises an exception if it fails."""
    if language == "curl":
        command = code.replace("curl ", "curl --fail-with-body --silent --show-error --noproxy '*' ", 1)
        subprocess.run(["bash", "-c", command], check=True, stdout=subprocess.DEVNULL, timeout=60)
    elif language == "command-line":
        program, *words = shlex.split(code.replace("\\\n", " "))
        assert program == "do-inference"
        assert run_command(words) == 0, code
    else:
        exec(compile(code, language, "exec"), {"__name__": "__main__"})


def address(emulator: Emulator, entry: Entry) -> str:
    """Return the URL that replaces that of the server."""
    return emulator.agent_url if entry["command"].startswith("agent.") else emulator.base_url


def upload_urls(entry: Entry) -> tuple[str, str]:
    """Return the URL of an example that uploads to object storage, and one that the emulator has announced."""
    (parameter,) = (one for one in entry["parameters"] if one["in"] == "path")
    with Client() as client:
        return parameter["schema"]["examples"][0], client.batches.files.create(file_name="a.jsonl").upload_url


def needs_earlier_result(entry: Entry) -> bool:
    """Return whether a call names something that an earlier call created, which does not exist in the emulator."""
    required = [one for one in entry["parameters"] if one["required"]]
    return any(one["in"] == "path" or one["wire_name"].endswith("_id") for one in required)


def documented_reply(entry: Entry) -> dict[str, Any]:
    """Return the rule by which the emulator sends the documented example, after it has validated the request."""
    for content in entry["responses"][0]["content"]:
        if content["media_type"] == "application/json":
            return {"json": content["example"]}
    return {"content": b"content", "content_type": "application/octet-stream"}


def files(entry: Entry) -> list[str]:
    """Return the names of the files that the request contains."""
    request = entry["request"]
    if request is None or request["media_type"] == "application/json":
        return []
    if request["media_type"] != "multipart/form-data":
        return [request["example"]]
    names = [one["wire_name"] for one in entry["parameters"] if "FileInput" in one["type"]]
    found = [request["example"][name] for name in names if name in request["example"]]
    return [name for one in found for name in (one if isinstance(one, list) else [one])]


def main(path: str) -> None:
    entries = json.loads(Path(path).read_text(encoding="utf-8"))["operations"]
    with Emulator(limits="none") as emulator:
        for entry in entries:
            for example in entry["examples"]:
                run_example(emulator, entry, example)
                print(entry["id"], example["language"])


if __name__ == "__main__":
    main(sys.argv[1])
