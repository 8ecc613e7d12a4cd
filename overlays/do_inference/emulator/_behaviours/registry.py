"""What is special about single operations, by operationId: their behaviour, their keys, their error bodies."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from do_inference.emulator._behaviours import (
    agents,
    async_invoke,
    audio,
    batches,
    chat,
    completions,
    embeddings,
    images,
    messages,
    models,
    responses,
    systemone,
    videos,
)
from do_inference.emulator._errors import ErrorShape
from do_inference.emulator._replies import Reply
from do_inference.emulator._request import EmulatedRequest

Behaviour = Callable[[EmulatedRequest], Reply]

ACCEPTS_X_API_KEY = frozenset({"messages_create"})
"""Operations that accept the key in `x-api-key` too, because Anthropic's clients send it there."""

BAD_REQUEST_SHAPES: Mapping[str, ErrorShape] = {"messages_create": "E4"}
"""Operations whose error bodies with status 400 have another shape."""
KEY_OPTIONAL = frozenset({"agent_health", "agent_description"})
"""Operations that work without a key, although the documentation requires one."""

PRESCRIBABLE_PARTS: Mapping[str, frozenset[str]] = {
    "agent_chat_completions_create": frozenset({"text"}),
    "audio_transcriptions_create": frozenset({"text"}),
    "chat_completions_create": frozenset({"text", "reasoning", "tool_calls"}),
    "completions_create": frozenset({"text"}),
    "messages_create": frozenset({"text", "reasoning", "tool_calls"}),
    "responses_create": frozenset({"text", "reasoning", "tool_calls"}),
}
"""The parts of a completion that a rule can prescribe, by operation. Other operations return no completions."""


BEHAVIOURS: Mapping[str, Behaviour] = {
    "agent_chat_completions_create": agents.create,
    "agent_description": agents.describe,
    "agent_health": agents.health,
    "async_invoke_create": async_invoke.create,
    "async_invoke_retrieve": async_invoke.retrieve,
    "async_invoke_status": async_invoke.retrieve,
    "audio_speech_create": audio.create_speech,
    "audio_transcriptions_create": audio.create_transcription,
    "batches_cancel": batches.cancel,
    "batches_create": batches.create,
    "batches_files_create": batches.create_file,
    "batches_list": batches.list_batches,
    "batches_results": batches.results,
    "batches_retrieve": batches.retrieve,
    "chat_completions_create": chat.create,
    "completions_create": completions.create,
    "embeddings_create": embeddings.create,
    "images_generate": images.generate,
    "messages_create": messages.create,
    "models_list": models.list_models,
    "rerank_create": embeddings.rerank,
    "responses_create": responses.create,
    "systemone_create": systemone.create,
    "videos_content": videos.content,
    "videos_create": videos.create,
    "videos_retrieve": videos.retrieve,
}


UPSTREAM_PATHS: Mapping[str, str] = {
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
"""The paths of operations on an OpenAI-compatible server, below its base URL. Other operations stay in the emulator."""
AGENT_ONLY_FIELDS = frozenset({
    "k", "retrieval_method", "kb_filters", "filter_kb_content_by_query_metadata", "instruction_override",
    "include_retrieval_info", "include_functions_info", "include_guardrails_info", "provide_citations",
})  # fmt: skip
"""Fields of requests that only agents accept. Other servers must not receive them."""
