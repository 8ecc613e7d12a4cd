# Generated from openapi/ by generator/. Do not edit.
"""The operations of the API: one `Operation` for each, with everything that an executor needs to perform it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._interface import EventStreamSpec, Operation, PageFormat, Pagination, RateLimit, Schema, Shape

if TYPE_CHECKING:
    from . import models
    from ._interface import BinaryContent

AGENT_CHAT_COMPLETIONS_CREATE: Operation[models.AgentChatCompletion, models.AgentChatCompletionChunk] = (
    Operation(
        id="agent_chat_completions_create",
        resource="chat.completions",
        name="create",
        api="agent",
        method="POST",
        path="/api/v1/chat/completions",
        query=("agent",),
        result=Schema(
            "agent_chat_completion",
            (
                Shape(
                    required={"id": "string", "created": "number", "model": "string", "choices": "array"},
                    constants={"object": "chat.completion"},
                    optional=("usage", "retrieval", "functions", "guardrails", "citations"),
                ),
            ),
            arrays=("choices",),
        ),
        body="json",
        stream=EventStreamSpec(
            event=Schema(
                "agent_chat_completion_chunk",
                (
                    Shape(
                        required={"id": "string", "choices": "array"},
                        constants={"object": "chat.completion.chunk"},
                        optional=(
                            "created",
                            "model",
                            "usage",
                            "retrieval",
                            "functions",
                            "guardrails",
                            "citations",
                        ),
                    ),
                ),
                arrays=("choices",),
            ),
            accumulator="chat",
            terminator="[DONE]",
            citation=Schema("agent_citation"),
        ),
    )
)
"""Generates an agent's reply to a conversation."""

AGENT_DESCRIPTION: Operation[models.AgentDescription, Any] = Operation(
    id="agent_description",
    resource="",
    name="description",
    api="agent",
    method="GET",
    path="/openapi.json",
    result=Schema(
        "agent_description",
        (
            Shape(
                required={"openapi": "string", "info": "object", "paths": "object"}, optional=("components",)
            ),
        ),
    ),
    idempotent=True,
    experimental=True,
)
"""Returns an agent's own OpenAPI document."""

AGENT_HEALTH: Operation[models.AgentHealth, Any] = Operation(
    id="agent_health",
    resource="",
    name="health",
    api="agent",
    method="GET",
    path="/health",
    result=Schema("agent_health", (Shape(required={"status": "string"}),)),
    idempotent=True,
    experimental=True,
    probe=True,
)
"""Returns the health status of an agent."""

ASYNC_INVOKE_CREATE: Operation[models.AsyncInvocation, Any] = Operation(
    id="async_invoke_create",
    resource="async_invoke",
    name="create",
    api="serverless",
    method="POST",
    path="/v1/async-invoke",
    result=Schema(
        "async_invocation",
        (
            Shape(
                required={"request_id": "string", "status": "string"},
                optional=("model_id", "created_at", "started_at", "completed_at", "output", "error"),
            ),
        ),
    ),
    body="json",
)
"""Starts an asynchronous invocation of a model."""

ASYNC_INVOKE_RETRIEVE: Operation[models.AsyncInvocation, Any] = Operation(
    id="async_invoke_retrieve",
    resource="async_invoke",
    name="retrieve",
    api="serverless",
    method="GET",
    path="/v1/async-invoke/{request_id}",
    result=Schema(
        "async_invocation",
        (
            Shape(
                required={"request_id": "string", "status": "string"},
                optional=("model_id", "created_at", "started_at", "completed_at", "output", "error"),
            ),
        ),
    ),
    idempotent=True,
)
"""Retrieves an asynchronous invocation and, once it is complete, its result."""

ASYNC_INVOKE_STATUS: Operation[models.AsyncInvocation, Any] = Operation(
    id="async_invoke_status",
    resource="async_invoke",
    name="status",
    api="serverless",
    method="GET",
    path="/v1/async-invoke/{request_id}/status",
    result=Schema(
        "async_invocation",
        (
            Shape(
                required={"request_id": "string", "status": "string"},
                optional=("model_id", "created_at", "started_at", "completed_at", "output", "error"),
            ),
        ),
    ),
    idempotent=True,
)
"""Returns the status of an asynchronous invocation."""

