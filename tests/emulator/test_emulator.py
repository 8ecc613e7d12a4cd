"""The emulator: start and stop, rules, the journal and the state, and its isolation."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from do_inference.emulator import EmulatedRequest, Emulator, Exchange, JSONReply, Options, VirtualClock
from do_inference.emulator._command import main
from do_inference.emulator._guard import is_loopback
from tests.absent import absent_method, absent_path, methods

from .api_client import HELLO, APIClient, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CHAT = {"model": "m", "messages": HELLO}
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT / 'overlays'}{os.pathsep}{ROOT / 'generated_client'}"}


def test_a_prescribed_text_is_returned_in_the_format_of_each_api(start: Any) -> None:
    api = start()
    api.emulator.respond(text="Just this.")
    assert api.chat()["choices"][0]["message"]["content"] == "Just this."
    message = api.ok("messages_create", {"model": "c", "max_tokens": 9, "messages": HELLO})
    assert message["content"][0]["text"] == "Just this."
    assert (
        api.ok("responses_create", {"model": "m", "input": "x"})["output"][-1]["content"][0]["text"]
        == "Just this."
    )
    assert "".join(c["choices"][0]["delta"].get("content") or "" for c in api.chunks()) == "Just this."


def test_rules_apply_in_order_up_to_their_count_and_by_their_match(start: Any) -> None:
    api = start()
    respond = api.emulator.respond
    respond("chat_completions_create", "once", times=1)
    respond("chat_completions_create", "for a", match={"model": "a"})
    respond("chat_completions_create", "long", match=lambda call: len(call.fields["messages"]) > 1)

    def content(**body: Any) -> str:
        return str(api.chat(**body)["choices"][0]["message"]["content"])

    assert [content(), content(model="a"), content(messages=HELLO * 2)] == ["once", "for a", "long"]
    assert content() not in ("once", "for a", "long")
    api.emulator.script.clear()
    assert content(model="a") != "for a"


def test_functions_return_text_a_body_or_a_complete_reply(start: Any) -> None:
    api = start()

    def function(call: EmulatedRequest) -> Any:
        text = call.fields["messages"][-1]["content"]
        if text == "reply":
            return JSONReply({"own": True}, 207, {"x-own": "1"})
        return {"body": text} if text == "body" else text.upper()

    api.emulator.respond("chat_completions_create", function=function)
    assert api.chat()["choices"][0]["message"]["content"] == "HELLO THERE"
    body = api.call(
        "chat_completions_create", {"model": "m", "messages": [{"role": "user", "content": "body"}]}
    )
    assert body.json() == {"body": "body"}
    reply = api.call(
        "chat_completions_create", {"model": "m", "messages": [{"role": "user", "content": "reply"}]}
    )
    assert (reply.status_code, reply.headers["x-own"]) == (207, "1")


def test_rules_prescribe_tool_calls_events_and_bytes(start: Any) -> None:
    api = start()
    api.emulator.respond("chat_completions_create", tool_calls=[("f", {"x": 1})], reasoning="Hm.", times=1)
    message = api.chat()["choices"][0]["message"]
    assert message["tool_calls"][0]["function"] == {"name": "f", "arguments": '{"x": 1}'}
    assert message["reasoning_content"] == "Hm."
    api.emulator.respond("chat_completions_create", events=[{"odd": 1}, "not json"])
    response = api.call("chat_completions_create", {**CHAT, "stream": True})
    assert response.text == 'data: {"odd":1}\n\ndata: not json\n\ndata: [DONE]\n\n'
    api.emulator.respond("audio_speech_create", content=b"abc", content_type="audio/x")
    sound = api.call("audio_speech_create", {"model": "s", "input": "x", "voice": "v"})
    assert (sound.content, sound.headers["content-type"]) == (b"abc", "audio/x")


def test_fixtures_are_loaded_as_rules(start: Any, tmp_path: Path) -> None:
    api = start()
    file = tmp_path / "fixtures.json"
    rules = [
        {"operation": "*", "match": {"model": "x"}, "text": "from a file"},
        {"operation": "models_list", "fault": "503"},
    ]
    file.write_text(json.dumps(rules))
    assert api.emulator.load_fixtures(file) == 2
    assert api.chat(model="x")["choices"][0]["message"]["content"] == "from a file"
    assert api.call("models_list").status_code == 503


def test_tokens_and_headers_of_mcp_servers_are_redacted(start: Any) -> None:
    api = start()
    secret = "a-token-of-a-server"
    servers = [{"type": "url", "url": "https://a", "name": "x", "authorization_token": secret}]
    tool: dict[str, Any] = {"type": "mcp", "server_label": "x", "server_url": "https://a"}
    tool |= {"authorization": secret, "headers": {"X-Token": secret}}
    api.ok("responses_create", {"model": "m", "input": "Hi", "tools": [tool]})
    message = {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}]}
    api.ok("messages_create", {**message, "mcp_servers": servers})

    shown = [exchange.summary() for exchange in api.emulator.requests]

    assert shown[0]["body"]["tools"][0]["headers"] == {"X-Token": "[redacted]"}
    assert api.emulator.requests[0].body["tools"][0] == tool
    assert secret not in repr([*shown, *api.emulator.requests])


def test_requests_are_recorded_in_the_journal_without_keys(start: Any) -> None:
    api = start()
    api.chat(model="remembered")
    last = api.emulator.requests[-1]
    assert (last.operation, last.status, last.outcome) == ("chat_completions_create", 200, "done")
    assert last.body["model"] == "remembered"
    assert last.headers["authorization"].endswith(api.emulator.api_key)
    listed = api.client.get("/_emulator/requests", params={"operation": "chat_completions_create"})
    assert listed.json()["requests"][-1]["body"]["model"] == "remembered"
    for text in (
        listed.text,
        api.client.get("/_emulator/state").text,
        last.line(),
        repr(last),
        repr(api.emulator.options),
    ):
        assert api.emulator.api_key not in text
    assert api.client.delete("/_emulator/requests").json() == {"cleared": True}
    assert len(api.emulator.requests) == 0


def test_the_state_contains_windows_and_streams_in_flight(start: Any) -> None:
    api = start(limits="published")
    headers = api.headers("", "stall-event=2, stall=30")
    with api.client.stream(
        "POST", "/v1/chat/completions", json={**CHAT, "stream": True}, headers=headers
    ) as response:
        chunks = response.iter_raw()
        next(chunks)
        state = httpx.get(f"{api.emulator.base_url}/_emulator/state", trust_env=False).json()
    assert [(w["name"], w["used"], w["limit"]) for w in state["windows"]] == [
        ("hour", 1, 5000),
        ("minute", 1, 250),
    ]
    assert sum(state["windows"][0]["ages"]) == 1
    assert state["streams"][0]["operation"] == "chat_completions_create"


def test_a_virtual_clock_is_advanced_by_an_http_request(start: Any) -> None:
    api = start(clock=VirtualClock(1000.0))
    assert api.client.post("/_emulator/advance", json={"seconds": 5}).json() == {"now": 1005.0}
    assert api.client.post("/_emulator/advance", json={"seconds": -5}).status_code == 400
    assert start().client.post("/_emulator/advance", json={"seconds": 5}).status_code == 409


def test_the_page_loads_no_other_resources(api: APIClient) -> None:
    page = api.client.get("/_emulator/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "http://www.w3.org/2000/svg" in page.text
    assert page.text.count("http") == 1
    assert " src=" not in page.text
    assert "<link" not in page.text


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs chromium")
def test_the_page_shows_requests_and_windows_in_a_browser(start: Any, tmp_path: Path) -> None:
    api = start()
    api.chat()
    api.call("models_list", fault="503")
    command = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
               f"--user-data-dir={tmp_path}", "--virtual-time-budget=2000", "--enable-logging=stderr", "--dump-dom",
               f"{api.emulator.base_url}/_emulator/"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "CONSOLE" not in done.stderr
    for text in (
        "chat_completions_create",
        "2 of 5,000 requests",
        "248 left",
        "models_list",
        'class="bad">503',
    ):
        assert text in done.stdout


def test_unknown_admin_paths_return_404(api: APIClient) -> None:
    assert api.client.get("/_emulator/nothing").status_code == 404
    assert api.client.get("/_emulator/../../etc/passwd").status_code == 404
    assert api.client.get("/_emulator/openapi.json").json()["openapi"].startswith("3.1")


@pytest.mark.parametrize("reference", ["file:///etc/hostname", "http://127.0.0.1:1/x", "#/nowhere", "#"])
def test_external_references_in_a_request_schema_are_rejected(api: APIClient, reference: str) -> None:
    schema = {"type": "object", "properties": {"a": {"$ref": reference}}, "required": ["a"]}
    tool = {"type": "function", "function": {"name": "f", "parameters": schema}}
    response = api.call("chat_completions_create", {**CHAT, "tools": [tool], "tool_choice": "required"})
    if reference == "#":
        assert response.status_code == 200
    else:
        assert response.status_code == 400
        assert "/tools" in response.json()["message"]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "minItems": 10**9, "items": {"type": "string"}},
        {"type": "string", "minLength": 10**12},
        {"type": "string", "pattern": "((a{200}){200}){200}"},
        {"type": "string", "pattern": "(x+x+)+y"},
        {"$ref": "#/$defs/n", "$defs": {"n": {"type": "object", "required": list("abcdefgh"),
         "properties": {k: {"$ref": "#/$defs/n"} for k in "abcdefgh"}}}},
    ],
)  # fmt: skip
def test_expensive_schemas_are_processed_in_bounded_time(api: APIClient, schema: dict[str, Any]) -> None:
    form = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    started_at = time.perf_counter()
    assert api.call("chat_completions_create", {**CHAT, "response_format": form}).status_code in (200, 400)
    assert time.perf_counter() - started_at < 60


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"", {}, 400),
        (b"null", {}, 400),
        (b"[" * 100_000, {}, 400),
        (b"\xff\xfe", {}, 400),
        (b'{"model": NaN}', {}, 400),
        (b'{"model": "m", "messages": [], "seed": 1e999}', {}, 400),
        (b"model=m", {"content-type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_unreadable_bodies_are_rejected(
    api: APIClient, content: bytes, headers: dict[str, str], status: int
) -> None:
    sent = {**api.headers(""), "content-type": "application/json", **headers}
    response = api.client.post("/v1/chat/completions", content=content, headers=sent)
    assert response.status_code == status, response.text
    assert response.json()["message"]


@pytest.mark.parametrize("value", ['"\\ud800"', "1" * 40, "-0.0", '"\\u0000"', "1e300"])
def test_unusual_but_valid_json_is_accepted(api: APIClient, value: str) -> None:
    content = (
        f'{{"model": "m", "messages": [{{"role": "user", "content": "x", "odd": {value}}}], "more": {value}}}'
    )
    headers = {**api.headers(""), "content-type": "application/json"}
    for stream in ("", "1"):
        text = content.replace('"more"', '"stream": true, "more"') if stream else content
        response = api.client.post("/v1/chat/completions", content=text.encode(), headers=headers)
        assert response.status_code == 200, response.text


@pytest.mark.parametrize("limit", [100, 100_000])
def test_a_body_over_the_size_limit_is_rejected(start: Any, limit: int) -> None:
    api = start(options=Options(body_limit=limit))
    response = api.call("chat_completions_create", {**CHAT, "user": "x" * 2 * limit})
    assert response.status_code == 413


def test_unknown_paths_and_methods_are_rejected(api: APIClient) -> None:
    assert api.client.get(absent_path()).json()["id"] == "not_found"
    path = "/v1/chat/completions"
    wrong = api.client.request(absent_method(path), path)
    assert (wrong.status_code, wrong.headers["allow"]) == (405, ", ".join(methods(path)))


def test_the_emulator_runs_in_an_event_loop_and_without_a_socket() -> None:
    async def both() -> tuple[int, int]:
        async with Emulator(limits="none") as emulator, httpx.AsyncClient(trust_env=False) as client:
            key = {"authorization": f"Bearer {emulator.api_key}"}
            over_socket = await client.get(f"{emulator.base_url}/v1/models", headers=key)
            transport = httpx.ASGITransport(app=emulator.app)  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as direct:
                without = await direct.get("/v1/models", headers=key)
            return over_socket.status_code, without.status_code

    assert asyncio.run(both()) == (200, 200)


def test_a_hundred_streams_run_concurrently(start: Any) -> None:
    api = start(limits="none")
    headers = api.headers("", "tokens=20, delay=0.02")

    async def one(client: httpx.AsyncClient) -> int:
        response = await client.post("/v1/chat/completions", json={**CHAT, "stream": True}, headers=headers)
        return len(parse(response.text))

    async def many() -> list[int]:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(
            base_url=api.emulator.base_url, limits=limits, timeout=30, trust_env=False
        ) as client:
            return await asyncio.gather(*(one(client) for _ in range(100)))

    assert set(asyncio.run(many())) == {23}


def test_stopping_closes_open_streams_and_releases_the_port() -> None:
    emulator = Emulator(any_model=True)
    with pytest.raises(RuntimeError, match="not running"):
        _ = emulator.base_url
    emulator.start()
    port = int(emulator.base_url.rpartition(":")[2])
    key = {"authorization": f"Bearer {emulator.api_key}", "x-emulator-fault": "stall-event=1"}
    body = {**CHAT, "stream": True}
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):  # noqa: PT012
        with httpx.stream(
            "POST", f"{emulator.base_url}/v1/chat/completions", json=body, headers=key, trust_env=False
        ) as r:
            chunks = r.iter_raw()
            next(chunks)
            emulator.stop()
            next(chunks)
    with Emulator(port=port) as again:
        assert again.base_url.endswith(f":{port}")


def test_listeners_are_called_for_each_request(start: Any) -> None:
    api = start()
    exchanges: list[Exchange] = []
    api.emulator.requests.listen(exchanges.append)
    api.call("models_list")
    deadline = time.monotonic() + 60
    while not exchanges and time.monotonic() < deadline:
        time.sleep(0.001)
    assert "200 GET  /v1/models" in exchanges[0].line()


@pytest.fixture
def command() -> Iterator[Any]:
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str) -> subprocess.Popen[str]:
        line = [sys.executable, "-m", "do_inference.emulator", "--port", "0", *arguments]
        started.append(subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT))
        return started[-1]

    yield run
    for process in started:
        process.terminate()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_the_command_prints_its_url_its_reachability_and_each_request(command: Any) -> None:
    process = command("--limit", "2/60", "--api-key", "mine", "--fault", "shape=E3")
    lines = [process.stdout.readline() for _ in range(4)]
    url = lines[0].split()[2]
    assert url.startswith("http://127.0.0.1:")
    assert "mine" in lines[0]
    assert lines[2].split()[-1] == f"{url}/_emulator/"
    assert "Only this machine" in lines[3]
    statuses = [
        httpx.get(f"{url}/v1/models", headers={"authorization": "Bearer mine"}, trust_env=False)
        for _ in range(3)
    ]
    assert [response.status_code for response in statuses] == [200, 200, 429]
    assert set(statuses[-1].json()) == {"error"}
    assert process.stdout.readline().startswith("200 GET  /v1/models  key ")


def test_two_processes_share_their_limits(command: Any, tmp_path: Path) -> None:
    urls = []
    for _ in range(2):
        process = command("--limit", "3/60", "--state", str(tmp_path / "limits"), "--api-key", "k", "--quiet")
        urls.append(process.stdout.readline().split()[2])
    headers = {"authorization": "Bearer k"}
    statuses = [
        httpx.get(f"{urls[n % 2]}/v1/models", headers=headers, trust_env=False).status_code for n in range(4)
    ]
    assert statuses == [200, 200, 200, 429]


def test_the_command_rejects_invalid_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--fault", "nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err
    assert main(["--fixtures", "/nowhere/at/all.json"]) == 2
    with pytest.raises(SystemExit):
        main(["--limit", "many"])


def test_is_loopback_accepts_only_loopback_hosts() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "127.9.9.9"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "::", "192.168.0.1", "example.com"))


def test_importing_the_sdk_does_not_import_the_emulator() -> None:
    code = "import sys, do_inference; print([m for m in sys.modules if m.split('.')[0] in"
    code += " ('starlette', 'uvicorn', 'jsonschema_rs')"
    code += " or m.startswith('do_inference.emulator')])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=True
    )
    assert done.stdout.strip() == "[]"


_WITHOUT_THE_EXTRA = (
    "import sys; sys.modules.update(dict.fromkeys(['starlette', 'uvicorn', 'jsonschema_rs']))\n"
)


def _run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _WITHOUT_THE_EXTRA + code],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=False,
    )


def test_the_pytest_plugin_loads_without_the_extra() -> None:
    done = _run("import do_inference.emulator.pytest_plugin; print('loaded')")

    assert done.stdout == "loaded\n", done.stderr


def test_the_error_for_a_missing_extra_names_the_package_to_install() -> None:
    done = _run("from do_inference.emulator import Emulator")

    assert done.stderr.splitlines()[-1].endswith(
        'which its extra brings: pip install "do-inference[emulator]"'
    )


def test_the_pytest_plugin_provides_each_test_with_an_emulator(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "@pytest.mark.inference_emulator(limits='none', seed=3)\n"
        "def test_one(inference_emulator):\n"
        "    assert inference_emulator.options.seed == 3\n"
        "    assert inference_emulator.base_url.startswith('http://127.0.0.1')\n"
        "def test_two(inference_emulator, inference_emulator_session):\n"
        "    assert inference_emulator.base_url != inference_emulator_session.base_url\n"
    )
    line = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "do_inference.emulator.pytest_plugin",
        "-p",
        "no:cacheprovider",
    ]
    environment = {**ENVIRONMENT, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(  # noqa: PLW1510 - the assertion shows the output
        [*line, "--strict-markers", str(tmp_path)],
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
    )
    assert "2 passed" in done.stdout, done.stdout + done.stderr
