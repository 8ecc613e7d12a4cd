# Generated from openapi/ by generator/. Do not edit.
"""The types of request data: typed dicts and unions. At run time, they are plain dicts.

Models from a response can be sent back unchanged: if a schema occurs in requests and responses, or if a tag identifies
the members of a union, the parameter also accepts the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Required, TypeAlias, TypedDict

if TYPE_CHECKING:
    from ._interface import FileInput
    from ._model import Model, UnknownVariant
    from .models import (
        AdditionalToolsItem,
        AllowedToolsChoice,
        ApplyPatchCallItem,
        ApplyPatchCallOutputItem,
        ApplyPatchOperation,
        ApproximateLocation,
        AudioContentPart,
        Base64Source,
        CacheControl,
        ChatAnnotation,
        ChatCompletionAudio,
        CitationsConfig,
        CodeContainer,
        CodeExecutionOutput,
        CodeExecutionResult,
        CodeExecutionToolResultBlock,
        CodeInterpreterCallItem,
        CodeInterpreterOutput,
        CodeInterpreterTool,
        CompactionBlock,
        CompactionItem,
        ComputerAction,
        ComputerCallItem,
        ComputerCallOutputItem,
        ComputerScreenshot,
        ComputerUsePreviewTool,
        ContainerUploadBlock,
        ContentBlockSource,
        CustomTool,
        CustomToolCallItem,
        CustomToolCallOutputItem,
        CustomToolChoice,
        CustomToolFormat,
        DocumentBlock,
        FileSearchCallItem,
        FileSearchResult,
        FileSearchTool,
        FileSource,
        FunctionCallItem,
        FunctionCallOutputItem,
        FunctionName,
        HostedToolChoice,
        ImageBlock,
        ImageGenerationCallItem,
        ImageGenerationTool,
        InputAudio,
        InputFilePart,
        InputImagePart,
        InputTextPart,
        JsonObjectResponseFormat,
        KnowledgeBaseRetrievalTool,
        LocalShellAction,
        LocalShellCallItem,
        LocalShellCallOutputItem,
        McpApprovalRequestItem,
        McpApprovalResponseItem,
        McpCallItem,
        McpListedTool,
        McpListToolsItem,
        McpTool,
        McpToolApprovalFilter,
        McpToolChoice,
        McpToolFilter,
        McpToolResultBlock,
        McpToolUseBlock,
        OutputTextPart,
        PlainTextSource,
        ProgramItem,
        ProgramOutputItem,
        ReasoningItem,
        ReasoningOptions,
        ReasoningTextPart,
        RedactedThinkingBlock,
        RefusalPart,
        ResponseAnnotation,
        ResponseFunctionTool,
        ResponseJsonSchemaFormat,
        ResponseNamedToolChoice,
        ResponseTextConfig,
        ResponseTextItem,
        SafetyCheck,
        SearchFilters,
        SearchResultBlock,
        ServerToolResultError,
        ServerToolUseBlock,
        ShellAction,
        ShellCallItem,
        ShellCallOutputItem,
        ShellOutcome,
        ShellOutput,
        ShellTool,
        SummaryTextPart,
        TextBlock,
        TextCitation,
        TextEditorCodeExecutionCreateResult,
        TextEditorCodeExecutionStrReplaceResult,
        TextEditorCodeExecutionToolResultBlock,
        TextEditorCodeExecutionViewResult,
        TextResponseFormat,
        ThinkingBlock,
        TokenLogprob,
        ToolCall,
        ToolCallCustom,
        ToolCaller,
        ToolCallFunction,
        ToolNamespace,
        ToolReferenceBlock,
        ToolSearchCallItem,
        ToolSearchOutputItem,
        ToolSearchResult,
        ToolSearchTool,
        ToolSearchToolResultBlock,
        ToolUseBlock,
        TopLogprob,
        TypeOnlyTool,
        UrlCitation,
        UrlSource,
        VersionedWebSearchTool,
        WebFetchResult,
        WebFetchTool,
        WebFetchToolResultBlock,
        WebSearchAction,
        WebSearchCallItem,
        WebSearchPreviewTool,
        WebSearchResult,
        WebSearchSource,
        WebSearchTool,
        WebSearchToolResultBlock,
        WebSearchToolResultError,
    )
    from .models.enums import (
        AgentMessageRole,
        BatchEndpoint,
        BatchProvider,
        CacheTtl,
        EmbeddingEncodingFormat,
        ImageBackground,
        ImageDetail,
        ImageFormat,
        ImageModeration,
        ImageQuality,
        ImageSize,
        InputTruncation,
        MessageRole,
        MessageToolChoiceType,
        OutputModality,
        PromptCacheRetention,
        ReasoningEffort,
        ResponseIncludable,
        ResponseRole,
        RetrievalMethod,
        RoutingPreference,
        SearchContextSize,
        ServiceTier,
        SpeechFormat,
        Speed,
        SystemoneQuestionType,
        ToolChoiceMode,
        TranscriptionFormat,
        Verbosity,
    )

__all__ = [
    "AdditionalToolsItemParam",
    "AgentChatCompletionRequestParam",
    "AgentMessageParam",
    "AllowedToolsParam",
    "AllowedToolsChoiceParam",
    "ApplyPatchCallItemParam",
    "ApplyPatchCallOutputItemParam",
    "ApplyPatchOperationParam",
    "ApproximateLocationParam",
    "AssistantMessageParam",
    "AsyncInvocationInputParam",
    "AsyncInvocationRequestParam",
    "AsyncInvocationTagParam",
    "AudioContentPartParam",
    "AudioOutputOptionsParam",
    "Base64SourceParam",
    "BatchFileRequestParam",
    "BatchRequestParam",
    "CacheControlParam",
    "ChatAllowedToolsChoiceParam",
    "ChatAnnotationParam",
    "ChatCompletionAudioParam",
    "ChatCompletionRequestParam",
    "ChatCustomToolParam",
    "ChatCustomToolChoiceParam",
    "ChatFileParam",
    "CitationsConfigParam",
    "CodeContainerParam",
    "CodeExecutionOutputParam",
    "CodeExecutionResultParam",
    "CodeExecutionToolResultBlockParam",
    "CodeInterpreterCallItemParam",
    "CodeInterpreterOutputParam",
    "CodeInterpreterToolParam",
    "CompactionBlockParam",
    "CompactionItemParam",
    "CompletionRequestParam",
    "ComputerActionParam",
    "ComputerCallItemParam",
    "ComputerCallOutputItemParam",
    "ComputerScreenshotParam",
    "ComputerUsePreviewToolParam",
    "ContainerOptionsParam",
    "ContainerUploadBlockParam",
    "ContentBlockSourceParam",
    "ContextEditParam",
    "ContextEditThresholdParam",
    "ContextManagementConfigParam",
    "ConversationReferenceParam",
    "CustomToolParam",
    "CustomToolCallItemParam",
    "CustomToolCallOutputItemParam",
    "CustomToolChoiceParam",
    "CustomToolDefinitionParam",
    "CustomToolFormatParam",
    "CustomToolNameParam",
    "DeveloperMessageParam",
    "DocumentBlockParam",
    "EasyInputMessageParam",
    "EmbeddingRequestParam",
    "FileContentPartParam",
    "FileSearchCallItemParam",
    "FileSearchResultParam",
    "FileSearchToolParam",
    "FileSourceParam",
    "FunctionCallItemParam",
    "FunctionCallOutputItemParam",
    "FunctionDefinitionParam",
    "FunctionNameParam",
    "FunctionToolParam",
    "HostedToolChoiceParam",
    "ImageBlockParam",
    "ImageContentPartParam",
    "ImageGenerationCallItemParam",
    "ImageGenerationToolParam",
    "ImageRequestParam",
    "ImageUrlParam",
    "InputAudioParam",
    "InputFilePartParam",
    "InputImagePartParam",
    "InputMessageParam",
    "InputTextPartParam",
    "ItemReferenceParam",
    "JsonObjectResponseFormatParam",
    "JsonSchemaDefinitionParam",
    "JsonSchemaResponseFormatParam",
    "KnowledgeBaseFilterParam",
    "KnowledgeBaseRetrievalToolParam",
    "LocalShellActionParam",
    "LocalShellCallItemParam",
    "LocalShellCallOutputItemParam",
    "McpApprovalRequestItemParam",
    "McpApprovalResponseItemParam",
    "McpCallItemParam",
    "McpListToolsItemParam",
    "McpListedToolParam",
    "McpToolParam",
    "McpToolApprovalFilterParam",
    "McpToolChoiceParam",
    "McpToolFilterParam",
    "McpToolResultBlockParam",
    "McpToolUseBlockParam",
    "MessageBashToolParam",
    "MessageCodeExecutionToolParam",
    "MessageComputerToolParam",
    "MessageFunctionToolParam",
    "MessageMcpServerParam",
    "MessageMcpToolConfigParam",
    "MessageMcpToolsetParam",
    "MessageMemoryToolParam",
    "MessageMetadataParam",
    "MessageRequestParam",
    "MessageTextEditorToolParam",
    "MessageToolChoiceObjectParam",
    "MessageToolSearchToolParam",
    "MessageToolsetParam",
    "MessageWebFetchToolParam",
    "MessageWebSearchToolParam",
    "NamedToolChoiceParam",
    "OutputConfigParam",
    "OutputFormatParam",
    "OutputTextPartParam",
    "PlainTextSourceParam",
    "PredictedOutputParam",
    "ProgramItemParam",
    "ProgramOutputItemParam",
    "PromptReferenceParam",
    "ReasoningItemParam",
    "ReasoningOptionsParam",
    "ReasoningTextPartParam",
    "RedactedThinkingBlockParam",
    "RefusalPartParam",
    "RerankRequestParam",
    "ResponseAnnotationParam",
    "ResponseFunctionToolParam",
    "ResponseInputMessageParam",
    "ResponseJsonSchemaFormatParam",
    "ResponseNamedToolChoiceParam",
    "ResponseRequestParam",
    "ResponseTextConfigParam",
    "ResponseTextItemParam",
    "SafetyCheckParam",
    "SearchFiltersParam",
    "SearchResultBlockParam",
    "ServerToolResultErrorParam",
    "ServerToolUseBlockParam",
    "ShellActionParam",
    "ShellCallItemParam",
    "ShellCallOutputItemParam",
    "ShellOutcomeParam",
    "ShellOutputParam",
    "ShellToolParam",
    "SpeechRequestParam",
    "StreamOptionsParam",
    "SummaryTextPartParam",
    "SystemMessageParam",
    "SystemoneQuestionParam",
    "SystemoneRequestParam",
    "TaskBudgetParam",
    "TextBlockParam",
    "TextCitationParam",
    "TextContentPartParam",
    "TextEditorCodeExecutionCreateResultParam",
    "TextEditorCodeExecutionStrReplaceResultParam",
    "TextEditorCodeExecutionToolResultBlockParam",
    "TextEditorCodeExecutionViewResultParam",
    "TextResponseFormatParam",
    "ThinkingBlockParam",
    "ThinkingConfigAdaptiveParam",
    "ThinkingConfigBetweenToolsParam",
    "ThinkingConfigDisabledParam",
    "ThinkingConfigEnabledParam",
    "TokenLogprobParam",
    "ToolCallParam",
    "ToolCallCustomParam",
    "ToolCallFunctionParam",
    "ToolCallerParam",
    "ToolMessageParam",
    "ToolNamespaceParam",
    "ToolReferenceBlockParam",
    "ToolResultBlockParam",
    "ToolSearchCallItemParam",
    "ToolSearchOutputItemParam",
    "ToolSearchResultParam",
    "ToolSearchToolParam",
    "ToolSearchToolResultBlockParam",
    "ToolUseBlockParam",
    "TopLogprobParam",
    "TranscriptionRequestParam",
    "TypeOnlyToolParam",
    "UrlCitationParam",
    "UrlSourceParam",
    "UserLocationParam",
    "UserMessageParam",
    "VersionedWebSearchToolParam",
    "VideoContentPartParam",
    "VideoRequestParam",
    "VideoUrlParam",
    "WebFetchResultParam",
    "WebFetchToolParam",
    "WebFetchToolResultBlockParam",
    "WebSearchActionParam",
    "WebSearchCallItemParam",
    "WebSearchOptionsParam",
    "WebSearchPreviewToolParam",
    "WebSearchResultParam",
    "WebSearchSourceParam",
    "WebSearchToolParam",
    "WebSearchToolResultBlockParam",
    "WebSearchToolResultErrorParam",
    "WebSearchUserLocationParam",
    "ChatContentParam",
    "ChatContentPartParam",
    "ChatMessageParam",
    "ChatToolParam",
    "ChatToolChoiceParam",
    "ChatToolChoiceObjectParam",
    "CodeExecutionToolResultContentParam",
    "DocumentSourceParam",
    "ImageSourceParam",
    "InputContentBlockParam",
    "InputMessageContentParam",
    "MessageToolParam",
    "MessageToolChoiceParam",
    "ResponseFormatParam",
    "ResponseInputParam",
    "ResponseInputContentParam",
    "ResponseInputItemParam",
    "ResponseInputPartParam",
    "ResponseTextFormatParam",
    "ResponseToolParam",
    "ResponseToolChoiceParam",
    "ResponseToolChoiceObjectParam",
    "StopSequencesParam",
    "SystemPromptParam",
    "TextContentParam",
    "TextEditorCodeExecutionToolResultContentParam",
    "ThinkingConfigParam",
    "ToolResultContentParam",
    "ToolResultContentBlockParam",
    "ToolSearchToolResultContentParam",
    "WebFetchToolResultContentParam",
    "WebSearchToolResultContentParam",
    "ForwardedParam",
]

ForwardedParam: TypeAlias = Mapping[str, object]
"""An object that the service forwards to the vendor of the model. It can have any type and any fields, and the client
sends it unchanged.

Example:
    tools=[{"type": "code_interpreter", "container": {"type": "auto"}}]

Because type checkers accept any object here, they do not report misspelled fields. The emulator does.
"""


class AdditionalToolsItemParam(TypedDict, total=False):
    """Tools that are added to the conversation at this point."""

    type: Required[Literal["additional_tools"]]
    """Type of the item, always `additional_tools`."""
    id: str | None
    """Unique id of the item."""
    role: str | None
    """Always `developer`."""
    tools: Required[Sequence[ResponseToolParam]]
    """The tools."""


class AgentChatCompletionRequestParam(TypedDict, total=False):
    """Parameters of a request to an agent: the conversation and the generation options."""

    messages: Required[Sequence[AgentMessageParam | ChatMessageParam]]
    """The complete conversation so far, oldest message first. At least one item."""
    model: str
    """Ignored, because the agent has its own model. Accepted for compatibility with OpenAI's clients,
    which always send it.
    """
    max_completion_tokens: int | None
    """Maximum number of tokens to generate, including reasoning tokens."""
    max_tokens: int | None
    """Alias of `max_completion_tokens`."""
    temperature: float | None
    """Sampling temperature; higher values give more random output. Default: set by the agent. From 0
    to 2.
    """
    top_p: float | None
    """Nucleus sampling: the model samples only from the most likely tokens whose cumulative
    probability is `top_p`. Default: set by the agent. From 0 to 1.
    """
    frequency_penalty: float | None
    """Values above 0 make a token less likely in proportion to how often it has already occurred in
    the text. From -2 to 2.
    """
    presence_penalty: float | None
    """Values above 0 make every token that has already occurred in the text less likely. From -2 to 2."""
    stop: StopSequencesParam | None
    """Sequences at which generation stops. The output does not include them."""
    k: int | None
    """Number of passages to retrieve from the knowledge bases, usually 1 to 10. Default: set by the
    agent.
    """
    retrieval_method: RetrievalMethod | None
    """How the agent transforms the query before retrieval. Default: set by the agent. Known values:
    `rewrite`, `step_back`, `sub_queries`, `none`.
    """
    kb_filters: Sequence[KnowledgeBaseFilterParam] | None
    """Restricts retrieval to these knowledge bases and folders."""
    filter_kb_content_by_query_metadata: bool | None
    """Whether metadata found in the query narrows the retrieval."""
    instruction_override: str | None
    """Instructions that replace the agent's own for this request."""
    include_retrieval_info: bool | None
    """Whether the response includes `retrieval`."""
    include_functions_info: bool | None
    """Whether the response includes `functions`."""
    include_guardrails_info: bool | None
    """Whether the response includes `guardrails`."""
    provide_citations: bool | None
    """Whether the response includes `citations`. The agent's settings can enable citations
    independently.
    """
    stream: bool | None
    """Whether the response is sent as an event stream while it is generated. Server default: false."""
    stream_options: StreamOptionsParam | None
    """Options of the event stream. Allowed only if `stream` is true."""
    tools: Sequence[FunctionToolParam]
    """Functions that the model may call. Published, but not in the description of any agent; may have
    no effect.
    """
    tool_choice: ChatToolChoiceParam
    """Controls whether the model calls a tool, and which one. Published, but not in the description of
    any agent; may have no effect.
    """
    n: int | None
    """Number of completions to generate. Published, but not in the description of any agent; may have
    no effect.
    """
    seed: int | None
    """Seed for reproducible output. Published, but not in the description of any agent; may have no
    effect.
    """
    logit_bias: Mapping[str, int] | None
    """Bias added to the logits of tokens, by token id. Published, but not in the description of any
    agent; may have no effect.
    """
    logprobs: bool | None
    """Whether to return log probabilities. Published, but not in the description of any agent; may
    have no effect.
    """
    top_logprobs: int | None
    """Number of alternative tokens to return per position. Published, but not in the description of
    any agent; may have no effect.
    """
    reasoning_effort: ReasoningEffort | None
    """Reasoning effort of a reasoning model. Published, but not in the description of any agent; may
    have no effect. Known values: `none`, `minimal`, `low`, `medium`, `high`, `xhigh`, `max`.
    """
    metadata: Mapping[str, str] | None
    """Your own metadata. Published, but not in the description of any agent; may have no effect."""
    user: str
    """Your own id for the end user. Published, but not in the description of any agent; may have no
    effect.
    """