AUDIO_SPEECH_CREATE: Operation[BinaryContent, Any] = Operation(
    id="audio_speech_create",
    resource="audio.speech",
    name="create",
    api="serverless",
    method="POST",
    path="/v1/audio/speech",
    binary=True,
    media=("audio/*",),
    encoded=(
        "data",
        "b64_json",
    ),
    body="json",
)
"""Generates speech from the given text."""

AUDIO_TRANSCRIPTIONS_CREATE: Operation[models.Transcription, Any] = Operation(
    id="audio_transcriptions_create",
    resource="audio.transcriptions",
    name="create",
    api="serverless",
    method="POST",
    path="/v1/audio/transcriptions",
    result=Schema("transcription", (Shape(required={"text": "string"}),)),
    plain_text=(
        "response_format",
        (
            "text",
            "srt",
            "vtt",
        ),
    ),
    body="multipart",
    files=("file",),
    experimental=True,
)
"""Transcribes an audio file to text."""

BATCHES_CANCEL: Operation[models.Batch, Any] = Operation(
    id="batches_cancel",
    resource="batches",
    name="cancel",
    api="serverless",
    method="POST",
    path="/v1/batches/{batch_id}/cancel",
    result=Schema(
        "batch",
        (
            Shape(
                required={
                    "batch_id": "string",
                    "status": "string",
                    "provider": "string",
                    "completion_window": "string",
                    "created_at": "string",
                },
                optional=(
                    "endpoint",
                    "file_id",
                    "input_file_id",
                    "output_file_id",
                    "error_file_id",
                    "result_available",
                    "request_counts",
                    "request_id",
                    "metadata",
                    "errors",
                    "updated_at",
                    "in_progress_at",
                    "finalizing_at",
                    "completed_at",
                    "expires_at",
                    "cancel_requested_at",
                    "cancelled_at",
                    "failed_at",
                ),
            ),
        ),
    ),
    idempotent=True,
)
"""Cancels a batch."""

BATCHES_CREATE: Operation[models.Batch, Any] = Operation(
    id="batches_create",
    resource="batches",
    name="create",
    api="serverless",
    method="POST",
    path="/v1/batches",
    result=Schema(
        "batch",
        (
            Shape(
                required={
                    "batch_id": "string",
                    "status": "string",
                    "provider": "string",
                    "completion_window": "string",
                    "created_at": "string",
                },
                optional=(
                    "endpoint",
                    "file_id",
                    "input_file_id",
                    "output_file_id",
                    "error_file_id",
                    "result_available",
                    "request_counts",
                    "request_id",
                    "metadata",
                    "errors",
                    "updated_at",
                    "in_progress_at",
                    "finalizing_at",
                    "completed_at",
                    "expires_at",
                    "cancel_requested_at",
                    "cancelled_at",
                    "failed_at",
                ),
            ),
        ),
    ),
    body="json",
    idempotent=True,
)
"""Creates a batch from an uploaded file."""

BATCHES_FILES_CREATE: Operation[models.BatchFile, Any] = Operation(
    id="batches_files_create",
    resource="batches.files",
    name="create",
    api="serverless",
    method="POST",
    path="/v1/batches/files",
    result=Schema(
        "batch_file",
        (Shape(required={"file_id": "string", "upload_url": "string"}, optional=("expires_at",)),),
    ),
    body="json",
)
"""Registers an input file for a batch and returns a URL to upload it to."""

BATCHES_FILES_UPLOAD: Operation[None, Any] = Operation(
    id="batches_files_upload",
    resource="batches.files",
    name="upload",
    api="serverless",
    method="PUT",
    path="/{upload_url}",
    body="binary",
    secured=False,
    absolute_url="upload_url",
    idempotent=True,
)
"""Uploads the requests of a batch to the file's upload URL."""

