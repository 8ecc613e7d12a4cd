# Generated from openapi/ by generator/. Do not edit.
"""Chat completions with an agent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Unpack, overload

from .. import operations
from .._interface import NOT_GIVEN, Arguments

if TYPE_CHECKING:
    from .. import models, params
    from .._executor import AsyncExecutor, Executor
    from .._interface import NotGiven, RawResponse, RequestOptions
    from .._stream import AsyncStream, Stream


class AgentChatCompletions:
    """Chat completions with an agent."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AgentChatCompletionsWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AgentChatCompletionsWithRawResponse(self._executor)

    @overload
    def create(
        self,
        *,
        messages: Sequence[params.AgentMessageParam | params.ChatMessageParam],
        stream: Literal[False] | None | NotGiven = NOT_GIVEN,
        model: str | None | NotGiven = NOT_GIVEN,
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        k: int | None | NotGiven = NOT_GIVEN,
        retrieval_method: models.RetrievalMethod | None | NotGiven = NOT_GIVEN,
        kb_filters: Sequence[params.KnowledgeBaseFilterParam] | None | NotGiven = NOT_GIVEN,
        filter_kb_content_by_query_metadata: bool | None | NotGiven = NOT_GIVEN,
        instruction_override: str | None | NotGiven = NOT_GIVEN,
        include_retrieval_info: bool | None | NotGiven = NOT_GIVEN,
        include_functions_info: bool | None | NotGiven = NOT_GIVEN,
        include_guardrails_info: bool | None | NotGiven = NOT_GIVEN,
        provide_citations: bool | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.FunctionToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        agent: bool = True,
        **options: Unpack[RequestOptions],
    ) -> models.AgentChatCompletion: ...
    @overload
    def create(
        self,
        *,
        messages: Sequence[params.AgentMessageParam | params.ChatMessageParam],
        stream: Literal[True],
        model: str | None | NotGiven = NOT_GIVEN,
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        k: int | None | NotGiven = NOT_GIVEN,
        retrieval_method: models.RetrievalMethod | None | NotGiven = NOT_GIVEN,
        kb_filters: Sequence[params.KnowledgeBaseFilterParam] | None | NotGiven = NOT_GIVEN,
        filter_kb_content_by_query_metadata: bool | None | NotGiven = NOT_GIVEN,
        instruction_override: str | None | NotGiven = NOT_GIVEN,
        include_retrieval_info: bool | None | NotGiven = NOT_GIVEN,
        include_functions_info: bool | None | NotGiven = NOT_GIVEN,
        include_guardrails_info: bool | None | NotGiven = NOT_GIVEN,
        provide_citations: bool | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.FunctionToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        agent: bool = True,
        **options: Unpack[RequestOptions],
    ) -> Stream[models.AgentChatCompletionChunk, models.AgentChatCompletion]: ...
    @overload
    def create(
        self,
        *,
        messages: Sequence[params.AgentMessageParam | params.ChatMessageParam],
        stream: bool | None | NotGiven = NOT_GIVEN,
        model: str | None | NotGiven = NOT_GIVEN,
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        k: int | None | NotGiven = NOT_GIVEN,
        retrieval_method: models.RetrievalMethod | None | NotGiven = NOT_GIVEN,
        kb_filters: Sequence[params.KnowledgeBaseFilterParam] | None | NotGiven = NOT_GIVEN,
        filter_kb_content_by_query_metadata: bool | None | NotGiven = NOT_GIVEN,
        instruction_override: str | None | NotGiven = NOT_GIVEN,
        include_retrieval_info: bool | None | NotGiven = NOT_GIVEN,
        include_functions_info: bool | None | NotGiven = NOT_GIVEN,
        include_guardrails_info: bool | None | NotGiven = NOT_GIVEN,
        provide_citations: bool | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.FunctionToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        agent: bool = True,
        **options: Unpack[RequestOptions],
    ) -> models.AgentChatCompletion | Stream[models.AgentChatCompletionChunk, models.AgentChatCompletion]: ...
    def create(
        self,
        *,
        messages: Sequence[params.AgentMessageParam | params.ChatMessageParam],
        stream: bool | None | NotGiven = NOT_GIVEN,
        model: str | None | NotGiven = NOT_GIVEN,
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        k: int | None | NotGiven = NOT_GIVEN,
        retrieval_method: models.RetrievalMethod | None | NotGiven = NOT_GIVEN,
        kb_filters: Sequence[params.KnowledgeBaseFilterParam] | None | NotGiven = NOT_GIVEN,
        filter_kb_content_by_query_metadata: bool | None | NotGiven = NOT_GIVEN,
        instruction_override: str | None | NotGiven = NOT_GIVEN,
        include_retrieval_info: bool | None | NotGiven = NOT_GIVEN,
        include_functions_info: bool | None | NotGiven = NOT_GIVEN,
        include_guardrails_info: bool | None | NotGiven = NOT_GIVEN,
        provide_citations: bool | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.FunctionToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        agent: bool = True,
        **options: Unpack[RequestOptions],
    ) -> models.AgentChatCompletion | Stream[models.AgentChatCompletionChunk, models.AgentChatCompletion]:
        """Generates an agent's reply to a conversation.

        The agent adds its own instructions, knowledge bases, functions and guardrails. Set the
        `include_` fields to get details of what they did. With `stream: true` the response is an
        event stream of chunks. The agent is stateless: send the complete conversation with each
        request. A response commonly takes 4 to 14 seconds. Agents with a reasoning model return
        their reasoning in `content`, between `<think>` and `</think>`.

        Args:
            messages: The complete conversation so far, oldest message first. At least one item.
            model: Ignored, because the agent has its own model. Accepted for compatibility with
                OpenAI's clients, which always send it.
            max_completion_tokens: Maximum number of tokens to generate, including reasoning tokens.
            max_tokens: Alias of `max_completion_tokens`.
            temperature: Sampling temperature; higher values give more random output. Default: set
                by the agent. From 0 to 2.
            top_p: Nucleus sampling: the model samples only from the most likely tokens whose
                cumulative probability is `top_p`. Default: set by the agent. From 0 to 1.
            frequency_penalty: Values above 0 make a token less likely in proportion to how often it
                has already occurred in the text. From -2 to 2.
            presence_penalty: Values above 0 make every token that has already occurred in the text
                less likely. From -2 to 2.
            stop: Sequences at which generation stops. The output does not include them.
            k: Number of passages to retrieve from the knowledge bases, usually 1 to 10. Default:
                set by the agent.
            retrieval_method: How the agent transforms the query before retrieval. Default: set by
                the agent. Known values: `rewrite`, `step_back`, `sub_queries`, `none`.
            kb_filters: Restricts retrieval to these knowledge bases and folders.
            filter_kb_content_by_query_metadata: Whether metadata found in the query narrows the
                retrieval.
            instruction_override: Instructions that replace the agent's own for this request.
            include_retrieval_info: Whether the response includes `retrieval`.
            include_functions_info: Whether the response includes `functions`.
            include_guardrails_info: Whether the response includes `guardrails`.
            provide_citations: Whether the response includes `citations`. The agent's settings can
                enable citations independently.
            stream_options: Options of the event stream. Allowed only if `stream` is true.
            tools: Functions that the model may call. Published, but not in the description of any
                agent; may have no effect.
            tool_choice: Controls whether the model calls a tool, and which one. Published, but not
                in the description of any agent; may have no effect.
            n: Number of completions to generate. Published, but not in the description of any
                agent; may have no effect.
            seed: Seed for reproducible output. Published, but not in the description of any agent;
                may have no effect.
            logit_bias: Bias added to the logits of tokens, by token id. Published, but not in the
                description of any agent; may have no effect.
            logprobs: Whether to return log probabilities. Published, but not in the description of
                any agent; may have no effect.
            top_logprobs: Number of alternative tokens to return per position. Published, but not in
                the description of any agent; may have no effect.
            reasoning_effort: Reasoning effort of a reasoning model. Published, but not in the
                description of any agent; may have no effect. Known values: `none`, `minimal`,
                `low`, `medium`, `high`, `xhigh`, `max`.
            metadata: Your own metadata. Published, but not in the description of any agent; may
                have no effect.
            user: Your own id for the end user. Published, but not in the description of any agent;
                may have no effect.
            agent: Always true. Agents also respond without it. Server default: true.
            stream: Whether to return a stream of events during the generation instead of one result
                at its end.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            BadRequestError: Status 400: the request is malformed.
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            UnprocessableEntityError: Status 422: a value is invalid.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        request_arguments = Arguments(
            query={
                "agent": agent,
            },
            body={
                "messages": messages,
                "model": NOT_GIVEN if model is None else model,
                "max_completion_tokens": max_completion_tokens,
                "max_tokens": max_tokens,
                "temperature": temperature,
                "top_p": top_p,
                "frequency_penalty": frequency_penalty,
                "presence_penalty": presence_penalty,
                "stop": stop,
                "k": k,
                "retrieval_method": retrieval_method,
                "kb_filters": kb_filters,
                "filter_kb_content_by_query_metadata": filter_kb_content_by_query_metadata,
                "instruction_override": instruction_override,
                "include_retrieval_info": include_retrieval_info,
                "include_functions_info": include_functions_info,
                "include_guardrails_info": include_guardrails_info,
                "provide_citations": provide_citations,
                "stream_options": stream_options,
                "tools": NOT_GIVEN if tools is None else tools,
                "tool_choice": NOT_GIVEN if tool_choice is None else tool_choice,
                "n": n,
                "seed": seed,
                "logit_bias": logit_bias,
                "logprobs": logprobs,
                "top_logprobs": top_logprobs,
                "reasoning_effort": reasoning_effort,
                "metadata": metadata,
                "user": NOT_GIVEN if user is None else user,
                "stream": stream,
            },
        )
        if stream:
            return self._executor.stream(operations.AGENT_CHAT_COMPLETIONS_CREATE, request_arguments, options)
        return self._executor.request(operations.AGENT_CHAT_COMPLETIONS_CREATE, request_arguments, options)


class AgentChatCompletionsWithRawResponse:
    """The methods of `AgentChatCompletions`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def create(
        self,
        *,
        messages: Sequence[params.AgentMessageParam | params.ChatMessageParam],
        model: str | None | NotGiven = NOT_GIVEN,
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        k: int | None | NotGiven = NOT_GIVEN,
        retrieval_method: models.RetrievalMethod | None | NotGiven = NOT_GIVEN,
        kb_filters: Sequence[params.KnowledgeBaseFilterParam] | None | NotGiven = NOT_GIVEN,
        filter_kb_content_by_query_metadata: bool | None | NotGiven = NOT_GIVEN,
        instruction_override: str | None | NotGiven = NOT_GIVEN,
        include_retrieval_info: bool | None | NotGiven = NOT_GIVEN,
        include_functions_info: bool | None | NotGiven = NOT_GIVEN,
        include_guardrails_info: bool | None | NotGiven = NOT_GIVEN,
        provide_citations: bool | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.FunctionToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        agent: bool = True,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.AgentChatCompletion]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.AGENT_CHAT_COMPLETIONS_CREATE,
            Arguments(
                query={
                    "agent": agent,
                },
                body={
                    "messages": messages,
                    "model": NOT_GIVEN if model is None else model,
                    "max_completion_tokens": max_completion_tokens,
                    "max_tokens": max_tokens,
                    "temperature": temperature,
                    "top_p": top_p,
                    "frequency_penalty": frequency_penalty,
                    "presence_penalty": presence_penalty,
                    "stop": stop,
                    "k": k,
                    "retrieval_method": retrieval_method,
                    "kb_filters": kb_filters,
                    "filter_kb_content_by_query_metadata": filter_kb_content_by_query_metadata,
                    "instruction_override": instruction_override,
                    "include_retrieval_info": include_retrieval_info,
                    "include_functions_info": include_functions_info,
                    "include_guardrails_info": include_guardrails_info,
                    "provide_citations": provide_citations,
                    "stream_options": stream_options,
                    "tools": NOT_GIVEN if tools is None else tools,
                    "tool_choice": NOT_GIVEN if tool_choice is None else tool_choice,
                    "n": n,
                    "seed": seed,
                    "logit_bias": logit_bias,
                    "logprobs": logprobs,
                    "top_logprobs": top_logprobs,
                    "reasoning_effort": reasoning_effort,
                    "metadata": metadata,
                    "user": NOT_GIVEN if user is None else user,
                },
            ),
            options,
        )


