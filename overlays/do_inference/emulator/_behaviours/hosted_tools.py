"""Web search and web fetch, which the service runs for chat completions and responses.

The documentation describes these tools in requests, but not in responses. The emulator uses the form of OpenAI's API:
searches are `web_search_call` items, fetched pages are `web_search_call` items with the action `open_page`, and both
are annotations of the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from do_inference.emulator._language import Prompt

_URL: Final = re.compile(r"https?://[^\s<>\"')\]]+")
_RESULTS: Final = 2
"""The number of pages that a search finds, unless `max_results` is lower."""


def actions(body: Mapping[str, Any], prompt: Prompt) -> list[dict[str, Any]]:
    """Return the web actions of the model: one search, and the pages whose URLs are in the question."""
    tools = body.get("tools")
    if not tools or prompt.tool_choice == "none" or prompt.follows_tool_result:
        return []
    made: list[dict[str, Any]] = []
    for tool in tools:
        kind = str(tool.get("type"))
        if kind.startswith("web_search"):
            most = min(_RESULTS, tool.get("max_results") or _RESULTS)
            sources = [
                {"type": "url", "url": f"https://example.com/{number}"} for number in range(1, most + 1)
            ]
            query = " ".join(prompt.last_user_text.split())[:200]
            made.append({"type": "search", "query": query, "queries": [query], "sources": sources})
        elif kind == "web_fetch":
            urls = dict.fromkeys(url.rstrip(".,;:!?") for url in _URL.findall(prompt.last_user_text))
            made += [{"type": "open_page", "url": url} for url in list(urls)[: tool.get("max_uses")]]
    return made


def calls(made: Iterable[dict[str, Any]], include: Any) -> Iterator[dict[str, Any]]:
    """Yield the items of a response for the web actions. They have sources if `include` requests them."""
    with_sources = "web_search_call.action.sources" in (include or ())
    for action in made:
        shown = {name: value for name, value in action.items() if name != "sources" or with_sources}
        yield {"type": "web_search_call", "action": shown, "status": "completed"}


def citations(made: Iterable[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Return annotations of a text with the pages, in the form of a response."""
    pages = [page["url"] for action in made for page in action.get("sources") or [action]]
    return [
        {
            "type": "url_citation",
            "url": page,
            "title": f"Page {page}",
            "start_index": 0,
            "end_index": len(text),
        }
        for page in pages
        if text
    ]


def chat_citations(made: Iterable[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Return annotations of a text with the pages, in the form of a chat completion."""
    return [
        {
            "type": "url_citation",
            "url_citation": {name: value for name, value in one.items() if name != "type"},
        }
        for one in citations(made, text)
    ]