BATCHES_LIST: Operation[models.BatchList, Any] = Operation(
    id="batches_list",
    resource="batches",
    name="list",
    api="serverless",
    method="GET",
    path="/v1/batches",
    query=(
        "after",
        "limit",
        "status",
    ),
    result=Schema(
        "batch_list",
        (
            Shape(
                optional=("object", "data", "first_id", "last_id", "has_more", "edges", "page_info"),
                alternatives=("data", "edges"),
            ),
        ),
    ),
    pagination=Pagination(
        "cursor",
        "after",
        (
            PageFormat(("data",), cursor=("last_id",), more=("has_more",)),
            PageFormat(("data",), cursor=("data", "batch_id"), more=("has_more",)),
            PageFormat(
                ("edges", "node"), cursor=("page_info", "endCursor"), more=("page_info", "hasNextPage")
            ),
            PageFormat(("edges", "node"), cursor=("edges", "cursor"), more=("page_info", "hasNextPage")),
        ),
    ),
    idempotent=True,
)
"""Lists your batches, newest first."""

BATCHES_RESULTS: Operation[models.BatchResults, Any] = Operation(
    id="batches_results",
    resource="batches",
    name="results",
    api="serverless",
    method="GET",
    path="/v1/batches/{batch_id}/results",
    result=Schema(
        "batch_results",
        (
            Shape(
                optional=(
                    "batch_id",
                    "result_available",
                    "message",
                    "output_file_url",
                    "error_file_url",
                    "expires_at",
                    "download",
                    "output_file_id",
                ),
                alternatives=(
                    "batch_id",
                    "result_available",
                    "download",
                    "output_file_url",
                    "error_file_url",
                    "presigned_url",
                    "download_url",
                    "output_location",
                ),
            ),
        ),
    ),
    idempotent=True,
)
"""Returns the URLs of the results of a batch."""

BATCHES_RETRIEVE: Operation[models.Batch, Any] = Operation(
    id="batches_retrieve",
    resource="batches",
    name="retrieve",
    api="serverless",
    method="GET",
    path="/v1/batches/{batch_id}",
    result=Schema(
        "batch",
        (
            Shape(
                required={
                    "batch_id": "string",
                    "status": "string",
                    "provider": "string",
                    "completion_window": "string",
                    "created_at": "string",
                },
                optional=(
                    "endpoint",
                    "file_id",
                    "input_file_id",
                    "output_file_id",
                    "error_file_id",
                    "result_available",
                    "request_counts",
                    "request_id",
                    "metadata",
                    "errors",
                    "updated_at",
                    "in_progress_at",
                    "finalizing_at",
                    "completed_at",
                    "expires_at",
                    "cancel_requested_at",
                    "cancelled_at",
                    "failed_at",
                ),
            ),
        ),
    ),
    idempotent=True,
)
"""Retrieves a batch."""

CHAT_COMPLETIONS_CREATE: Operation[models.ChatCompletion, models.ChatCompletionChunk] = Operation(
    id="chat_completions_create",
    resource="chat.completions",
    name="create",
    api="serverless",
    method="POST",
    path="/v1/chat/completions",
    result=Schema(
        "chat_completion",
        (
            Shape(
                required={"id": "string", "created": "number", "model": "string", "choices": "array"},
                constants={"object": "chat.completion"},
                optional=("usage", "system_fingerprint", "service_tier"),
            ),
        ),
        arrays=("choices",),
    ),
    body="json",
    stream=EventStreamSpec(
        event=Schema(
            "chat_completion_chunk",
            (
                Shape(
                    required={"id": "string", "choices": "array"},
                    constants={"object": "chat.completion.chunk"},
                    optional=("created", "model", "usage", "system_fingerprint", "service_tier"),
                ),
            ),
            arrays=("choices",),
        ),
        accumulator="chat",
        terminator="[DONE]",
        citation=Schema("chat_annotation"),
    ),
)
"""Generates a language model's reply to a conversation."""

COMPLETIONS_CREATE: Operation[models.Completion, models.Completion] = Operation(
    id="completions_create",
    resource="completions",
    name="create",
    api="serverless",
    method="POST",
    path="/v1/completions",
    result=Schema(
        "completion",
        (
            Shape(
                required={"id": "string", "choices": "array"},
                constants={"object": "text_completion"},
                optional=("created", "model", "usage"),
            ),
        ),
        arrays=("choices",),
    ),
    body="json",
    stream=EventStreamSpec(
        event=Schema(
            "completion",
            (
                Shape(
                    required={"id": "string", "choices": "array"},
                    constants={"object": "text_completion"},
                    optional=("created", "model", "usage"),
                ),
            ),
            arrays=("choices",),
        ),
        accumulator="completions",
        terminator="[DONE]",
    ),
    experimental=True,
)
"""Generates text completions for the given prompts."""

