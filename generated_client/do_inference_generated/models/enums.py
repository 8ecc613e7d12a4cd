# Generated from openapi/ by generator/. Do not edit.
"""Enums of strings. They are open: the API can return other strings, and accepts them where it supports them."""

from __future__ import annotations

from typing import Literal, TypeAlias

AgentMessageRole: TypeAlias = (
    Literal[
        "user",
        "assistant",
        "system",
        "developer",
    ]
    | str
)
"""Role of the author of a message in a conversation with an agent.

- `user`: The user.
- `assistant`: The agent.
- `system`: Instructions to the agent.
- `developer`: Instructions to the agent. Newer models use this role instead of `system`.
"""

AsyncInvocationStatus: TypeAlias = (
    Literal[
        "QUEUED",
        "IN_PROGRESS",
        "COMPLETED",
        "COMPLETE",
        "FAILED",
        "ERROR",
    ]
    | str
)
"""Status of an asynchronous invocation. `COMPLETED`, `COMPLETE`, `FAILED` and `ERROR` are final.

- `QUEUED`: Waiting in the queue.
- `IN_PROGRESS`: In progress.
- `COMPLETED`: The result can be retrieved.
- `COMPLETE`: The same as `COMPLETED`.
- `FAILED`: The invocation failed and has no result; see `error`.
- `ERROR`: The same as `FAILED`. Seen in one client only.
"""

BatchEndpoint: TypeAlias = (
    Literal[
        "/v1/chat/completions",
        "/v1/responses",
    ]
    | str
)
"""Operation of the requests in a batch.

- `/v1/chat/completions`: Each `body` is a chat completion request.
- `/v1/responses`: Each `body` is a request for a response.
"""

BatchProvider: TypeAlias = (
    Literal[
        "openai",
        "anthropic",
    ]
    | str
)
"""Provider of the models of a batch.

- `openai`: Lines have `custom_id`, `method`, `url` and `body`.
- `anthropic`: Lines have `custom_id` and `params`.
"""

BatchStatus: TypeAlias = (
    Literal[
        "queued",
        "validating",
        "in_progress",
        "finalizing",
        "completed",
        "failed",
        "expired",
        "cancelling",
        "cancelled",
    ]
    | str
)
"""Status of a batch. `completed`, `failed`, `expired` and `cancelled` are final.

- `queued`: Waiting in the queue.
- `validating`: The input file is being validated.
- `in_progress`: Requests are being processed.
- `finalizing`: The results are being written.
- `completed`: The results are available. Individual requests can have failed.
- `failed`: The batch could not be processed.
- `expired`: The batch did not complete within the completion window.
- `cancelling`: Requests in progress are being completed before cancellation.
- `cancelled`: The batch was cancelled.
"""

CacheTtl: TypeAlias = (
    Literal[
        "5m",
        "1h",
    ]
    | str
)
"""Time to live of a prefix in the prompt cache.

- `5m`: Five minutes.
- `1h`: One hour. Cache writes cost more.
"""

EmbeddingEncodingFormat: TypeAlias = (
    Literal[
        "float",
        "base64",
    ]
    | str
)
"""Encoding of an embedding vector.

- `float`: A list of numbers.
- `base64`: Little-endian 32-bit floats in Base64. Much smaller on the wire.
"""

FinishReason: TypeAlias = (
    Literal[
        "stop",
        "length",
        "tool_calls",
        "content_filter",
    ]
    | str
)
"""Why the model stopped. Some models return other values.

- `stop`: The model finished, or reached a stop sequence.
- `length`: The output reached the token limit.
- `tool_calls`: The model requests tool calls.
- `content_filter`: A content filter removed content.
"""

ImageBackground: TypeAlias = (
    Literal[
        "auto",
        "transparent",
        "opaque",
    ]
    | str
)
"""Background of an image.

- `auto`: The model chooses.
- `transparent`: Transparent background. Requires a file format that supports transparency.
- `opaque`: Opaque background.
"""

ImageDetail: TypeAlias = (
    Literal[
        "auto",
        "low",
        "high",
    ]
    | str
)
"""Resolution at which a model processes an image.

- `auto`: The model decides.
- `low`: Low resolution; uses few tokens.
- `high`: High resolution for fine details; uses many tokens.
"""

ImageFormat: TypeAlias = (
    Literal[
        "png",
        "webp",
        "jpeg",
    ]
    | str
)
"""File format of an image.

- `png`: PNG, lossless.
- `webp`: WebP.
- `jpeg`: JPEG, without transparency.
"""

ImageModeration: TypeAlias = (
    Literal[
        "auto",
        "low",
    ]
    | str
)
"""Strictness of the content filter of images.

- `auto`: The standard filter.
- `low`: A less strict filter.
"""

