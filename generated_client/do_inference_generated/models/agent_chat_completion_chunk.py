# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, define
from . import agent_citation as _agent_citation
from . import agent_functions as _agent_functions
from . import agent_guardrails as _agent_guardrails
from . import agent_retrieval as _agent_retrieval
from . import chat_completion_chunk_choice as _chat_completion_chunk_choice
from . import completion_usage as _completion_usage

if TYPE_CHECKING:
    from .agent_citation import AgentCitation
    from .agent_functions import AgentFunctions
    from .agent_guardrails import AgentGuardrails
    from .agent_retrieval import AgentRetrieval
    from .chat_completion_chunk_choice import ChatCompletionChunkChoice
    from .completion_usage import CompletionUsage


@define(eq=False, repr=False, kw_only=True)
class AgentChatCompletionChunk(Model):
    """A chunk of an agent's completion in an event stream. Retrieval, functions, guardrails and
    citations are in one of the last chunks.
    """

    id: str
    """Unique id of the completion, the same in each chunk."""
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    """Object type, always `chat.completion.chunk`."""
    created: int | None = None
    """Creation time as a Unix timestamp in seconds."""
    model: str | None = None
    """The agent's model."""
    choices: list[ChatCompletionChunkChoice]
    """The new content of each choice. Can be empty."""
    usage: CompletionUsage | None = None
    """Token usage, in one of the last chunks, if `stream_options.include_usage` is true."""
    retrieval: AgentRetrieval | None = None
    """The retrieved passages, if `include_retrieval_info` is true. Otherwise null, empty or absent."""
    functions: AgentFunctions | None = None
    """The functions that the agent called, if `include_functions_info` is true. Otherwise null, empty
    or absent.
    """
    guardrails: AgentGuardrails | None = None
    """The triggered guardrails, if `include_guardrails_info` is true. Otherwise null, empty or absent."""
    citations: list[AgentCitation] | None = None
    """Passages that the completion cites, if `provide_citations` is true or citations are enabled in
    the agent's settings.
    """

    _wire: ClassVar[dict[str, str]] = {
        "id": "id",
        "object": "object",
        "created": "created",
        "model": "model",
        "choices": "choices",
        "usage": "usage",
        "retrieval": "retrieval",
        "functions": "functions",
        "guardrails": "guardrails",
        "citations": "citations",
    }

    @staticmethod
    def _decode(value: Any) -> AgentChatCompletionChunk:
        return decode(value)


def decode(value: Any) -> AgentChatCompletionChunk:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = AgentChatCompletionChunk.__new__(AgentChatCompletionChunk)
    self._raw = value
    item: Any
    self.id = get("id")
    self.object = get("object")
    self.created = get("created")
    self.model = get("model")
    item = get("choices")
    self.choices = (
        [_chat_completion_chunk_choice.decode(x) for x in item if type(x) is dict]
        if type(item) is list
        else []
    )
    item = get("usage")
    self.usage = _completion_usage.decode(item) if type(item) is dict else None
    item = get("retrieval")
    self.retrieval = _agent_retrieval.decode(item) if type(item) is dict else None
    item = get("functions")
    self.functions = _agent_functions.decode(item) if type(item) is dict else None
    item = get("guardrails")
    self.guardrails = _agent_guardrails.decode(item) if type(item) is dict else None
    item = get("citations")
    self.citations = (
        [_agent_citation.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    decoded: AgentChatCompletionChunk = self
    return decoded