EMBEDDINGS_CREATE: Operation[models.EmbeddingResponse, Any] = Operation(
    id="embeddings_create",
    resource="embeddings",
    name="create",
    api="serverless",
    method="POST",
    path="/v1/embeddings",
    result=Schema(
        "embedding_response",
        (
            Shape(
                required={"data": "array", "model": "string"},
                constants={"object": "list"},
                optional=("usage",),
            ),
        ),
        arrays=("data",),
    ),
    body="json",
)
"""Creates embedding vectors for the given texts."""

IMAGES_GENERATE: Operation[models.ImagesResponse, models.ImageStreamEvent] = Operation(
    id="images_generate",
    resource="images",
    name="generate",
    api="serverless",
    method="POST",
    path="/v1/images/generations",
    result=Schema(
        "images_response",
        (
            Shape(
                required={"created": "number", "data": "array"},
                optional=("background", "output_format", "quality", "size", "usage"),
            ),
        ),
        arrays=("data",),
    ),
    body="json",
    stream=EventStreamSpec(
        event=Schema("image_stream_event", tag="type"),
        accumulator="images",
        terminator="[DONE]",
        final_events=("image_generation.completed",),
    ),
)
"""Generates images from a text prompt."""

MESSAGES_CREATE: Operation[models.Message, models.MessageStreamEvent] = Operation(
    id="messages_create",
    resource="messages",
    name="create",
    api="serverless",
    method="POST",
    path="/v1/messages",
    result=Schema(
        "message",
        (
            Shape(
                required={"id": "string", "model": "string", "content": "array", "usage": "object"},
                constants={"type": "message", "role": "assistant"},
                optional=("stop_reason", "stop_sequence", "stop_details", "container", "context_management"),
            ),
        ),
        arrays=("content",),
    ),
    body="json",
    stream=EventStreamSpec(
        event=Schema("message_stream_event", tag="type"),
        accumulator="messages",
        final_events=("message_stop",),
        citation=Schema("text_citation"),
    ),
)
"""Generates a model's reply to a conversation, in the format of Anthropic's Messages API."""

MODELS_LIST: Operation[models.ModelList, Any] = Operation(
    id="models_list",
    resource="models",
    name="list",
    api="serverless",
    method="GET",
    path="/v1/models",
    result=Schema(
        "model_list", (Shape(required={"data": "array"}, constants={"object": "list"}),), arrays=("data",)
    ),
    idempotent=True,
    probe=True,
)
"""Lists the available models."""

RERANK_CREATE: Operation[models.RerankResponse, Any] = Operation(
    id="rerank_create",
    resource="rerank",
    name="create",
    api="serverless",
    method="POST",
    path="/v1/rerank",
    result=Schema("rerank_response", (Shape(required={"results": "array"}),), arrays=("results",)),
    body="json",
    experimental=True,
)
"""Scores documents by their relevance to a query."""

RESPONSES_CREATE: Operation[models.Response, models.ResponseStreamEvent] = Operation(
    id="responses_create",
    resource="responses",
    name="create",
    api="serverless",
    method="POST",
    path="/v1/responses",
    result=Schema(
        "response",
        (
            Shape(
                required={"id": "string", "model": "string", "output": "array"},
                constants={"object": "response"},
                optional=(
                    "created",
                    "created_at",
                    "status",
                    "usage",
                    "error",
                    "incomplete_details",
                    "choices",
                    "instructions",
                    "temperature",
                    "top_p",
                    "max_output_tokens",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "reasoning",
                    "previous_response_id",
                    "metadata",
                    "user",
                    "background",
                    "max_tool_calls",
                    "service_tier",
                    "text",
                    "prompt",
                    "top_logprobs",
                    "truncation",
                    "input_messages",
                    "output_messages",
                ),
            ),
        ),
        arrays=("output",),
    ),
    body="json",
    stream=EventStreamSpec(
        event=Schema(
            "response_stream_event",
            (
                Shape(
                    required={"id": "string", "choices": "array"},
                    constants={"object": "response.chunk"},
                    optional=("created", "model", "usage"),
                ),
            ),
            tag="type",
            arrays=("choices",),
        ),
        accumulator="responses",
        terminator="[DONE]",
        final_events=(
            "response.completed",
            "response.failed",
            "response.incomplete",
        ),
        citation=Schema("response_annotation"),
    ),
)
"""Generates a model response, in the format of OpenAI's Responses API."""

