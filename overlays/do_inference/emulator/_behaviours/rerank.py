"""Reranking: documents with more of the query's words come first. Scores are raw, not between 0 and 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from do_inference.emulator._behaviours import catalogue
from do_inference.emulator._behaviours.embeddings import vector
from do_inference.emulator._replies import JSONReply, Reply

if TYPE_CHECKING:
    from do_inference.emulator._call import Call


def create(call: Call) -> Reply:
    """Answers `rerank_create`."""
    catalogue.served(call, "rerank")
    query = vector(str(call.fields["query"]))
    results = []
    for index, document in enumerate(call.fields["documents"]):
        text = document if isinstance(document, str) else str(document.get("text", ""))
        closeness = sum(a * b for a, b in zip(query, vector(text), strict=True))
        results.append({"index": index, "relevance_score": round(12 * closeness - 5, 6)})
    results.sort(key=lambda result: -float(result["relevance_score"]))
    return JSONReply({"results": results[: call.fields.get("top_n")]})
