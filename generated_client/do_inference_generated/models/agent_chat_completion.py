# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Result, define, sort_by_field
from . import agent_citation as _agent_citation
from . import agent_functions as _agent_functions
from . import agent_guardrails as _agent_guardrails
from . import agent_retrieval as _agent_retrieval
from . import chat_completion_choice as _chat_completion_choice
from . import completion_usage as _completion_usage

if TYPE_CHECKING:
    from .agent_citation import AgentCitation
    from .agent_functions import AgentFunctions
    from .agent_guardrails import AgentGuardrails
    from .agent_retrieval import AgentRetrieval
    from .chat_completion_choice import ChatCompletionChoice
    from .completion_usage import CompletionUsage


@define(eq=False, repr=False, kw_only=True)
class AgentChatCompletion(Result):
    """An agent's completion of a conversation."""

    id: str
    """Unique id of the completion. Can be empty."""
    object: Literal["chat.completion"] = "chat.completion"
    """Object type, always `chat.completion`."""
    created: int
    """Creation time as a Unix timestamp in seconds."""
    model: str
    """The agent's model."""
    choices: list[ChatCompletionChoice]
    """The generated completions, usually one."""
    usage: CompletionUsage | None = None
    """Token usage. Agents do not report cache counts."""
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
    def _decode(value: Any) -> AgentChatCompletion:
        return decode(value)


def decode(value: Any) -> AgentChatCompletion:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = AgentChatCompletion.__new__(AgentChatCompletion)
    self._raw = value
    item: Any
    self.id = get("id")
    self.object = get("object")
    self.created = get("created")
    self.model = get("model")
    item = get("choices")
    self.choices = (
        sort_by_field([_chat_completion_choice.decode(x) for x in item if type(x) is dict], "index")
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
    decoded: AgentChatCompletion = self
    return decoded