class AgentMessageParam(TypedDict, total=False):
    """A message in a conversation with an agent."""

    role: Required[AgentMessageRole]
    """Role of the author of the message. Known values: `user`, `assistant`, `system`, `developer`."""
    content: Required[str]
    """Text of the message. Agents reject content parts with 422."""
    id: str | None
    """Your own id for the message."""
    sentTime: str | None
    """Time at which the message was sent, set by your client."""


class AllowedToolsParam(TypedDict, total=False):
    """The tools that the model may use."""

    mode: Required[str]
    """`auto` lets the model decide whether to call a tool, `required` makes it call at least one."""
    tools: Required[Sequence[Mapping[str, Any]]]
    """The tools, each by type and name, such as `{"type": "function", "name": "f"}`."""


class AllowedToolsChoiceParam(TypedDict, total=False):
    """Restricts the model to a subset of the request's tools. The prompt does not change, so its
    cached prefix remains valid.
    """

    type: Required[Literal["allowed_tools"]]
    """Type of the tool choice, always `allowed_tools`."""
    mode: Required[str]
    """`auto` lets the model decide whether to call a tool, `required` makes it call at least one."""
    tools: Required[Sequence[Mapping[str, Any]]]
    """The tools, each by type and name, such as `{"type": "function", "name": "f"}`."""


class ApplyPatchCallItemParam(TypedDict, total=False):
    """A change to a file that the model requests. Your code applies it."""

    type: Required[Literal["apply_patch_call"]]
    """Type of the item, always `apply_patch_call`."""
    id: str | None
    """Unique id of the item."""
    call_id: Required[str]
    """Id of the call; the item with its output refers to it."""
    operation: Required[ApplyPatchOperationParam | ApplyPatchOperation]
    """The requested change."""
    caller: Mapping[str, Any] | None
    """The caller. Its `type` is `direct`, or `program` with a `caller_id`."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class ApplyPatchCallOutputItemParam(TypedDict, total=False):
    """The result of a change to a file."""

    type: Required[Literal["apply_patch_call_output"]]
    """Type of the item, always `apply_patch_call_output`."""
    id: str | None
    """Unique id of the item."""
    call_id: Required[str]
    """The `call_id` of the corresponding call."""
    output: str | None
    """Text for the model, such as the reason for a failure."""
    caller: Mapping[str, Any] | None
    """The caller. Its `type` is `direct`, or `program` with a `caller_id`."""
    status: Required[str]
    """`completed` or `failed`."""


class ApplyPatchOperationParam(TypedDict, total=False):
    """A change to a file. Validate the path before you apply it."""

    type: Required[str]
    """`create_file`, `update_file` or `delete_file`."""
    path: str | None
    """Path of the file."""
    diff: str | None
    """The change, in the provider's diff format."""


class ApproximateLocationParam(TypedDict, total=False):
    """An approximate location."""

    type: str | None
    """Type of the location, always `approximate`."""
    country: str | None
    """Two-letter ISO country code, such as `US`."""
    region: str | None
    """Region or state, such as `Texas`."""
    city: str | None
    """City, such as `Austin`."""
    timezone: str | None
    """IANA time zone, such as `America/Chicago`."""


class AssistantMessageParam(TypedDict, total=False):
    """An earlier message from the model. All fields of a response message are accepted, so you can
    send a response message back unchanged.
    """

    role: Required[Literal["assistant"]]
    """Role of the message, always `assistant`."""
    content: TextContentParam | None
    """Text of the message. Can be null or absent if `tool_calls` is set."""
    refusal: str | None
    """The model's refusal message."""
    reasoning_content: str | None
    """The model's reasoning. Some models perform better in later turns if you send it back."""
    reasoning: str | None
    """The model's reasoning. Some model servers use this field instead of `reasoning_content`."""
    tool_calls: Sequence[ToolCallParam | ToolCall | ForwardedParam] | None
    """Tool calls that the model requested. Each requires a tool message with its result."""
    name: str | None
    """Name of the participant. It distinguishes several participants with the same role."""
    annotations: Sequence[ChatAnnotationParam | ChatAnnotation] | None
    """Sources of the text, as returned in the response."""
    audio: ChatCompletionAudioParam | ChatCompletionAudio | None
    """Audio generated by the model; its `id` is sufficient."""


class AsyncInvocationInputParam(TypedDict, total=False):
    """Input of the invoked model. Each model reads only some of these fields and can have additional
    ones; the model's page at fal lists them.
    """

    prompt: str
    """Description of the image or audio to generate."""
    text: str
    """The text to speak."""
    output_format: str | None
    """Format of the result. Image models expect an aspect ratio here, such as `landscape_4_3`."""
    num_inference_steps: int | None
    """Number of inference steps. More steps take longer and usually give better results. At least 1."""
    guidance_scale: float | None
    """How closely the result follows the prompt; higher values follow it more closely."""
    num_images: int | None
    """Number of images to generate. At least 1."""
    enable_safety_checker: bool | None
    """Whether to check the result for unsafe content."""
    seconds_total: int | None
    """Length of the audio in seconds. At least 1."""
    image_size: Any
    """Aspect ratio or size of the image."""
    voice: str | None
    """Name of the voice."""
    voice_id: str | None
    """The provider's id of the voice."""


class AsyncInvocationRequestParam(TypedDict, total=False):
    """The model to invoke and its input."""

    model_id: Required[str]
    """The model to invoke, such as `fal-ai/flux/schnell`. Unlike other operations, this one does not
    call the field `model`.
    """
    input: Required[AsyncInvocationInputParam]
    """Input of the model."""
    tags: Sequence[AsyncInvocationTagParam] | None
    """Your own tags for the invocation."""


class AsyncInvocationTagParam(TypedDict, total=False):
    """Your own tag for an invocation."""

    key: Required[str]
    """Name of the tag."""
    value: Required[str]
    """Value of the tag."""


class AudioContentPartParam(TypedDict, total=False):
    """Audio as a part of a message. It is not known which models accept it."""

    type: Required[Literal["input_audio"]]
    """Type of the content part, always `input_audio`."""
    input_audio: Required[InputAudioParam | InputAudio]
    """The audio."""


class AudioOutputOptionsParam(TypedDict, total=False):
    """Options of the model's audio output."""

    voice: Required[str | Mapping[str, Any]]
    """Name of the voice, such as `alloy`, or `{"id": ...}` for a custom voice."""
    format: Required[str]
    """File format of the audio: `wav`, `aac`, `mp3`, `flac`, `opus` or `pcm16`."""


class Base64SourceParam(TypedDict, total=False):
    """A file embedded in the request in Base64."""

    type: Required[Literal["base64"]]
    """Type of the source, always `base64`."""
    media_type: Required[str]
    """Media type of the file, such as `image/png` or `application/pdf`. The request is rejected if it
    does not match the file.
    """
    data: Required[str]
    """The file in Base64, without a `data:` prefix."""


class BatchFileRequestParam(TypedDict, total=False):
    """The file to register."""

    file_name: Required[str]
    """Name of the file. It must end in `.jsonl` and have at least 7 characters including the
    extension. At least 7 characters. Pattern: `.+\\.[Jj][Ss][Oo][Nn][Ll]$`.
    """


class BatchRequestParam(TypedDict, total=False):
    """Parameters of a new batch."""

    file_id: Required[str]
    """The `file_id` of an uploaded file."""
    provider: Required[BatchProvider]
    """Provider of the models. The lines of the file must have this provider's format. Known values:
    `openai`, `anthropic`.
    """
    endpoint: BatchEndpoint
    """Operation of the requests, equal to `url` in each line. Required for `openai`, rejected for
    `anthropic`. Known values: `/v1/chat/completions`, `/v1/responses`.
    """
    completion_window: Required[Literal["24h"]]
    """Maximum processing time of the batch, always `24h`. Requests that are not complete by then
    expire. Server default: '24h'.
    """
    request_id: str
    """Idempotency key of your choice, such as a new UUID for each batch. Without it a repeated call,
    such as a retry, can create a second batch.
    """
    metadata: Mapping[str, str] | None
    """Your own strings, stored with the batch."""


class CacheControlParam(TypedDict, total=False):
    """A cache breakpoint: the prompt up to and including the marked element can be cached. A request
    can have up to four. Prefixes below a minimum of 512 to 4096 tokens, depending on the model, are
    not cached.
    """

    type: Required[Literal["ephemeral"]]
    """Type of the cache, always `ephemeral`."""
    ttl: CacheTtl
    """Time to live of the cached prefix after its last use. Default: `5m`. Known values: `5m`, `1h`."""


class ChatAllowedToolsChoiceParam(TypedDict, total=False):
    """Restricts the model to a subset of the request's tools. The prompt does not change, so its
    cached prefix remains valid.
    """

    type: Required[Literal["allowed_tools"]]
    """Type of the tool choice, always `allowed_tools`."""
    allowed_tools: Required[AllowedToolsParam]
    """The tools."""


class ChatAnnotationParam(TypedDict, total=False):
    """A citation of a source for a passage of the text."""

    type: str | None
    """Type of the source, such as `url_citation`."""
    url_citation: UrlCitationParam | UrlCitation | None
    """The cited web page, if `type` is `url_citation`."""


class ChatCompletionAudioParam(TypedDict, total=False):
    """Audio generated by the model."""

    id: str | None
    """Unique id of the audio. Later requests refer to it."""
    data: str | None
    """The audio in Base64. In a stream, the next fragment of it."""
    transcript: str | None
    """Transcript of the audio. In a stream, the next fragment of it."""
    expires_at: int | None
    """Unix timestamp in seconds until which the provider stores the audio under its `id`."""


class ChatCompletionRequestParam(TypedDict, total=False):
    """Parameters of a chat completion: the conversation and the generation options."""

    model: Required[str]
    """Model id, or the name of an inference router that selects the model: `inference-router` for the
    managed router, `router:<name>` for a router of your team or a preset such as
    `router:software-engineering`.
    """
    messages: Required[Sequence[ChatMessageParam]]
    """The complete conversation so far, oldest message first. At least one item."""
    max_completion_tokens: int | None
    """Maximum number of tokens to generate, including reasoning tokens. Without it most models stop at
    about 2048 tokens. If the limit is too low, reasoning can use it up and `content` stays empty.
    """
    max_tokens: int | None
    """Older name of `max_completion_tokens`. At least 0."""
    temperature: float | None
    """Sampling temperature; higher values give more random output. Claude models reject values above
    1. Default: depends on the model. From 0 to 2.
    """
    top_p: float | None
    """Nucleus sampling: the model samples only from the most likely tokens whose cumulative
    probability is `top_p`. From 0 to 1.
    """
    frequency_penalty: float | None
    """Values above 0 make a token less likely in proportion to how often it has already occurred in
    the text. From -2 to 2. Server default: 0.
    """
    presence_penalty: float | None
    """Values above 0 make every token that has already occurred in the text less likely. From -2 to 2.
    Server default: 0.
    """
    logit_bias: Mapping[str, int] | None
    """Bias added to the logits of tokens, by token id as a string, from -100 (never) to 100 (always)."""
    seed: int | None
    """Seed of the sampling. The same seed and request give the same output if the model supports it;
    this is not guaranteed.
    """
    n: int | None
    """Number of completions to generate. Each is billed. From 1 to 128. Server default: 1."""
    stop: StopSequencesParam | None
    """Sequences at which generation stops. The output does not include them."""
    response_format: ResponseFormatParam
    """Format of the output. Not every model enforces it, so validate the output."""
    tools: Sequence[ChatToolParam]
    """Tools that the model may call: your own functions, and tools that the service runs."""
    tool_choice: ChatToolChoiceParam
    """Controls whether the model calls a tool, and which one. Default: `auto` if `tools` is set. Some
    models return 500 if a tool call is forced.
    """
    parallel_tool_calls: bool | None
    """Whether the model may request several tool calls in one message. Forwarded to OpenAI models."""
    reasoning_effort: ReasoningEffort | None
    """Reasoning effort of a reasoning model. Other models ignore it. Known values: `none`, `minimal`,
    `low`, `medium`, `high`, `xhigh`, `max`.
    """
    reasoning: ReasoningOptionsParam | ReasoningOptions | ForwardedParam | None
    """Thinking budget of Claude models. Used instead of `reasoning_effort`."""
    logprobs: bool | None
    """Whether to return the log probability of each output token. Server default: false."""
    top_logprobs: int | None
    """Number of alternative tokens to return per position. Requires `logprobs`. From 0 to 20."""
    routing_preference: RoutingPreference | None
    """What the managed router `inference-router` optimizes when it selects the model. Experimental:
    the release note names the field and its values but not its location; this description assumes a
    field of the request body. Known values: `balanced`, `budget`, `quality`.
    """
    stream: bool | None
    """Whether the response is sent as an event stream while it is generated. Server default: false."""
    stream_options: StreamOptionsParam | None
    """Options of the event stream. The service returns 400 unless `stream` is true."""
    prompt_cache_key: str | None
    """A string of your choice for OpenAI models. Requests with the same key and the same prefix are
    more likely to hit the prompt cache. Experimental: one DigitalOcean page names it, without an
    example.
    """
    prompt_cache_retention: PromptCacheRetention | None
    """How long OpenAI models retain the prompt in their cache. Known values: `in_memory`, `24h`."""
    metadata: Mapping[str, str] | None
    """Your own key-value pairs, up to 16. Keys can have up to 64 characters, values up to 512."""
    user: str
    """Your own id for the end user, used to detect misuse. Do not send personal data."""
    verbosity: Verbosity | None
    """Length of the output. OpenAI models only. Known values: `low`, `medium`, `high`."""
    service_tier: ServiceTier | None
    """The provider's service tier for the request. OpenAI models only. Known values: `auto`,
    `default`, `flex`, `scale`, `priority`, `fast`.
    """
    safety_identifier: str | None
    """Your own id for the end user, such as a hash, used to detect misuse. OpenAI models only."""
    store: bool | None
    """Whether the provider stores the completion. No operation retrieves it."""
    modalities: Sequence[OutputModality] | None
    """Types of output to generate. Default: text only. OpenAI models only. Known values: `text`,
    `audio`.
    """
    audio: AudioOutputOptionsParam | None
    """Options of the audio output. Requires `audio` in `modalities`. OpenAI models only."""
    prediction: PredictedOutputParam | None
    """Text that most of the output is expected to match, which speeds up generation. OpenAI models
    only.
    """
    web_search_options: WebSearchOptionsParam | None
    """Options of the web search. Only for OpenAI's search models; other models use the `web_search`
    tool.
    """


class ChatCustomToolParam(TypedDict, total=False):
    """One of your own tools, which takes free text instead of JSON arguments. The model requests calls
    and your code runs them. OpenAI models only.
    """

    type: Required[Literal["custom"]]
    """Type of the tool, always `custom`."""
    custom: Required[CustomToolDefinitionParam]
    """The tool."""


class ChatCustomToolChoiceParam(TypedDict, total=False):
    """Forces the model to call one custom tool."""

    type: Required[Literal["custom"]]
    """Type of the tool choice, always `custom`."""
    custom: Required[CustomToolNameParam]
    """The custom tool to call."""


class ChatFileParam(TypedDict, total=False):
    """A file in a chat request. Set `file_data` with `filename`, or `file_id`."""

    file_data: str | None
    """The file as a `data:` URL in Base64."""
    file_id: str | None
    """Id of a file that the provider stores."""
    filename: str | None
    """Name of the file, visible to the model."""


class CitationsConfigParam(TypedDict, total=False):
    """Citation settings of a document."""

    enabled: bool
    """Whether citations are enabled. Server default: false."""


class CodeContainerParam(TypedDict, total=False):
    """The container in which code or shell commands run."""

    type: Required[str]
    """`auto` for the code interpreter. For the shell: `container_auto`, `container_reference` with an
    id, or `local`.
    """
    container_id: str | None
    """Id of an existing container, if `type` is `container_reference`."""
    file_ids: Sequence[str] | None
    """Ids of files that the code can read."""
    memory_limit: str | None
    """Memory of the container: `1g`, `4g`, `16g` or `64g`."""
    network_policy: Mapping[str, Any] | None
    """Network access of the container. Its `type` is `disabled`, or `allowlist` with
    `allowed_domains`. Can contain secrets for domains.
    """
    skills: Sequence[Mapping[str, Any]] | None
    """Skills (instructions and files) that the shell can use."""


class CodeExecutionOutputParam(TypedDict, total=False):
    """A file that the code created."""

    type: Required[str]
    """`code_execution_output`, or `bash_code_execution_output` for a shell command."""
    file_id: Required[str]
    """Id of the file in the provider's file storage."""


class CodeExecutionResultParam(TypedDict, total=False):
    """Output of code or of a shell command."""

    type: Required[
        Literal["code_execution_result", "encrypted_code_execution_result", "bash_code_execution_result"]
    ]
    """Type of the output: of code, of code with encrypted output, or of a shell command."""
    stdout: str | None
    """Standard output. Absent if it is encrypted."""
    encrypted_stdout: str | None
    """Encrypted standard output, readable only by the model. Send it back unchanged."""
    stderr: str | None
    """Standard error output."""
    return_code: int | None
    """Exit code; 0 means success."""
    content: Sequence[CodeExecutionOutputParam | CodeExecutionOutput] | None
    """Files that the code created."""


class CodeExecutionToolResultBlockParam(TypedDict, total=False):
    """The result of code or of a shell command that ran in a provider-hosted container."""

    type: Required[Literal["code_execution_tool_result", "bash_code_execution_tool_result"]]
    """Type of the block: the result of code or of a shell command."""
    tool_use_id: Required[str]
    """The `id` of the corresponding tool use block."""
    content: Required[CodeExecutionToolResultContentParam]
    """The output, or an error."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block. In requests only."""