SYSTEMONE_CREATE: Operation[models.SystemoneEvaluation, Any] = Operation(
    id="systemone_create",
    resource="systemone",
    name="create",
    api="serverless",
    method="POST",
    path="/v1/systemone",
    result=Schema(
        "systemone_evaluation", (Shape(required={"model": "string", "answers": "object", "usage": "object"}),)
    ),
    body="json",
)
"""Evaluates a text with questions of a fixed format."""

VIDEOS_CONTENT: Operation[BinaryContent, Any] = Operation(
    id="videos_content",
    resource="videos",
    name="content",
    api="serverless",
    method="GET",
    path="/v1/videos/{video_id}/content",
    binary=True,
    media=("video/mp4",),
    idempotent=True,
    experimental=True,
)
"""Downloads the file of a completed video."""

VIDEOS_CREATE: Operation[models.Video, Any] = Operation(
    id="videos_create",
    resource="videos",
    name="create",
    api="serverless",
    method="POST",
    path="/v1/videos",
    result=Schema(
        "video",
        (
            Shape(
                required={"id": "string", "status": "string"},
                optional=("object", "created_at", "model", "error", "output", "x_request_id"),
            ),
        ),
    ),
    body="json",
    experimental=True,
)
"""Starts the generation of a video from a text prompt."""

VIDEOS_RETRIEVE: Operation[models.Video, Any] = Operation(
    id="videos_retrieve",
    resource="videos",
    name="retrieve",
    api="serverless",
    method="GET",
    path="/v1/videos/{video_id}",
    result=Schema(
        "video",
        (
            Shape(
                required={"id": "string", "status": "string"},
                optional=("object", "created_at", "model", "error", "output", "x_request_id"),
            ),
        ),
    ),
    idempotent=True,
    experimental=True,
)
"""Retrieves a video."""

OPERATIONS: dict[str, Operation[Any, Any]] = {
    operation.id: operation
    for operation in (
        AGENT_CHAT_COMPLETIONS_CREATE,
        AGENT_DESCRIPTION,
        AGENT_HEALTH,
        ASYNC_INVOKE_CREATE,
        ASYNC_INVOKE_RETRIEVE,
        ASYNC_INVOKE_STATUS,
        AUDIO_SPEECH_CREATE,
        AUDIO_TRANSCRIPTIONS_CREATE,
        BATCHES_CANCEL,
        BATCHES_CREATE,
        BATCHES_FILES_CREATE,
        BATCHES_FILES_UPLOAD,
        BATCHES_LIST,
        BATCHES_RESULTS,
        BATCHES_RETRIEVE,
        CHAT_COMPLETIONS_CREATE,
        COMPLETIONS_CREATE,
        EMBEDDINGS_CREATE,
        IMAGES_GENERATE,
        MESSAGES_CREATE,
        MODELS_LIST,
        RERANK_CREATE,
        RESPONSES_CREATE,
        SYSTEMONE_CREATE,
        VIDEOS_CONTENT,
        VIDEOS_CREATE,
        VIDEOS_RETRIEVE,
    )
}
"""All operations by operationId."""

RATE_LIMITS: dict[str, tuple[RateLimit, ...]] = {
    "agent": (
        RateLimit("requests-per-hour", 5000, 3600, "requests"),
        RateLimit("requests-per-minute", 250, 60, "requests"),
    ),
    "serverless": (
        RateLimit("requests-per-hour", 5000, 3600, "requests"),
        RateLimit("requests-per-minute", 250, 60, "requests"),
    ),
}
"""The published rate limits of each API. They apply per API key. Servers can enforce other limits and report them."""

UNLIMITED_SERVERS: tuple[str, ...] = ("https://{endpoint}.do-infra.ai",)
"""The URL templates of the described servers without published rate limits. Variable parts are in braces."""
