"""The modules that an import of the package loads."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import do_inference

from .loopback import CHAT, reply

if TYPE_CHECKING:
    from .loopback import Loopback

HEAVY = ["httpx", "httpcore", "anyio", "msgspec", "dateutil", "ssl", "asyncio", "email", "urllib.request"]


def _loaded(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.split())


@pytest.mark.parametrize("module", HEAVY)
@pytest.mark.parametrize(
    "statement",
    [
        "import do_inference",
        "from do_inference import Client, AgentClient, AsyncClient, RateLimitError, Timeout",
    ],
)
def test_importing_the_package_imports_nothing_heavy(statement: str, module: str) -> None:
    assert module not in _LOADED.setdefault(
        statement, _loaded(statement) if statement not in _LOADED else set()
    )


_LOADED: dict[str, set[str]] = {}


HEADERS = {
    "Date": "Fri, 27 Nov 2026 13:00:00 GMT",
    "X-RateLimit-Limit-Requests": "100",
    "X-RateLimit-Remaining-Requests": "99",
    "X-RateLimit-Reset-Requests": "1795784401",
}
MODULES = 111
"""Modules of this package that a synchronous call loads."""
UNUSED = [
    "anyio",
    "asyncio",
    "attr",
    "certifi",
    "concurrent.futures",
    "do_inference._event_loops",
    "do_inference._http.files",
    "do_inference._http.uploads",
    "do_inference._settings.certificates",
    "do_inference._transport.fallback",
    "do_inference._transport.proxies",
    "do_inference.rate_limit._state",
    "do_inference.sse",
    "do_inference.streams",
    "do_inference.structured",
    "do_inference.tools",
    "do_inference.workflows",
    "email",
    "h11",
    "httpcore",
    "httpx",
    "json",
    "pathlib",
    "random",
    "subprocess",
    "trio",
]


def test_a_synchronous_call_imports_no_event_loop_and_no_second_http_library(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("httptools")
    monkeypatch.delenv("DO_INFERENCE_TRANSPORT", raising=False)
    server.respond_with(reply(CHAT, headers=HEADERS))
    arguments = f"api_key='k' * 20, base_url='{server.url}', allow_http=True"
    request = "model='m', messages=[{'role': 'user', 'content': 'hi'}]"

    loaded = _loaded(
        "from do_inference import Client, _tls; "
        f"assert Client({arguments}).chat.completions.create({request}).choices[0].message.content == 'hello'; "
        "assert not _tls.untrusting_context.cache_info().currsize, 'a TLS context was created'"
    )

    assert len(server.requests) == 1
    assert not loaded.intersection(UNUSED)
    # Each module costs the time of a search for its file, about 0.1 ms. A new one that is needed may raise this number.
    assert sum(name.startswith("do_inference") for name in loaded) <= MODULES


def test_importing_the_package_imports_no_model() -> None:
    loaded = _loaded("from do_inference import Client; Client.chat")

    assert not [name for name in loaded if name.startswith("do_inference_generated.models.")]


def test_all_public_names_can_be_imported_and_are_listed() -> None:
    assert set(do_inference.__all__) == {*do_inference._HOMES, *do_inference._MODULES, "__version__"}
    for name in do_inference.__all__:
        assert getattr(do_inference, name) is not None
        assert name in dir(do_inference)
    with pytest.raises(AttributeError, match="no attribute 'Klient'"):
        do_inference.Klient  # noqa: B018


def test_models_and_params_are_available_by_name() -> None:
    from do_inference import models, params
    from do_inference_generated.models import ChatCompletion

    assert models.ChatCompletion is ChatCompletion
    assert "ChatCompletion" in dir(models)
    assert "UserMessageParam" in dir(params)
    assert params.UserMessageParam.__name__ == "UserMessageParam"