class CodeInterpreterCallItemParam(TypedDict, total=False):
    """Code that the model wrote and the provider ran."""

    type: Required[Literal["code_interpreter_call"]]
    """Type of the item, always `code_interpreter_call`."""
    id: str | None
    """Unique id of the item."""
    code: str | None
    """The code."""
    container_id: str | None
    """Id of the container."""
    outputs: Sequence[CodeInterpreterOutputParam | CodeInterpreterOutput] | None
    """Logs and images that the code produced, if requested in `include`."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class CodeInterpreterOutputParam(TypedDict, total=False):
    """An output of the code interpreter. The fields depend on `type`."""

    type: str | None
    """`logs` or `image`."""
    logs: str | None
    """Text that the code printed."""
    url: str | None
    """URL of the image."""


class CodeInterpreterToolParam(TypedDict, total=False):
    """Lets an OpenAI model run Python code in a provider-hosted container."""

    type: Required[Literal["code_interpreter"]]
    """Type of the tool, always `code_interpreter`."""
    container: Required[str | CodeContainerParam | CodeContainer]
    """Id of a container, or an object such as `{"type": "auto"}` for a new one."""
    allowed_callers: Sequence[str] | None
    """Callers that may use the tool: `direct` is the model itself, `programmatic` is a program that
    the model writes.
    """


class CompactionBlockParam(TypedDict, total=False):
    """A summary that replaces all previous turns. Send it back unchanged; the provider then ignores
    the turns that it summarizes.
    """

    type: Required[Literal["compaction"]]
    """Type of the content block, always `compaction`."""
    content: str | None
    """The summary. Null if the provider could not create one, or encrypts it."""
    encrypted_content: str | None
    """The encrypted summary, readable only by the model."""
    signature: str | None
    """Signature with which the provider verifies the summary."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block. In requests only."""


class CompactionItemParam(TypedDict, total=False):
    """A compacted conversation, readable only by the provider. Send it back instead of the items that
    it replaces.
    """

    type: Required[Literal["compaction"]]
    """Type of the item, always `compaction`."""
    id: str | None
    """Unique id of the item."""
    encrypted_content: str | None
    """The encrypted compacted conversation."""


class CompletionRequestParam(TypedDict, total=False):
    """Parameters of a text completion: the prompts and the generation options."""

    model: Required[str]
    """Model id, as the endpoint serves it."""
    prompt: Required[str | Sequence[str]]
    """The prompt, or several prompts to complete independently."""
    max_tokens: int | None
    """Maximum number of tokens to generate for each prompt. At least 0. Server default: 16."""
    temperature: float | None
    """Sampling temperature; higher values give more random output. Default: depends on the model. From
    0 to 2.
    """
    top_p: float | None
    """Nucleus sampling: the model samples only from the most likely tokens whose cumulative
    probability is `top_p`. From 0 to 1.
    """
    frequency_penalty: float | None
    """Values above 0 make a token less likely in proportion to how often it has already occurred in
    the text. From -2 to 2. Server default: 0.
    """
    presence_penalty: float | None
    """Values above 0 make every token that has already occurred in the text less likely. From -2 to 2.
    Server default: 0.
    """
    n: int | None
    """Number of completions to generate for each prompt. At least 1. Server default: 1."""
    stop: StopSequencesParam | None
    """Sequences at which generation stops. The text does not include them."""
    echo: bool | None
    """Whether each completion starts with its prompt. Server default: false."""
    logprobs: int | None
    """Number of alternative tokens to return per position, with log probabilities. At least 0."""
    seed: int | None
    """Seed of the sampling. The same seed and request give the same output if the model supports it;
    this is not guaranteed.
    """
    stream: bool | None
    """Whether the response is sent as an event stream while it is generated. Server default: false."""
    stream_options: StreamOptionsParam | None
    """Options of the event stream."""
    user: str | None
    """Your own id for the end user."""


class ComputerActionParam(TypedDict, total=False):
    """An action on the screen. The fields depend on `type`."""

    type: Required[str]
    """`click`, `double_click`, `drag`, `keypress`, `move`, `screenshot`, `scroll`, `type` or `wait`."""
    x: int | None
    """Horizontal position in pixels from the left edge."""
    y: int | None
    """Vertical position in pixels from the top edge."""
    button: str | None
    """Mouse button of a click: `left`, `right`, `wheel`, `back` or `forward`."""
    scroll_x: int | None
    """Horizontal scroll distance in pixels."""
    scroll_y: int | None
    """Vertical scroll distance in pixels."""
    keys: Sequence[str] | None
    """Keys to press, or to hold during the action."""
    path: Sequence[Mapping[str, int]] | None
    """Points of a drag, each with `x` and `y`."""
    text: str | None
    """Text to type."""


class ComputerCallItemParam(TypedDict, total=False):
    """Actions on a screen that the model requests. Your code performs them."""

    type: Required[Literal["computer_call"]]
    """Type of the item, always `computer_call`."""
    id: str | None
    """Unique id of the item."""
    call_id: Required[str]
    """Id of the call; the item with its output refers to it."""
    action: ComputerActionParam | ComputerAction | None
    """The requested action."""
    actions: Sequence[ComputerActionParam | ComputerAction] | None
    """The requested actions, if there are several."""
    pending_safety_checks: Sequence[SafetyCheckParam | SafetyCheck] | None
    """Pending safety checks. Send back those that you acknowledge."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class ComputerCallOutputItemParam(TypedDict, total=False):
    """The screen after the actions that your code performed."""

    type: Required[Literal["computer_call_output"]]
    """Type of the item, always `computer_call_output`."""
    id: str | None
    """Unique id of the item."""
    call_id: Required[str]
    """The `call_id` of the corresponding call."""
    output: Required[ComputerScreenshotParam | ComputerScreenshot]
    """The screenshot."""
    acknowledged_safety_checks: Sequence[SafetyCheckParam | SafetyCheck] | None
    """Safety checks that you acknowledge."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class ComputerScreenshotParam(TypedDict, total=False):
    """A screenshot."""

    type: Required[Literal["computer_screenshot"]]
    """Type of the output, always `computer_screenshot`."""
    image_url: str | None
    """URL of the image, or a `data:` URL."""
    file_id: str | None
    """Id of an image that the provider stores."""


class ComputerUsePreviewToolParam(TypedDict, total=False):
    """Lets an OpenAI model operate a screen that you control. The model requests actions and your code
    performs them.
    """

    type: Required[Literal["computer_use_preview"]]
    """Type of the tool, always `computer_use_preview`."""
    display_width: Required[int]
    """Width of the screen in pixels."""
    display_height: Required[int]
    """Height of the screen in pixels."""
    environment: Required[str]
    """Environment to control: `browser`, `windows`, `mac`, `linux` or `ubuntu`."""


class ContainerOptionsParam(TypedDict, total=False):
    """Options of the container in which the provider runs code."""

    id: str | None
    """Id of the container of an earlier response, to use it again. If absent, the provider creates a
    new one.
    """
    skills: Sequence[Mapping[str, Any]] | None
    """Skills to load, each with `type` (`anthropic` or `custom`), `skill_id` and `version`."""


class ContainerUploadBlockParam(TypedDict, total=False):
    """A file in the code execution container. In a user message it uploads the file to the container."""

    type: Required[Literal["container_upload"]]
    """Type of the content block, always `container_upload`."""
    file_id: Required[str]
    """Id of the file in the provider's file storage."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block. In requests only."""


class ContentBlockSourceParam(TypedDict, total=False):
    """A document that consists of your own content blocks. Citations refer to complete blocks."""

    type: Required[Literal["content"]]
    """Type of the source, always `content`."""
    content: Required[ToolResultContentParam]
    """Text, or text and image blocks."""


class ContextEditParam(TypedDict, total=False):
    """An edit that shortens a conversation, and the condition for it. The relevant fields depend on
    `type`.
    """

    type: Required[str]
    """What the edit removes. `clear_tool_uses_20250919` removes older tool results,
    `clear_thinking_20251015` removes older thinking, and `compact_20260112` replaces the
    conversation so far with a summary.
    """
    trigger: ContextEditThresholdParam | ForwardedParam | None
    """Length of the conversation that triggers the edit. Default: set by the provider."""
    keep: ContextEditThresholdParam | ForwardedParam | str | None
    """How much of the most recent content is preserved, as a threshold. Also `all`, for thinking."""
    clear_at_least: ContextEditThresholdParam | ForwardedParam | None
    """Minimum amount to remove. If less would be removed, the edit is not applied."""
    clear_tool_inputs: bool | Sequence[str] | None
    """Whether tool call arguments are removed as well, or the names of the tools whose arguments are
    removed.
    """
    exclude_tools: Sequence[str] | None
    """Names of tools whose results are preserved."""
    instructions: str | None
    """Instructions for the summary, with `compact_20260112`."""
    pause_after_compaction: bool | None
    """Whether generation stops after the summary, with the stop reason `compaction`."""


class ContextEditThresholdParam(TypedDict, total=False):
    """A threshold of a context edit."""

    type: Required[str]
    """Unit of the threshold: `input_tokens`, `tool_uses` or `thinking_turns`; or `all`."""
    value: int | None
    """Value of the threshold."""


class ContextManagementConfigParam(TypedDict, total=False):
    """Edits that the provider can apply to a long conversation before the model processes it. Claude
    models only.
    """

    edits: Sequence[ContextEditParam | ForwardedParam]
    """The edits, in the order in which they are applied."""


class ConversationReferenceParam(TypedDict, total=False):
    """A conversation that the provider stores."""

    id: Required[str]
    """Id of the conversation."""


class CustomToolParam(TypedDict, total=False):
    """One of your own tools, which takes free text instead of JSON arguments. The model requests calls
    and your code runs them. Unlike in chat completions, the fields are not nested.
    """

    type: Required[Literal["custom"]]
    """Type of the tool, always `custom`."""
    name: Required[str]
    """Name of the tool."""
    description: str | None
    """What the tool does and when to use it. The model decides based on this."""
    format: CustomToolFormatParam | CustomToolFormat | None
    """Format of the input. Default: any text."""
    defer_loading: bool | None
    """Whether the tool is left out of the prompt until a tool search finds it."""
    allowed_callers: Sequence[str] | None
    """Callers that may use the tool: `direct` is the model itself, `programmatic` is a program that
    the model writes.
    """


class CustomToolCallItemParam(TypedDict, total=False):
    """A call of a custom tool that the model requests."""

    type: Required[Literal["custom_tool_call"]]
    """Type of the item, always `custom_tool_call`."""
    id: str | None
    """Unique id of the item."""
    call_id: Required[str]
    """Id of the call; the item with its output refers to it."""
    name: Required[str]
    """Name of the tool."""
    input: Required[str]
    """The input as free text. Validate it before you use it."""
    namespace: str | None
    """Namespace of the tool."""
    caller: Mapping[str, Any] | None
    """The caller. Its `type` is `direct`, or `program` with a `caller_id`."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class CustomToolCallOutputItemParam(TypedDict, total=False):
    """The output of a custom tool call."""

    type: Required[Literal["custom_tool_call_output"]]
    """Type of the item, always `custom_tool_call_output`."""
    id: str | None
    """Unique id of the item."""
    call_id: Required[str]
    """The `call_id` of the corresponding call."""
    output: Required[ResponseInputContentParam]
    """The output, as text or as content parts."""
    caller: Mapping[str, Any] | None
    """The caller. Its `type` is `direct`, or `program` with a `caller_id`."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class CustomToolChoiceParam(TypedDict, total=False):
    """Forces the model to call one custom tool."""

    type: Required[Literal["custom"]]
    """Type of the tool choice, always `custom`."""
    name: Required[str]
    """Name of the tool."""


class CustomToolDefinitionParam(TypedDict, total=False):
    """Definition of a custom tool."""

    name: Required[str]
    """Name of the tool."""
    description: str | None
    """What the tool does and when to use it. The model decides based on this."""
    format: CustomToolFormatParam | CustomToolFormat | None
    """Format of the input. Default: any text."""


class CustomToolFormatParam(TypedDict, total=False):
    """Format of the input of a custom tool."""

    type: Required[str]
    """`text` for any text, or `grammar`."""
    syntax: str | None
    """Syntax of the grammar: `lark` or `regex`."""
    definition: str | None
    """The grammar."""
    grammar: Mapping[str, Any] | None
    """In chat completions: an object with `syntax` and `definition`."""


class CustomToolNameParam(TypedDict, total=False):
    """A custom tool, identified by its name."""

    name: Required[str]
    """Name of the tool."""


class DeveloperMessageParam(TypedDict, total=False):
    """Instructions to the model that take precedence over the user's messages. Newer models use this
    role instead of `system`.
    """

    role: Required[Literal["developer"]]
    """Role of the message, always `developer`."""
    content: Required[TextContentParam]
    """The instructions."""
    name: str | None
    """Name of the participant. It distinguishes several participants with the same role."""


class DocumentBlockParam(TypedDict, total=False):
    """A document as a content block, or a page that the provider fetched. Claude models only."""

    type: Required[Literal["document"]]
    """Type of the content block, always `document`."""
    source: Required[DocumentSourceParam]
    """The document, embedded or by reference."""
    title: str | None
    """Title of the document, used in citations."""
    context: str | None
    """Context of the document for the model, which is not cited."""
    citations: CitationsConfigParam | CitationsConfig | ForwardedParam | None
    """Whether the model may cite the document."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block."""


class EasyInputMessageParam(TypedDict, total=False):
    """A message in short form, without `type`."""

    role: ResponseRole
    """Role of the author of the message. Always set it; the behavior without it is not documented.
    Known values: `user`, `assistant`, `system`, `developer`, `tool`.
    """
    content: ResponseInputContentParam | None
    """Content of the message. Can be absent if `tool_calls` is set."""
    tool_calls: Sequence[ToolCallParam | ToolCall | ForwardedParam] | None
    """The model's tool calls, in the format of chat completions."""
    tool_call_id: str | None
    """For the role `tool`: the `id` of the corresponding tool call."""


class EmbeddingRequestParam(TypedDict, total=False):
    """Parameters of an embedding request."""

    model: Required[str]
    """An embedding model, such as `qwen3-embedding-0.6b`."""
    input: Required[str | Sequence[str]]
    """The text, or 1 to 2048 texts. The published description also calls this field `inputs`; the
    service accepts only `input`.
    """
    encoding_format: EmbeddingEncodingFormat
    """Encoding of the vectors in the response. Server default: 'float'. Known values: `float`,
    `base64`.
    """
    user: str
    """Your own id for the end user. It helps DigitalOcean detect abuse."""


class FileContentPartParam(TypedDict, total=False):
    """A file as a content part of a message, such as a PDF. For models that accept files."""

    type: Required[Literal["file"]]
    """Type of the content part, always `file`."""
    file: Required[ChatFileParam]
    """The file."""


class FileSearchCallItemParam(TypedDict, total=False):
    """A file search that the provider ran."""

    type: Required[Literal["file_search_call"]]
    """Type of the item, always `file_search_call`."""
    id: str | None
    """Unique id of the item."""
    queries: Sequence[str] | None
    """The search queries."""
    results: Sequence[FileSearchResultParam | FileSearchResult] | None
    """The search results, if requested in `include`."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class FileSearchResultParam(TypedDict, total=False):
    """A passage found by a file search."""

    file_id: str | None
    """Id of the file."""
    filename: str | None
    """Name of the file."""
    text: str | None
    """Text of the passage."""
    score: float | None
    """Relevance of the passage, from 0 to 1."""
    attributes: Mapping[str, Any] | None
    """Your own attributes of the file."""


class FileSearchToolParam(TypedDict, total=False):
    """Lets an OpenAI model search files in the provider's vector stores."""

    type: Required[Literal["file_search"]]
    """Type of the tool, always `file_search`."""
    vector_store_ids: Required[Sequence[str]]
    """Ids of the vector stores."""
    max_num_results: int | None
    """Maximum number of results per search, from 1 to 50."""
    filters: Mapping[str, Any] | None
    """Filter on file attributes, such as `{"type": "eq", "key": "year", "value": 2026}`. Filters of
    type `and` and `or` combine several in `filters`.
    """
    ranking_options: Mapping[str, Any] | None
    """Options of the ranking: `ranker`, `score_threshold` from 0 to 1, and `hybrid_search` weights."""


class FileSourceParam(TypedDict, total=False):
    """A file in the provider's file storage."""

    type: Required[Literal["file"]]
    """Type of the source, always `file`."""
    file_id: Required[str]
    """Id of the file."""


class FunctionCallItemParam(TypedDict, total=False):
    """A function call that the model requests."""

    type: Required[Literal["function_call"]]
    """Type of the item, always `function_call`."""
    id: str | None
    """Unique id of the item. The output of the call refers to `call_id` instead."""
    call_id: Required[str]
    """Id of the call; the item with its output refers to it."""
    name: Required[str]
    """Name of the function."""
    arguments: Required[str]
    """The arguments as a JSON string. Models can make errors: parse and validate it before you use it."""
    status: str | None
    """`completed`, `in_progress` or `incomplete`."""
    encrypted_content: str | None
    """Encrypted reasoning of the call, readable only by the provider. Send it back unchanged."""


class FunctionCallOutputItemParam(TypedDict, total=False):
    """The output of a function call."""

    type: Required[Literal["function_call_output"]]
    """Type of the item, always `function_call_output`."""
    call_id: Required[str]
    """The `call_id` of the corresponding call."""
    output: Required[ResponseInputContentParam]
    """The output, as text or, for OpenAI models, as content parts."""
    id: str | None
    """Unique id of the item."""
    status: str | None
    """`completed`, `in_progress` or `incomplete`."""


