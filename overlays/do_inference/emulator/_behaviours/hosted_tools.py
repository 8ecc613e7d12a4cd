"""Web search and web fetch, as the service runs them for chat and Responses.

The service documents the tools of a request, not what they add to an answer. Calls and annotations have the form of
OpenAI's API. A page that is fetched is a `web_search_call` whose action is `open_page`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from do_inference.emulator._language import Prompt

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"')\]]+")
_RESULTS: Final = 2
"""Pages that a search finds, unless `max_results` asks for fewer."""


def actions(body: Mapping[str, Any], prompt: Prompt) -> list[dict[str, Any]]:
    """What the model searches and opens before it answers: one search, and the pages that the user names."""
    if prompt.tool_choice == "none" or prompt.follows_tool_result:
        return []
    made: list[dict[str, Any]] = []
    for tool in body.get("tools") or ():
        kind = str(tool.get("type"))
        if kind.startswith("web_search"):
            most = min(_RESULTS, tool.get("max_results") or _RESULTS)
            sources = [
                {"type": "url", "url": f"https://example.com/{number}"} for number in range(1, most + 1)
            ]
            query = " ".join(prompt.last_user_text.split())[:200]
            made.append({"type": "search", "query": query, "queries": [query], "sources": sources})
        elif kind == "web_fetch":
            addresses = dict.fromkeys(
                address.rstrip(".,;:!?") for address in _ADDRESS.findall(prompt.last_user_text)
            )
            made += [
                {"type": "open_page", "url": address} for address in list(addresses)[: tool.get("max_uses")]
            ]
    return made


def calls(made: Iterable[dict[str, Any]], include: Any) -> Iterator[dict[str, Any]]:
    """The items of a response for what was searched and opened. Sources come if `include` asks for them."""
    with_sources = "web_search_call.action.sources" in (include or ())
    for action in made:
        shown = {name: value for name, value in action.items() if name != "sources" or with_sources}
        yield {"type": "web_search_call", "action": shown, "status": "completed"}


def citations(made: Iterable[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """The pages as sources of a text, in the form of a response."""
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
    """The same in the form of a chat completion."""
    return [
        {
            "type": "url_citation",
            "url_citation": {name: value for name, value in one.items() if name != "type"},
        }
        for one in citations(made, text)
    ]
