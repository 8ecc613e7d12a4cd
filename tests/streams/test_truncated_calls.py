"""Incomplete tool calls: none runs, and no result presents their arguments as complete."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from do_inference import AgentClient, AsyncAgentClient
from do_inference._truncation import ending_of
from do_inference.errors import InferenceError, StreamTruncated
from do_inference.streams import ToolCallDone
from do_inference.tools import ToolLoop, ToolLoopError, tool
from do_inference_generated import operations

from .clients import KEY
from .mock_responses import MockResponses, chunks, completion, message
from .scripted import decoded, open_scripted, read_all, result_of, semantic_events, sse

HELLO: list[Any] = [{"role": "user", "content": "clean up"}]
WRITTEN = {"path": "/tmp/x é", "recursive": False, "depth": 12}
TEXT = json.dumps(WRITTEN, ensure_ascii=False)
MESSAGES = operations.MESSAGES_CREATE
RESPONSES = operations.RESPONSES_CREATE


class Remover:
    """A tool that is dangerous with its default arguments, and that records its calls."""

    def __init__(self) -> None:
        self.ran: list[dict[str, Any]] = []

    def remove(self, path: str = "/", recursive: bool = True, depth: int = 99) -> str:
        """Remove a file."""
        self.ran.append({"path": path, "recursive": recursive, "depth": depth})
        return "removed"


# --- each API: a call, streamed and unstreamed, and a response without a call


def chat(arguments: Any, reason: str | None = "tool_calls") -> dict[str, Any]:
    made = completion(None, [("c1", "remove", arguments)])
    made["choices"][0]["finish_reason"] = reason
    return made


def chat_stream(pieces: list[str], reason: str | None = "tool_calls") -> bytes:
    opening = {"index": 0, "id": "c1", "type": "function", "function": {"name": "remove", "arguments": ""}}
    calls = [opening, *({"index": 0, "function": {"arguments": piece}} for piece in pieces)]
    made = [{"id": "c", "choices": [{"index": 0, "delta": {"tool_calls": [call]}}]} for call in calls]
    end = {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}
    return sse(*made, end, "[DONE]")


def messages(given: Any, reason: str | None = "tool_use") -> dict[str, Any]:
    made = message({"type": "tool_use", "id": "t1", "name": "remove", "input": given})
    return {**made, "stop_reason": reason}


def messages_stream(pieces: list[str], reason: str | None = "tool_use") -> bytes:
    head = {
        "id": "m",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [],
        "stop_reason": None,
    }
    block = {"type": "tool_use", "id": "t1", "name": "remove", "input": {}}
    deltas = [
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "input_json_delta", "partial_json": piece},
        }
        for piece in pieces
    ]
    return sse(
        {"type": "message_start", "message": head},
        {"type": "content_block_start", "index": 0, "content_block": block},
        *deltas,
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": {"output_tokens": 5}},
        {"type": "message_stop"},
    )


def response(arguments: Any, reason: str | None = "completed") -> dict[str, Any]:
    call = {"type": "function_call", "id": "f1", "call_id": "c1", "name": "remove", "arguments": arguments}
    details = {"reason": "max_output_tokens"} if reason == "incomplete" else None
    return {"id": "r", "status": reason, "incomplete_details": details, "output": [call]}


def response_stream(pieces: list[str], reason: str | None = "completed") -> bytes:
    item = {"type": "function_call", "id": "f1", "call_id": "c1", "name": "remove", "arguments": ""}
    whole = {**item, "arguments": "".join(pieces)}
    about = {"output_index": 0, "item_id": "f1"}
    final = response(whole["arguments"], reason)
    return sse(
        {"type": "response.created", "response": {"id": "r", "status": "in_progress", "output": []}},
        {"type": "response.output_item.added", **about, "item": {**item, "status": "in_progress"}},
        *({"type": "response.function_call_arguments.delta", **about, "delta": piece} for piece in pieces),
        {"type": "response.function_call_arguments.done", **about, "arguments": whole["arguments"]},
        {"type": "response.output_item.done", **about, "item": {**whole, "status": reason}},
        {"type": f"response.{reason or 'completed'}", "response": final},
    )


def old_response_stream(pieces: list[str], reason: str | None = "completed") -> bytes:
    """Create a response stream of chat chunks."""
    return chat_stream(pieces, {"completed": "tool_calls", "incomplete": "length"}.get(reason or "", reason))


class Dialect:
    """The responses and the tool loop of one API."""

    def __init__(
        self,
        whole: Callable[..., dict[str, Any]],
        streamed: Callable[..., bytes],
        finished: str,
        cut: str,
        said: dict[str, Any],
        said_streamed: bytes,
        agent: bool = False,
    ) -> None:
        self.whole, self.streamed = whole, streamed
        self.finished, self.cut = finished, cut
        self.said = {False: said, True: said_streamed}
        self.agent = agent

    def create(self, client: Any) -> tuple[Any, dict[str, Any]]:
        if self.whole is messages:
            return client.messages.create, {"model": "m", "max_tokens": 9, "messages": HELLO}
        if self.whole is response:
            return client.responses.create, {"model": "m", "input": HELLO}
        more = {} if self.agent else {"model": "m"}
        return client.chat.completions.create, {**more, "messages": HELLO}

    def client(self, answers: MockResponses) -> Any:
        if not self.agent:
            return answers.client()
        return AgentClient(
            api_key=KEY, endpoint="https://a.agents.do-ai.run", max_retries=0, transport=answers.transport
        )

    def async_client(self, answers: MockResponses) -> Any:
        if not self.agent:
            return answers.async_client()
        return AsyncAgentClient(
            api_key=KEY, endpoint="https://a.agents.do-ai.run", max_retries=0, transport=answers.transport
        )

    def loop(
        self, answers: MockResponses, *, streamed: bool = False, awaited: bool = False, **options: Any
    ) -> Remover:
        """Run the loop, and return how the tool was called."""
        remover = Remover()
        made = ToolLoop([remover.remove], **options)
        if awaited:
            asyncio.run(self._loop_async(made, answers, streamed))
        else:
            with self.client(answers) as client:
                create, arguments = self.create(client)
                if streamed:
                    list(made.stream(create, **arguments))
                else:
                    made.run(create, **arguments)
        return remover

    async def _loop_async(self, made: ToolLoop, answers: MockResponses, streamed: bool) -> None:
        async with self.async_client(answers) as client:
            create, arguments = self.create(client)
            if streamed:
                async for _ in made.stream_async(create, **arguments):
                    pass
            else:
                await made.run_async(create, **arguments)

    def call(self, arguments: Any, reason: str | None, *, streamed: bool) -> Any:
        if streamed:
            return self.streamed([arguments], reason)
        return self.whole(arguments, reason)


SAID = message({"type": "text", "text": "ok"})
SAID_RESPONSE = {
    "id": "r",
    "status": "completed",
    "output": [{"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "ok"}]}],
}
SAID_STREAMED = sse({"type": "message_start", "message": SAID}, {"type": "message_stop"})
RESPONSE_STREAMED = sse({"type": "response.completed", "response": SAID_RESPONSE})
DIALECTS = {
    "chat": Dialect(chat, chat_stream, "tool_calls", "length", completion("ok"), chunks("ok")),
    "agent": Dialect(chat, chat_stream, "tool_calls", "length", completion("ok"), chunks("ok"), agent=True),
    "messages": Dialect(messages, messages_stream, "tool_use", "max_tokens", SAID, SAID_STREAMED),
    "responses": Dialect(
        response, response_stream, "completed", "incomplete", SAID_RESPONSE, RESPONSE_STREAMED
    ),
    "old responses": Dialect(
        response, old_response_stream, "completed", "incomplete", SAID_RESPONSE, chunks("ok")
    ),
}
each_dialect = pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
each_way = pytest.mark.parametrize(
    ("streamed", "awaited"), [(False, False), (True, False), (False, True), (True, True)]
)


def told_to_the_model(answers: MockResponses) -> str:
    """Return the last item of the last request, which is the result of the call."""
    asked = answers.requests[-1]
    return json.dumps((asked["messages"] if "messages" in asked else asked["input"])[-1])


# --- truncated turns


@each_dialect
@each_way
def test_call_of_a_finished_turn_runs(dialect: Dialect, streamed: bool, awaited: bool) -> None:
    given: Any = WRITTEN if dialect.whole is messages and not streamed else TEXT
    answers = MockResponses(dialect.call(given, dialect.finished, streamed=streamed), dialect.said[streamed])
    assert dialect.loop(answers, streamed=streamed, awaited=awaited).ran == [WRITTEN]


@each_dialect
@each_way
@pytest.mark.parametrize("text", ['{"path": "/tmp/x", "recursive": fal', '{"pa', "", "{}", TEXT])
def test_call_of_a_truncated_turn_gets_an_error(
    dialect: Dialect, streamed: bool, awaited: bool, text: str
) -> None:
    answers = MockResponses(dialect.call(text, dialect.cut, streamed=streamed), dialect.said[streamed])
    assert dialect.loop(answers, streamed=streamed, awaited=awaited).ran == []
    assert "was cut off" in told_to_the_model(answers)


@pytest.mark.parametrize("reason", ["length", "max_tokens", "content_filter", "incomplete", "MAX_TOKENS"])
@pytest.mark.parametrize("dialect", [DIALECTS["chat"], DIALECTS["messages"]], ids=["chat", "messages"])
def test_every_reason_for_a_truncated_turn_is_known(dialect: Dialect, reason: str) -> None:
    for streamed in (False, True):
        answers = MockResponses(dialect.call(TEXT, reason, streamed=streamed), dialect.said[streamed])
        assert dialect.loop(answers, streamed=streamed).ran == []
        assert reason in told_to_the_model(answers)


@pytest.mark.parametrize("status", ["failed", "cancelled", "in_progress", "queued"])
def test_response_that_cannot_be_continued_ends_the_loop(status: str) -> None:
    with pytest.raises(ToolLoopError, match=f"cut off \\({status}\\).*cannot continue") as caught:
        DIALECTS["responses"].loop(MockResponses(response(TEXT, status)))
    assert caught.value.result.status == status
    assert caught.value.conversation[-1]["type"] == "function_call_output"


@pytest.mark.parametrize("reason", ["refusal", "model_context_window_exceeded"])
def test_message_that_cannot_be_continued_ends_the_loop(reason: str) -> None:
    with pytest.raises(ToolLoopError, match=reason):
        DIALECTS["messages"].loop(MockResponses(messages_stream([TEXT], reason)), streamed=True)


@each_dialect
@each_way
def test_truncated_call_in_the_last_round_is_an_error_with_the_result(
    dialect: Dialect, streamed: bool, awaited: bool
) -> None:
    answers = MockResponses(dialect.call('{"pa', dialect.cut, streamed=streamed))
    with pytest.raises(ToolLoopError, match="round 1 of 1; the response was cut off") as caught:
        dialect.loop(answers, streamed=streamed, awaited=awaited, max_rounds=1)
    assert ending_of(caught.value.result.to_dict()).truncated
    assert "was not run" in json.dumps(caught.value.conversation[-1])


def test_incomplete_item_of_a_response_does_not_run() -> None:
    made = response(TEXT)
    made["output"][0]["status"] = "incomplete"
    answers = MockResponses(made, SAID_RESPONSE)
    assert DIALECTS["responses"].loop(answers).ran == []
    assert "status" not in answers.requests[1]["input"][1]


def test_truncated_turn_without_calls_is_the_final_answer() -> None:
    with MockResponses(completion("Once upon", finish="length")).client() as client:
        run = ToolLoop([Remover().remove]).run(client.chat.completions.create, model="m", messages=HELLO)
    assert run.result.choices[0].finish_reason == "length"


@pytest.mark.parametrize("kind", ["incomplete", "failed", "cancelled"])
def test_event_of_an_incomplete_response_applies_without_a_status(kind: str) -> None:
    for status in ({}, {"status": "completed"}, {"status": None}):
        final = {"type": f"response.{kind}", "response": {"id": "r", **status, "output": []}}
        assert result_of(RESPONSES, sse(final)).status == kind


# --- arguments that are not an object

NO_OBJECTS = [
    '{"path": "/tmp/x", "recursive": fal',
    '{"pa',
    '["/tmp/x"]',
    '"/tmp/x"',
    json.dumps(TEXT),
    "5",
    "true",
    "null",
    '{"depth": NaN}',
    '{"depth": -Infinity}',
    '{"depth": 1e999}',
    '{"path": "/tmp/x", "path": "/"}',
    "{} {}",
    '{"path": "/tmp/x"} and so on',
    "remove(path='/')",
    "{" * 100_000,
    "\ufeff{}",
]


@each_dialect
@each_way
@pytest.mark.parametrize("text", NO_OBJECTS, ids=[text[:20] for text in NO_OBJECTS])
def test_arguments_that_are_not_a_json_object_never_run(
    dialect: Dialect, streamed: bool, awaited: bool, text: str
) -> None:
    answers = MockResponses(dialect.call(text, dialect.finished, streamed=streamed), dialect.said[streamed])
    assert dialect.loop(answers, streamed=streamed, awaited=awaited).ran == []
    assert "not a JSON object" in told_to_the_model(answers)


@each_dialect
@pytest.mark.parametrize("value", [None, [], ["/"], 5, True], ids=repr)
def test_values_that_are_not_an_object_never_run(dialect: Dialect, value: Any) -> None:
    answers = MockResponses(dialect.whole(value, dialect.finished), dialect.said[False])
    assert dialect.loop(answers).ran == []
    assert "not a JSON object" in told_to_the_model(answers)


@pytest.mark.parametrize("text", ["", "  ", "{}"])
@each_dialect
def test_empty_arguments_of_a_complete_call_are_no_arguments(dialect: Dialect, text: str) -> None:
    answers = MockResponses(dialect.call(text, dialect.finished, streamed=True), dialect.said[True])
    assert dialect.loop(answers, streamed=True).ran == [{"path": "/", "recursive": True, "depth": 99}]


@pytest.mark.parametrize("dialect", [DIALECTS["chat"], DIALECTS["agent"]], ids=["chat", "agent"])
def test_empty_arguments_do_not_run_when_no_reason_says_that_the_call_is_finished(dialect: Dialect) -> None:
    for streamed in (False, True):
        answers = MockResponses(dialect.call("", None, streamed=streamed), dialect.said[streamed])
        assert dialect.loop(answers, streamed=streamed).ran == []
        assert "send {}" in told_to_the_model(answers)
        answers = MockResponses(dialect.call(TEXT, None, streamed=streamed), dialect.said[streamed])
        assert dialect.loop(answers, streamed=streamed).ran == [WRITTEN]


def with_objects(body: bytes) -> bytes:
    """Replace the text of each object in a stream with the object."""
    return body.replace(json.dumps(TEXT, ensure_ascii=False).encode(), TEXT.encode())


@each_dialect
@each_way
def test_streamed_arguments_that_are_an_object_are_not_lost(
    dialect: Dialect, streamed: bool, awaited: bool
) -> None:
    answers = MockResponses(dialect.whole(WRITTEN, dialect.finished), dialect.said[False])
    if streamed:
        answers = MockResponses(with_objects(dialect.streamed([TEXT], dialect.finished)), dialect.said[True])
    assert dialect.loop(answers, streamed=streamed, awaited=awaited).ran == [WRITTEN]


@pytest.mark.parametrize("name", ["messages", "responses", "old responses"])
def test_objects_as_fragments_of_arguments_are_reported(name: str) -> None:
    dialect = DIALECTS[name]
    body = with_objects(dialect.streamed([TEXT], dialect.finished))
    events = semantic_events(MESSAGES if name == "messages" else RESPONSES, body)
    assert [json.loads(event.arguments) for event in events if isinstance(event, ToolCallDone)] == [WRITTEN]


@pytest.mark.parametrize("name", ["chat", "messages", "responses"])
def test_call_whose_arguments_are_missing_runs_when_its_turn_is_finished(name: str) -> None:
    dialect = DIALECTS[name]
    made = dialect.whole(TEXT, dialect.finished)
    call = {
        "chat": lambda: made["choices"][0]["message"]["tool_calls"][0]["function"],
        "messages": lambda: made["content"][0],
        "responses": lambda: made["output"][0],
    }[name]()
    del call["input" if name == "messages" else "arguments"]
    answers = MockResponses(made, dialect.said[False])
    assert dialect.loop(answers).ran == [{"path": "/", "recursive": True, "depth": 99}]


@pytest.mark.parametrize("end", ["[DONE]", {"type": "message_stop"}], ids=["done", "stop"])
def test_closed_block_without_input_does_not_run_when_no_reason_says_that_the_turn_is_finished(
    end: Any,
) -> None:
    body = messages_stream([])
    body = body[: body.index(b"data: ", body.index(b"content_block_stop"))] + sse(end)
    answers = MockResponses(body, SAID_STREAMED)
    assert DIALECTS["messages"].loop(answers, streamed=True).ran == []
    events = semantic_events(MESSAGES, body)
    assert not any(isinstance(event, ToolCallDone) for event in events)


def test_empty_input_in_message_start_is_from_the_model() -> None:
    for made in (messages({}, None), sse({"type": "message_start", "message": messages({}, None)}, "[DONE]")):
        answers = MockResponses(made, SAID_STREAMED)
        assert DIALECTS["messages"].loop(answers, streamed=True).ran == [
            {"path": "/", "recursive": True, "depth": 99}
        ]


def test_finish_reasons_of_response_chunks_are_case_insensitive() -> None:
    result = result_of(RESPONSES, chat_stream([""], "STOP"))
    assert result.status == "completed"


def test_line_breaks_in_strings_are_read_and_sent_back_as_json() -> None:
    answers = MockResponses(chat('{"path": "a\nb"}'), completion("ok"))
    assert DIALECTS["chat"].loop(answers).ran[0]["path"] == "a\nb"
    sent = answers.requests[1]["messages"][1]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(sent) == {"path": "a\nb"}


# --- interrupted streams

ARGUMENTS = st.dictionaries(
    st.sampled_from(["path", "recursive", "depth"]),
    st.one_of(st.text(max_size=6), st.booleans(), st.integers(-9, 999)),
)


@each_dialect
@given(arguments=ARGUMENTS, size=st.integers(1, 5), data=st.data())
def test_no_tool_runs_with_incomplete_arguments(
    dialect: Dialect, arguments: dict[str, Any], size: int, data: st.DataObject
) -> None:
    text = json.dumps(arguments, ensure_ascii=data.draw(st.booleans()))
    body = dialect.streamed([text[at : at + size] for at in range(0, len(text), size)], dialect.finished)
    cut = data.draw(st.integers(0, len(body)))
    check_cut(dialect, body[:cut], arguments)
    # A gateway that ends an interrupted stream regularly does not complete it.
    check_cut(dialect, body[:cut] + b"\n\ndata: [DONE]\n\n", arguments)


def check_cut(dialect: Dialect, body: bytes, arguments: dict[str, Any]) -> None:
    ran: list[dict[str, Any]] = []

    def remove(**given: Any) -> None:
        ran.append(given)

    loop = ToolLoop([tool(Remover().remove)])
    loop.tools["remove"].function = remove
    loop.tools["remove"].read = json.loads  # type: ignore[method-assign] - accepts every object
    with dialect.client(MockResponses(body, dialect.said[True])) as client:
        create, asked = dialect.create(client)
        broke = False
        try:
            for _ in loop.stream(create, **asked):
                pass
        except InferenceError:
            broke = True
    assert ran in ([], [arguments])
    assert not (broke and ran)


@each_dialect
def test_stream_truncated_at_every_byte_runs_no_incomplete_call(dialect: Dialect) -> None:
    body = dialect.streamed(
        ["{", '"path": "/', "tmp/x é", '", "recursive": fal', "se", ', "depth": 12}'], dialect.finished
    )
    for cut in range(len(body)):
        check_cut(dialect, body[:cut], WRITTEN)


@pytest.mark.parametrize("name", ["chat", "agent", "messages", "responses"])
@pytest.mark.parametrize("awaited", [False, True])
def test_stream_that_breaks_in_a_loop_raises_its_error_with_the_partial_result(
    name: str, awaited: bool
) -> None:
    dialect = DIALECTS[name]
    body = dialect.streamed([TEXT[:20], TEXT[20:]], dialect.finished)
    answers = MockResponses(body[: 2 * len(body) // 3], dialect.said[True])
    with pytest.raises(StreamTruncated) as caught:
        dialect.loop(answers, streamed=True, awaited=awaited)
    assert caught.value.partial is not None
    assert len(answers.requests) == 1


@pytest.mark.parametrize("text", ['{"path": "/tmp/x", "recursive": fal', "", '{"pa'])
def test_partial_result_of_an_interrupted_stream_has_no_input(text: str) -> None:
    body = messages_stream([text])
    outcome = read_all(MESSAGES, body[: body.index(b"data: ", body.index(b"content_block_stop") - 20)])
    assert isinstance(outcome.error, StreamTruncated)
    block = outcome.error.partial.content[0]
    assert (block.input, block.to_dict()["input"]) == (None, text)


# --- results and events


@pytest.mark.parametrize("text", ['{"path": "/tmp/x", "recursive": fal', "[]", "5", "", '{"pa'])
def test_input_of_a_truncated_message_is_none_and_its_text_is_preserved(text: str) -> None:
    block = result_of(MESSAGES, messages_stream([text], "max_tokens")).content[0]
    assert (block.input, block.to_dict()["input"]) == (None, text)
    with pytest.raises(TypeError):
        Remover().remove(**block.input)


@pytest.mark.parametrize("value", ["", '{"pa', None, [], 5])
def test_input_that_is_not_an_object_is_not_an_empty_object(value: Any) -> None:
    block = decoded(MESSAGES, messages(value)).content[0]
    assert block.input is None
    assert block.to_dict()["input"] == value
    assert decoded(MESSAGES, message({"type": "tool_use"})).content[0].input is None


def test_snapshot_of_an_open_stream_is_a_preview_and_its_result_is_not() -> None:
    body = messages_stream(['{"path": "/tmp', '/x"}'])
    stream, _ = open_scripted(MESSAGES, body)
    with stream:
        for _ in range(3):
            next(stream)
        assert stream.snapshot().content[0].input == {"path": "/tmp"}
        assert stream.result().content[0].input is None
        assert stream.finish().content[0].input == stream.snapshot().content[0].input == {"path": "/tmp/x"}


@pytest.mark.parametrize(
    ("operation", "dialect"),
    [
        (operations.CHAT_COMPLETIONS_CREATE, DIALECTS["chat"]),
        (operations.AGENT_CHAT_COMPLETIONS_CREATE, DIALECTS["agent"]),
        (MESSAGES, DIALECTS["messages"]),
        (RESPONSES, DIALECTS["responses"]),
        (RESPONSES, DIALECTS["old responses"]),
    ],
    ids=DIALECTS,
)
def test_calls_are_reported_as_done_only_in_turns_that_are_finished(operation: Any, dialect: Dialect) -> None:
    for text, reason, expected in (
        (TEXT, dialect.finished, [TEXT]),
        (TEXT, dialect.cut, []),
        ('{"pa', dialect.cut, []),
        ("", dialect.finished, [""]),
    ):
        events = semantic_events(operation, dialect.streamed([text], reason))
        assert [event.arguments for event in events if isinstance(event, ToolCallDone)] == expected


@pytest.mark.parametrize(
    ("operation", "make", "end"),
    [
        (operations.CHAT_COMPLETIONS_CREATE, chat_stream, b'"finish_reason": "tool_calls"}]}'),
        (MESSAGES, messages_stream, b'{"stop_reason": "tool_use"}, "usage": {"output_tokens": 5}}'),
        (RESPONSES, response_stream, b"response.completed"),
    ],
)
def test_streams_interrupted_before_the_finish_reason_report_no_call_as_done(
    operation: Any, make: Callable[..., bytes], end: bytes
) -> None:
    body = make(["{", TEXT[1:]])
    for cut in range(len(body)):
        stream, _ = open_scripted(operation, body[:cut])
        done: list[Any] = []
        with stream, contextlib.suppress(InferenceError):
            done.extend(event for event in stream.events() if isinstance(event, ToolCallDone))
        assert [event.arguments for event in done] in ([], [TEXT])
        assert end in body[:cut] or not done


@pytest.mark.parametrize(("text", "expected"), [("", []), ('{"pa', []), ("[]", []), (TEXT, [TEXT])])
def test_call_without_a_finish_reason_is_done_only_with_a_complete_object(
    text: str, expected: list[str]
) -> None:
    events = semantic_events(operations.CHAT_COMPLETIONS_CREATE, chat_stream([text], None))
    assert [event.arguments for event in events if isinstance(event, ToolCallDone)] == expected


def test_complete_arguments_are_those_of_a_call_that_runs_without_a_done_item() -> None:
    about = {"output_index": 0, "item_id": "f1"}
    item = {"type": "function_call", "id": "f1", "call_id": "c1", "name": "remove", "arguments": ""}
    events: list[Any] = [
        {"type": "response.output_item.added", **about, "item": {**item, "status": "in_progress"}},
        {"type": "response.function_call_arguments.delta", **about, "delta": TEXT},
        {"type": "response.function_call_arguments.done", **about, "arguments": TEXT},
        {"type": "response.completed", "response": {"id": "r", "status": "completed", "output": []}},
    ]
    dialect = DIALECTS["responses"]
    for kept, expected in ((events, [WRITTEN]), ([*events[:2], events[3]], [])):
        answers = MockResponses(sse(*kept), dialect.said[True])
        assert dialect.loop(answers, streamed=True).ran == expected