class FunctionDefinitionParam(TypedDict, total=False):
    """Definition of a function that the model may call."""

    name: Required[str]
    """Name of the function: letters, digits, `_` and `-`, up to 64 characters."""
    description: str | None
    """What the tool does and when to use it. The model decides based on this."""
    parameters: Mapping[str, Any]
    """JSON Schema of the arguments, with an object at the top level. Several providers reject `oneOf`,
    `anyOf`, `allOf`, `enum`, `const` or `not` at the top level. If absent, the function takes no
    arguments.
    """
    strict: bool | None
    """Whether the arguments must match the schema exactly, if the model can guarantee it."""


class FunctionNameParam(TypedDict, total=False):
    """A function, identified by its name."""

    name: Required[str]
    """Name of the function."""


class FunctionToolParam(TypedDict, total=False):
    """One of your own functions that the model may call. Your code runs it."""

    type: Required[Literal["function"]]
    """Type of the tool, always `function`."""
    function: Required[FunctionDefinitionParam]
    """Definition of the function."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this element. Claude models only."""


class HostedToolChoiceParam(TypedDict, total=False):
    """Forces the model to use a tool that is identified by its type."""

    type: Required[
        Literal[
            "apply_patch",
            "code_interpreter",
            "computer",
            "computer_use",
            "computer_use_preview",
            "file_search",
            "image_generation",
            "programmatic_tool_calling",
            "shell",
            "web_search_preview",
            "web_search_preview_2025_03_11",
        ]
    ]
    """Type of the tool."""


class ImageBlockParam(TypedDict, total=False):
    """An image as a content block."""

    type: Required[Literal["image"]]
    """Type of the content block, always `image`."""
    source: Required[ImageSourceParam]
    """The image, embedded or by reference."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block."""


class ImageContentPartParam(TypedDict, total=False):
    """An image as a content part of a message, for models with image input."""

    type: Required[Literal["image_url"]]
    """Type of the content part, always `image_url`."""
    image_url: Required[ImageUrlParam]
    """The image, by URL or embedded."""


class ImageGenerationCallItemParam(TypedDict, total=False):
    """An image that the model generated."""

    type: Required[Literal["image_generation_call"]]
    """Type of the item, always `image_generation_call`."""
    id: str | None
    """Unique id of the item."""
    result: str | None
    """The image file in Base64."""
    revised_prompt: str | None
    """The prompt from which the image was generated."""
    action: str | None
    """`generate` or `edit`."""
    size: str | None
    """Width and height in pixels."""
    quality: str | None
    """Quality of the image."""
    background: str | None
    """`transparent` or `opaque`."""
    output_format: str | None
    """File format, such as `png`."""
    error: Any
    """Why no image was generated."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class ImageGenerationToolParam(TypedDict, total=False):
    """Lets an OpenAI model generate images."""

    type: Required[Literal["image_generation"]]
    """Type of the tool, always `image_generation`."""
    model: str | None
    """Image model of the provider, such as `gpt-image-1`."""
    action: str | None
    """`generate` creates an image, `edit` changes an input image, and `auto` lets the model decide."""
    size: str | None
    """Width and height in pixels, such as `1024x1536`, or `auto`."""
    quality: str | None
    """`low`, `medium`, `high` or `auto`; newer models have more values."""
    background: str | None
    """`transparent`, `opaque` or `auto`."""
    output_format: str | None
    """`png`, `webp` or `jpeg`; newer models have more values."""
    output_compression: int | None
    """Compression level in percent, 0 to 100."""
    partial_images: int | None
    """Number of partial images in a stream, 0 to 3."""
    input_fidelity: str | None
    """`high` preserves more of the input images, `low` less."""
    input_image_mask: Mapping[str, Any] | None
    """Mask of the area to edit: an image in `image_url` or `file_id`."""
    moderation: str | None
    """`auto` or `low`."""


class ImageRequestParam(TypedDict, total=False):
    """Parameters of an image request."""

    model: Required[str]
    """An image model, such as `openai-gpt-image-1` or `stable-diffusion-3.5-large`."""
    prompt: Required[str]
    """Description of the image, up to 32,000 characters. At least one character."""
    n: int
    """Number of images to generate. Some models support only 1. The documentation recommends always
    sending `n` and `size`. From 1 to 10. Server default: 1.
    """
    size: ImageSize
    """Width and height in pixels. Server default: 'auto'. Known values: `auto`, `1024x1024`,
    `1536x1024`, `1024x1536`, `1792x1024`, `1024x1792`, `512x512`, `256x256`.
    """
    quality: ImageQuality | None
    """Quality of the image. Higher quality costs more. Server default: 'auto'. Known values: `auto`,
    `low`, `medium`, `high`.
    """
    background: ImageBackground | None
    """Background of the image. `transparent` requires the `output_format` `png` or `webp`. Server
    default: 'auto'. Known values: `auto`, `transparent`, `opaque`.
    """
    moderation: ImageModeration | None
    """Strictness of the content filter. Server default: 'auto'. Known values: `auto`, `low`."""
    output_format: ImageFormat | None
    """File format of the image. Server default: 'png'. Known values: `png`, `webp`, `jpeg`."""
    output_compression: int | None
    """Compression level in percent, for `jpeg` and `webp`. From 0 to 100. Server default: 100."""
    response_format: Literal["b64_json"]
    """Encoding of the image in the response. The service always returns Base64."""
    stream: bool
    """Whether the response is sent as an event stream. Requires `partial_images` above 0. Server
    default: false.
    """
    partial_images: int | None
    """Number of partial images to send before the final image. Only with `stream`. At least 0. Server
    default: 0.
    """
    user: str | None
    """Your own id for the end user. It helps DigitalOcean detect abuse. At most 256 characters."""


class ImageUrlParam(TypedDict, total=False):
    """The location of an image and the resolution at which to process it."""

    url: Required[str]
    """HTTPS URL, or a `data:` URL with the image in Base64. PNG, JPEG and WebP are supported."""
    detail: ImageDetail
    """Resolution at which the model processes the image. A higher resolution uses more tokens. Known
    values: `auto`, `low`, `high`.
    """


class InputAudioParam(TypedDict, total=False):
    """Audio in a request."""

    data: Required[str]
    """The audio file in Base64."""
    format: Required[str]
    """File format, such as `wav` or `mp3`."""


class InputFilePartParam(TypedDict, total=False):
    """A file as a content part of a message, such as a PDF. Set one of `file_url`, `file_data` and
    `file_id`.
    """

    type: Required[Literal["input_file"]]
    """Type of the content part, always `input_file`."""
    file_url: str | None
    """URL of the file."""
    file_data: str | None
    """The file as a `data:` URL in Base64. Requires `filename`."""
    file_id: str | None
    """Id of a file that the provider stores."""
    filename: str | None
    """Name of the file, visible to the model."""
    detail: ImageDetail
    """Resolution at which the model processes the pages. OpenAI models only. Known values: `auto`,
    `low`, `high`.
    """


class InputImagePartParam(TypedDict, total=False):
    """An image as a content part of a message, for models with image input. Set `image_url` or
    `file_id`.
    """

    type: Required[Literal["input_image"]]
    """Type of the content part, always `input_image`."""
    image_url: str | None
    """HTTPS URL, or a `data:` URL with the image in Base64."""
    file_id: str | None
    """Id of a file that the provider stores. OpenAI models only."""
    detail: ImageDetail
    """Resolution at which the model processes the image. A higher resolution uses more tokens. Known
    values: `auto`, `low`, `high`.
    """


class InputMessageParam(TypedDict, total=False):
    """A message of a conversation. Send an earlier response back with its role and content unchanged."""

    role: Required[MessageRole]
    """Role of the author of the message. Tool results belong to a user message. Known values: `user`,
    `assistant`.
    """
    content: Required[InputMessageContentParam]
    """Content of the message."""


class InputTextPartParam(TypedDict, total=False):
    """Text as a content part of a message to the model."""

    type: Required[Literal["input_text"]]
    """Type of the content part, always `input_text`."""
    text: Required[str]
    """The text."""


class ItemReferenceParam(TypedDict, total=False):
    """A reference to an item that the provider stores."""

    type: Required[Literal["item_reference"]]
    """Type of the item."""
    id: Required[str]
    """Unique id of the item."""


class JsonObjectResponseFormatParam(TypedDict, total=False):
    """A JSON object without a schema. Also ask for JSON in the messages."""

    type: Required[Literal["json_object"]]
    """Type of the format, always `json_object`."""


class JsonSchemaDefinitionParam(TypedDict, total=False):
    """A named JSON Schema."""

    name: Required[str]
    """Name of the schema: letters, digits, `_` and `-`, up to 64 characters."""
    description: str | None
    """Purpose of the value, visible to the model."""
    schema: Mapping[str, Any]
    """The JSON Schema."""
    strict: bool | None
    """Whether the output must match the schema exactly, if the model can guarantee it."""


class JsonSchemaResponseFormatParam(TypedDict, total=False):
    """A JSON value that matches a schema."""

    type: Required[Literal["json_schema"]]
    """Type of the format, always `json_schema`."""
    json_schema: Required[JsonSchemaDefinitionParam]
    """The schema."""


class KnowledgeBaseFilterParam(TypedDict, total=False):
    """A knowledge base to retrieve from, or one folder or file in it."""

    index: Required[str]
    """UUID of the knowledge base."""
    path: str | None
    """The folder or file. If absent, the complete knowledge base."""


class KnowledgeBaseRetrievalToolParam(TypedDict, total=False):
    """Lets the model retrieve from one of your knowledge bases. The service runs it. With
    `tool_choice: required` the model always retrieves first.
    """

    type: Required[Literal["knowledge_base_retrieval"]]
    """Type of the tool, always `knowledge_base_retrieval`."""
    knowledge_base_id: Required[str]
    """UUID of the knowledge base."""


class LocalShellActionParam(TypedDict, total=False):
    """A command to run on your machine. Check it before you run it."""

    type: str | None
    """Always `exec`."""
    command: Sequence[str] | None
    """Program and arguments."""
    env: Mapping[str, str] | None
    """Environment variables."""
    timeout_ms: int | None
    """Timeout in milliseconds."""
    user: str | None
    """User to run the command as."""
    working_directory: str | None
    """Working directory of the command."""


class LocalShellCallItemParam(TypedDict, total=False):
    """A command that the model requests to run on your machine."""

    type: Required[Literal["local_shell_call"]]
    """Type of the item, always `local_shell_call`."""
    id: str | None
    """Unique id of the item."""
    call_id: Required[str]
    """Id of the call; the item with its output refers to it."""
    action: Required[LocalShellActionParam | LocalShellAction]
    """The command."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class LocalShellCallOutputItemParam(TypedDict, total=False):
    """The output of a command on your machine."""

    type: Required[Literal["local_shell_call_output"]]
    """Type of the item, always `local_shell_call_output`."""
    id: str | None
    """The `call_id` of the corresponding call. OpenAI uses this field name."""
    call_id: str | None
    """The same value, in the field that other outputs use."""
    output: Required[str]
    """The output as text, usually JSON."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class McpApprovalRequestItemParam(TypedDict, total=False):
    """A call of a remote MCP tool that requires your approval."""

    type: Required[Literal["mcp_approval_request"]]
    """Type of the item, always `mcp_approval_request`."""
    id: str | None
    """Unique id of the item."""
    server_label: str | None
    """The label of the server in the request."""
    name: str | None
    """Name of the tool."""
    arguments: str | None
    """The arguments as a JSON string."""


class McpApprovalResponseItemParam(TypedDict, total=False):
    """Your approval or denial of a remote MCP tool call."""

    type: Required[Literal["mcp_approval_response"]]
    """Type of the item, always `mcp_approval_response`."""
    id: str | None
    """Unique id of the item."""
    approval_request_id: Required[str]
    """The `id` of the approval request."""
    approve: Required[bool]
    """Whether the call is approved."""
    reason: str | None
    """Reason for the decision, shown to the model."""


class McpCallItemParam(TypedDict, total=False):
    """A call of a remote MCP server's tool that the service made."""

    type: Required[Literal["mcp_call"]]
    """Type of the item, always `mcp_call`."""
    id: str | None
    """Unique id of the item."""
    server_label: str | None
    """The label of the server in the request."""
    name: str | None
    """Name of the tool."""
    arguments: str | None
    """The arguments as a JSON string."""
    output: str | None
    """Output of the tool."""
    error: Any
    """Why the call failed."""
    approval_request_id: str | None
    """Id of the approval request of the call."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class McpListToolsItemParam(TypedDict, total=False):
    """The tools that a remote MCP server offers."""

    type: Required[Literal["mcp_list_tools"]]
    """Type of the item, always `mcp_list_tools`."""
    id: str | None
    """Unique id of the item."""
    server_label: str | None
    """The label of the server in the request."""
    tools: Sequence[McpListedToolParam | McpListedTool] | None
    """The tools."""
    error: Any
    """Why the tools could not be listed."""


class McpListedToolParam(TypedDict, total=False):
    """A tool of a remote MCP server."""

    name: Required[str]
    """Name of the tool."""
    description: str | None
    """What the tool does."""
    input_schema: Mapping[str, Any] | None
    """JSON Schema of the arguments."""


class McpToolParam(TypedDict, total=False):
    """Lets the model use the tools of a remote MCP (Model Context Protocol) server. The service
    connects to it. Set `server_url`, or `connector_id` with an OpenAI model.
    """

    type: Required[Literal["mcp"]]
    """Type of the tool, always `mcp`."""
    server_label: Required[str]
    """Your own label for the server; the response refers to the server by it."""
    server_url: str | None
    """URL of the server."""
    connector_id: str | None
    """A server that OpenAI runs, such as `connector_gmail` or `connector_sharepoint`. Used instead of
    `server_url`.
    """
    server_description: str | None
    """Purpose of the server, visible to the model."""
    authorization: str | None
    """Credential for the server, sent unchanged. DigitalOcean's example uses `Bearer <token>`; OpenAI
    expects only the token.
    """
    headers: Mapping[str, str] | None
    """HTTP headers that the service sends to the server."""
    allowed_tools: Sequence[str] | McpToolFilterParam | McpToolFilter | None
    """The server's tools that the model may use, as a list of names or a filter. If absent, all of
    them.
    """
    require_approval: str | McpToolApprovalFilterParam | McpToolApprovalFilter | None
    """Calls that require your approval: `always`, `never`, or a filter by tool. Such a call arrives as
    an item of type `mcp_approval_request`; reply with an item of type `mcp_approval_response`.
    """
    defer_loading: bool | None
    """Whether the tool is left out of the prompt until a tool search finds it."""
    allowed_callers: Sequence[str] | None
    """Callers that may use the tool: `direct` is the model itself, `programmatic` is a program that
    the model writes.
    """


class McpToolApprovalFilterParam(TypedDict, total=False):
    """Tools of an MCP server whose calls require your approval."""

    always: McpToolFilterParam | McpToolFilter | None
    """Tools that always require approval."""
    never: McpToolFilterParam | McpToolFilter | None
    """Tools that never require approval."""


class McpToolChoiceParam(TypedDict, total=False):
    """Forces the model to use an MCP server."""

    type: Required[Literal["mcp"]]
    """Type of the tool choice, always `mcp`."""
    server_label: Required[str]
    """The label of the server in the request."""
    name: str | None
    """The server's tool to use. If absent, any."""


class McpToolFilterParam(TypedDict, total=False):
    """A filter of the tools of an MCP server, by name or by property."""

    tool_names: Sequence[str] | None
    """Names of the tools."""
    read_only: bool | None
    """Whether to select the tools that the server marks as read-only."""


class McpToolResultBlockParam(TypedDict, total=False):
    """The result of an MCP server's tool."""

    type: Required[Literal["mcp_tool_result"]]
    """Type of the content block, always `mcp_tool_result`."""
    tool_use_id: Required[str]
    """The `id` of the corresponding tool use block."""
    content: ToolResultContentParam
    """Output of the tool."""
    is_error: bool | None
    """Whether the call failed."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block. In requests only."""


class McpToolUseBlockParam(TypedDict, total=False):
    """A call of an MCP server's tool, which the provider runs. It requires no tool result from you."""

    type: Required[Literal["mcp_tool_use"]]
    """Type of the content block, always `mcp_tool_use`."""
    id: Required[str]
    """Unique id of the call; its result refers to it."""
    name: Required[str]
    """Name of the tool."""
    server_name: str | None
    """Name of the server in the request's `mcp_servers`."""
    input: Required[Mapping[str, Any]]
    """The arguments. None if they are not an object because the model did not finish them."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block. In requests only."""


class MessageBashToolParam(TypedDict, total=False):
    """Lets a Claude model request shell commands. Your code runs them and returns a tool result."""

    type: Required[Literal["bash_20241022", "bash_20250124"]]
    """Version of the tool that the model is trained for."""
    name: Required[Literal["bash"]]
    """Always `bash`."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block."""
    defer_loading: bool | None
    """Whether the tool is left out of the prompt until a tool search finds it."""
    strict: bool | None
    """Whether the arguments are guaranteed to match the tool's schema."""
    allowed_callers: Sequence[str] | None
    """Callers that may use the tool: `direct` is the model itself; `code_execution_20250825`,
    `code_execution_20260120` and `code_execution_20260521` are code that it runs with that tool.
    """
    input_examples: Sequence[Mapping[str, Any]] | None
    """Examples of arguments."""


class MessageCodeExecutionToolParam(TypedDict, total=False):
    """Lets a Claude model run code in a provider-hosted container. The response's `container`
    identifies it, and a later request can use it again.
    """

    type: Required[
        Literal[
            "code_execution_20250522",
            "code_execution_20250825",
            "code_execution_20260120",
            "code_execution_20260521",
        ]
    ]
    """Version of the provider's code execution. The first one runs Python; later ones also run shell
    commands and edit files.
    """
    name: Required[Literal["code_execution"]]
    """Always `code_execution`."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block."""
    defer_loading: bool | None
    """Whether the tool is left out of the prompt until a tool search finds it."""
    strict: bool | None
    """Whether the arguments are guaranteed to match the tool's schema."""
    allowed_callers: Sequence[str] | None
    """Callers that may use the tool: `direct` is the model itself; `code_execution_20250825`,
    `code_execution_20260120` and `code_execution_20260521` are code that it runs with that tool.
    """


