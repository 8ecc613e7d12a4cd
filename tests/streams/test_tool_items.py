"""Items and events of server tools in streams of responses."""

from __future__ import annotations

from typing import Any

import pytest

from do_inference import models
from do_inference._truncation import Ending
from do_inference.errors import StreamTruncated
from do_inference.tools._calls import CallIds
from do_inference.tools._dialects import dialect_of
from do_inference_generated import operations
from do_inference_generated._stream import CitationsFound

from .scripted import decoded, read_all, result_of, semantic_events, sse

RESPONSES = operations.RESPONSES_CREATE
CHAT = operations.CHAT_COMPLETIONS_CREATE
Json = dict[str, Any]


def event(kind: str, **fields: Any) -> Json:
    return {"type": f"response.{kind}", **fields}


def response(*output: Json, status: str = "completed") -> Json:
    return {"id": "r", "object": "response", "model": "m", "status": status, "output": list(output)}


def plain(value: Any) -> Json:
    """Return the JSON of a decoded item or event, also of an unknown type."""
    return dict(value) if isinstance(value, models.UnknownVariant) else value.to_dict()


def about(kind: str, **fields: Any) -> Json:
    """Create an event about the item `i` at index 0."""
    return event(kind, item_id="i", output_index=0, **fields)


CITED = {
    "type": "url_citation",
    "url": "https://example.com/",
    "title": "T",
    "start_index": 0,
    "end_index": 2,
}
LOGS = {"type": "logs", "logs": "4\n"}
RAN = {"stdout": "ab", "stderr": "e", "outcome": {"type": "exit", "exit_code": 0}}

ITEMS: list[tuple[Json, list[Json], Json]] = [
    # The item, the events between its start and its end, and the item that results from these events alone.
    (
        {"type": "web_search_call", "action": {"type": "search", "query": "q", "sources": [{"url": "u"}]}},
        [
            about("web_search_call.in_progress"),
            about("web_search_call.searching"),
            about("web_search_call.completed"),
        ],
        {"status": "completed"},
    ),
    (
        {"type": "file_search_call", "queries": ["q"], "results": [{"file_id": "f", "score": 0.5}]},
        [about("file_search_call.in_progress"), about("file_search_call.searching")],
        {"status": "searching"},
    ),
    (
        {"type": "code_interpreter_call", "code": "2+2", "container_id": "c", "outputs": [LOGS]},
        [
            about("code_interpreter_call.in_progress"),
            about("code_interpreter_call_code.delta", delta="2+"),
            about("code_interpreter_call_code.delta", delta="2"),
            about("code_interpreter_call_code.done", code="2+2"),
            about("code_interpreter_call.interpreting"),
        ],
        {"code": "2+2", "status": "interpreting"},
    ),
    (
        {"type": "image_generation_call", "result": "aGk=", "revised_prompt": "p"},
        [
            about("image_generation_call.generating"),
            about("image_generation_call.partial_image", partial_image_b64="aA==", partial_image_index=0),
        ],
        {"status": "generating"},
    ),
    (
        {"type": "mcp_call", "server_label": "s", "name": "n", "arguments": '{"a":1}', "output": "o"},
        [
            about("mcp_call.in_progress"),
            about("mcp_call_arguments.delta", delta='{"a"'),
            about("mcp_call_arguments.delta", delta=":1}"),
            about("mcp_call_arguments.done", arguments='{"a":1}'),
            about("mcp_call.failed"),
        ],
        {"arguments": '{"a":1}', "status": "failed"},
    ),
    (
        {"type": "mcp_list_tools", "server_label": "s", "tools": [{"name": "n", "input_schema": {}}]},
        [about("mcp_list_tools.in_progress"), about("mcp_list_tools.completed")],
        {},
    ),
    (
        {"type": "custom_tool_call", "call_id": "c", "name": "n", "input": "ab"},
        [about("custom_tool_call_input.delta", delta="ab"), about("custom_tool_call_input.done", input="ab")],
        {"input": "ab"},
    ),
    (
        {"type": "shell_call", "call_id": "c", "action": {"commands": ["ls", "pwd"]}},
        [
            event("shell_call_command.added", output_index=0, command_index=0, command=""),
            event("shell_call_command.delta", output_index=0, command_index=0, delta="l"),
            event("shell_call_command.delta", output_index=0, command_index=0, delta="s"),
            event("shell_call_command.done", output_index=0, command_index=0, command="ls"),
            event("shell_call_command.added", output_index=0, command_index=1, command=""),
            event("shell_call_command.delta", output_index=0, command_index=1, delta="pwd"),
        ],
        {"action": {"commands": ["ls", "pwd"]}},
    ),
    (
        {"type": "shell_call_output", "call_id": "c", "output": [RAN, RAN]},
        [
            about("shell_call_output_content.delta", command_index=0, delta={"stdout": "a"}),
            about("shell_call_output_content.delta", command_index=0, delta={"stdout": "b", "stderr": "e"}),
            about("shell_call_output_content.done", command_index=0, output=[RAN]),
            about("shell_call_output_content.delta", command_index=1, delta={"stdout": "c"}),
        ],
        {"output": [RAN, {"stdout": "c"}]},
    ),
    (
        {"type": "compaction", "encrypted_content": "x"},
        [about("compaction.compacting")],
        {},
    ),
    (
        {"type": "tool_of_tomorrow_call", "found": [1]},
        [about("tool_of_tomorrow_call.searching")],
        {"status": "searching"},
    ),
]
WHOLE = [item for item, _, _ in ITEMS]