ImageQuality: TypeAlias = (
    Literal[
        "auto",
        "low",
        "medium",
        "high",
    ]
    | str
)
"""Quality of an image.

- `auto`: The model chooses.
- `low`: Fastest and cheapest.
- `medium`: Between `low` and `high`.
- `high`: Slowest and most expensive.
"""

ImageSize: TypeAlias = (
    Literal[
        "auto",
        "1024x1024",
        "1536x1024",
        "1024x1536",
        "1792x1024",
        "1024x1792",
        "512x512",
        "256x256",
    ]
    | str
)
"""Width and height of an image in pixels, as `<width>x<height>`. The supported sizes depend on the
model.

- `auto`: The model chooses.
- `1024x1024`: Square.
- `1536x1024`: Landscape.
- `1024x1536`: Portrait.
- `1792x1024`: Wide landscape; not supported by all models.
- `1024x1792`: Tall portrait; not supported by all models.
- `512x512`: Small square; not supported by all models.
- `256x256`: Smallest square; not supported by all models.
"""

InputTruncation: TypeAlias = (
    Literal[
        "auto",
        "disabled",
    ]
    | str
)
"""Handling of an input that is too long for the model.

- `auto`: The service removes the middle or the beginning of the input.
- `disabled`: The request fails.
"""

MessageRole: TypeAlias = (
    Literal[
        "user",
        "assistant",
    ]
    | str
)
"""Role of the author of a message. There is no system role; use `system`.

- `user`: The user.
- `assistant`: The model. If the last message has this role, the model continues its text, if it
supports that.
"""

MessageToolChoiceType: TypeAlias = (
    Literal[
        "auto",
        "any",
        "tool",
        "none",
    ]
    | str
)
"""Mode of the tool choice.

- `auto`: The model decides.
- `any`: The model uses at least one tool.
- `tool`: The model uses the named tool.
- `none`: The model uses no tool.
"""

OutputModality: TypeAlias = (
    Literal[
        "text",
        "audio",
    ]
    | str
)
"""A type of output.

- `text`: Text.
- `audio`: Audio, for models with audio output.
"""

PromptCacheRetention: TypeAlias = (
    Literal[
        "in_memory",
        "24h",
    ]
    | str
)
"""How long a prompt stays in the cache of an OpenAI model.

- `in_memory`: A few minutes.
- `24h`: Up to 24 hours.
"""

ReasoningEffort: TypeAlias = (
    Literal[
        "none",
        "minimal",
        "low",
        "medium",
        "high",
        "xhigh",
        "max",
    ]
    | str
)
"""How much a model reasons before it responds. The supported values depend on the model.

- `none`: No reasoning.
- `minimal`: Minimal reasoning. Not documented for every model.
- `low`: Little reasoning; about 20 % of the token limit on Claude models.
- `medium`: Medium reasoning; about 50 % of the token limit on Claude models.
- `high`: Much reasoning; about 80 % of the token limit on Claude models.
- `xhigh`: Very much reasoning. Not documented for every model.
- `max`: Maximum reasoning; about 95 % of the token limit on Claude models.
"""

ResponseIncludable: TypeAlias = (
    Literal[
        "file_search_call.results",
        "web_search_call.results",
        "web_search_call.action.sources",
        "message.input_image.image_url",
        "computer_call_output.output.image_url",
        "code_interpreter_call.outputs",
        "reasoning.encrypted_content",
        "message.output_text.logprobs",
    ]
    | str
)
"""Additional content of a response that must be requested.

- `file_search_call.results`: Results of file searches.
- `web_search_call.results`: Results of web searches.
- `web_search_call.action.sources`: URLs of all pages that a web search used.
- `message.input_image.image_url`: URLs of images in the input.
- `computer_call_output.output.image_url`: URLs of screenshots in the input.
- `code_interpreter_call.outputs`: Logs and images that the code interpreter produced.
- `reasoning.encrypted_content`: The encrypted reasoning, to send it back without `store`.
- `message.output_text.logprobs`: Log probabilities of the tokens.
"""

ResponseRole: TypeAlias = (
    Literal[
        "user",
        "assistant",
        "system",
        "developer",
        "tool",
    ]
    | str
)
"""Role of the author of the message.

- `user`: A user message.
- `assistant`: A model message.
- `system`: Instructions to the model.
- `developer`: Instructions to the model. Newer models use this role instead of `system`.
- `tool`: The result of a tool call.
"""

ResponseStatus: TypeAlias = (
    Literal[
        "completed",
        "in_progress",
        "incomplete",
        "failed",
        "queued",
        "cancelled",
    ]
    | str
)
"""Status of a response.

- `completed`: The response is complete.
- `in_progress`: The model is generating the response.
- `incomplete`: The response is incomplete because of a limit or a content filter.
- `failed`: The response failed.
- `queued`: The response waits in the queue.
- `cancelled`: The response was cancelled.
"""