class MessageComputerToolParam(TypedDict, total=False):
    """Lets a Claude model request screenshots and mouse and keyboard actions. Your code performs them
    and returns a tool result.
    """

    type: Required[Literal["computer_20241022", "computer_20250124", "computer_20251124"]]
    """Version of the tool that the model is trained for."""
    name: Required[Literal["computer"]]
    """Always `computer`."""
    display_width_px: Required[int]
    """Width of the screen in pixels."""
    display_height_px: Required[int]
    """Height of the screen in pixels."""
    display_number: int | None
    """Number of the X11 display."""
    enable_zoom: bool | None
    """Whether the model may request a part of the screen at full resolution. Available since
    `computer_20251124`.
    """
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block."""
    defer_loading: bool | None
    """Whether the tool is left out of the prompt until a tool search finds it."""
    strict: bool | None
    """Whether the arguments are guaranteed to match the tool's schema."""
    allowed_callers: Sequence[str] | None
    """Callers that may use the tool: `direct` is the model itself; `code_execution_20250825`,
    `code_execution_20260120` and `code_execution_20260521` are code that it runs with that tool.
    """
    input_examples: Sequence[Mapping[str, Any]] | None
    """Examples of arguments."""


class MessageFunctionToolParam(TypedDict, total=False):
    """One of your own functions that the model may call. Your code runs it."""

    type: str | None
    """`custom`, or absent."""
    name: Required[str]
    """Name of the function: letters, digits, `_` and `-`, up to 64 characters."""
    description: str | None
    """What the tool does and when to use it. The model decides based on this."""
    input_schema: Required[Mapping[str, Any]]
    """JSON Schema of the arguments, with an object at the top level and without `oneOf`, `anyOf`,
    `allOf`, `enum`, `const` or `not` there. The service expands each `$ref` before it counts
    tokens.
    """
    eager_input_streaming: bool | None
    """Whether the arguments are streamed as the model generates them, without validating that they are
    JSON.
    """
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block."""
    defer_loading: bool | None
    """Whether the tool is left out of the prompt until a tool search finds it."""
    strict: bool | None
    """Whether the arguments are guaranteed to match the tool's schema."""
    allowed_callers: Sequence[str] | None
    """Callers that may use the tool: `direct` is the model itself; `code_execution_20250825`,
    `code_execution_20260120` and `code_execution_20260521` are code that it runs with that tool.
    """
    input_examples: Sequence[Mapping[str, Any]] | None
    """Examples of arguments."""


class MessageMcpServerParam(TypedDict, total=False):
    """A remote MCP server that the provider connects to."""

    type: Required[Literal["url"]]
    """Type of the server, always `url`."""
    name: Required[str]
    """Name of the server, used as `mcp_server_name` of a toolset and in the tool calls of the
    response.
    """
    url: Required[str]
    """HTTPS URL of the server."""
    authorization_token: str | None
    """Token that the provider sends to the server, without the prefix `Bearer`."""
    tool_configuration: Mapping[str, Any] | None
    """Older format of a toolset's settings: `enabled`, and `allowed_tools`, a list of names."""


class MessageMcpToolConfigParam(TypedDict, total=False):
    """Settings of a tool of an MCP server."""

    enabled: bool | None
    """Whether the model may use the tool. The provider's default is true."""
    defer_loading: bool | None
    """Whether the tool is left out of the prompt until a tool search finds it."""


class MessageMcpToolsetParam(TypedDict, total=False):
    """Lets a Claude model use the tools of a server in `mcp_servers`. The provider calls it. A toolset
    has no name.
    """

    type: Required[Literal["mcp_toolset"]]
    """Type of the tool, always `mcp_toolset`."""
    mcp_server_name: Required[str]
    """Name of the server in `mcp_servers`."""
    default_config: MessageMcpToolConfigParam | ForwardedParam | None
    """Settings of the tools that are not in `configs`."""
    configs: Mapping[str, MessageMcpToolConfigParam | ForwardedParam] | None
    """Settings of individual tools, by name."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block."""


class MessageMemoryToolParam(TypedDict, total=False):
    """Lets a Claude model store notes in files that you manage. Your code runs the file operations and
    returns a tool result.
    """

    type: Required[Literal["memory_20250818"]]
    """Version of the memory tool."""
    name: Required[Literal["memory"]]
    """Always `memory`."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block."""
    defer_loading: bool | None
    """Whether the tool is left out of the prompt until a tool search finds it."""
    strict: bool | None
    """Whether the arguments are guaranteed to match the tool's schema."""
    allowed_callers: Sequence[str] | None
    """Callers that may use the tool: `direct` is the model itself; `code_execution_20250825`,
    `code_execution_20260120` and `code_execution_20260521` are code that it runs with that tool.
    """
    input_examples: Sequence[Mapping[str, Any]] | None
    """Examples of arguments."""


class MessageMetadataParam(TypedDict, total=False):
    """Metadata of a request."""

    user_id: str | None
    """Your own id for the end user, used to detect misuse. Do not send personal data."""


class MessageRequestParam(TypedDict, total=False):
    """Parameters of a message request: the conversation and the generation options."""

    model: Required[str]
    """DigitalOcean's model id, or the name of an inference router that selects the model:
    `inference-router` for the managed router, `router:<name>` for a router of your team or a preset
    such as `router:software-engineering`.
    """
    max_tokens: Required[int]
    """Maximum number of tokens to generate, including thinking. Thinking can use up the limit before
    any text or tool call. At least 1.
    """
    messages: Required[Sequence[InputMessageParam]]
    """The messages so far, oldest first. At least one item."""
    system: SystemPromptParam
    """Instructions to the model that take precedence over the user's messages."""
    temperature: float | None
    """Sampling temperature; higher values give more random output. Default: depends on the model. From
    0 to 1.
    """
    top_p: float | None
    """Nucleus sampling: the model samples only from the most likely tokens whose cumulative
    probability is `top_p`, from 0 to 1.
    """
    top_k: int | None
    """The model samples only from this many of the most likely tokens. At least 0."""
    stop_sequences: Sequence[str]
    """Sequences at which generation stops. The output does not include them."""
    tools: Sequence[MessageToolParam]
    """Tools that the model may use: your own, and the provider's."""
    tool_choice: MessageToolChoiceParam
    """Controls whether the model uses a tool, and which one. Some open models return 500 if a tool
    call is forced.
    """
    thinking: ThinkingConfigParam | None
    """Whether the model thinks before it responds. Newer Claude models do unless you disable it."""
    output_config: OutputConfigParam | ForwardedParam | None
    """Effort and format of the output. Claude models only; open models ignore it."""
    reasoning_effort: ReasoningEffort | None
    """Reasoning effort of a reasoning model. An addition of DigitalOcean; other models ignore it.
    Known values: `none`, `minimal`, `low`, `medium`, `high`, `xhigh`, `max`.
    """
    speed: Speed | None
    """Speed tier, if the model has several. An addition of DigitalOcean. Known values: `standard`,
    `fast`.
    """
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Caches the longest possible prefix of the request without further breakpoints. Claude models
    only.
    """
    container: ContainerOptionsParam | ForwardedParam | str | None
    """Container in which the provider runs code: the id of a container from an earlier response, or an
    object with skills to load. Claude models only.
    """
    mcp_servers: Sequence[MessageMcpServerParam | ForwardedParam] | None
    """MCP servers that the provider connects to. Each requires a tool of the type `mcp_toolset`.
    Claude models only. It is not known whether the service forwards the `anthropic-beta` header
    that the provider requires.
    """
    context_management: ContextManagementConfigParam | ForwardedParam | None
    """Edits that the provider can apply to a long conversation. Claude models only. It is not known
    whether the service forwards the `anthropic-beta` header that the provider requires.
    """
    service_tier: str | None
    """`auto` can use the provider's priority capacity, `standard_only` never does. Claude models only."""
    inference_geo: str | None
    """Region in which the provider runs the model. Claude models only."""
    metadata: MessageMetadataParam | ForwardedParam | None
    """Metadata of the request."""
    routing_preference: RoutingPreference | None
    """What the managed router `inference-router` optimizes when it selects the model. Experimental:
    the release note names the field and its values but not its location; this description assumes a
    field of the request body. Known values: `balanced`, `budget`, `quality`.
    """
    stream: bool
    """Whether the response is sent as an event stream while it is generated. Server default: false."""


class MessageTextEditorToolParam(TypedDict, total=False):
    """Lets a Claude model view and edit files. Your code performs the requested operations and returns
    a tool result.
    """

    type: Required[
        Literal[
            "text_editor_20241022", "text_editor_20250124", "text_editor_20250429", "text_editor_20250728"
        ]
    ]
    """Version of the tool that the model is trained for."""
    name: Required[str]
    """`str_replace_editor` up to `text_editor_20250124`, and `str_replace_based_edit_tool` in later
    versions.
    """
    max_characters: int | None
    """Maximum number of characters of a file to view. Available since `text_editor_20250728`."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block."""
    defer_loading: bool | None
    """Whether the tool is left out of the prompt until a tool search finds it."""
    strict: bool | None
    """Whether the arguments are guaranteed to match the tool's schema."""
    allowed_callers: Sequence[str] | None
    """Callers that may use the tool: `direct` is the model itself; `code_execution_20250825`,
    `code_execution_20260120` and `code_execution_20260521` are code that it runs with that tool.
    """
    input_examples: Sequence[Mapping[str, Any]] | None
    """Examples of arguments."""


class MessageToolChoiceObjectParam(TypedDict, total=False):
    """Controls whether the model uses tools, and which."""

    type: Required[MessageToolChoiceType]
    """Mode of the tool choice. Known values: `auto`, `any`, `tool`, `none`."""
    name: str | None
    """Name of the tool to use, if `type` is `tool`."""
    disable_parallel_tool_use: bool | None
    """Whether the model is limited to one tool call. Claude models only."""


class MessageToolSearchToolParam(TypedDict, total=False):
    """Lets a Claude model search for tools with `defer_loading`, so that the prompt does not contain
    all of them. The provider runs it.
    """

    type: Required[
        Literal[
            "tool_search_tool_regex",
            "tool_search_tool_regex_20251119",
            "tool_search_tool_bm25",
            "tool_search_tool_bm25_20251119",
        ]
    ]
    """Search method (regular expression or BM25) and version. Without a date it is the latest version."""
    name: Required[str]
    """`tool_search_tool_regex` or `tool_search_tool_bm25`, as in `type`."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block."""
    defer_loading: bool | None
    """Whether the tool is left out of the prompt until a tool search finds it."""
    strict: bool | None
    """Whether the arguments are guaranteed to match the tool's schema."""
    allowed_callers: Sequence[str] | None
    """Callers that may use the tool: `direct` is the model itself; `code_execution_20250825`,
    `code_execution_20260120` and `code_execution_20260521` are code that it runs with that tool.
    """


class MessageToolsetParam(TypedDict, total=False):
    """Lets a Claude model use a computer or a browser through many small tools, one per action. Your
    code performs the actions. A toolset has no name.
    """

    type: Required[Literal["computer_toolset_20260801", "browser_toolset_20260801"]]
    """The toolset and its version."""
    configs: Mapping[str, Any] | None
    """Settings of individual actions, by name."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block."""


class MessageWebFetchToolParam(TypedDict, total=False):
    """Lets a Claude model read web pages and PDF files whose URLs are in the conversation. The
    provider runs it.
    """

    type: Required[
        Literal["web_fetch_20250910", "web_fetch_20260209", "web_fetch_20260309", "web_fetch_20260318"]
    ]
    """Version of the provider's web fetch. Since `web_fetch_20260209` the model can filter the pages
    with code.
    """
    name: Required[Literal["web_fetch"]]
    """Always `web_fetch`."""
    max_uses: int | None
    """Maximum number of pages per request."""
    allowed_domains: Sequence[str] | None
    """Domains to fetch from exclusively. Cannot be combined with `blocked_domains`."""
    blocked_domains: Sequence[str] | None
    """Domains never to fetch from. Cannot be combined with `allowed_domains`."""
    citations: CitationsConfigParam | CitationsConfig | ForwardedParam | None
    """Whether the model may cite the pages."""
    max_content_tokens: int | None
    """Maximum number of tokens per page, approximately. The rest of the page is cut off."""
    use_cache: bool | None
    """Whether to use a cached copy of the page. Available since `web_fetch_20260309`."""
    url_sources: Mapping[str, Any] | None
    """Where a URL may come from: `user_input`, `client_tool_results` and `server_tool_results`, each
    an object such as `{"type":"all"}` or `{"type":"none"}`.
    """
    response_inclusion: str | None
    """Whether the response contains the pages that the model's code requested: `full` includes them,
    `excluded` leaves them out. Available since `web_fetch_20260318`.
    """
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block."""
    defer_loading: bool | None
    """Whether the tool is left out of the prompt until a tool search finds it."""
    strict: bool | None
    """Whether the arguments are guaranteed to match the tool's schema."""
    allowed_callers: Sequence[str] | None
    """Callers that may use the tool: `direct` is the model itself; `code_execution_20250825`,
    `code_execution_20260120` and `code_execution_20260521` are code that it runs with that tool.
    """


class MessageWebSearchToolParam(TypedDict, total=False):
    """Lets a Claude model search the web. The provider runs it; each search is billed."""

    type: Required[Literal["web_search_20250305", "web_search_20260209", "web_search_20260318"]]
    """Version of the provider's web search. Since `web_search_20260209` the model can filter the pages
    with code.
    """
    name: Required[Literal["web_search"]]
    """Always `web_search`."""
    max_uses: int | None
    """Maximum number of searches per request."""
    allowed_domains: Sequence[str] | None
    """Domains to search exclusively. Cannot be combined with `blocked_domains`."""
    blocked_domains: Sequence[str] | None
    """Domains to exclude. Cannot be combined with `allowed_domains`."""
    user_location: UserLocationParam | ForwardedParam | None
    """Location of the user, for local results."""
    response_inclusion: str | None
    """Whether the response contains the pages that the model's code requested: `full` includes them,
    `excluded` leaves them out. Available since `web_search_20260318`.
    """
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block."""
    defer_loading: bool | None
    """Whether the tool is left out of the prompt until a tool search finds it."""
    strict: bool | None
    """Whether the arguments are guaranteed to match the tool's schema."""
    allowed_callers: Sequence[str] | None
    """Callers that may use the tool: `direct` is the model itself; `code_execution_20250825`,
    `code_execution_20260120` and `code_execution_20260521` are code that it runs with that tool.
    """


class NamedToolChoiceParam(TypedDict, total=False):
    """Forces the model to call one function."""

    type: Required[Literal["function"]]
    """Type of the tool choice, always `function`."""
    function: Required[FunctionNameParam | FunctionName]
    """The function to call."""


class OutputConfigParam(TypedDict, total=False):
    """Effort and format of the output."""

    effort: ReasoningEffort | None
    """How much effort the model spends on thinking and on the response. Known values: `none`,
    `minimal`, `low`, `medium`, `high`, `xhigh`, `max`.
    """
    format: OutputFormatParam | ForwardedParam | None
    """JSON format of the text. Open models accept it but ignore it."""
    task_budget: TaskBudgetParam | ForwardedParam | None
    """Token budget for a complete task. Claude models only."""


class OutputFormatParam(TypedDict, total=False):
    """Output as JSON that matches a schema."""

    type: Required[Literal["json_schema"]]
    """Type of the format, always `json_schema`."""
    schema: Required[Mapping[str, Any]]
    """The JSON Schema."""


class OutputTextPartParam(TypedDict, total=False):
    """Text generated by the model."""

    type: Required[Literal["output_text"]]
    """Type of the content part, always `output_text`."""
    text: Required[str]
    """The text."""
    annotations: Sequence[ResponseAnnotationParam | ResponseAnnotation] | None
    """Sources of passages of the text."""
    logprobs: Sequence[TokenLogprobParam | TokenLogprob] | None
    """Log probabilities of the tokens, if requested."""


class PlainTextSourceParam(TypedDict, total=False):
    """Plain text embedded in the request."""

    type: Required[Literal["text"]]
    """Type of the source, always `text`."""
    media_type: Required[Literal["text/plain"]]
    """Media type, always `text/plain`."""
    data: Required[str]
    """The text."""


class PredictedOutputParam(TypedDict, total=False):
    """Text that most of the output is expected to match, such as a file to which the model makes small
    changes.
    """

    type: Required[Literal["content"]]
    """Type of the prediction, always `content`."""
    content: Required[TextContentParam]
    """The expected text."""


class ProgramItemParam(TypedDict, total=False):
    """A program that the model wrote to call tools."""

    type: Required[Literal["program"]]
    """Type of the item, always `program`."""
    id: str | None
    """Unique id of the item."""
    call_id: Required[str]
    """Id of the call; the item with its output refers to it."""
    code: str | None
    """The code."""
    fingerprint: str | None
    """Fingerprint by which the provider recognizes the program."""


class ProgramOutputItemParam(TypedDict, total=False):
    """The output of a program that the model wrote."""

    type: Required[Literal["program_output"]]
    """Type of the item, always `program_output`."""
    id: str | None
    """Unique id of the item."""
    call_id: Required[str]
    """The `call_id` of the corresponding call."""
    result: str | None
    """The output."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class PromptReferenceParam(TypedDict, total=False):
    """A prompt that the provider stores."""

    id: Required[str]
    """Id of the prompt."""
    version: str | None
    """Version of the prompt."""
    variables: Mapping[str, Any] | None
    """Values of the prompt's variables: text or content parts."""


