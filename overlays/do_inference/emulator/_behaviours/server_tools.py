"""Server tools of the Messages API: web search, web fetch, code execution and tool search.

The model uses each offered tool once per turn, if the request contains something to use it for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from do_inference.emulator import _filler_text as filler_text
from do_inference.emulator._clock import timestamp

if TYPE_CHECKING:
    import random

    from do_inference.emulator._language import Prompt
    from do_inference.emulator._request import EmulatedRequest

Json = dict[str, Any]
ToolRunner = Callable[["EmulatedRequest", "Prompt", Mapping[str, Any], "random.Random"], "list[Json]"]
"""Returns the blocks of one use of a tool, or an empty list if there is nothing to use it for."""

_URL: Final = re.compile(r"https?://[^\s<>\"')\]]+")
_COUNTED: Final = {"web_search": "web_search_requests", "web_fetch": "web_fetch_requests"}
_LIFETIME: Final = 300.0
"""How long a container exists after its last use, in seconds."""


def run_tools(call: EmulatedRequest, prompt: Prompt) -> list[Json]:
    """Return the blocks of the server tools: calls and their results."""
    if prompt.tool_choice == "none" or prompt.follows_tool_result:
        return []
    blocks: list[Json] = []
    for index, tool in enumerate(_offered(call)):
        kind = str(tool.get("type", ""))
        runner = next((made for start, made in _RUNNERS.items() if kind.startswith(start)), None)
        name = str(tool.get("name") or kind)
        if runner is not None and prompt.tool_choice in ("auto", "required", f"={name}"):
            blocks += runner(call, prompt, tool, call.rng(f"server tool {index}"))
    return blocks


def usage_counts(blocks: list[Json]) -> Json | None:
    """Return how often each tool with a counter was used; None if no such tool was used."""
    used = [block["name"] for block in blocks if block["type"] == "server_tool_use"]
    counts = {counter: used.count(name) for name, counter in _COUNTED.items()}
    return counts if any(counts.values()) else None


def container(call: EmulatedRequest, blocks: list[Json]) -> Json | None:
    """Return the container in which code ran: that of the request or a new one. None if no code ran."""
    if not any(block["type"].endswith("code_execution_tool_result") for block in blocks):
        return None
    given = call.fields.get("container")
    name = given.get("id") if isinstance(given, Mapping) else given
    made = name or f"container_{call.rng('container').getrandbits(96):024x}"
    return {"id": made, "expires_at": timestamp(call.state.clock.now() + _LIFETIME)}


def citations(blocks: list[Json], rng: random.Random) -> list[Json]:
    """Return the citations of the text after these blocks: the first page found, and pages fetched for citations."""
    cited: list[Json] = []
    for block in blocks:
        content = block.get("content")
        if block["type"] == "web_search_tool_result" and isinstance(content, list) and content:
            page = content[0]
            place = {
                "url": page["url"],
                "title": page["title"],
                "encrypted_index": f"{rng.getrandbits(64):016x}",
            }
            cited.append(
                {"type": "web_search_result_location", **place, "cited_text": filler_text.sentence(rng)}
            )
        elif block["type"] == "web_fetch_tool_result" and isinstance(content, dict):
            document = content.get("content", {})
            text = document.get("source", {}).get("data", "")
            if (document.get("citations") or {}).get("enabled") and document["source"]["type"] == "text":
                place = {"document_index": 0, "document_title": document["title"]}
                place |= {"start_char_index": 0, "end_char_index": len(text)}
                cited.append({"type": "char_location", **place, "cited_text": text})
    return cited


def _offered(call: EmulatedRequest) -> list[Mapping[str, Any]]:
    return [tool for tool in call.fields.get("tools") or () if isinstance(tool, Mapping)]


def _use(name: str, given: Json, kind: str, content: Any, rng: random.Random) -> list[Json]:
    """Return the blocks of a call and of its result."""
    made = f"srvtoolu_{rng.getrandbits(96):024x}"
    return [
        {"type": "server_tool_use", "id": made, "name": name, "input": given},
        {"type": kind, "tool_use_id": made, "content": content},
    ]


def _search(call: EmulatedRequest, prompt: Prompt, tool: Mapping[str, Any], rng: random.Random) -> list[Json]:
    content: Any = [
        {"type": "web_search_result", "url": f"https://example.com/{rng.randrange(10**6)}",
         "title": filler_text.sentence(rng), "encrypted_content": f"{rng.getrandbits(128):032x}", "page_age": None}
        for _ in range(min(2, _number(tool.get("max_results"), 2)))
    ]  # fmt: skip
    if _number(tool.get("max_uses"), 1) < 1:
        content = {"type": "web_search_tool_result_error", "error_code": "max_uses_exceeded"}
    return _use("web_search", {"query": prompt.last_user_text[:100]}, "web_search_tool_result", content, rng)


def _fetch(call: EmulatedRequest, prompt: Prompt, tool: Mapping[str, Any], rng: random.Random) -> list[Json]:
    found = [url for turn in prompt.turns for url in _URL.findall(turn.text)]
    if not found:
        return []
    url = found[-1].rstrip(".,;:!?")
    problem = "max_uses_exceeded" if _number(tool.get("max_uses"), 1) < 1 else _url_error(url, tool)
    content: Json = {"type": "web_fetch_tool_result_error", "error_code": problem}
    if problem is None:
        at = timestamp(call.state.clock.now())
        content = {
            "type": "web_fetch_result",
            "url": url,
            "retrieved_at": at,
            "content": _page(url, tool, rng),
        }
    return _use("web_fetch", {"url": url}, "web_fetch_tool_result", content, rng)


def _url_error(url: str, tool: Mapping[str, Any]) -> str | None:
    host = urlsplit(url).hostname or ""

    def is_among(domains: Any) -> bool:
        given = [str(domain) for domain in domains] if isinstance(domains, list) else []
        return any(host == domain or host.endswith(f".{domain}") for domain in given)

    allowed, blocked = tool.get("allowed_domains"), tool.get("blocked_domains")
    return "url_not_allowed" if (allowed and not is_among(allowed)) or is_among(blocked) else None


def _page(url: str, tool: Mapping[str, Any], rng: random.Random) -> Json:
    source = {"type": "text", "media_type": "text/plain", "data": filler_text.paragraph(rng)}
    if urlsplit(url).path.endswith(".pdf"):
        source = {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjQKJSVFT0YK"}
    citing = tool.get("citations")
    return {"type": "document", "source": source, "title": filler_text.sentence(rng), "citations": citing}


def _run_code(
    call: EmulatedRequest, prompt: Prompt, tool: Mapping[str, Any], rng: random.Random
) -> list[Json]:
    python = tool.get("type") == "code_execution_20250522"
    name = "code_execution" if python else "bash_code_execution"
    text = filler_text.sentence(rng)
    given = {"code": f"print({text!r})"} if python else {"command": f"echo '{text}'"}
    output = {"stdout": f"{text}\n", "stderr": "", "return_code": 0, "content": []}
    return _use(name, given, f"{name}_tool_result", {"type": f"{name}_result", **output}, rng)


def _search_tools(
    call: EmulatedRequest, prompt: Prompt, tool: Mapping[str, Any], rng: random.Random
) -> list[Json]:
    deferred = [str(one["name"]) for one in _offered(call) if one.get("defer_loading") and one.get("name")]
    if not deferred:
        return []
    found = [{"type": "tool_reference", "tool_name": name} for name in deferred[:5]]
    content = {"type": "tool_search_tool_search_result", "tool_references": found}
    name = "tool_search_tool_bm25" if "bm25" in str(tool.get("type")) else "tool_search_tool_regex"
    given = {"query": prompt.last_user_text[:100] if "bm25" in name else ".*"}
    return _use(name, given, "tool_search_tool_result", content, rng)


def _number(given: Any, default: int) -> int:
    return given if isinstance(given, int) else default


_RUNNERS: Final[Mapping[str, ToolRunner]] = {
    "tool_search_tool": _search_tools,
    "web_search": _search,
    "web_fetch": _fetch,
    "code_execution": _run_code,
}
"""By the start of a tool's type, which ends with the date of its version."""
