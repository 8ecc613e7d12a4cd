# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Result, define
from . import chat_completion_choice as _chat_completion_choice
from . import error_object as _error_object
from . import reasoning_options as _reasoning_options
from . import response_incomplete_details as _response_incomplete_details
from . import response_output_item as _response_output_item
from . import response_text_config as _response_text_config
from . import response_tool as _response_tool
from . import response_tool_choice as _response_tool_choice
from . import response_usage as _response_usage

if TYPE_CHECKING:
    from .chat_completion_choice import ChatCompletionChoice
    from .enums import ResponseStatus
    from .error_object import ErrorObject
    from .reasoning_options import ReasoningOptions
    from .response_incomplete_details import ResponseIncompleteDetails
    from .response_output_item import ResponseOutputItem
    from .response_text_config import ResponseTextConfig
    from .response_tool import ResponseTool
    from .response_tool_choice import ResponseToolChoice
    from .response_usage import ResponseUsage


@define(eq=False, repr=False, kw_only=True)
class Response(Result):
    """A model response."""

    id: str
    """Unique id of the response."""
    object: Literal["response"] = "response"
    """Object type, always `response`."""
    created: int | None = None
    """Creation time as a Unix timestamp in seconds, for some models; for others see `created_at`."""
    created_at: int | None = None
    """Creation time as a Unix timestamp in seconds, for OpenAI models; for others see `created`."""
    model: str
    """The model that generated the output. Differs from the requested model if the request named a
    router or an alias.
    """
    output: list[ResponseOutputItem]
    """The reasoning, messages and tool calls of the response, in order. Reasoning usually comes first.
    Null or absent in some failed or incomplete responses.
    """
    status: ResponseStatus | None = None
    """Status of the response."""
    usage: ResponseUsage | None = None
    """Token usage. Absent until the response is complete."""
    error: ErrorObject | None = None
    """Why the response failed."""
    incomplete_details: ResponseIncompleteDetails | None = None
    """Why the response is incomplete."""
    choices: list[ChatCompletionChoice] | None = None
    """The same output in the format of a chat completion, for some models."""
    instructions: str | None = None
    """Instructions from the request."""
    temperature: float | None = None
    """Sampling temperature from the request, or the default."""
    top_p: float | None = None
    """`top_p` from the request, or the default."""
    max_output_tokens: int | None = None
    """Maximum number of output tokens from the request, or the default."""
    tools: list[ResponseTool] | None = None
    """Tools from the request."""
    tool_choice: ResponseToolChoice | None = None
    """Tool choice from the request, or the default."""
    parallel_tool_calls: bool | None = None
    """`parallel_tool_calls` from the request, or the default."""
    reasoning: ReasoningOptions | None = None
    """Reasoning options from the request, or the default."""
    previous_response_id: str | None = None
    """Id of the previous response from the request."""
    metadata: dict[str, str] | None = None
    """Metadata from the request."""
    user: str | None = None
    """Id of the end user from the request."""
    background: bool | None = None
    """Whether the response was generated in the background."""
    max_tool_calls: int | None = None
    """Maximum number of calls of tools that the service runs."""
    service_tier: str | None = None
    """The provider's service tier that processed the request."""
    text: ResponseTextConfig | None = None
    """Text options from the request, or the default."""
    prompt: dict[str, Any] | None = None
    """The provider's stored prompt, if one was used."""
    top_logprobs: int | None = None
    """Number of alternative tokens per position in the log probabilities."""
    truncation: str | None = None
    """Handling of an input that is too long for the model."""
    input_messages: list[dict[str, Any]] | None = None
    """The input as interpreted by the model server, for debugging."""
    output_messages: list[dict[str, Any]] | None = None
    """The output as produced by the model server, for debugging."""

    _wire: ClassVar[dict[str, str]] = {
        "id": "id",
        "object": "object",
        "created": "created",
        "created_at": "created_at",
        "model": "model",
        "output": "output",
        "status": "status",
        "usage": "usage",
        "error": "error",
        "incomplete_details": "incomplete_details",
        "choices": "choices",
        "instructions": "instructions",
        "temperature": "temperature",
        "top_p": "top_p",
        "max_output_tokens": "max_output_tokens",
        "tools": "tools",
        "tool_choice": "tool_choice",
        "parallel_tool_calls": "parallel_tool_calls",
        "reasoning": "reasoning",
        "previous_response_id": "previous_response_id",
        "metadata": "metadata",
        "user": "user",
        "background": "background",
        "max_tool_calls": "max_tool_calls",
        "service_tier": "service_tier",
        "text": "text",
        "prompt": "prompt",
        "top_logprobs": "top_logprobs",
        "truncation": "truncation",
        "input_messages": "input_messages",
        "output_messages": "output_messages",
    }

    @staticmethod
    def _decode(value: Any) -> Response:
        return decode(value)


def decode(value: Any) -> Response:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = Response.__new__(Response)
    self._raw = value
    item: Any
    self.id = get("id")
    self.object = get("object")
    self.created = get("created")
    self.created_at = get("created_at")
    self.model = get("model")
    item = get("output")
    self.output = (
        [_response_output_item.decode(x) for x in item if type(x) is dict] if type(item) is list else []
    )
    self.status = get("status")
    item = get("usage")
    self.usage = _response_usage.decode(item) if type(item) is dict else None
    item = get("error")
    self.error = _error_object.decode(item) if type(item) is dict else None
    item = get("incomplete_details")
    self.incomplete_details = _response_incomplete_details.decode(item) if type(item) is dict else None
    item = get("choices")
    self.choices = (
        [_chat_completion_choice.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    self.instructions = get("instructions")
    self.temperature = get("temperature")
    self.top_p = get("top_p")
    self.max_output_tokens = get("max_output_tokens")
    item = get("tools")
    self.tools = [_response_tool.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    item = get("tool_choice")
    self.tool_choice = _response_tool_choice.decode(item)
    self.parallel_tool_calls = get("parallel_tool_calls")
    item = get("reasoning")
    self.reasoning = _reasoning_options.decode(item) if type(item) is dict else None
    self.previous_response_id = get("previous_response_id")
    self.metadata = get("metadata")
    self.user = get("user")
    self.background = get("background")
    self.max_tool_calls = get("max_tool_calls")
    self.service_tier = get("service_tier")
    item = get("text")
    self.text = _response_text_config.decode(item) if type(item) is dict else None
    self.prompt = get("prompt")
    self.top_logprobs = get("top_logprobs")
    self.truncation = get("truncation")
    self.input_messages = get("input_messages")
    self.output_messages = get("output_messages")
    decoded: Response = self
    return decoded