class ReasoningItemParam(TypedDict, total=False):
    """The model's reasoning. Send it back unchanged before the items that follow it."""

    type: Required[Literal["reasoning"]]
    """Type of the item, always `reasoning`."""
    id: str | None
    """Unique id of the item."""
    status: str | None
    """`completed`, `in_progress` or `incomplete`."""
    summary: Sequence[SummaryTextPartParam | SummaryTextPart] | None
    """Summary of the reasoning, for OpenAI models. Often empty."""
    content: Sequence[ReasoningTextPartParam | ReasoningTextPart] | None
    """The reasoning, for models that return it."""
    encrypted_content: str | None
    """The encrypted reasoning, readable only by the provider."""


class ReasoningOptionsParam(TypedDict, total=False):
    """Limits and options of the model's reasoning."""

    effort: ReasoningEffort | None
    """Reasoning effort. Known values: `none`, `minimal`, `low`, `medium`, `high`, `xhigh`, `max`."""
    max_tokens: int | None
    """Maximum number of reasoning tokens. Claude models only."""
    summary: str | None
    """Whether to summarize the reasoning: `auto`, `concise` or `detailed`. Only in responses of OpenAI
    models.
    """


class ReasoningTextPartParam(TypedDict, total=False):
    """A part of the model's reasoning."""

    type: Required[Literal["reasoning_text"]]
    """Type of the content part, always `reasoning_text`."""
    text: Required[str]
    """The text."""


class RedactedThinkingBlockParam(TypedDict, total=False):
    """Thinking that the provider redacted. Send it back unchanged in its message."""

    type: Required[Literal["redacted_thinking"]]
    """Type of the content block, always `redacted_thinking`."""
    data: Required[str]
    """The encrypted thinking."""


class RefusalPartParam(TypedDict, total=False):
    """The model's refusal message."""

    type: Required[Literal["refusal"]]
    """Type of the content part, always `refusal`."""
    refusal: Required[str]
    """The text."""


class RerankRequestParam(TypedDict, total=False):
    """Parameters of a rerank request."""

    model: Required[str]
    """A reranking model."""
    query: Required[str]
    """The query against which the documents are scored."""
    documents: Required[Sequence[str]]
    """The documents, at most 150. The service rejects more. At most 150 items."""


class ResponseAnnotationParam(TypedDict, total=False):
    """A source of a passage of the text. The fields depend on `type`."""

    type: str | None
    """Type of the source: `url_citation`, `file_citation`, `container_file_citation` or `file_path`."""
    url: str | None
    """URL of the web page."""
    title: str | None
    """Title of the web page."""
    start_index: int | None
    """Start of the passage in the text, in characters from 0."""
    end_index: int | None
    """End of the passage in the text, in characters."""
    file_id: str | None
    """Id of the file."""
    filename: str | None
    """Name of the file."""
    index: int | None
    """Position of the file reference in the text, or index of the file."""
    container_id: str | None
    """Id of the container that contains the file."""


class ResponseFunctionToolParam(TypedDict, total=False):
    """One of your own functions that the model may call. Your code runs it. Unlike in chat
    completions, the fields are not nested.
    """

    type: Required[Literal["function"]]
    """Type of the tool, always `function`."""
    name: Required[str]
    """Name of the function: letters, digits, `_` and `-`, up to 64 characters."""
    description: str | None
    """What the tool does and when to use it. The model decides based on this."""
    parameters: Mapping[str, Any] | None
    """JSON Schema of the arguments, with an object at the top level. Several providers reject `oneOf`,
    `anyOf`, `allOf`, `enum`, `const` or `not` at the top level. If absent, the function takes no
    arguments.
    """
    strict: bool | None
    """Whether the arguments must match the schema exactly, if the model can guarantee it."""


class ResponseInputMessageParam(TypedDict, total=False):
    """A message of the conversation."""

    type: Required[Literal["message"]]
    """Type of the object, always `message`."""
    role: Required[ResponseRole]
    """Role of the author of the message. Known values: `user`, `assistant`, `system`, `developer`,
    `tool`.
    """
    content: Required[ResponseInputContentParam]
    """Content of the message."""
    id: str | None
    """Unique id of the item, if it is from an earlier response."""
    status: str | None
    """Status of the item, if it is from an earlier response."""


class ResponseJsonSchemaFormatParam(TypedDict, total=False):
    """A JSON value that matches a schema. Unlike in a chat completion, the schema is on the same level
    as `type`.
    """

    type: Required[Literal["json_schema"]]
    """Type of the format, always `json_schema`."""
    name: Required[str]
    """Name of the schema: letters, digits, `_` and `-`, up to 64 characters."""
    description: str | None
    """Purpose of the value, visible to the model."""
    schema: Required[Mapping[str, Any]]
    """The JSON Schema."""
    strict: bool | None
    """Whether the output must match the schema exactly, if the model can guarantee it."""


class ResponseNamedToolChoiceParam(TypedDict, total=False):
    """Forces the model to call one function. Two formats are in use: the published one with
    `function`, and OpenAI's flat one with `name`, which responses echo. Set one of them.
    """

    type: Required[Literal["function"]]
    """Type of the tool choice, always `function`."""
    function: FunctionNameParam | FunctionName
    """The function to call, in the published format."""
    name: str
    """Name of the function, in OpenAI's format."""


class ResponseRequestParam(TypedDict, total=False):
    """Parameters of a request for a model response: the input and the generation options."""

    model: Required[str]
    """Model id, or the name of an inference router that selects the model: `inference-router` for the
    managed router, `router:<name>` for a router of your team or a preset such as
    `router:software-engineering`.
    """
    input: Required[ResponseInputParam]
    """A prompt, or the complete conversation so far."""
    instructions: str | None
    """Instructions to the model that take precedence over the input."""
    max_output_tokens: int | None
    """Maximum number of tokens to generate, including reasoning tokens. At least 1."""
    max_tokens: int | None
    """Alias of `max_output_tokens`."""
    temperature: float | None
    """Sampling temperature; higher values give more random output. Claude models reject values above
    1. Default: depends on the model. From 0 to 2.
    """
    top_p: float | None
    """Nucleus sampling: the model samples only from the most likely tokens whose cumulative
    probability is `top_p`. From 0 to 1.
    """
    stop: StopSequencesParam | None
    """Sequences at which generation stops. The output does not include them."""
    text: ResponseTextConfigParam | ResponseTextConfig | ForwardedParam | None
    """Format of the text, such as JSON that matches a schema."""
    tools: Sequence[ResponseToolParam] | None
    """Tools that the model may call: your own functions, and tools that the service runs."""
    tool_choice: ResponseToolChoiceParam
    """Controls whether the model calls a tool, and which one. Default: `auto` if `tools` is set."""
    parallel_tool_calls: bool | None
    """Whether the model may request several tool calls in one response."""
    reasoning_effort: ReasoningEffort | None
    """Reasoning effort of a reasoning model. Other models ignore it. Known values: `none`, `minimal`,
    `low`, `medium`, `high`, `xhigh`, `max`.
    """
    reasoning: ReasoningOptionsParam | ReasoningOptions | ForwardedParam | None
    """Limits and options of the model's reasoning."""
    modalities: Sequence[str] | None
    """Types of output to generate. Only `text` is known to work."""
    store: bool | None
    """Whether the provider stores the response for `previous_response_id`. No operation retrieves it."""
    previous_response_id: str | None
    """Id of a stored response to continue. OpenAI models only. Users reported in May 2026 that the
    service rejects ids of responses that were stored with `store`.
    """
    prompt_cache_key: str | None
    """A string of your choice for OpenAI models. Requests with the same key and the same prefix are
    more likely to hit the prompt cache. Experimental: one DigitalOcean page names it, without an
    example.
    """
    prompt_cache_retention: PromptCacheRetention | None
    """How long OpenAI models retain the prompt in their cache. Known values: `in_memory`, `24h`."""
    routing_preference: RoutingPreference | None
    """What the managed router `inference-router` optimizes when it selects the model. Experimental:
    the release note names the field and its values but not its location; this description assumes a
    field of the request body. Known values: `balanced`, `budget`, `quality`.
    """
    stream: bool | None
    """Whether the response is sent as an event stream while it is generated. Server default: false."""
    stream_options: StreamOptionsParam | None
    """Options of the event stream. Allowed only if `stream` is true."""
    metadata: Mapping[str, str] | None
    """Your own key-value pairs, up to 16. Keys can have up to 64 characters, values up to 512."""
    user: str | None
    """Your own id for the end user, used to detect misuse. Do not send personal data."""
    include: Sequence[ResponseIncludable] | None
    """Additional content to include in the response. OpenAI models only. Known values:
    `file_search_call.results`, `web_search_call.results`, `web_search_call.action.sources`,
    `message.input_image.image_url`, `computer_call_output.output.image_url`,
    `code_interpreter_call.outputs`, `reasoning.encrypted_content`, `message.output_text.logprobs`.
    """
    max_tool_calls: int | None
    """Maximum number of calls of tools that the provider runs. OpenAI models only."""
    top_logprobs: int | None
    """Number of alternative tokens to return per position, 0 to 20. OpenAI models only."""
    truncation: InputTruncation | None
    """Handling of an input that is too long. Default: `disabled`. OpenAI models only. Known values:
    `auto`, `disabled`.
    """
    background: bool | None
    """Whether to return immediately, with the status `queued`. The service has no operation that
    retrieves the result.
    """
    conversation: str | ConversationReferenceParam | None
    """Id of a conversation that the provider stores; the response is added to it. Cannot be combined
    with `previous_response_id`. OpenAI models only.
    """
    prompt: PromptReferenceParam | None
    """A prompt that the provider stores. OpenAI models only."""
    service_tier: ServiceTier | None
    """The provider's service tier for the request. OpenAI models only. Known values: `auto`,
    `default`, `flex`, `scale`, `priority`, `fast`.
    """
    safety_identifier: str | None
    """Your own id for the end user, such as a hash, used to detect misuse. OpenAI models only."""
    context_management: Sequence[Mapping[str, Any]] | None
    """When the provider shortens a long conversation, such as `{"type": "compaction",
    "compact_threshold": 200000}`. OpenAI models only.
    """


class ResponseTextConfigParam(TypedDict, total=False):
    """Options of the text of a response."""

    format: ResponseTextFormatParam | None
    """Format of the text. Default: plain text. Not every model enforces it, so validate the output."""
    verbosity: Verbosity | None
    """Length of the text. OpenAI models only. Known values: `low`, `medium`, `high`."""


class ResponseTextItemParam(TypedDict, total=False):
    """Text generated by the model that is not part of a message item. Sent by open models."""

    type: Required[Literal["text"]]
    """Type of the item, always `text`."""
    text: Required[str]
    """The text."""


class SafetyCheckParam(TypedDict, total=False):
    """A safety check of the provider before an action."""

    id: Required[str]
    """Id of the safety check."""
    code: str | None
    """Code of the safety check."""
    message: str | None
    """Message of the safety check."""


class SearchFiltersParam(TypedDict, total=False):
    """Filters of a web search."""

    allowed_domains: Sequence[str] | None
    """Domains to search exclusively, including their subdomains; without `https://`."""


class SearchResultBlockParam(TypedDict, total=False):
    """One of your own search results, which the model can cite. Claude models only."""

    type: Required[Literal["search_result"]]
    """Type of the content block, always `search_result`."""
    source: Required[str]
    """Source of the text, such as a URL. Citations contain it."""
    title: Required[str]
    """Title of the result. Citations contain it."""
    content: Required[Sequence[TextBlockParam | TextBlock]]
    """The text, in content blocks. Citations refer to complete blocks."""
    citations: CitationsConfigParam | CitationsConfig | ForwardedParam | None
    """Whether the model may cite the result. In a request, either all results have citations enabled
    or none.
    """
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block."""


class ServerToolResultErrorParam(TypedDict, total=False):
    """An error of a tool that the provider runs. The model receives the error and continues."""

    type: Required[
        Literal[
            "web_fetch_tool_result_error",
            "code_execution_tool_result_error",
            "bash_code_execution_tool_result_error",
            "text_editor_code_execution_tool_result_error",
            "tool_search_tool_result_error",
        ]
    ]
    """Type of the error, which identifies the tool."""
    error_code: str | None
    """Error code, such as `unavailable`, `too_many_requests`, `invalid_tool_input`,
    `max_uses_exceeded`, `url_not_accessible`, `url_not_allowed`, `url_not_in_prior_context`,
    `execution_time_exceeded` or `file_not_found`.
    """
    error_message: str | None
    """Human-readable error message. Few tools return one."""


class ServerToolUseBlockParam(TypedDict, total=False):
    """A call of a tool that the provider runs. It requires no tool result from you: the result is in a
    later block, or in the next response if this one pauses.
    """

    type: Required[Literal["server_tool_use"]]
    """Type of the content block, always `server_tool_use`."""
    id: Required[str]
    """Unique id of the call; its result refers to it."""
    name: Required[str]
    """Name of the tool: `web_search`, `web_fetch`, `code_execution`, `bash_code_execution`,
    `text_editor_code_execution`, `tool_search_tool_regex`, `tool_search_tool_bm25` or another.
    """
    input: Required[Mapping[str, Any]]
    """The arguments. None if they are not an object because the model did not finish them."""
    caller: ToolCallerParam | ToolCaller | ForwardedParam | None
    """The caller of the tool, if the provider returns it. Send it back unchanged."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block. In requests only."""


class ShellActionParam(TypedDict, total=False):
    """Shell commands. Check them before you run them."""

    commands: Sequence[str] | None
    """The commands."""
    timeout_ms: int | None
    """Timeout in milliseconds."""
    max_output_length: int | None
    """Maximum length of the output in characters that the model requests."""


class ShellCallItemParam(TypedDict, total=False):
    """Shell commands that the provider runs, or that the model asks you to run if the tool's
    environment is `local`.
    """

    type: Required[Literal["shell_call"]]
    """Type of the item, always `shell_call`."""
    id: str | None
    """Unique id of the item."""
    call_id: Required[str]
    """Id of the call; the item with its output refers to it."""
    action: Required[ShellActionParam | ShellAction]
    """The commands."""
    environment: CodeContainerParam | CodeContainer | None
    """Environment in which the commands run."""
    caller: Mapping[str, Any] | None
    """The caller. Its `type` is `direct`, or `program` with a `caller_id`."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class ShellCallOutputItemParam(TypedDict, total=False):
    """The output of shell commands."""

    type: Required[Literal["shell_call_output"]]
    """Type of the item, always `shell_call_output`."""
    id: str | None
    """Unique id of the item."""
    call_id: Required[str]
    """The `call_id` of the corresponding call."""
    output: Required[Sequence[ShellOutputParam | ShellOutput]]
    """The output of each command."""
    max_output_length: int | None
    """Maximum length of the output in characters, from the call."""
    caller: Mapping[str, Any] | None
    """The caller. Its `type` is `direct`, or `program` with a `caller_id`."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class ShellOutcomeParam(TypedDict, total=False):
    """How a shell command ended."""

    type: Required[str]
    """`exit` or `timeout`."""
    exit_code: int | None
    """Exit code, if `type` is `exit`."""


class ShellOutputParam(TypedDict, total=False):
    """The output of one shell command."""

    stdout: str | None
    """Standard output."""
    stderr: str | None
    """Standard error output."""
    outcome: ShellOutcomeParam | ShellOutcome | None
    """How the command ended."""


class ShellToolParam(TypedDict, total=False):
    """Lets an OpenAI model run shell commands, in a provider-hosted container or on your machine."""

    type: Required[Literal["shell"]]
    """Type of the tool, always `shell`."""
    environment: CodeContainerParam | CodeContainer | None
    """Environment in which the commands run. With `local` your code runs them."""
    allowed_callers: Sequence[str] | None
    """Callers that may use the tool: `direct` is the model itself, `programmatic` is a program that
    the model writes.
    """


class SpeechRequestParam(TypedDict, total=False):
    """Parameters of a speech request."""

    model: Required[str]
    """A speech model, such as `qwen3-tts-voicedesign`."""
    input: Required[str]
    """The text to speak, up to 512 characters. 1 to 512 characters."""
    voice: str
    """Name of the voice, such as `alloy`. Qwen3 models have no selectable voices: the service uses
    `default`, and `instructions` describe the voice. Older deployments reject a request without a
    voice. At least one character.
    """
    instructions: str
    """Description of the voice and manner of speaking, such as `a calm, low voice`. Required by voice
    design models.
    """
    response_format: SpeechFormat
    """File format of the audio. The official reference lists `mp3` and `wav`; other formats depend on
    the model. Server default: 'mp3'. Known values: `mp3`, `opus`, `aac`, `flac`, `wav`, `pcm`.
    """


class StreamOptionsParam(TypedDict, total=False):
    """Options of an event stream."""

    include_usage: bool
    """Whether token usage is sent at the end, usually in a chunk without choices. Without it the
    stream has no usage.
    """
    include_obfuscation: bool | None
    """Whether to include padding that hides the length of the chunks. OpenAI models only."""


class SummaryTextPartParam(TypedDict, total=False):
    """A part of the summary of the model's reasoning."""

    type: Required[Literal["summary_text"]]
    """Type of the content part, always `summary_text`."""
    text: Required[str]
    """The text."""


class SystemMessageParam(TypedDict, total=False):
    """Instructions to the model that take precedence over the user's messages."""

    role: Required[Literal["system"]]
    """Role of the message, always `system`."""
    content: Required[TextContentParam]
    """The instructions."""
    name: str | None
    """Name of the participant. It distinguishes several participants with the same role."""


class SystemoneQuestionParam(TypedDict, total=False):
    """One question."""

    type: Required[SystemoneQuestionType]
    """Type of the answer. Known values: `noul`, `choice`, `score`."""
    instructions: Required[str]
    """The question in natural language."""
    criteria: Mapping[str, str] | Sequence[str]
    """For `choice`: a map from each of the 2 to 255 options to its meaning. For `score`: the 2 to 10
    levels of the scale in order, as words and not as numbers. For `noul`: optional; a map that
    defines the meaning of true and false.
    """