class AsyncAgentChatCompletions:
    """Chat completions with an agent."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AsyncAgentChatCompletionsWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncAgentChatCompletionsWithRawResponse(self._executor)

    @overload
    async def create(
        self,
        *,
        messages: Sequence[params.AgentMessageParam | params.ChatMessageParam],
        stream: Literal[False] | None | NotGiven = NOT_GIVEN,
        model: str | None | NotGiven = NOT_GIVEN,
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        k: int | None | NotGiven = NOT_GIVEN,
        retrieval_method: models.RetrievalMethod | None | NotGiven = NOT_GIVEN,
        kb_filters: Sequence[params.KnowledgeBaseFilterParam] | None | NotGiven = NOT_GIVEN,
        filter_kb_content_by_query_metadata: bool | None | NotGiven = NOT_GIVEN,
        instruction_override: str | None | NotGiven = NOT_GIVEN,
        include_retrieval_info: bool | None | NotGiven = NOT_GIVEN,
        include_functions_info: bool | None | NotGiven = NOT_GIVEN,
        include_guardrails_info: bool | None | NotGiven = NOT_GIVEN,
        provide_citations: bool | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.FunctionToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        agent: bool = True,
        **options: Unpack[RequestOptions],
    ) -> models.AgentChatCompletion: ...
    @overload
    async def create(
        self,
        *,
        messages: Sequence[params.AgentMessageParam | params.ChatMessageParam],
        stream: Literal[True],
        model: str | None | NotGiven = NOT_GIVEN,
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        k: int | None | NotGiven = NOT_GIVEN,
        retrieval_method: models.RetrievalMethod | None | NotGiven = NOT_GIVEN,
        kb_filters: Sequence[params.KnowledgeBaseFilterParam] | None | NotGiven = NOT_GIVEN,
        filter_kb_content_by_query_metadata: bool | None | NotGiven = NOT_GIVEN,
        instruction_override: str | None | NotGiven = NOT_GIVEN,
        include_retrieval_info: bool | None | NotGiven = NOT_GIVEN,
        include_functions_info: bool | None | NotGiven = NOT_GIVEN,
        include_guardrails_info: bool | None | NotGiven = NOT_GIVEN,
        provide_citations: bool | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.FunctionToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        agent: bool = True,
        **options: Unpack[RequestOptions],
    ) -> AsyncStream[models.AgentChatCompletionChunk, models.AgentChatCompletion]: ...
    @overload
    async def create(
        self,
        *,
        messages: Sequence[params.AgentMessageParam | params.ChatMessageParam],
        stream: bool | None | NotGiven = NOT_GIVEN,
        model: str | None | NotGiven = NOT_GIVEN,
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        k: int | None | NotGiven = NOT_GIVEN,
        retrieval_method: models.RetrievalMethod | None | NotGiven = NOT_GIVEN,
        kb_filters: Sequence[params.KnowledgeBaseFilterParam] | None | NotGiven = NOT_GIVEN,
        filter_kb_content_by_query_metadata: bool | None | NotGiven = NOT_GIVEN,
        instruction_override: str | None | NotGiven = NOT_GIVEN,
        include_retrieval_info: bool | None | NotGiven = NOT_GIVEN,
        include_functions_info: bool | None | NotGiven = NOT_GIVEN,
        include_guardrails_info: bool | None | NotGiven = NOT_GIVEN,
        provide_citations: bool | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.FunctionToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        agent: bool = True,
        **options: Unpack[RequestOptions],
    ) -> (
        models.AgentChatCompletion | AsyncStream[models.AgentChatCompletionChunk, models.AgentChatCompletion]
    ): ...
    async def create(
        self,
        *,
        messages: Sequence[params.AgentMessageParam | params.ChatMessageParam],
        stream: bool | None | NotGiven = NOT_GIVEN,
        model: str | None | NotGiven = NOT_GIVEN,
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        k: int | None | NotGiven = NOT_GIVEN,
        retrieval_method: models.RetrievalMethod | None | NotGiven = NOT_GIVEN,
        kb_filters: Sequence[params.KnowledgeBaseFilterParam] | None | NotGiven = NOT_GIVEN,
        filter_kb_content_by_query_metadata: bool | None | NotGiven = NOT_GIVEN,
        instruction_override: str | None | NotGiven = NOT_GIVEN,
        include_retrieval_info: bool | None | NotGiven = NOT_GIVEN,
        include_functions_info: bool | None | NotGiven = NOT_GIVEN,
        include_guardrails_info: bool | None | NotGiven = NOT_GIVEN,
        provide_citations: bool | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.FunctionToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        agent: bool = True,
        **options: Unpack[RequestOptions],
    ) -> (
        models.AgentChatCompletion | AsyncStream[models.AgentChatCompletionChunk, models.AgentChatCompletion]
    ):
        """Generates an agent's reply to a conversation.

        The agent adds its own instructions, knowledge bases, functions and guardrails. Set the
        `include_` fields to get details of what they did. With `stream: true` the response is an
        event stream of chunks. The agent is stateless: send the complete conversation with each
        request. A response commonly takes 4 to 14 seconds. Agents with a reasoning model return
        their reasoning in `content`, between `<think>` and `</think>`.

        Args:
            messages: The complete conversation so far, oldest message first. At least one item.
            model: Ignored, because the agent has its own model. Accepted for compatibility with
                OpenAI's clients, which always send it.
            max_completion_tokens: Maximum number of tokens to generate, including reasoning tokens.
            max_tokens: Alias of `max_completion_tokens`.
            temperature: Sampling temperature; higher values give more random output. Default: set
                by the agent. From 0 to 2.
            top_p: Nucleus sampling: the model samples only from the most likely tokens whose
                cumulative probability is `top_p`. Default: set by the agent. From 0 to 1.
            frequency_penalty: Values above 0 make a token less likely in proportion to how often it
                has already occurred in the text. From -2 to 2.
            presence_penalty: Values above 0 make every token that has already occurred in the text
                less likely. From -2 to 2.
            stop: Sequences at which generation stops. The output does not include them.
            k: Number of passages to retrieve from the knowledge bases, usually 1 to 10. Default:
                set by the agent.
            retrieval_method: How the agent transforms the query before retrieval. Default: set by
                the agent. Known values: `rewrite`, `step_back`, `sub_queries`, `none`.
            kb_filters: Restricts retrieval to these knowledge bases and folders.
            filter_kb_content_by_query_metadata: Whether metadata found in the query narrows the
                retrieval.
            instruction_override: Instructions that replace the agent's own for this request.
            include_retrieval_info: Whether the response includes `retrieval`.
            include_functions_info: Whether the response includes `functions`.
            include_guardrails_info: Whether the response includes `guardrails`.
            provide_citations: Whether the response includes `citations`. The agent's settings can
                enable citations independently.
            stream_options: Options of the event stream. Allowed only if `stream` is true.
            tools: Functions that the model may call. Published, but not in the description of any
                agent; may have no effect.
            tool_choice: Controls whether the model calls a tool, and which one. Published, but not
                in the description of any agent; may have no effect.
            n: Number of completions to generate. Published, but not in the description of any
                agent; may have no effect.
            seed: Seed for reproducible output. Published, but not in the description of any agent;
                may have no effect.
            logit_bias: Bias added to the logits of tokens, by token id. Published, but not in the
                description of any agent; may have no effect.
            logprobs: Whether to return log probabilities. Published, but not in the description of
                any agent; may have no effect.
            top_logprobs: Number of alternative tokens to return per position. Published, but not in
                the description of any agent; may have no effect.
            reasoning_effort: Reasoning effort of a reasoning model. Published, but not in the
                description of any agent; may have no effect. Known values: `none`, `minimal`,
                `low`, `medium`, `high`, `xhigh`, `max`.
            metadata: Your own metadata. Published, but not in the description of any agent; may
                have no effect.
            user: Your own id for the end user. Published, but not in the description of any agent;
                may have no effect.
            agent: Always true. Agents also respond without it. Server default: true.
            stream: Whether to return a stream of events during the generation instead of one result
                at its end.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            BadRequestError: Status 400: the request is malformed.
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            UnprocessableEntityError: Status 422: a value is invalid.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        request_arguments = Arguments(
            query={
                "agent": agent,
            },
            body={
                "messages": messages,
                "model": NOT_GIVEN if model is None else model,
                "max_completion_tokens": max_completion_tokens,
                "max_tokens": max_tokens,
                "temperature": temperature,
                "top_p": top_p,
                "frequency_penalty": frequency_penalty,
                "presence_penalty": presence_penalty,
                "stop": stop,
                "k": k,
                "retrieval_method": retrieval_method,
                "kb_filters": kb_filters,
                "filter_kb_content_by_query_metadata": filter_kb_content_by_query_metadata,
                "instruction_override": instruction_override,
                "include_retrieval_info": include_retrieval_info,
                "include_functions_info": include_functions_info,
                "include_guardrails_info": include_guardrails_info,
                "provide_citations": provide_citations,
                "stream_options": stream_options,
                "tools": NOT_GIVEN if tools is None else tools,
                "tool_choice": NOT_GIVEN if tool_choice is None else tool_choice,
                "n": n,
                "seed": seed,
                "logit_bias": logit_bias,
                "logprobs": logprobs,
                "top_logprobs": top_logprobs,
                "reasoning_effort": reasoning_effort,
                "metadata": metadata,
                "user": NOT_GIVEN if user is None else user,
                "stream": stream,
            },
        )
        if stream:
            return await self._executor.stream(
                operations.AGENT_CHAT_COMPLETIONS_CREATE, request_arguments, options
            )
        return await self._executor.request(
            operations.AGENT_CHAT_COMPLETIONS_CREATE, request_arguments, options
        )


