# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .._model import UnknownVariant
from . import response_annotation_added_event as _response_annotation_added_event
from . import response_audio_event as _response_audio_event
from . import response_chunk as _response_chunk
from . import response_completed_event as _response_completed_event
from . import response_content_part_added_event as _response_content_part_added_event
from . import response_content_part_done_event as _response_content_part_done_event
from . import response_created_event as _response_created_event
from . import response_error_event as _response_error_event
from . import response_failed_event as _response_failed_event
from . import response_function_call_arguments_delta_event as _response_function_call_arguments_delta_event
from . import response_function_call_arguments_done_event as _response_function_call_arguments_done_event
from . import response_in_progress_event as _response_in_progress_event
from . import response_incomplete_event as _response_incomplete_event
from . import response_output_item_added_event as _response_output_item_added_event
from . import response_output_item_done_event as _response_output_item_done_event
from . import response_output_text_delta_event as _response_output_text_delta_event
from . import response_output_text_done_event as _response_output_text_done_event
from . import response_partial_image_event as _response_partial_image_event
from . import response_queued_event as _response_queued_event
from . import response_reasoning_summary_part_added_event as _response_reasoning_summary_part_added_event
from . import response_reasoning_summary_part_done_event as _response_reasoning_summary_part_done_event
from . import response_reasoning_summary_text_delta_event as _response_reasoning_summary_text_delta_event
from . import response_reasoning_summary_text_done_event as _response_reasoning_summary_text_done_event
from . import response_reasoning_text_delta_event as _response_reasoning_text_delta_event
from . import response_reasoning_text_done_event as _response_reasoning_text_done_event
from . import response_refusal_delta_event as _response_refusal_delta_event
from . import response_refusal_done_event as _response_refusal_done_event
from . import response_shell_command_event as _response_shell_command_event
from . import response_shell_output_event as _response_shell_output_event
from . import response_tool_input_delta_event as _response_tool_input_delta_event
from . import response_tool_input_done_event as _response_tool_input_done_event
from . import response_tool_progress_event as _response_tool_progress_event

if TYPE_CHECKING:
    from .response_annotation_added_event import ResponseAnnotationAddedEvent
    from .response_audio_event import ResponseAudioEvent
    from .response_chunk import ResponseChunk
    from .response_completed_event import ResponseCompletedEvent
    from .response_content_part_added_event import ResponseContentPartAddedEvent
    from .response_content_part_done_event import ResponseContentPartDoneEvent
    from .response_created_event import ResponseCreatedEvent
    from .response_error_event import ResponseErrorEvent
    from .response_failed_event import ResponseFailedEvent
    from .response_function_call_arguments_delta_event import ResponseFunctionCallArgumentsDeltaEvent
    from .response_function_call_arguments_done_event import ResponseFunctionCallArgumentsDoneEvent
    from .response_in_progress_event import ResponseInProgressEvent
    from .response_incomplete_event import ResponseIncompleteEvent
    from .response_output_item_added_event import ResponseOutputItemAddedEvent
    from .response_output_item_done_event import ResponseOutputItemDoneEvent
    from .response_output_text_delta_event import ResponseOutputTextDeltaEvent
    from .response_output_text_done_event import ResponseOutputTextDoneEvent
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
    from .response_tool_input_delta_event import ResponseToolInputDeltaEvent
    from .response_tool_input_done_event import ResponseToolInputDoneEvent
    from .response_tool_progress_event import ResponseToolProgressEvent

    ResponseStreamEvent: TypeAlias = "ResponseCreatedEvent | ResponseInProgressEvent | ResponseOutputItemAddedEvent | ResponseOutputItemDoneEvent | ResponseContentPartAddedEvent | ResponseContentPartDoneEvent | ResponseOutputTextDeltaEvent | ResponseOutputTextDoneEvent | ResponseRefusalDeltaEvent | ResponseRefusalDoneEvent | ResponseReasoningTextDeltaEvent | ResponseReasoningTextDoneEvent | ResponseReasoningSummaryPartAddedEvent | ResponseReasoningSummaryPartDoneEvent | ResponseReasoningSummaryTextDeltaEvent | ResponseReasoningSummaryTextDoneEvent | ResponseFunctionCallArgumentsDeltaEvent | ResponseFunctionCallArgumentsDoneEvent | ResponseQueuedEvent | ResponseAnnotationAddedEvent | ResponseToolProgressEvent | ResponseToolInputDeltaEvent | ResponseToolInputDoneEvent | ResponsePartialImageEvent | ResponseShellCommandEvent | ResponseShellOutputEvent | ResponseAudioEvent | ResponseCompletedEvent | ResponseIncompleteEvent | ResponseFailedEvent | ResponseErrorEvent | ResponseChunk | UnknownVariant"
    """An event of a response stream. The `type` field distinguishes the variants. The stream contains
    the response, then each item with its parts, their deltas and ends, then the complete response.
    Some models stream chunks like those of a chat completion instead, which have no `type`. Ignore
    events of other types.
    """