class SystemoneRequestParam(TypedDict, total=False):
    """The text to evaluate and the questions."""

    model: Required[str]
    """The model that evaluates the text."""
    questions: Required[Mapping[str, SystemoneQuestionParam]]
    """The questions, each under a name of your choice. The answer has the same name."""
    state: Required[str]
    """The text to evaluate."""


class TaskBudgetParam(TypedDict, total=False):
    """Token budget for a complete task of many turns. The model sees the budget and plans with it; the
    server does not enforce it.
    """

    type: Required[Literal["tokens"]]
    """Type of the budget, always `tokens`."""
    total: Required[int]
    """Number of tokens for the task, over all turns."""
    remaining: int | None
    """Number of remaining tokens. Default: `total`."""


class TextBlockParam(TypedDict, total=False):
    """Text as a content block."""

    type: Required[Literal["text"]]
    """Type of the content block, always `text`."""
    text: Required[str]
    """The text."""
    citations: Sequence[TextCitationParam | TextCitation] | None
    """Citations of the text, if the request's documents or searches enable them."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block. In requests only."""


class TextCitationParam(TypedDict, total=False):
    """A citation of a passage. The position fields depend on `type`."""

    type: Required[str]
    """Type of the location: `char_location`, `page_location`, `content_block_location`,
    `search_result_location` or `web_search_result_location`.
    """
    cited_text: str | None
    """Text of the passage."""
    document_index: int | None
    """Index of the document among the documents of the request, from 0."""
    document_title: str | None
    """Title of the document in the request."""
    url: str | None
    """URL of the web page."""
    title: str | None
    """Title of the web page."""
    encrypted_index: str | None
    """Encrypted position in the web page, readable only by the provider. Send it back unchanged."""
    source: str | None
    """Source of your own search result, as in the request."""
    search_result_index: int | None
    """Index of the search result among those of the request, from 0."""
    start_char_index: int | None
    """Index of the first character of the passage in the document, from 0."""
    end_char_index: int | None
    """Index after the last character of the passage (exclusive)."""
    start_page_number: int | None
    """First page of the passage, from 1."""
    end_page_number: int | None
    """Page after the last page of the passage (exclusive)."""
    start_block_index: int | None
    """Index of the first block of the passage in its document or search result, from 0."""
    end_block_index: int | None
    """Index after the last block of the passage (exclusive)."""
    file_id: str | None
    """Id of the document in the provider's file storage, if it is from there."""


class TextContentPartParam(TypedDict, total=False):
    """Text as a content part of a message."""

    type: Required[Literal["text"]]
    """Type of the content part, always `text`."""
    text: Required[str]
    """The text."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this element. Claude models only."""


class TextEditorCodeExecutionCreateResultParam(TypedDict, total=False):
    """Result of creating a file in a container."""

    type: Required[Literal["text_editor_code_execution_create_result"]]
    """Type of the result, always `text_editor_code_execution_create_result`."""
    is_file_update: bool | None
    """Whether the file existed before."""


class TextEditorCodeExecutionStrReplaceResultParam(TypedDict, total=False):
    """Result of replacing text in a file in a container."""

    type: Required[Literal["text_editor_code_execution_str_replace_result"]]
    """Type of the result, always `text_editor_code_execution_str_replace_result`."""
    lines: Sequence[str] | None
    """The change as lines of a diff."""
    old_start: int | None
    """Number of the first replaced line, from 1."""
    old_lines: int | None
    """Number of replaced lines."""
    new_start: int | None
    """Number of the first line of the new text, from 1."""
    new_lines: int | None
    """Number of lines in the new text."""


class TextEditorCodeExecutionToolResultBlockParam(TypedDict, total=False):
    """The result of viewing or editing a file in a provider-hosted container."""

    type: Required[Literal["text_editor_code_execution_tool_result"]]
    """Type of the content block, always `text_editor_code_execution_tool_result`."""
    tool_use_id: Required[str]
    """The `id` of the corresponding tool use block."""
    content: Required[TextEditorCodeExecutionToolResultContentParam]
    """The file or the change, or an error."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block. In requests only."""


class TextEditorCodeExecutionViewResultParam(TypedDict, total=False):
    """Result of viewing a file in a container."""

    type: Required[Literal["text_editor_code_execution_view_result"]]
    """Type of the result, always `text_editor_code_execution_view_result`."""
    content: Required[str]
    """The viewed content of the file."""
    file_type: str | None
    """`text`, `image` or `pdf`."""
    start_line: int | None
    """Number of the first viewed line, from 1."""
    num_lines: int | None
    """Number of viewed lines."""
    total_lines: int | None
    """Total number of lines in the file."""


class TextResponseFormatParam(TypedDict, total=False):
    """Plain text. This is the default."""

    type: Required[Literal["text"]]
    """Type of the format, always `text`."""


class ThinkingBlockParam(TypedDict, total=False):
    """The model's thinking. Send it back unchanged in its message."""

    type: Required[Literal["thinking"]]
    """Type of the content block, always `thinking`."""
    thinking: Required[str]
    """The thinking, or a summary of it for some models."""
    signature: str | None
    """Signature with which the provider verifies that the thinking is the model's own. The last delta
    of the block in an event stream.
    """


class ThinkingConfigAdaptiveParam(TypedDict, total=False):
    """The model decides how much to think. `output_config.effort` influences it."""

    type: Required[Literal["adaptive"]]
    """Type of the configuration, always `adaptive`."""
    display: str | None
    """How the response contains the thinking, which is always billed in full: `summarized`, `updates`
    for short notes, or `omitted` for the signature only. Default: depends on the model.
    """


class ThinkingConfigBetweenToolsParam(TypedDict, total=False):
    """Thinking only between tool calls."""

    type: Required[Literal["between_tools"]]
    """Type of the configuration, always `between_tools`."""


class ThinkingConfigDisabledParam(TypedDict, total=False):
    """Thinking is disabled."""

    type: Required[Literal["disabled"]]
    """Type of the configuration, always `disabled`."""


class ThinkingConfigEnabledParam(TypedDict, total=False):
    """Thinking with a fixed budget."""

    type: Required[Literal["enabled"]]
    """Type of the configuration, always `enabled`."""
    budget_tokens: Required[int]
    """Maximum number of thinking tokens. For Claude models at least 1024 and less than `max_tokens`."""
    display: str | None
    """How the response contains the thinking, which is always billed in full: `summarized`, `updates`
    for short notes, or `omitted` for the signature only. Default: depends on the model.
    """


class TokenLogprobParam(TypedDict, total=False):
    """An output token and its log probability."""

    token: Required[str]
    """The token as text."""
    logprob: Required[float]
    """Natural logarithm of the token's probability."""
    bytes: Sequence[int] | None
    """UTF-8 bytes of the token. One character can be split over several tokens."""
    top_logprobs: Sequence[TopLogprobParam | TopLogprob] | None
    """The most likely tokens at this position, as many as requested with `top_logprobs`."""


class ToolCallParam(TypedDict, total=False):
    """A tool call that the model requests."""

    id: Required[str]
    """Unique id of the call. The tool message with its result refers to it."""
    type: Required[Literal["function"]]
    """Type of the call, normally `function`. OpenAI models also send `custom`, with `custom` instead
    of `function`.
    """
    function: Required[ToolCallFunctionParam | ToolCallFunction]
    """The function to call and its arguments."""
    custom: ToolCallCustomParam | ToolCallCustom | None
    """The custom tool to call and its input, if `type` is `custom`."""


class ToolCallCustomParam(TypedDict, total=False):
    """A custom tool to call, and its input."""

    name: Required[str]
    """Name of the tool."""
    input: Required[str]
    """The input as free text. Validate it before you use it."""


class ToolCallFunctionParam(TypedDict, total=False):
    """A function to call, and its arguments."""

    name: Required[str]
    """Name of the function."""
    arguments: Required[str]
    """The arguments as a JSON string. Models can make errors: parse and validate it before you use it."""


class ToolCallerParam(TypedDict, total=False):
    """The caller of a tool: the model itself, or code that it runs."""

    type: Required[str]
    """`direct` for the model itself, or the type of the tool that runs the code, such as
    `code_execution_20260120`.
    """
    tool_id: str | None
    """The `id` of the call that runs the code."""


class ToolMessageParam(TypedDict, total=False):
    """The result of a tool call that the model requested."""

    role: Required[Literal["tool"]]
    """Role of the message, always `tool`."""
    content: Required[TextContentParam]
    """The result as text."""
    tool_call_id: Required[str]
    """The `id` of the corresponding tool call."""


class ToolNamespaceParam(TypedDict, total=False):
    """A named group of tools."""

    type: Required[Literal["namespace"]]
    """Type of the tool, always `namespace`."""
    name: Required[str]
    """Name of the namespace."""
    description: Required[str]
    """Common purpose of the tools. The model decides based on this."""
    tools: Required[Sequence[ResponseToolParam]]
    """The tools: functions or custom tools."""


class ToolReferenceBlockParam(TypedDict, total=False):
    """A reference to a tool of the request. The result of your own tool search contains such blocks."""

    type: Required[Literal["tool_reference"]]
    """Type of the content block, always `tool_reference`."""
    tool_name: Required[str]
    """Name of the tool."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block. In requests only."""


class ToolResultBlockParam(TypedDict, total=False):
    """The result of a tool call. It belongs to the user message directly after the call."""

    type: Required[Literal["tool_result"]]
    """Type of the content block, always `tool_result`."""
    tool_use_id: Required[str]
    """The `id` of the corresponding tool call."""
    content: ToolResultContentParam
    """The result. Absent if the tool returns nothing."""
    is_error: bool
    """Whether the call failed; `content` then contains the reason for the model. Server default:
    false.
    """
    toolset_name: str | None
    """Name of the toolset of the called tool."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block."""


class ToolSearchCallItemParam(TypedDict, total=False):
    """A search for tools."""

    type: Required[Literal["tool_search_call"]]
    """Type of the item, always `tool_search_call`."""
    id: str | None
    """Unique id of the item."""
    call_id: str | None
    """Id of the call, if your code runs the search."""
    execution: str | None
    """`server` if the provider runs the search, `client` if your code runs it."""
    arguments: Any
    """Arguments of the search."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class ToolSearchOutputItemParam(TypedDict, total=False):
    """The tools found by a tool search."""

    type: Required[Literal["tool_search_output"]]
    """Type of the item, always `tool_search_output`."""
    id: str | None
    """Unique id of the item."""
    call_id: str | None
    """The `call_id` of the corresponding call."""
    execution: str | None
    """`server` or `client`, as in the call."""
    tools: Required[Sequence[ResponseToolParam]]
    """The tools."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class ToolSearchResultParam(TypedDict, total=False):
    """The tools found by a tool search. The model can call them from now on."""

    type: Required[Literal["tool_search_tool_search_result"]]
    """Type of the result, always `tool_search_tool_search_result`."""
    tool_references: Required[Sequence[ToolReferenceBlockParam | ToolReferenceBlock]]
    """The tools, best match first."""


class ToolSearchToolParam(TypedDict, total=False):
    """Lets an OpenAI model search for tools that `defer_loading` leaves out of the prompt."""

    type: Required[Literal["tool_search"]]
    """Type of the tool, always `tool_search`."""
    execution: str | None
    """`server` if the provider runs the search, `client` if your code runs it."""
    description: str | None
    """Description of a search that your code runs, visible to the model."""
    parameters: Mapping[str, Any] | None
    """JSON Schema of the arguments of a search that your code runs."""


class ToolSearchToolResultBlockParam(TypedDict, total=False):
    """The result of a tool search."""

    type: Required[Literal["tool_search_tool_result"]]
    """Type of the content block, always `tool_search_tool_result`."""
    tool_use_id: Required[str]
    """The `id` of the corresponding tool use block."""
    content: Required[ToolSearchToolResultContentParam]
    """The tools, or an error."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block. In requests only."""


class ToolUseBlockParam(TypedDict, total=False):
    """A call of one of your tools that the model requests. Send a tool result in the next message."""

    type: Required[Literal["tool_use"]]
    """Type of the content block, always `tool_use`."""
    id: Required[str]
    """Unique id of the call. The tool result refers to it."""
    name: Required[str]
    """Name of the tool."""
    input: Required[Mapping[str, Any]]
    """The arguments. Models can make errors: validate them before you use them. Empty at the start of
    the block in an event stream. None if the value is not an object because the model did not
    finish it; `to_dict()["input"]` contains the text that was received.
    """
    caller: ToolCallerParam | ToolCaller | ForwardedParam | None
    """The caller of the tool, if the provider returns it. Send it back unchanged."""
    toolset_name: str | None
    """Name of the toolset of the tool."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block. In requests only."""


class TopLogprobParam(TypedDict, total=False):
    """An alternative token and its log probability."""

    token: Required[str]
    """The token as text."""
    logprob: Required[float]
    """Natural logarithm of the token's probability."""
    bytes: Sequence[int] | None
    """UTF-8 bytes of the token."""


class TranscriptionRequestParam(TypedDict, total=False):
    """Parameters of a transcription request."""

    file: Required[FileInput]
    """The audio file. Give it a name with a file extension, such as `talk.webm`, so that the service
    can detect its format.
    """
    model: Required[str]
    """A transcription model, such as `whisper-large-v3`."""
    language: str
    """Language of the audio as a two-letter code, such as `en`. If absent, the model detects it."""
    response_format: TranscriptionFormat
    """Format of the response. Only `json` is known to work for every model. Known values: `json`,
    `verbose_json`, `text`, `srt`, `vtt`.
    """


class TypeOnlyToolParam(TypedDict, total=False):
    """An OpenAI tool that is configured by its type alone. Your code executes the actions that the
    model requests, except with `programmatic_tool_calling`.
    """

    type: Required[Literal["computer", "local_shell", "apply_patch", "programmatic_tool_calling"]]
    """Type of the tool: `computer` operates a screen, `local_shell` runs commands, `apply_patch`
    changes files, and with `programmatic_tool_calling` the model writes programs that call the
    other tools.
    """
    allowed_callers: Sequence[str] | None
    """Callers that may use the tool: `direct` is the model itself, `programmatic` is a program that
    the model writes.
    """


class UrlCitationParam(TypedDict, total=False):
    """A web page cited for a passage."""

    url: str | None
    """URL of the page."""
    title: str | None
    """Title of the page."""
    start_index: int | None
    """Start of the passage in the text, in characters from 0."""
    end_index: int | None
    """End of the passage in the text, in characters."""


class UrlSourceParam(TypedDict, total=False):
    """A file at a URL, which the provider downloads."""

    type: Required[Literal["url"]]
    """Type of the source, always `url`."""
    url: Required[str]
    """HTTPS URL of the file."""


class UserLocationParam(TypedDict, total=False):
    """Approximate location of the user."""

    type: Required[Literal["approximate"]]
    """Type of the location, always `approximate`."""
    city: str | None
    """City, such as `Utrecht`."""
    region: str | None
    """State or province."""
    country: str | None
    """Two-letter ISO 3166 country code."""
    timezone: str | None
    """IANA time zone, such as `Europe/Amsterdam`."""


class UserMessageParam(TypedDict, total=False):
    """A user message."""

    role: Required[Literal["user"]]
    """Role of the message, always `user`."""
    content: Required[ChatContentParam]
    """Text, or content parts with text, images, video and audio."""
    name: str | None
    """Name of the participant. It distinguishes several participants with the same role."""


class VersionedWebSearchToolParam(TypedDict, total=False):
    """Lets an OpenAI model search the web, with a dated version of the provider's tool. Each search is
    billed.
    """

    type: Required[Literal["web_search_2025_08_26"]]
    """Type and version of the tool."""
    search_context_size: SearchContextSize
    """How much content of the search results goes into the prompt. OpenAI models only. Known values:
    `low`, `medium`, `high`.
    """
    user_location: ApproximateLocationParam | ApproximateLocation | None
    """Location of the user, for local results."""
    filters: SearchFiltersParam | SearchFilters | None
    """Filters of the search. OpenAI models only."""
    external_web_access: bool | None
    """Whether to search the live web; if false, only a stored copy. OpenAI models only."""


class VideoContentPartParam(TypedDict, total=False):
    """A video as a content part of a message, for models with video input."""

    type: Required[Literal["video_url"]]
    """Type of the content part, always `video_url`."""
    video_url: Required[VideoUrlParam]
    """Location of the video."""


class VideoRequestParam(TypedDict, total=False):
    """Parameters of a video request."""

    model: Required[str]
    """A video model, such as `wan2-2-t2v-a14b`. The blog spells that model `wan2.2-t2v-a14b`; the
    spelling with hyphens worked.
    """
    prompt: Required[str]
    """Description of the video."""
    size: str
    """Width and height in pixels, such as `1280x720`. Larger videos are shorter: about 9 seconds at
    480 lines and 5 at 720.
    """
    fps: int
    """Frames per second, such as 16."""


class VideoUrlParam(TypedDict, total=False):
    """The location of a video."""

    url: Required[str]
    """HTTPS URL, or a `data:` URL with the video in Base64."""


class WebFetchResultParam(TypedDict, total=False):
    """A web page or PDF file that was fetched."""

    type: Required[Literal["web_fetch_result"]]
    """Type of the result, always `web_fetch_result`."""
    url: Required[str]
    """URL of the page."""
    content: Required[DocumentBlockParam | DocumentBlock]
    """Content of the page, as a document that the model can cite."""
    retrieved_at: str | None
    """Time at which the page was fetched, in RFC 3339 format."""


class WebFetchToolParam(TypedDict, total=False):
    """Lets the model read web pages and PDF files whose URLs are in the conversation. The service runs
    it. Claude models require the provider's own tool instead. Requires an opt-in on the account's
    feature preview page.
    """

    type: Required[Literal["web_fetch"]]
    """Type of the tool, always `web_fetch`."""
    max_uses: int | None
    """Maximum number of pages per request. At least 1."""