@pytest.mark.parametrize(("item", "inside", "alone"), ITEMS, ids=[item["type"] for item in WHOLE])
class TestItems:
    """All item types that have their own events."""

    def test_the_streamed_result_equals_the_whole_one(
        self, item: Json, inside: list[Json], alone: Json
    ) -> None:
        whole = response({"id": "i", **item})
        events = [
            event("queued", response=response(status="queued")),
            event("output_item.added", output_index=0, item={"id": "i", "type": item["type"]}),
            *inside,
            event("output_item.done", output_index=0, item={"id": "i", **item}),
        ]
        final = event("completed", response=whole)
        assert result_of(RESPONSES, sse(*events, final)).to_dict() == whole
        without_output = event("completed", response={**whole, "output": []})
        assert result_of(RESPONSES, sse(*events, without_output)).to_dict() == whole
        late = [*events, *inside, without_output]
        assert result_of(RESPONSES, sse(*late)).to_dict() == whole

    def test_events_alone_make_the_item_of_a_truncated_stream(
        self, item: Json, inside: list[Json], alone: Json
    ) -> None:
        outcome = read_all(RESPONSES, sse(*inside))
        assert isinstance(outcome.error, StreamTruncated)
        assert outcome.error.partial.to_dict()["output"] == [{"type": item["type"], **alone}]

    def test_the_events_are_typed_and_keep_what_came(
        self, item: Json, inside: list[Json], alone: Json
    ) -> None:
        outcome = read_all(RESPONSES, sse(*inside))
        assert [plain(one) for one in outcome.events] == inside
        known = [not isinstance(one, models.UnknownVariant) for one in outcome.events]
        assert all(known) is (item["type"] != "tool_of_tomorrow_call")


@pytest.mark.parametrize("item", WHOLE, ids=[item["type"] for item in WHOLE])
def test_items_are_typed_and_preserve_their_fields(item: Json) -> None:
    (found,) = decoded(RESPONSES, response(item)).output
    assert plain(found) == item
    assert isinstance(found, models.UnknownVariant) is (item["type"] == "tool_of_tomorrow_call")


@pytest.mark.parametrize("item", WHOLE, ids=[item["type"] for item in WHOLE])
def test_tool_loops_send_items_back_unchanged_and_run_none(item: Json) -> None:
    dialect = dialect_of("responses")
    assert dialect is not None
    sent, calls = dialect.parse(response(item), Ending("completed"), CallIds([]))
    assert sent == [item]
    assert [call.problem is not None for call in calls] == (
        [True] if item["type"] == "custom_tool_call" else []
    )


def test_annotation_is_added_to_the_text_and_reported() -> None:
    part = {"type": "output_text", "text": "Hi", "annotations": [CITED]}
    events = [
        about("output_text.delta", content_index=0, delta="Hi"),
        about("output_text.annotation.added", content_index=0, annotation_index=0, annotation=CITED),
    ]
    final = event("completed", response=response())
    found = result_of(RESPONSES, sse(*events, final)).to_dict()["output"]
    assert found == [{"type": "message", "content": [part]}]
    reported = [
        one for one in semantic_events(RESPONSES, sse(*events, final)) if isinstance(one, CitationsFound)
    ]
    assert reported == [CitationsFound([models.ResponseAnnotation.from_dict(CITED)])]


def test_annotations_and_audio_of_a_chat_are_combined() -> None:
    cited = {"type": "url_citation", "url_citation": {"url": "u", "title": "T"}}
    deltas: list[Json] = [
        {"role": "assistant", "content": "Hi"},
        {"annotations": [cited]},
        {"annotations": [cited], "audio": {"id": "a", "transcript": "H"}},
        {"audio": {"id": "a", "transcript": "i", "data": "aGk="}},
    ]
    chunks = [{"choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    message = result_of(CHAT, sse(*chunks, end, "[DONE]")).choices[0].message
    assert message.to_dict() == {
        "role": "assistant",
        "content": "Hi",
        "annotations": [cited, cited],
        "audio": {"id": "a", "transcript": "Hi", "data": "aGk="},
    }
    assert [one.url_citation.url for one in message.annotations] == ["u", "u"]
    reported = [
        one for one in semantic_events(CHAT, sse(*chunks, end, "[DONE]")) if isinstance(one, CitationsFound)
    ]
    assert [one.citations for one in reported] == [[models.ChatAnnotation.from_dict(cited)]] * 2


ODD: list[Any] = [None, 1, "x", [], {}, [1], {"x": 1}, -1, 10**9]


@pytest.mark.parametrize("odd", ODD)
def test_unexpected_values_in_tool_events_raise_nothing(odd: Any) -> None:
    kinds = ["web_search_call.completed", "shell_call_command.delta", "shell_call_output_content.delta"]
    kinds += ["shell_call_output_content.done", "output_text.annotation.added", "shell_call_command.done"]
    fields = ("output_index", "command_index", "delta", "command", "output", "annotation")
    events = [{**about(kind), name: odd} for kind in kinds for name in fields]
    item = {"type": "shell_call", "action": odd, "output": odd}
    begun = event("output_item.added", output_index=0, item=item)
    assert result_of(RESPONSES, sse(begun, *events, event("completed", response=response()))) is not None
