"""Servers of other projects, started once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from .environments import free_port, node_environment, python_environment, running

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent


class Ports(NamedTuple):
    """Where a server of several dialects listens."""

    openai: int
    anthropic: int


class Proxy(NamedTuple):
    """Where a proxy listens, and the key it takes."""

    url: str
    key: str


@pytest.fixture(scope="session")
def aimock() -> Iterator[int]:
    port = free_port()
    programs = node_environment("aimock", "@copilotkit/aimock@1.43.0")
    options = ["-h", "127.0.0.1", "-p", str(port), "-f", str(HERE / "aimock.json"), "--chunk-size", "5"]
    with running([str(programs / "llmock"), *options], port, AIMOCK_API_KEYS="sk-do-test"):
        yield port


@pytest.fixture(scope="session")
def mock_ai_api() -> Iterator[Ports]:
    ports = Ports(free_port(), free_port())
    programs = python_environment("mock-ai-api", "mock-ai-api==0.1.1")
    # Its own command would start these two as well, and leave them running.
    command = [str(programs / "python"), "-m", "uvicorn", "--host", "127.0.0.1", "--port"]
    openai = running([*command, str(ports.openai), "app.openai_app:app"], ports.openai)
    anthropic = running([*command, str(ports.anthropic), "app.anthropic_app:app"], ports.anthropic)
    with openai, anthropic:
        yield ports


@pytest.fixture(scope="session")
def sse_starlette() -> Iterator[int]:
    port = free_port()
    programs = python_environment(
        "sse-starlette", "sse-starlette==3.7.0", "starlette==1.10.0", "uvicorn==0.54.0"
    )
    options = ["--host", "127.0.0.1", "--port", str(port), "--app-dir", str(HERE), "--log-level", "warning"]
    with running([str(programs / "uvicorn"), *options, "starlette_app:app"], port):
        yield port


@pytest.fixture(scope="session")
def better_sse() -> Iterator[str]:
    port = free_port()
    modules = node_environment("better-sse", "better-sse@0.16.1").parent
    with running(["node", str(HERE / "better_sse_app.cjs"), str(port)], port, NODE_PATH=str(modules)):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def litellm_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    from do_inference.emulator import Emulator

    programs = python_environment("litellm-proxy", "litellm[proxy]==1.106.2")
    port, key = free_port(), "sk-do-0123456789abcdef0123456789abcdef"
    with Emulator(limits="none") as emulator:
        emulator.respond("*", match={"model": "emulated"}, text="Hello there, said the emulator.")
        behind = {"api_base": f"{emulator.base_url}/v1", "api_key": emulator.api_key}
        models = {
            "emulated": {"model": "openai/emulated", **behind},
            "calling": {"model": "openai/llama3.3-70b-instruct", **behind},
            "limited": {"model": "openai/limited", **behind, "mock_response": "litellm.RateLimitError"},
        }
        config = {
            "model_list": [{"model_name": name, "litellm_params": told} for name, told in models.items()],
            "general_settings": {"master_key": key, "dangerously_permit_weak_or_unset_master_key": True},
        }
        file = tmp_path_factory.mktemp("litellm") / "config.yaml"
        file.write_text(json.dumps(config), encoding="utf-8")
        options = ["--config", str(file), "--host", "127.0.0.1", "--port", str(port)]
        with running([str(programs / "litellm"), *options], port, LITELLM_LOCAL_MODEL_COST_MAP="True"):
            yield Proxy(f"http://127.0.0.1:{port}", key)