else:

    def __getattr__(name: str) -> Any:
        # Evaluated on demand: model modules import each other, so the classes may not exist yet.
        if name == "ResponseStreamEvent":
            return (
                _response_created_event.ResponseCreatedEvent
                | _response_in_progress_event.ResponseInProgressEvent
                | _response_output_item_added_event.ResponseOutputItemAddedEvent
                | _response_output_item_done_event.ResponseOutputItemDoneEvent
                | _response_content_part_added_event.ResponseContentPartAddedEvent
                | _response_content_part_done_event.ResponseContentPartDoneEvent
                | _response_output_text_delta_event.ResponseOutputTextDeltaEvent
                | _response_output_text_done_event.ResponseOutputTextDoneEvent
                | _response_refusal_delta_event.ResponseRefusalDeltaEvent
                | _response_refusal_done_event.ResponseRefusalDoneEvent
                | _response_reasoning_text_delta_event.ResponseReasoningTextDeltaEvent
                | _response_reasoning_text_done_event.ResponseReasoningTextDoneEvent
                | _response_reasoning_summary_part_added_event.ResponseReasoningSummaryPartAddedEvent
                | _response_reasoning_summary_part_done_event.ResponseReasoningSummaryPartDoneEvent
                | _response_reasoning_summary_text_delta_event.ResponseReasoningSummaryTextDeltaEvent
                | _response_reasoning_summary_text_done_event.ResponseReasoningSummaryTextDoneEvent
                | _response_function_call_arguments_delta_event.ResponseFunctionCallArgumentsDeltaEvent
                | _response_function_call_arguments_done_event.ResponseFunctionCallArgumentsDoneEvent
                | _response_queued_event.ResponseQueuedEvent
                | _response_annotation_added_event.ResponseAnnotationAddedEvent
                | _response_tool_progress_event.ResponseToolProgressEvent
                | _response_tool_input_delta_event.ResponseToolInputDeltaEvent
                | _response_tool_input_done_event.ResponseToolInputDoneEvent
                | _response_partial_image_event.ResponsePartialImageEvent
                | _response_shell_command_event.ResponseShellCommandEvent
                | _response_shell_output_event.ResponseShellOutputEvent
                | _response_audio_event.ResponseAudioEvent
                | _response_completed_event.ResponseCompletedEvent
                | _response_incomplete_event.ResponseIncompleteEvent
                | _response_failed_event.ResponseFailedEvent
                | _response_error_event.ResponseErrorEvent
                | _response_chunk.ResponseChunk
                | UnknownVariant
            )
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MEMBERS: dict[Any, Any] = {
    "response.created": _response_created_event,
    "response.in_progress": _response_in_progress_event,
    "response.output_item.added": _response_output_item_added_event,
    "response.output_item.done": _response_output_item_done_event,
    "response.content_part.added": _response_content_part_added_event,
    "response.content_part.done": _response_content_part_done_event,
    "response.output_text.delta": _response_output_text_delta_event,
    "response.output_text.done": _response_output_text_done_event,
    "response.refusal.delta": _response_refusal_delta_event,
    "response.refusal.done": _response_refusal_done_event,
    "response.reasoning_text.delta": _response_reasoning_text_delta_event,
    "response.reasoning_text.done": _response_reasoning_text_done_event,
    "response.reasoning_summary_part.added": _response_reasoning_summary_part_added_event,
    "response.reasoning_summary_part.done": _response_reasoning_summary_part_done_event,
    "response.reasoning_summary_text.delta": _response_reasoning_summary_text_delta_event,
    "response.reasoning_summary_text.done": _response_reasoning_summary_text_done_event,
    "response.function_call_arguments.delta": _response_function_call_arguments_delta_event,
    "response.function_call_arguments.done": _response_function_call_arguments_done_event,
    "response.queued": _response_queued_event,
    "response.output_text.annotation.added": _response_annotation_added_event,
    "response.web_search_call.in_progress": _response_tool_progress_event,
    "response.web_search_call.searching": _response_tool_progress_event,
    "response.web_search_call.completed": _response_tool_progress_event,
    "response.file_search_call.in_progress": _response_tool_progress_event,
    "response.file_search_call.searching": _response_tool_progress_event,
    "response.file_search_call.completed": _response_tool_progress_event,
    "response.code_interpreter_call.in_progress": _response_tool_progress_event,
    "response.code_interpreter_call.interpreting": _response_tool_progress_event,
    "response.code_interpreter_call.completed": _response_tool_progress_event,
    "response.image_generation_call.in_progress": _response_tool_progress_event,
    "response.image_generation_call.generating": _response_tool_progress_event,
    "response.image_generation_call.completed": _response_tool_progress_event,
    "response.mcp_call.in_progress": _response_tool_progress_event,
    "response.mcp_call.completed": _response_tool_progress_event,
    "response.mcp_call.failed": _response_tool_progress_event,
    "response.mcp_list_tools.in_progress": _response_tool_progress_event,
    "response.mcp_list_tools.completed": _response_tool_progress_event,
    "response.mcp_list_tools.failed": _response_tool_progress_event,
    "response.compaction.compacting": _response_tool_progress_event,
    "response.mcp_call_arguments.delta": _response_tool_input_delta_event,
    "response.custom_tool_call_input.delta": _response_tool_input_delta_event,
    "response.code_interpreter_call_code.delta": _response_tool_input_delta_event,
    "response.mcp_call_arguments.done": _response_tool_input_done_event,
    "response.custom_tool_call_input.done": _response_tool_input_done_event,
    "response.code_interpreter_call_code.done": _response_tool_input_done_event,
    "response.image_generation_call.partial_image": _response_partial_image_event,
    "response.shell_call_command.added": _response_shell_command_event,
    "response.shell_call_command.delta": _response_shell_command_event,
    "response.shell_call_command.done": _response_shell_command_event,
    "response.shell_call_output_content.delta": _response_shell_output_event,
    "response.shell_call_output_content.done": _response_shell_output_event,
    "response.audio.delta": _response_audio_event,
    "response.audio.done": _response_audio_event,
    "response.audio.transcript.delta": _response_audio_event,
    "response.audio.transcript.done": _response_audio_event,
    "response.completed": _response_completed_event,
    "response.incomplete": _response_incomplete_event,
    "response.failed": _response_failed_event,
    "error": _response_error_event,
}


def decode(value: Any) -> Any:
    """Decode any parsed JSON. Never raises. An unknown member becomes an `UnknownVariant`."""
    if type(value) is dict:
        tag = value.get("type")
        member = _MEMBERS.get(tag) if type(tag) is str else None
        if member is not None:
            return member.decode(value)
        if tag is None:
            return _response_chunk.decode(value)
        return UnknownVariant(value)
    return UnknownVariant()