RetrievalMethod: TypeAlias = (
    Literal[
        "rewrite",
        "step_back",
        "sub_queries",
        "none",
    ]
    | str
)
"""How an agent transforms a query before it retrieves from its knowledge bases.

- `rewrite`: The query is rephrased.
- `step_back`: A more general query is added.
- `sub_queries`: The query is split into several queries.
- `none`: The query is used unchanged.
"""

RoutingPreference: TypeAlias = (
    Literal[
        "balanced",
        "budget",
        "quality",
    ]
    | str
)
"""What the managed router optimizes when it selects a model.

- `balanced`: A balance of cost and quality.
- `budget`: Low cost.
- `quality`: High quality.
"""

SearchContextSize: TypeAlias = (
    Literal[
        "low",
        "medium",
        "high",
    ]
    | str
)
"""How much content of the search results goes into the prompt. More content uses more tokens.

- `low`: Little content.
- `medium`: A medium amount of content.
- `high`: Much content.
"""

ServiceTier: TypeAlias = (
    Literal[
        "auto",
        "default",
        "flex",
        "scale",
        "priority",
        "fast",
    ]
    | str
)
"""The provider's service tier of a request.

- `auto`: The tier configured in the provider's project.
- `default`: The standard tier.
- `flex`: Slower and cheaper.
- `scale`: Reserved capacity.
- `priority`: Faster and more expensive.
- `fast`: Faster and more expensive, for some models.
"""

SpeechFormat: TypeAlias = (
    Literal[
        "mp3",
        "opus",
        "aac",
        "flac",
        "wav",
        "pcm",
    ]
    | str
)
"""Audio file format.

- `mp3`: MP3.
- `opus`: Opus.
- `aac`: AAC.
- `flac`: FLAC, lossless.
- `wav`: WAV, uncompressed.
- `pcm`: Raw samples without a header.
"""

Speed: TypeAlias = (
    Literal[
        "standard",
        "fast",
    ]
    | str
)
"""Speed tier, for models that have several.

- `standard`: Standard speed and price.
- `fast`: Faster and more expensive.
"""

StopReason: TypeAlias = (
    Literal[
        "end_turn",
        "max_tokens",
        "stop_sequence",
        "tool_use",
        "pause_turn",
        "compaction",
        "refusal",
        "model_context_window_exceeded",
    ]
    | str
)
"""Why the model stopped. Other values can occur.

- `end_turn`: The model finished.
- `max_tokens`: The output reached `max_tokens`.
- `stop_sequence`: The model generated a stop sequence.
- `tool_use`: The model requests tool calls.
- `pause_turn`: The provider paused a long turn with its own tools. Send the message back to
continue.
- `compaction`: The provider summarized the conversation and stopped, as requested in
`context_management`. Send the message back to continue.
- `refusal`: The model refused.
- `model_context_window_exceeded`: The conversation reached the model's context window.
"""

SystemoneQuestionType: TypeAlias = (
    Literal[
        "noul",
        "choice",
        "score",
    ]
    | str
)
"""Type of an answer.

- `noul`: Probability that a statement is true.
- `choice`: One of several options.
- `score`: Position on a scale.
"""

ToolChoiceMode: TypeAlias = (
    Literal[
        "none",
        "auto",
        "required",
    ]
    | str
)
"""Controls whether the model calls tools.

- `none`: The model calls no tool.
- `auto`: The model decides.
- `required`: The model calls at least one tool.
"""

TranscriptionFormat: TypeAlias = (
    Literal[
        "json",
        "verbose_json",
        "text",
        "srt",
        "vtt",
    ]
    | str
)
"""Format of a transcription.

- `json`: JSON with the text.
- `verbose_json`: JSON with the text, its segments and its language.
- `text`: Plain text.
- `srt`: Subtitles in the SubRip format.
- `vtt`: Subtitles in the WebVTT format.
"""

Verbosity: TypeAlias = (
    Literal[
        "low",
        "medium",
        "high",
    ]
    | str
)
"""Length of the model's output.

- `low`: Short.
- `medium`: Medium.
- `high`: Long.
"""

VideoStatus: TypeAlias = (
    Literal[
        "queued",
        "in_progress",
        "processing",
        "completed",
        "failed",
    ]
    | str
)
"""Status of a video. `completed` and `failed` are final.

- `queued`: Waiting in the queue.
- `in_progress`: In progress.
- `processing`: The same as `in_progress`.
- `completed`: The file can be downloaded, for two hours.
- `failed`: The generation failed; see `error`.
"""