class AsyncAgentChatCompletionsWithRawResponse:
    """The methods of `AsyncAgentChatCompletions`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def create(
        self,
        *,
        messages: Sequence[params.AgentMessageParam | params.ChatMessageParam],
        model: str | None | NotGiven = NOT_GIVEN,
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        k: int | None | NotGiven = NOT_GIVEN,
        retrieval_method: models.RetrievalMethod | None | NotGiven = NOT_GIVEN,
        kb_filters: Sequence[params.KnowledgeBaseFilterParam] | None | NotGiven = NOT_GIVEN,
        filter_kb_content_by_query_metadata: bool | None | NotGiven = NOT_GIVEN,
        instruction_override: str | None | NotGiven = NOT_GIVEN,
        include_retrieval_info: bool | None | NotGiven = NOT_GIVEN,
        include_functions_info: bool | None | NotGiven = NOT_GIVEN,
        include_guardrails_info: bool | None | NotGiven = NOT_GIVEN,
        provide_citations: bool | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.FunctionToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        agent: bool = True,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.AgentChatCompletion]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.AGENT_CHAT_COMPLETIONS_CREATE,
            Arguments(
                query={
                    "agent": agent,
                },
                body={
                    "messages": messages,
                    "model": NOT_GIVEN if model is None else model,
                    "max_completion_tokens": max_completion_tokens,
                    "max_tokens": max_tokens,
                    "temperature": temperature,
                    "top_p": top_p,
                    "frequency_penalty": frequency_penalty,
                    "presence_penalty": presence_penalty,
                    "stop": stop,
                    "k": k,
                    "retrieval_method": retrieval_method,
                    "kb_filters": kb_filters,
                    "filter_kb_content_by_query_metadata": filter_kb_content_by_query_metadata,
                    "instruction_override": instruction_override,
                    "include_retrieval_info": include_retrieval_info,
                    "include_functions_info": include_functions_info,
                    "include_guardrails_info": include_guardrails_info,
                    "provide_citations": provide_citations,
                    "stream_options": stream_options,
                    "tools": NOT_GIVEN if tools is None else tools,
                    "tool_choice": NOT_GIVEN if tool_choice is None else tool_choice,
                    "n": n,
                    "seed": seed,
                    "logit_bias": logit_bias,
                    "logprobs": logprobs,
                    "top_logprobs": top_logprobs,
                    "reasoning_effort": reasoning_effort,
                    "metadata": metadata,
                    "user": NOT_GIVEN if user is None else user,
                },
            ),
            options,
        )