class WebFetchToolResultBlockParam(TypedDict, total=False):
    """The result of the provider's web fetch."""

    type: Required[Literal["web_fetch_tool_result"]]
    """Type of the content block, always `web_fetch_tool_result`."""
    tool_use_id: Required[str]
    """The `id` of the corresponding tool use block."""
    content: Required[WebFetchToolResultContentParam]
    """The page, or an error."""
    caller: ToolCallerParam | ToolCaller | ForwardedParam | None
    """The caller of the tool, if the provider returns it. Send it back unchanged."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block. In requests only."""


class WebSearchActionParam(TypedDict, total=False):
    """The action of a web search call. The fields depend on `type`."""

    type: str | None
    """`search`, `open_page` or `find_in_page`."""
    query: str | None
    """The search queries."""
    queries: Sequence[str] | None
    """All search queries, if there were several."""
    sources: Sequence[WebSearchSourceParam | WebSearchSource] | None
    """Pages that the search used. OpenAI models return them if requested in `include`."""
    url: str | None
    """URL of the opened page."""
    pattern: str | None
    """Text that was searched for in the page."""


class WebSearchCallItemParam(TypedDict, total=False):
    """A web search or a page view that the service or the provider performed."""

    type: Required[Literal["web_search_call"]]
    """Type of the item, always `web_search_call`."""
    id: str | None
    """Unique id of the item."""
    action: WebSearchActionParam | WebSearchAction | None
    """The performed action."""
    status: str | None
    """Status of the item, such as `in_progress`, `completed` or `incomplete`."""


class WebSearchOptionsParam(TypedDict, total=False):
    """Options of the web search of OpenAI's search models."""

    search_context_size: SearchContextSize
    """How much content of the search results goes into the prompt. Known values: `low`, `medium`,
    `high`.
    """
    user_location: WebSearchUserLocationParam | None
    """Location of the user, for local results."""


class WebSearchPreviewToolParam(TypedDict, total=False):
    """Lets an OpenAI model search the web, with the provider's older tool. Each search is billed."""

    type: Required[Literal["web_search_preview", "web_search_preview_2025_03_11"]]
    """Version of the tool."""
    search_context_size: SearchContextSize
    """How much content of the search results goes into the prompt. Known values: `low`, `medium`,
    `high`.
    """
    user_location: ApproximateLocationParam | ApproximateLocation | None
    """Location of the user, for local results."""
    search_content_types: Sequence[str] | None
    """Types of content to search for: `text`, `image` or both."""


class WebSearchResultParam(TypedDict, total=False):
    """A web page found by a search."""

    type: Required[Literal["web_search_result"]]
    """Type of the result, always `web_search_result`."""
    url: str | None
    """URL of the page."""
    title: str | None
    """Title of the page."""
    encrypted_content: str | None
    """Encrypted content of the page, readable only by the model. Send it back unchanged so that later
    turns can cite it.
    """
    page_age: str | None
    """When the page was last changed, as human-readable text."""


class WebSearchSourceParam(TypedDict, total=False):
    """A page that a web search used."""

    type: str | None
    """Type of the source, such as `url`."""
    url: str | None
    """URL of the page."""
    title: str | None
    """Title of the page."""


class WebSearchToolParam(TypedDict, total=False):
    """Lets the model search the web. The service runs it; each search is billed. Requires an opt-in on
    the account's feature preview page.
    """

    type: Required[Literal["web_search"]]
    """Type of the tool, always `web_search`."""
    max_uses: int | None
    """Maximum number of searches per request. From 1 to 5."""
    max_results: int | None
    """Maximum number of results per search. From 1 to 10."""
    search_context_size: SearchContextSize
    """How much content of the search results goes into the prompt. OpenAI models only. Known values:
    `low`, `medium`, `high`.
    """
    user_location: ApproximateLocationParam | ApproximateLocation | None
    """Location of the user, for local results."""
    filters: SearchFiltersParam | SearchFilters | None
    """Filters of the search. OpenAI models only."""
    external_web_access: bool | None
    """Whether to search the live web; if false, only a stored copy. OpenAI models only."""


class WebSearchToolResultBlockParam(TypedDict, total=False):
    """The result of the provider's web search."""

    type: Required[Literal["web_search_tool_result"]]
    """Type of the content block, always `web_search_tool_result`."""
    tool_use_id: Required[str]
    """The `id` of the corresponding tool use block."""
    content: Required[WebSearchToolResultContentParam]
    """The pages, or an error."""
    caller: ToolCallerParam | ToolCaller | ForwardedParam | None
    """The caller of the tool, if the provider returns it. Send it back unchanged."""
    cache_control: CacheControlParam | CacheControl | ForwardedParam | None
    """Cache breakpoint at this block. In requests only."""


class WebSearchToolResultErrorParam(TypedDict, total=False):
    """An error of a web search."""

    type: Required[Literal["web_search_tool_result_error"]]
    """Type of the error, always `web_search_tool_result_error`."""
    error_code: str | None
    """Error code, such as `max_uses_exceeded`, `too_many_requests` or `unavailable`."""


class WebSearchUserLocationParam(TypedDict, total=False):
    """An approximate location, in the format of chat completions."""

    type: Required[Literal["approximate"]]
    """Type of the location, always `approximate`."""
    approximate: Required[ApproximateLocationParam | ApproximateLocation]
    """The location."""


ChatContentParam: TypeAlias = "str | ChatContentPartParam | Sequence[ChatContentPartParam]"
"""Text, one content part, or several content parts."""

ChatContentPartParam: TypeAlias = "TextContentPartParam | ImageContentPartParam | VideoContentPartParam | AudioContentPartParam | AudioContentPart | FileContentPartParam | ForwardedParam | Model | UnknownVariant"
"""A content part of a user message. The `type` field distinguishes the variants."""

ChatMessageParam: TypeAlias = "SystemMessageParam | DeveloperMessageParam | UserMessageParam | AssistantMessageParam | ToolMessageParam | Model | UnknownVariant"
"""One message of a conversation. The `role` field distinguishes the variants."""

ChatToolParam: TypeAlias = "FunctionToolParam | ChatCustomToolParam | KnowledgeBaseRetrievalToolParam | KnowledgeBaseRetrievalTool | McpToolParam | McpTool | WebSearchToolParam | WebSearchTool | WebFetchToolParam | WebFetchTool | ForwardedParam | Model | UnknownVariant"
"""A tool: one of your own functions, which the model asks you to call, or a tool that the service or
the provider runs. The `type` field distinguishes the variants. Tools of other types are forwarded
to models that support them.
"""

ChatToolChoiceParam: TypeAlias = "ToolChoiceMode | ChatToolChoiceObjectParam"
"""A mode such as `auto`, or an object that names the tools that must or may be called."""

ChatToolChoiceObjectParam: TypeAlias = "NamedToolChoiceParam | ForwardedParam | ChatCustomToolChoiceParam | ChatAllowedToolsChoiceParam | Model | UnknownVariant"
"""The tool that must be called, or the tools that may be called. The `type` field distinguishes the
variants.
"""

CodeExecutionToolResultContentParam: TypeAlias = "CodeExecutionResultParam | CodeExecutionResult | ServerToolResultErrorParam | ServerToolResultError | ForwardedParam | Model | UnknownVariant"
"""The result of code execution, or an error. The `type` field distinguishes the variants."""

DocumentSourceParam: TypeAlias = "Base64SourceParam | Base64Source | PlainTextSourceParam | PlainTextSource | UrlSourceParam | UrlSource | ContentBlockSourceParam | ContentBlockSource | FileSourceParam | FileSource | ForwardedParam | Model | UnknownVariant"
"""A document, embedded or by reference. The `type` field distinguishes the variants."""

ImageSourceParam: TypeAlias = "Base64SourceParam | Base64Source | UrlSourceParam | UrlSource | FileSourceParam | FileSource | ForwardedParam | Model | UnknownVariant"
"""An image, embedded or by reference. The `type` field distinguishes the variants."""

InputContentBlockParam: TypeAlias = "TextBlockParam | TextBlock | ImageBlockParam | ImageBlock | DocumentBlockParam | DocumentBlock | SearchResultBlockParam | SearchResultBlock | ToolUseBlockParam | ToolUseBlock | ToolResultBlockParam | ThinkingBlockParam | ThinkingBlock | RedactedThinkingBlockParam | RedactedThinkingBlock | ServerToolUseBlockParam | ServerToolUseBlock | WebSearchToolResultBlockParam | WebSearchToolResultBlock | WebFetchToolResultBlockParam | WebFetchToolResultBlock | CodeExecutionToolResultBlockParam | CodeExecutionToolResultBlock | TextEditorCodeExecutionToolResultBlockParam | TextEditorCodeExecutionToolResultBlock | ToolSearchToolResultBlockParam | ToolSearchToolResultBlock | ContainerUploadBlockParam | ContainerUploadBlock | McpToolUseBlockParam | McpToolUseBlock | McpToolResultBlockParam | McpToolResultBlock | CompactionBlockParam | CompactionBlock | ForwardedParam | Model | UnknownVariant"
"""A content block in a request. The `type` field distinguishes the variants. User messages contain
text, images, documents, search results, tool results and files for a container. The other types are
from the model's messages and are sent back.
"""

InputMessageContentParam: TypeAlias = "str | Sequence[InputContentBlockParam]"
"""Text, or content blocks of several types."""

MessageToolParam: TypeAlias = "MessageFunctionToolParam | MessageWebSearchToolParam | MessageWebFetchToolParam | MessageCodeExecutionToolParam | MessageToolSearchToolParam | MessageBashToolParam | MessageTextEditorToolParam | MessageMemoryToolParam | MessageComputerToolParam | MessageToolsetParam | MessageMcpToolsetParam | ForwardedParam | Model | UnknownVariant"
"""A tool that the model may use: one of your own functions, which has no `type`, or one of the
provider's tools. The service forwards the provider's tools, and tools of other types, to models
that support them.
"""

MessageToolChoiceParam: TypeAlias = "str | MessageToolChoiceObjectParam | ForwardedParam"
"""A mode such as `auto`, or an object with more options."""

ResponseFormatParam: TypeAlias = "TextResponseFormatParam | TextResponseFormat | JsonObjectResponseFormatParam | JsonObjectResponseFormat | JsonSchemaResponseFormatParam | ForwardedParam | Model | UnknownVariant"
"""Output format of a chat completion. The `type` field distinguishes the variants."""

ResponseInputParam: TypeAlias = "str | Sequence[ResponseInputItemParam]"
"""A prompt, or the items of a conversation."""

ResponseInputContentParam: TypeAlias = "str | Sequence[ResponseInputPartParam]"
"""Text, or content parts of several types."""

ResponseInputItemParam: TypeAlias = "EasyInputMessageParam | ResponseInputMessageParam | ReasoningItemParam | ReasoningItem | FunctionCallItemParam | FunctionCallItem | FunctionCallOutputItemParam | FunctionCallOutputItem | ResponseTextItemParam | ResponseTextItem | WebSearchCallItemParam | WebSearchCallItem | FileSearchCallItemParam | FileSearchCallItem | CodeInterpreterCallItemParam | CodeInterpreterCallItem | ImageGenerationCallItemParam | ImageGenerationCallItem | ComputerCallItemParam | ComputerCallItem | ComputerCallOutputItemParam | ComputerCallOutputItem | LocalShellCallItemParam | LocalShellCallItem | LocalShellCallOutputItemParam | LocalShellCallOutputItem | ShellCallItemParam | ShellCallItem | ShellCallOutputItemParam | ShellCallOutputItem | ApplyPatchCallItemParam | ApplyPatchCallItem | ApplyPatchCallOutputItemParam | ApplyPatchCallOutputItem | McpCallItemParam | McpCallItem | McpListToolsItemParam | McpListToolsItem | McpApprovalRequestItemParam | McpApprovalRequestItem | McpApprovalResponseItemParam | McpApprovalResponseItem | CustomToolCallItemParam | CustomToolCallItem | CustomToolCallOutputItemParam | CustomToolCallOutputItem | ToolSearchCallItemParam | ToolSearchCallItem | ToolSearchOutputItemParam | ToolSearchOutputItem | CompactionItemParam | CompactionItem | ProgramItemParam | ProgramItem | ProgramOutputItemParam | ProgramOutputItem | AdditionalToolsItemParam | AdditionalToolsItem | ItemReferenceParam | ForwardedParam | Model | UnknownVariant"
"""An item of a conversation: a message, the output of a call, or an item of an earlier response, sent
back unchanged. The `type` field distinguishes the variants. A message can omit `type`.
"""

ResponseInputPartParam: TypeAlias = "InputTextPartParam | InputTextPart | InputImagePartParam | InputImagePart | InputFilePartParam | InputFilePart | AudioContentPartParam | AudioContentPart | OutputTextPartParam | OutputTextPart | RefusalPartParam | RefusalPart | ForwardedParam | Model | UnknownVariant"
"""A content part of a message. The `type` field distinguishes the variants. The model's own messages
have output parts.
"""

ResponseTextFormatParam: TypeAlias = "TextResponseFormatParam | TextResponseFormat | JsonObjectResponseFormatParam | JsonObjectResponseFormat | ResponseJsonSchemaFormatParam | ResponseJsonSchemaFormat | ForwardedParam | Model | UnknownVariant"
"""Output format of a response. The `type` field distinguishes the variants."""

ResponseToolParam: TypeAlias = "ResponseFunctionToolParam | ResponseFunctionTool | CustomToolParam | CustomTool | KnowledgeBaseRetrievalToolParam | KnowledgeBaseRetrievalTool | McpToolParam | McpTool | WebSearchToolParam | WebSearchTool | VersionedWebSearchToolParam | VersionedWebSearchTool | WebSearchPreviewToolParam | WebSearchPreviewTool | WebFetchToolParam | WebFetchTool | FileSearchToolParam | FileSearchTool | CodeInterpreterToolParam | CodeInterpreterTool | ImageGenerationToolParam | ImageGenerationTool | ComputerUsePreviewToolParam | ComputerUsePreviewTool | ShellToolParam | ShellTool | TypeOnlyToolParam | TypeOnlyTool | ToolSearchToolParam | ToolSearchTool | ToolNamespaceParam | ToolNamespace | ForwardedParam | Model | UnknownVariant"
"""A tool: one of your own functions, which the model asks you to call, or a tool that the service or
the provider runs. The `type` field distinguishes the variants. Tools of other types are forwarded
to models that support them.
"""

ResponseToolChoiceParam: TypeAlias = "ToolChoiceMode | ResponseToolChoiceObjectParam"
"""A mode such as `auto`, or an object that names the tools that must or may be called."""

ResponseToolChoiceObjectParam: TypeAlias = "ResponseNamedToolChoiceParam | ResponseNamedToolChoice | ForwardedParam | CustomToolChoiceParam | CustomToolChoice | McpToolChoiceParam | McpToolChoice | AllowedToolsChoiceParam | AllowedToolsChoice | HostedToolChoiceParam | HostedToolChoice | Model | UnknownVariant"
"""The tool that must be called, or the tools that may be called. The `type` field distinguishes the
variants.
"""

StopSequencesParam: TypeAlias = "str | Sequence[str]"
"""One stop sequence, or up to four."""

SystemPromptParam: TypeAlias = "str | Sequence[TextBlockParam | TextBlock]"
"""Text, as a string or in content blocks. Blocks can have cache breakpoints."""

TextContentParam: TypeAlias = "str | TextContentPartParam | Sequence[TextContentPartParam]"
"""Text, as a string or in one or several content parts. Parts can have cache breakpoints."""

TextEditorCodeExecutionToolResultContentParam: TypeAlias = "TextEditorCodeExecutionViewResultParam | TextEditorCodeExecutionViewResult | TextEditorCodeExecutionCreateResultParam | TextEditorCodeExecutionCreateResult | TextEditorCodeExecutionStrReplaceResultParam | TextEditorCodeExecutionStrReplaceResult | ServerToolResultErrorParam | ServerToolResultError | ForwardedParam | Model | UnknownVariant"
"""The result of viewing or editing a file, or an error. The `type` field distinguishes the variants."""

ThinkingConfigParam: TypeAlias = "ThinkingConfigEnabledParam | ThinkingConfigDisabledParam | ThinkingConfigAdaptiveParam | ThinkingConfigBetweenToolsParam | ForwardedParam | Model | UnknownVariant"
"""Configuration of the model's thinking. The `type` field distinguishes the variants."""

ToolResultContentParam: TypeAlias = "str | Sequence[ToolResultContentBlockParam]"
"""Text, or text, image and document blocks."""

ToolResultContentBlockParam: TypeAlias = "TextBlockParam | TextBlock | ImageBlockParam | ImageBlock | DocumentBlockParam | DocumentBlock | SearchResultBlockParam | SearchResultBlock | ToolReferenceBlockParam | ToolReferenceBlock | ForwardedParam | Model | UnknownVariant"
"""A content block of a tool result. The `type` field distinguishes the variants."""

ToolSearchToolResultContentParam: TypeAlias = "ToolSearchResultParam | ToolSearchResult | ServerToolResultErrorParam | ServerToolResultError | ForwardedParam | Model | UnknownVariant"
"""The tools found by the search, or an error. The `type` field distinguishes the variants."""

WebFetchToolResultContentParam: TypeAlias = "WebFetchResultParam | WebFetchResult | ServerToolResultErrorParam | ServerToolResultError | ForwardedParam | Model | UnknownVariant"
"""A page, or an error. The `type` field distinguishes the variants."""

WebSearchToolResultContentParam: TypeAlias = "Sequence[WebSearchResultParam | WebSearchResult | ForwardedParam] | WebSearchToolResultErrorParam | WebSearchToolResultError | ForwardedParam"
"""The pages found, or one error."""
