# Generated from openapi/ by generator/. Do not edit.
"""Response models, unions and enums. Each is imported on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .._model import Model, Result, UnknownVariant
    from .additional_tools_item import AdditionalToolsItem
    from .agent_chat_completion import AgentChatCompletion
    from .agent_chat_completion_chunk import AgentChatCompletionChunk
    from .agent_citation import AgentCitation
    from .agent_description import AgentDescription
    from .agent_functions import AgentFunctions
    from .agent_guardrails import AgentGuardrails
    from .agent_health import AgentHealth
    from .agent_retrieval import AgentRetrieval
    from .allowed_tools_choice import AllowedToolsChoice
    from .applied_context_edit import AppliedContextEdit
    from .apply_patch_call_item import ApplyPatchCallItem
    from .apply_patch_call_output_item import ApplyPatchCallOutputItem
    from .apply_patch_operation import ApplyPatchOperation
    from .approximate_location import ApproximateLocation
    from .async_invocation import AsyncInvocation
    from .audio_content_part import AudioContentPart
    from .audio_data import AudioData
    from .base64_source import Base64Source
    from .batch import Batch
    from .batch_download import BatchDownload
    from .batch_edge import BatchEdge
    from .batch_error import BatchError
    from .batch_file import BatchFile
    from .batch_list import BatchList
    from .batch_list_page import AsyncBatchListPage, BatchListPage
    from .batch_request_counts import BatchRequestCounts
    from .batch_results import BatchResults
    from .cache_control import CacheControl
    from .cache_creation import CacheCreation
    from .chat_annotation import ChatAnnotation
    from .chat_completion import ChatCompletion
    from .chat_completion_audio import ChatCompletionAudio
    from .chat_completion_choice import ChatCompletionChoice
    from .chat_completion_chunk import ChatCompletionChunk
    from .chat_completion_chunk_choice import ChatCompletionChunkChoice
    from .chat_completion_delta import ChatCompletionDelta
    from .chat_completion_message import ChatCompletionMessage
    from .citations_config import CitationsConfig
    from .citations_delta import CitationsDelta
    from .code_container import CodeContainer
    from .code_execution_output import CodeExecutionOutput
    from .code_execution_result import CodeExecutionResult
    from .code_execution_tool_result_block import CodeExecutionToolResultBlock
    from .code_execution_tool_result_content import CodeExecutionToolResultContent
    from .code_interpreter_call_item import CodeInterpreterCallItem
    from .code_interpreter_output import CodeInterpreterOutput
    from .code_interpreter_tool import CodeInterpreterTool
    from .compaction_block import CompactionBlock
    from .compaction_delta import CompactionDelta
    from .compaction_item import CompactionItem
    from .completion import Completion
    from .completion_choice import CompletionChoice
    from .completion_tokens_details import CompletionTokensDetails
    from .completion_usage import CompletionUsage
    from .computer_action import ComputerAction
    from .computer_call_item import ComputerCallItem
    from .computer_call_output_item import ComputerCallOutputItem
    from .computer_screenshot import ComputerScreenshot
    from .computer_use_preview_tool import ComputerUsePreviewTool
    from .container import Container
    from .container_upload_block import ContainerUploadBlock
    from .content_block import ContentBlock
    from .content_block_delta import ContentBlockDelta
    from .content_block_delta_event import ContentBlockDeltaEvent
    from .content_block_source import ContentBlockSource
    from .content_block_start_event import ContentBlockStartEvent
    from .content_block_stop_event import ContentBlockStopEvent
    from .context_management_response import ContextManagementResponse
    from .custom_tool import CustomTool
    from .custom_tool_call_item import CustomToolCallItem
    from .custom_tool_call_output_item import CustomToolCallOutputItem
    from .custom_tool_choice import CustomToolChoice
    from .custom_tool_format import CustomToolFormat
    from .document_block import DocumentBlock
    from .document_source import DocumentSource
    from .embedding import Embedding
    from .embedding_response import EmbeddingResponse
    from .embedding_usage import EmbeddingUsage
    from .enums import (
        AgentMessageRole,
        AsyncInvocationStatus,
        BatchEndpoint,
        BatchProvider,
        BatchStatus,
        CacheTtl,
        EmbeddingEncodingFormat,
        FinishReason,
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
        ResponseStatus,
        RetrievalMethod,
        RoutingPreference,
        SearchContextSize,
        ServiceTier,
        SpeechFormat,
        Speed,
        StopReason,
        SystemoneQuestionType,
        ToolChoiceMode,
        TranscriptionFormat,
        Verbosity,
        VideoStatus,
    )
    from .error_body import ErrorBody
    from .error_detail import ErrorDetail
    from .error_object import ErrorObject
    from .error_value import ErrorValue
    from .file_search_call_item import FileSearchCallItem
    from .file_search_result import FileSearchResult
    from .file_search_tool import FileSearchTool
    from .file_source import FileSource
    from .function_call_item import FunctionCallItem
    from .function_call_output_item import FunctionCallOutputItem
    from .function_name import FunctionName
    from .hosted_tool_choice import HostedToolChoice
    from .image import Image
    from .image_block import ImageBlock
    from .image_completed_event import ImageCompletedEvent
    from .image_generation_call_item import ImageGenerationCallItem
    from .image_generation_tool import ImageGenerationTool
    from .image_input_tokens_details import ImageInputTokensDetails
    from .image_partial_event import ImagePartialEvent
    from .image_source import ImageSource
    from .image_stream_event import ImageStreamEvent
    from .image_usage import ImageUsage
    from .images_response import ImagesResponse
    from .input_audio import InputAudio
    from .input_file_part import InputFilePart
    from .input_image_part import InputImagePart
    from .input_json_delta import InputJsonDelta
    from .input_text_part import InputTextPart
    from .json_object_response_format import JsonObjectResponseFormat
    from .knowledge_base_retrieval_tool import KnowledgeBaseRetrievalTool
    from .local_shell_action import LocalShellAction
    from .local_shell_call_item import LocalShellCallItem
    from .local_shell_call_output_item import LocalShellCallOutputItem
    from .logprobs import Logprobs
    from .mcp_approval_request_item import McpApprovalRequestItem
    from .mcp_approval_response_item import McpApprovalResponseItem
    from .mcp_call_item import McpCallItem
    from .mcp_list_tools_item import McpListToolsItem
    from .mcp_listed_tool import McpListedTool
    from .mcp_tool import McpTool
    from .mcp_tool_approval_filter import McpToolApprovalFilter
    from .mcp_tool_choice import McpToolChoice
    from .mcp_tool_filter import McpToolFilter
    from .mcp_tool_result_block import McpToolResultBlock
    from .mcp_tool_use_block import McpToolUseBlock
    from .message import Message
    from .message_delta import MessageDelta
    from .message_delta_event import MessageDeltaEvent
    from .message_delta_usage import MessageDeltaUsage
    from .message_error_event import MessageErrorEvent
    from .message_output_tokens_details import MessageOutputTokensDetails
    from .message_start_event import MessageStartEvent
    from .message_stop_event import MessageStopEvent
    from .message_stream_event import MessageStreamEvent
    from .message_usage import MessageUsage
    from .model_info import ModelInfo
    from .model_list import ModelList
    from .output_text_part import OutputTextPart
    from .page_info import PageInfo
    from .ping_event import PingEvent
    from .plain_text_source import PlainTextSource
    from .program_item import ProgramItem
    from .program_output_item import ProgramOutputItem
    from .prompt_tokens_details import PromptTokensDetails
    from .reasoning_item import ReasoningItem
    from .reasoning_options import ReasoningOptions
    from .reasoning_text_part import ReasoningTextPart
    from .redacted_thinking_block import RedactedThinkingBlock
    from .refusal_part import RefusalPart
    from .rerank_response import RerankResponse
    from .rerank_result import RerankResult
    from .response import Response
    from .response_annotation import ResponseAnnotation
    from .response_annotation_added_event import ResponseAnnotationAddedEvent
    from .response_audio_event import ResponseAudioEvent
    from .response_chunk import ResponseChunk
    from .response_completed_event import ResponseCompletedEvent
    from .response_content_part import ResponseContentPart
    from .response_content_part_added_event import ResponseContentPartAddedEvent
    from .response_content_part_done_event import ResponseContentPartDoneEvent
    from .response_created_event import ResponseCreatedEvent
    from .response_error_event import ResponseErrorEvent
    from .response_failed_event import ResponseFailedEvent
    from .response_function_call_arguments_delta_event import ResponseFunctionCallArgumentsDeltaEvent
    from .response_function_call_arguments_done_event import ResponseFunctionCallArgumentsDoneEvent
    from .response_function_tool import ResponseFunctionTool
    from .response_in_progress_event import ResponseInProgressEvent
    from .response_incomplete_details import ResponseIncompleteDetails
    from .response_incomplete_event import ResponseIncompleteEvent
    from .response_input_content import ResponseInputContent
    from .response_input_part import ResponseInputPart
    from .response_input_tokens_details import ResponseInputTokensDetails
    from .response_json_schema_format import ResponseJsonSchemaFormat
    from .response_named_tool_choice import ResponseNamedToolChoice
    from .response_output_item import ResponseOutputItem
    from .response_output_item_added_event import ResponseOutputItemAddedEvent
    from .response_output_item_done_event import ResponseOutputItemDoneEvent
    from .response_output_message import ResponseOutputMessage
    from .response_output_text_delta_event import ResponseOutputTextDeltaEvent
    from .response_output_text_done_event import ResponseOutputTextDoneEvent
    from .response_output_tokens_details import ResponseOutputTokensDetails
    from .response_partial_image_event import ResponsePartialImageEvent
    from .response_queued_event import ResponseQueuedEvent
    from .response_reasoning_summary_part_added_event import ResponseReasoningSummaryPartAddedEvent
    from .response_reasoning_summary_part_done_event import ResponseReasoningSummaryPartDoneEvent
    from .response_reasoning_summary_text_delta_event import ResponseReasoningSummaryTextDeltaEvent
    from .response_reasoning_summary_text_done_event import ResponseReasoningSummaryTextDoneEvent
    from .response_reasoning_text_delta_event import ResponseReasoningTextDeltaEvent
    from .response_reasoning_text_done_event import ResponseReasoningTextDoneEvent
    from .response_refusal_delta_event import ResponseRefusalDeltaEvent
    from .response_refusal_done_event import ResponseRefusalDoneEvent
    from .response_shell_command_event import ResponseShellCommandEvent
    from .response_shell_output_event import ResponseShellOutputEvent
    from .response_stream_event import ResponseStreamEvent
    from .response_text_config import ResponseTextConfig
    from .response_text_format import ResponseTextFormat
    from .response_text_item import ResponseTextItem
    from .response_tool import ResponseTool
    from .response_tool_choice import ResponseToolChoice
    from .response_tool_choice_object import ResponseToolChoiceObject
    from .response_tool_input_delta_event import ResponseToolInputDeltaEvent
    from .response_tool_input_done_event import ResponseToolInputDoneEvent
    from .response_tool_progress_event import ResponseToolProgressEvent
    from .response_usage import ResponseUsage
    from .retrieved_passage import RetrievedPassage
    from .safety_check import SafetyCheck
    from .search_filters import SearchFilters
    from .search_result_block import SearchResultBlock
    from .server_tool_result_error import ServerToolResultError
    from .server_tool_usage import ServerToolUsage
    from .server_tool_use_block import ServerToolUseBlock
    from .shell_action import ShellAction
    from .shell_call_item import ShellCallItem
    from .shell_call_output_item import ShellCallOutputItem
    from .shell_outcome import ShellOutcome
    from .shell_output import ShellOutput
    from .shell_tool import ShellTool
    from .signature_delta import SignatureDelta
    from .speech_response import SpeechResponse
    from .stop_details import StopDetails
    from .summary_text_part import SummaryTextPart
    from .systemone_answer import SystemoneAnswer
    from .systemone_evaluation import SystemoneEvaluation
    from .systemone_usage import SystemoneUsage
    from .text_block import TextBlock
    from .text_citation import TextCitation
    from .text_delta import TextDelta
    from .text_editor_code_execution_create_result import TextEditorCodeExecutionCreateResult
    from .text_editor_code_execution_str_replace_result import TextEditorCodeExecutionStrReplaceResult
    from .text_editor_code_execution_tool_result_block import TextEditorCodeExecutionToolResultBlock
    from .text_editor_code_execution_tool_result_content import TextEditorCodeExecutionToolResultContent
    from .text_editor_code_execution_view_result import TextEditorCodeExecutionViewResult
    from .text_response_format import TextResponseFormat
    from .thinking_block import ThinkingBlock
    from .thinking_delta import ThinkingDelta
    from .token_logprob import TokenLogprob
    from .tool_call import ToolCall
    from .tool_call_custom import ToolCallCustom
    from .tool_call_custom_delta import ToolCallCustomDelta
    from .tool_call_delta import ToolCallDelta
    from .tool_call_function import ToolCallFunction
    from .tool_call_function_delta import ToolCallFunctionDelta
    from .tool_caller import ToolCaller
    from .tool_namespace import ToolNamespace
    from .tool_reference_block import ToolReferenceBlock
    from .tool_result_content import ToolResultContent
    from .tool_result_content_block import ToolResultContentBlock
    from .tool_search_call_item import ToolSearchCallItem
    from .tool_search_output_item import ToolSearchOutputItem
    from .tool_search_result import ToolSearchResult
    from .tool_search_tool import ToolSearchTool
    from .tool_search_tool_result_block import ToolSearchToolResultBlock
    from .tool_search_tool_result_content import ToolSearchToolResultContent
    from .tool_use_block import ToolUseBlock
    from .top_logprob import TopLogprob
    from .transcription import Transcription
    from .triggered_guardrail import TriggeredGuardrail
    from .type_only_tool import TypeOnlyTool
    from .url_citation import UrlCitation
    from .url_source import UrlSource
    from .validation_error import ValidationError
    from .versioned_web_search_tool import VersionedWebSearchTool
    from .video import Video
    from .video_output import VideoOutput
    from .web_fetch_result import WebFetchResult
    from .web_fetch_tool import WebFetchTool
    from .web_fetch_tool_result_block import WebFetchToolResultBlock
    from .web_fetch_tool_result_content import WebFetchToolResultContent
    from .web_search_action import WebSearchAction
    from .web_search_call_item import WebSearchCallItem
    from .web_search_preview_tool import WebSearchPreviewTool
    from .web_search_result import WebSearchResult
    from .web_search_source import WebSearchSource
    from .web_search_tool import WebSearchTool
    from .web_search_tool_result_block import WebSearchToolResultBlock
    from .web_search_tool_result_content import WebSearchToolResultContent
    from .web_search_tool_result_error import WebSearchToolResultError

__all__ = [
    "Model",
    "Result",
    "UnknownVariant",
    "AdditionalToolsItem",
    "AgentChatCompletion",
    "AgentChatCompletionChunk",
    "AgentCitation",
    "AgentDescription",
    "AgentFunctions",
    "AgentGuardrails",
    "AgentHealth",
    "AgentMessageRole",
    "AgentRetrieval",
    "AllowedToolsChoice",
    "AppliedContextEdit",
    "ApplyPatchCallItem",
    "ApplyPatchCallOutputItem",
    "ApplyPatchOperation",
    "ApproximateLocation",
    "AsyncBatchListPage",
    "AsyncInvocation",
    "AsyncInvocationStatus",
    "AudioContentPart",
    "AudioData",
    "Base64Source",
    "Batch",
    "BatchDownload",
    "BatchEdge",
    "BatchEndpoint",
    "BatchError",
    "BatchFile",
    "BatchList",
    "BatchListPage",
    "BatchProvider",
    "BatchRequestCounts",
    "BatchResults",
    "BatchStatus",
    "CacheControl",
    "CacheCreation",
    "CacheTtl",
    "ChatAnnotation",
    "ChatCompletion",
    "ChatCompletionAudio",
    "ChatCompletionChoice",
    "ChatCompletionChunk",
    "ChatCompletionChunkChoice",
    "ChatCompletionDelta",
    "ChatCompletionMessage",
    "CitationsConfig",
    "CitationsDelta",
    "CodeContainer",
    "CodeExecutionOutput",
    "CodeExecutionResult",
    "CodeExecutionToolResultBlock",
    "CodeExecutionToolResultContent",
    "CodeInterpreterCallItem",
    "CodeInterpreterOutput",
    "CodeInterpreterTool",
    "CompactionBlock",
    "CompactionDelta",
    "CompactionItem",
    "Completion",
    "CompletionChoice",
    "CompletionTokensDetails",
    "CompletionUsage",
    "ComputerAction",
    "ComputerCallItem",
    "ComputerCallOutputItem",
    "ComputerScreenshot",
    "ComputerUsePreviewTool",
    "Container",
    "ContainerUploadBlock",
    "ContentBlock",
    "ContentBlockDelta",
    "ContentBlockDeltaEvent",
    "ContentBlockSource",
    "ContentBlockStartEvent",
    "ContentBlockStopEvent",
    "ContextManagementResponse",
    "CustomTool",
    "CustomToolCallItem",
    "CustomToolCallOutputItem",
    "CustomToolChoice",
    "CustomToolFormat",
    "DocumentBlock",
    "DocumentSource",
    "Embedding",
    "EmbeddingEncodingFormat",
    "EmbeddingResponse",
    "EmbeddingUsage",
    "ErrorBody",
    "ErrorDetail",
    "ErrorObject",
    "ErrorValue",
    "FileSearchCallItem",
    "FileSearchResult",
    "FileSearchTool",
    "FileSource",
    "FinishReason",
    "FunctionCallItem",
    "FunctionCallOutputItem",
    "FunctionName",
    "HostedToolChoice",
    "Image",
    "ImageBackground",
    "ImageBlock",
    "ImageCompletedEvent",
    "ImageDetail",
    "ImageFormat",
    "ImageGenerationCallItem",
    "ImageGenerationTool",
    "ImageInputTokensDetails",
    "ImageModeration",
    "ImagePartialEvent",
    "ImageQuality",
    "ImageSize",
    "ImageSource",
    "ImageStreamEvent",
    "ImageUsage",
    "ImagesResponse",
    "InputAudio",
    "InputFilePart",
    "InputImagePart",
    "InputJsonDelta",
    "InputTextPart",
    "InputTruncation",
    "JsonObjectResponseFormat",
    "KnowledgeBaseRetrievalTool",
    "LocalShellAction",
    "LocalShellCallItem",
    "LocalShellCallOutputItem",
    "Logprobs",
    "McpApprovalRequestItem",
    "McpApprovalResponseItem",
    "McpCallItem",
    "McpListToolsItem",
    "McpListedTool",
    "McpTool",
    "McpToolApprovalFilter",
    "McpToolChoice",
    "McpToolFilter",
    "McpToolResultBlock",
    "McpToolUseBlock",
    "Message",
    "MessageDelta",
    "MessageDeltaEvent",
    "MessageDeltaUsage",
    "MessageErrorEvent",
    "MessageOutputTokensDetails",
    "MessageRole",
    "MessageStartEvent",
    "MessageStopEvent",
    "MessageStreamEvent",
    "MessageToolChoiceType",
    "MessageUsage",
    "ModelInfo",
    "ModelList",
    "OutputModality",
    "OutputTextPart",
    "PageInfo",
    "PingEvent",
    "PlainTextSource",
    "ProgramItem",
    "ProgramOutputItem",
    "PromptCacheRetention",
    "PromptTokensDetails",
    "ReasoningEffort",
    "ReasoningItem",
    "ReasoningOptions",
    "ReasoningTextPart",
    "RedactedThinkingBlock",
    "RefusalPart",
    "RerankResponse",
    "RerankResult",
    "Response",
    "ResponseAnnotation",
    "ResponseAnnotationAddedEvent",
    "ResponseAudioEvent",
    "ResponseChunk",
    "ResponseCompletedEvent",
    "ResponseContentPart",
    "ResponseContentPartAddedEvent",
    "ResponseContentPartDoneEvent",
    "ResponseCreatedEvent",
    "ResponseErrorEvent",
    "ResponseFailedEvent",
    "ResponseFunctionCallArgumentsDeltaEvent",
    "ResponseFunctionCallArgumentsDoneEvent",
    "ResponseFunctionTool",
    "ResponseInProgressEvent",
    "ResponseIncludable",
    "ResponseIncompleteDetails",
    "ResponseIncompleteEvent",
    "ResponseInputContent",
    "ResponseInputPart",
    "ResponseInputTokensDetails",
    "ResponseJsonSchemaFormat",
    "ResponseNamedToolChoice",
    "ResponseOutputItem",
    "ResponseOutputItemAddedEvent",
    "ResponseOutputItemDoneEvent",
    "ResponseOutputMessage",
    "ResponseOutputTextDeltaEvent",
    "ResponseOutputTextDoneEvent",
    "ResponseOutputTokensDetails",
    "ResponsePartialImageEvent",
    "ResponseQueuedEvent",
    "ResponseReasoningSummaryPartAddedEvent",
    "ResponseReasoningSummaryPartDoneEvent",
    "ResponseReasoningSummaryTextDeltaEvent",
    "ResponseReasoningSummaryTextDoneEvent",
    "ResponseReasoningTextDeltaEvent",
    "ResponseReasoningTextDoneEvent",
    "ResponseRefusalDeltaEvent",
    "ResponseRefusalDoneEvent",
    "ResponseRole",
    "ResponseShellCommandEvent",
    "ResponseShellOutputEvent",
    "ResponseStatus",
    "ResponseStreamEvent",
    "ResponseTextConfig",
    "ResponseTextFormat",
    "ResponseTextItem",
    "ResponseTool",
    "ResponseToolChoice",
    "ResponseToolChoiceObject",
    "ResponseToolInputDeltaEvent",
    "ResponseToolInputDoneEvent",
    "ResponseToolProgressEvent",
    "ResponseUsage",
    "RetrievalMethod",
    "RetrievedPassage",
    "RoutingPreference",
    "SafetyCheck",
    "SearchContextSize",
    "SearchFilters",
    "SearchResultBlock",
    "ServerToolResultError",
    "ServerToolUsage",
    "ServerToolUseBlock",
    "ServiceTier",
    "ShellAction",
    "ShellCallItem",
    "ShellCallOutputItem",
    "ShellOutcome",
    "ShellOutput",
    "ShellTool",
    "SignatureDelta",
    "SpeechFormat",
    "SpeechResponse",
    "Speed",
    "StopDetails",
    "StopReason",
    "SummaryTextPart",
    "SystemoneAnswer",
    "SystemoneEvaluation",
    "SystemoneQuestionType",
    "SystemoneUsage",
    "TextBlock",
    "TextCitation",
    "TextDelta",
    "TextEditorCodeExecutionCreateResult",
    "TextEditorCodeExecutionStrReplaceResult",
    "TextEditorCodeExecutionToolResultBlock",
    "TextEditorCodeExecutionToolResultContent",
    "TextEditorCodeExecutionViewResult",
    "TextResponseFormat",
    "ThinkingBlock",
    "ThinkingDelta",
    "TokenLogprob",
    "ToolCall",
    "ToolCallCustom",
    "ToolCallCustomDelta",
    "ToolCallDelta",
    "ToolCallFunction",
    "ToolCallFunctionDelta",
    "ToolCaller",
    "ToolChoiceMode",
    "ToolNamespace",
    "ToolReferenceBlock",
    "ToolResultContent",
    "ToolResultContentBlock",
    "ToolSearchCallItem",
    "ToolSearchOutputItem",
    "ToolSearchResult",
    "ToolSearchTool",
    "ToolSearchToolResultBlock",
    "ToolSearchToolResultContent",
    "ToolUseBlock",
    "TopLogprob",
    "Transcription",
    "TranscriptionFormat",
    "TriggeredGuardrail",
    "TypeOnlyTool",
    "UrlCitation",
    "UrlSource",
    "ValidationError",
    "Verbosity",
    "VersionedWebSearchTool",
    "Video",
    "VideoOutput",
    "VideoStatus",
    "WebFetchResult",
    "WebFetchTool",
    "WebFetchToolResultBlock",
    "WebFetchToolResultContent",
    "WebSearchAction",
    "WebSearchCallItem",
    "WebSearchPreviewTool",
    "WebSearchResult",
    "WebSearchSource",
    "WebSearchTool",
    "WebSearchToolResultBlock",
    "WebSearchToolResultContent",
    "WebSearchToolResultError",
]

_MODULES = {
    "Model": ".._model",
    "Result": ".._model",
    "UnknownVariant": ".._model",
    "AdditionalToolsItem": ".additional_tools_item",
    "AgentChatCompletion": ".agent_chat_completion",
    "AgentChatCompletionChunk": ".agent_chat_completion_chunk",
    "AgentCitation": ".agent_citation",
    "AgentDescription": ".agent_description",
    "AgentFunctions": ".agent_functions",
    "AgentGuardrails": ".agent_guardrails",
    "AgentHealth": ".agent_health",
    "AgentMessageRole": ".enums",
    "AgentRetrieval": ".agent_retrieval",
    "AllowedToolsChoice": ".allowed_tools_choice",
    "AppliedContextEdit": ".applied_context_edit",
    "ApplyPatchCallItem": ".apply_patch_call_item",
    "ApplyPatchCallOutputItem": ".apply_patch_call_output_item",
    "ApplyPatchOperation": ".apply_patch_operation",
    "ApproximateLocation": ".approximate_location",
    "AsyncBatchListPage": ".batch_list_page",
    "AsyncInvocation": ".async_invocation",
    "AsyncInvocationStatus": ".enums",
    "AudioContentPart": ".audio_content_part",
    "AudioData": ".audio_data",
    "Base64Source": ".base64_source",
    "Batch": ".batch",
    "BatchDownload": ".batch_download",
    "BatchEdge": ".batch_edge",
    "BatchEndpoint": ".enums",
    "BatchError": ".batch_error",
    "BatchFile": ".batch_file",
    "BatchList": ".batch_list",
    "BatchListPage": ".batch_list_page",
    "BatchProvider": ".enums",
    "BatchRequestCounts": ".batch_request_counts",
    "BatchResults": ".batch_results",
    "BatchStatus": ".enums",
    "CacheControl": ".cache_control",
    "CacheCreation": ".cache_creation",
    "CacheTtl": ".enums",
    "ChatAnnotation": ".chat_annotation",
    "ChatCompletion": ".chat_completion",
    "ChatCompletionAudio": ".chat_completion_audio",
    "ChatCompletionChoice": ".chat_completion_choice",
    "ChatCompletionChunk": ".chat_completion_chunk",
    "ChatCompletionChunkChoice": ".chat_completion_chunk_choice",
    "ChatCompletionDelta": ".chat_completion_delta",
    "ChatCompletionMessage": ".chat_completion_message",
    "CitationsConfig": ".citations_config",
    "CitationsDelta": ".citations_delta",
    "CodeContainer": ".code_container",
    "CodeExecutionOutput": ".code_execution_output",
    "CodeExecutionResult": ".code_execution_result",
    "CodeExecutionToolResultBlock": ".code_execution_tool_result_block",
    "CodeExecutionToolResultContent": ".code_execution_tool_result_content",
    "CodeInterpreterCallItem": ".code_interpreter_call_item",
    "CodeInterpreterOutput": ".code_interpreter_output",
    "CodeInterpreterTool": ".code_interpreter_tool",
    "CompactionBlock": ".compaction_block",
    "CompactionDelta": ".compaction_delta",
    "CompactionItem": ".compaction_item",
    "Completion": ".completion",
    "CompletionChoice": ".completion_choice",
    "CompletionTokensDetails": ".completion_tokens_details",
    "CompletionUsage": ".completion_usage",
    "ComputerAction": ".computer_action",
    "ComputerCallItem": ".computer_call_item",
    "ComputerCallOutputItem": ".computer_call_output_item",
    "ComputerScreenshot": ".computer_screenshot",
    "ComputerUsePreviewTool": ".computer_use_preview_tool",
    "Container": ".container",
    "ContainerUploadBlock": ".container_upload_block",
    "ContentBlock": ".content_block",
    "ContentBlockDelta": ".content_block_delta",
    "ContentBlockDeltaEvent": ".content_block_delta_event",
    "ContentBlockSource": ".content_block_source",
    "ContentBlockStartEvent": ".content_block_start_event",
    "ContentBlockStopEvent": ".content_block_stop_event",
    "ContextManagementResponse": ".context_management_response",
    "CustomTool": ".custom_tool",
    "CustomToolCallItem": ".custom_tool_call_item",
    "CustomToolCallOutputItem": ".custom_tool_call_output_item",
    "CustomToolChoice": ".custom_tool_choice",
    "CustomToolFormat": ".custom_tool_format",
    "DocumentBlock": ".document_block",
    "DocumentSource": ".document_source",
    "Embedding": ".embedding",
    "EmbeddingEncodingFormat": ".enums",
    "EmbeddingResponse": ".embedding_response",
    "EmbeddingUsage": ".embedding_usage",
    "ErrorBody": ".error_body",
    "ErrorDetail": ".error_detail",
    "ErrorObject": ".error_object",
    "ErrorValue": ".error_value",
    "FileSearchCallItem": ".file_search_call_item",
    "FileSearchResult": ".file_search_result",
    "FileSearchTool": ".file_search_tool",
    "FileSource": ".file_source",
    "FinishReason": ".enums",
    "FunctionCallItem": ".function_call_item",
    "FunctionCallOutputItem": ".function_call_output_item",
    "FunctionName": ".function_name",
    "HostedToolChoice": ".hosted_tool_choice",
    "Image": ".image",
    "ImageBackground": ".enums",
    "ImageBlock": ".image_block",
    "ImageCompletedEvent": ".image_completed_event",
    "ImageDetail": ".enums",
    "ImageFormat": ".enums",
    "ImageGenerationCallItem": ".image_generation_call_item",
    "ImageGenerationTool": ".image_generation_tool",
    "ImageInputTokensDetails": ".image_input_tokens_details",
    "ImageModeration": ".enums",
    "ImagePartialEvent": ".image_partial_event",
    "ImageQuality": ".enums",
    "ImageSize": ".enums",
    "ImageSource": ".image_source",
    "ImageStreamEvent": ".image_stream_event",
    "ImageUsage": ".image_usage",
    "ImagesResponse": ".images_response",
    "InputAudio": ".input_audio",
    "InputFilePart": ".input_file_part",
    "InputImagePart": ".input_image_part",
    "InputJsonDelta": ".input_json_delta",
    "InputTextPart": ".input_text_part",
    "InputTruncation": ".enums",
    "JsonObjectResponseFormat": ".json_object_response_format",
    "KnowledgeBaseRetrievalTool": ".knowledge_base_retrieval_tool",
    "LocalShellAction": ".local_shell_action",
    "LocalShellCallItem": ".local_shell_call_item",
    "LocalShellCallOutputItem": ".local_shell_call_output_item",
    "Logprobs": ".logprobs",
    "McpApprovalRequestItem": ".mcp_approval_request_item",
    "McpApprovalResponseItem": ".mcp_approval_response_item",
    "McpCallItem": ".mcp_call_item",
    "McpListToolsItem": ".mcp_list_tools_item",
    "McpListedTool": ".mcp_listed_tool",
    "McpTool": ".mcp_tool",
    "McpToolApprovalFilter": ".mcp_tool_approval_filter",
    "McpToolChoice": ".mcp_tool_choice",
    "McpToolFilter": ".mcp_tool_filter",
    "McpToolResultBlock": ".mcp_tool_result_block",
    "McpToolUseBlock": ".mcp_tool_use_block",
    "Message": ".message",
    "MessageDelta": ".message_delta",
    "MessageDeltaEvent": ".message_delta_event",
    "MessageDeltaUsage": ".message_delta_usage",
    "MessageErrorEvent": ".message_error_event",
    "MessageOutputTokensDetails": ".message_output_tokens_details",
    "MessageRole": ".enums",
    "MessageStartEvent": ".message_start_event",
    "MessageStopEvent": ".message_stop_event",
    "MessageStreamEvent": ".message_stream_event",
    "MessageToolChoiceType": ".enums",
    "MessageUsage": ".message_usage",
    "ModelInfo": ".model_info",
    "ModelList": ".model_list",
    "OutputModality": ".enums",
    "OutputTextPart": ".output_text_part",
    "PageInfo": ".page_info",
    "PingEvent": ".ping_event",
    "PlainTextSource": ".plain_text_source",
    "ProgramItem": ".program_item",
    "ProgramOutputItem": ".program_output_item",
    "PromptCacheRetention": ".enums",
    "PromptTokensDetails": ".prompt_tokens_details",
    "ReasoningEffort": ".enums",
    "ReasoningItem": ".reasoning_item",
    "ReasoningOptions": ".reasoning_options",
    "ReasoningTextPart": ".reasoning_text_part",
    "RedactedThinkingBlock": ".redacted_thinking_block",
    "RefusalPart": ".refusal_part",
    "RerankResponse": ".rerank_response",
    "RerankResult": ".rerank_result",
    "Response": ".response",
    "ResponseAnnotation": ".response_annotation",
    "ResponseAnnotationAddedEvent": ".response_annotation_added_event",
    "ResponseAudioEvent": ".response_audio_event",
    "ResponseChunk": ".response_chunk",
    "ResponseCompletedEvent": ".response_completed_event",
    "ResponseContentPart": ".response_content_part",
    "ResponseContentPartAddedEvent": ".response_content_part_added_event",
    "ResponseContentPartDoneEvent": ".response_content_part_done_event",
    "ResponseCreatedEvent": ".response_created_event",
    "ResponseErrorEvent": ".response_error_event",
    "ResponseFailedEvent": ".response_failed_event",
    "ResponseFunctionCallArgumentsDeltaEvent": ".response_function_call_arguments_delta_event",
    "ResponseFunctionCallArgumentsDoneEvent": ".response_function_call_arguments_done_event",
    "ResponseFunctionTool": ".response_function_tool",
    "ResponseInProgressEvent": ".response_in_progress_event",
    "ResponseIncludable": ".enums",
    "ResponseIncompleteDetails": ".response_incomplete_details",
    "ResponseIncompleteEvent": ".response_incomplete_event",
    "ResponseInputContent": ".response_input_content",
    "ResponseInputPart": ".response_input_part",
    "ResponseInputTokensDetails": ".response_input_tokens_details",
    "ResponseJsonSchemaFormat": ".response_json_schema_format",
    "ResponseNamedToolChoice": ".response_named_tool_choice",
    "ResponseOutputItem": ".response_output_item",
    "ResponseOutputItemAddedEvent": ".response_output_item_added_event",
    "ResponseOutputItemDoneEvent": ".response_output_item_done_event",
    "ResponseOutputMessage": ".response_output_message",
    "ResponseOutputTextDeltaEvent": ".response_output_text_delta_event",
    "ResponseOutputTextDoneEvent": ".response_output_text_done_event",
    "ResponseOutputTokensDetails": ".response_output_tokens_details",
    "ResponsePartialImageEvent": ".response_partial_image_event",
    "ResponseQueuedEvent": ".response_queued_event",
    "ResponseReasoningSummaryPartAddedEvent": ".response_reasoning_summary_part_added_event",
    "ResponseReasoningSummaryPartDoneEvent": ".response_reasoning_summary_part_done_event",
    "ResponseReasoningSummaryTextDeltaEvent": ".response_reasoning_summary_text_delta_event",
    "ResponseReasoningSummaryTextDoneEvent": ".response_reasoning_summary_text_done_event",
    "ResponseReasoningTextDeltaEvent": ".response_reasoning_text_delta_event",
    "ResponseReasoningTextDoneEvent": ".response_reasoning_text_done_event",
    "ResponseRefusalDeltaEvent": ".response_refusal_delta_event",
    "ResponseRefusalDoneEvent": ".response_refusal_done_event",
    "ResponseRole": ".enums",
    "ResponseShellCommandEvent": ".response_shell_command_event",
    "ResponseShellOutputEvent": ".response_shell_output_event",
    "ResponseStatus": ".enums",
    "ResponseStreamEvent": ".response_stream_event",
    "ResponseTextConfig": ".response_text_config",
    "ResponseTextFormat": ".response_text_format",
    "ResponseTextItem": ".response_text_item",
    "ResponseTool": ".response_tool",
    "ResponseToolChoice": ".response_tool_choice",
    "ResponseToolChoiceObject": ".response_tool_choice_object",
    "ResponseToolInputDeltaEvent": ".response_tool_input_delta_event",
    "ResponseToolInputDoneEvent": ".response_tool_input_done_event",
    "ResponseToolProgressEvent": ".response_tool_progress_event",
    "ResponseUsage": ".response_usage",
    "RetrievalMethod": ".enums",
    "RetrievedPassage": ".retrieved_passage",
    "RoutingPreference": ".enums",
    "SafetyCheck": ".safety_check",
    "SearchContextSize": ".enums",
    "SearchFilters": ".search_filters",
    "SearchResultBlock": ".search_result_block",
    "ServerToolResultError": ".server_tool_result_error",
    "ServerToolUsage": ".server_tool_usage",
    "ServerToolUseBlock": ".server_tool_use_block",
    "ServiceTier": ".enums",
    "ShellAction": ".shell_action",
    "ShellCallItem": ".shell_call_item",
    "ShellCallOutputItem": ".shell_call_output_item",
    "ShellOutcome": ".shell_outcome",
    "ShellOutput": ".shell_output",
    "ShellTool": ".shell_tool",
    "SignatureDelta": ".signature_delta",
    "SpeechFormat": ".enums",
    "SpeechResponse": ".speech_response",
    "Speed": ".enums",
    "StopDetails": ".stop_details",
    "StopReason": ".enums",
    "SummaryTextPart": ".summary_text_part",
    "SystemoneAnswer": ".systemone_answer",
    "SystemoneEvaluation": ".systemone_evaluation",
    "SystemoneQuestionType": ".enums",
    "SystemoneUsage": ".systemone_usage",
    "TextBlock": ".text_block",
    "TextCitation": ".text_citation",
    "TextDelta": ".text_delta",
    "TextEditorCodeExecutionCreateResult": ".text_editor_code_execution_create_result",
    "TextEditorCodeExecutionStrReplaceResult": ".text_editor_code_execution_str_replace_result",
    "TextEditorCodeExecutionToolResultBlock": ".text_editor_code_execution_tool_result_block",
    "TextEditorCodeExecutionToolResultContent": ".text_editor_code_execution_tool_result_content",
    "TextEditorCodeExecutionViewResult": ".text_editor_code_execution_view_result",
    "TextResponseFormat": ".text_response_format",
    "ThinkingBlock": ".thinking_block",
    "ThinkingDelta": ".thinking_delta",
    "TokenLogprob": ".token_logprob",
    "ToolCall": ".tool_call",
    "ToolCallCustom": ".tool_call_custom",
    "ToolCallCustomDelta": ".tool_call_custom_delta",
    "ToolCallDelta": ".tool_call_delta",
    "ToolCallFunction": ".tool_call_function",
    "ToolCallFunctionDelta": ".tool_call_function_delta",
    "ToolCaller": ".tool_caller",
    "ToolChoiceMode": ".enums",
    "ToolNamespace": ".tool_namespace",
    "ToolReferenceBlock": ".tool_reference_block",
    "ToolResultContent": ".tool_result_content",
    "ToolResultContentBlock": ".tool_result_content_block",
    "ToolSearchCallItem": ".tool_search_call_item",
    "ToolSearchOutputItem": ".tool_search_output_item",
    "ToolSearchResult": ".tool_search_result",
    "ToolSearchTool": ".tool_search_tool",
    "ToolSearchToolResultBlock": ".tool_search_tool_result_block",
    "ToolSearchToolResultContent": ".tool_search_tool_result_content",
    "ToolUseBlock": ".tool_use_block",
    "TopLogprob": ".top_logprob",
    "Transcription": ".transcription",
    "TranscriptionFormat": ".enums",
    "TriggeredGuardrail": ".triggered_guardrail",
    "TypeOnlyTool": ".type_only_tool",
    "UrlCitation": ".url_citation",
    "UrlSource": ".url_source",
    "ValidationError": ".validation_error",
    "Verbosity": ".enums",
    "VersionedWebSearchTool": ".versioned_web_search_tool",
    "Video": ".video",
    "VideoOutput": ".video_output",
    "VideoStatus": ".enums",
    "WebFetchResult": ".web_fetch_result",
    "WebFetchTool": ".web_fetch_tool",
    "WebFetchToolResultBlock": ".web_fetch_tool_result_block",
    "WebFetchToolResultContent": ".web_fetch_tool_result_content",
    "WebSearchAction": ".web_search_action",
    "WebSearchCallItem": ".web_search_call_item",
    "WebSearchPreviewTool": ".web_search_preview_tool",
    "WebSearchResult": ".web_search_result",
    "WebSearchSource": ".web_search_source",
    "WebSearchTool": ".web_search_tool",
    "WebSearchToolResultBlock": ".web_search_tool_result_block",
    "WebSearchToolResultContent": ".web_search_tool_result_content",
    "WebSearchToolResultError": ".web_search_tool_result_error",
}


if not TYPE_CHECKING:  # So that type checkers report a name that does not exist.

    def __getattr__(name: str) -> Any:
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(module, __name__), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
