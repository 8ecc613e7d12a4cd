"""Where other servers have what an operation does, and what they must not be sent."""

from __future__ import annotations

from collections.abc import Mapping

PATHS: Mapping[str, str] = {
    "agent_chat_completions_create": "/chat/completions",
    "audio_speech_create": "/audio/speech",
    "audio_transcriptions_create": "/audio/transcriptions",
    "chat_completions_create": "/chat/completions",
    "embeddings_create": "/embeddings",
    "images_generate": "/images/generations",
    "messages_create": "/messages",
    "models_list": "/models",
    "responses_create": "/responses",
}
"""Where an OpenAI-compatible server has what an operation does."""
AGENTS_OWN = frozenset({
    "k", "retrieval_method", "kb_filters", "filter_kb_content_by_query_metadata", "instruction_override",
    "include_retrieval_info", "include_functions_info", "include_guardrails_info", "provide_citations",
})  # fmt: skip
"""Fields of requests that only agents know."""
