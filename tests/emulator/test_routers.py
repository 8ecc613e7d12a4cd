"""Inference routers: model and route of a response, affinity, preferences and failing models."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from do_inference import Client
from do_inference.emulator import Options, VirtualClock
from do_inference.emulator._behaviours.batches import run
from do_inference.emulator._command import emulator_of, parser
from do_inference.emulator._request import EmulatedRequest

from .api_client import APIClient

LONG = "word " * 1000
OPERATIONS = ["chat_completions_create", "messages_create", "responses_create"]
PRESETS = [
    "router:general",
    "router:knowledge-base-document",
    "router:software-engineering",
    "router:writing",
]
CODE = "Write a Python function"

each_operation = pytest.mark.parametrize("operation", OPERATIONS)


def body(operation: str, text: str = "Hi", **more: Any) -> dict[str, Any]:
    """Send a request to the managed router or to `model`."""
    bodies: dict[str, dict[str, Any]] = {
        "chat_completions_create": {"messages": [{"role": "user", "content": text}]},
        "messages_create": {"messages": [{"role": "user", "content": text}], "max_tokens": 50},
        "responses_create": {"input": text},
    }
    return {"model": "inference-router", **bodies[operation], **more}


def send(api: APIClient, operation: str, request: dict[str, Any], affinity: str | None = None) -> Any:
    path = api.emulator.state.description.operations[operation].path
    headers = api.headers(operation, **({} if affinity is None else {"X_Model_Affinity": affinity}))
    response = api.client.post(path, json=request, headers=headers)
    assert response.is_success, response.text
    return response


def model_of(api: APIClient, operation: str, request: dict[str, Any], affinity: str | None = None) -> str:
    return str(send(api, operation, request, affinity).json()["model"])


def cached(operation: str, usage: dict[str, Any]) -> int:
    if operation == "responses_create":
        return int(usage["input_tokens_details"]["cached_tokens"])
    if operation == "chat_completions_create":
        assert usage["prompt_tokens_details"]["cached_tokens"] == usage["cache_read_input_tokens"]
    return int(usage["cache_read_input_tokens"])


@pytest.fixture
def strict(start: Any) -> APIClient:
    api: APIClient = start(any_model=False, limits="none", clock=VirtualClock())
    return api


@each_operation
@pytest.mark.parametrize("router", ["inference-router", *PRESETS])
def test_a_router_returns_a_listed_model_and_its_route(
    strict: APIClient, operation: str, router: str
) -> None:
    listed = {model["id"]: model for model in strict.ok("models_list")["data"]}
    assert "context_length" not in listed[router]
    for text, route in (("Hi", "General"), (CODE, "Code Generation"), ("Summarize it", "Summarization")):
        response = send(strict, operation, body(operation, text, model=router))
        assert response.headers["x-model-router-selected-route"] == route
        assert listed[response.json()["model"]]["context_length"] > 0


@each_operation
def test_a_stream_has_the_same_model_and_route(strict: APIClient, operation: str) -> None:
    complete = send(strict, operation, body(operation, CODE))
    streamed = send(strict, operation, body(operation, CODE, stream=True))
    route = "x-model-router-selected-route"
    assert streamed.headers[route] == complete.headers[route] == "Code Generation"
    first = json.loads(streamed.text.split("data: ", 1)[1].split("\n", 1)[0])
    described = first.get("message") or first.get("response") or first
    assert described["model"] == complete.json()["model"]


@each_operation
def test_a_model_that_the_request_names_has_no_route(strict: APIClient, operation: str) -> None:
    response = send(strict, operation, body(operation, model="openai-gpt-4o"))
    assert "x-model-router-selected-route" not in response.headers


@each_operation
def test_a_preference_changes_the_model_of_the_managed_router(strict: APIClient, operation: str) -> None:
    models = {
        preference: model_of(strict, operation, body(operation, routing_preference=preference))
        for preference in ("balanced", "budget", "quality", None)
    }
    assert models == {
        "balanced": "llama3.3-70b-instruct",
        "budget": "openai-gpt-oss-20b",
        "quality": "anthropic-claude-opus-4.6",
        None: "llama3.3-70b-instruct",
    }
    rejected = strict.call(operation, body(operation, routing_preference="cheapest"))
    assert rejected.status_code == 400
    assert "routing_preference" in rejected.text


@each_operation
@pytest.mark.parametrize("router", ["router:unknown-mine", "router:", "router", "router:router:general"])
def test_an_unknown_router_is_rejected_like_an_unknown_model(
    strict: APIClient, operation: str, router: str
) -> None:
    rejected = strict.call(operation, body(operation, model=router))
    assert rejected.status_code == 404
    assert f"Model {router} not found" in rejected.text


@each_operation
def test_a_custom_router_is_accepted_unless_the_options_list_others(
    strict: APIClient, start: Callable[..., APIClient], operation: str
) -> None:
    assert model_of(strict, operation, body(operation, model="router:mine")) == "llama3.3-70b-instruct"
    listed = start(any_model=False, routers={"yours": ["kimi-k3"]})
    assert listed.call(operation, body(operation, model="router:mine")).status_code == 404
    assert model_of(listed, operation, body(operation, model="router:yours")) == "kimi-k3"


@each_operation
def test_a_router_that_the_key_may_not_use_is_rejected(strict: APIClient, operation: str) -> None:
    assert strict.call(operation, body(operation, model="router:forbidden-mine")).status_code == 403


@each_operation
@pytest.mark.parametrize("router", ["router:my-router", "router:my-support-router"])
def test_a_custom_router_of_the_documentation_is_accepted(
    strict: APIClient, operation: str, router: str
) -> None:
    assert model_of(strict, operation, body(operation, model=router)) == "llama3.3-70b-instruct"


def test_routers_are_accepted_for_conversations_only(strict: APIClient) -> None:
    rejected = strict.call("embeddings_create", {"model": "inference-router", "input": "x"})
    assert rejected.status_code == 404


@each_operation
def test_a_custom_router_tries_its_models_in_their_order(start: Any, operation: str) -> None:
    api = start(any_model=False, routers={"mine": ["kimi-k3", "my-dedicated-model"]})
    assert model_of(api, operation, body(operation, CODE, model="router:mine")) == "kimi-k3"
    assert "router:mine" in {model["id"] for model in api.ok("models_list")["data"]}
    api.emulator.respond(operation, match={"model": "kimi-k3"}, status=503)
    assert model_of(api, operation, body(operation, CODE, model="router:mine")) == "my-dedicated-model"


def test_the_command_line_names_custom_routers() -> None:
    arguments = parser().parse_args(["--router", "mine=a,b", "--router", "router:yours=c"])
    assert emulator_of(arguments).options.routers == {"mine": ["a", "b"], "yours": ["c"]}
    for wrong in ("mine", "=a", "mine=", "mine=a,,b"):
        with pytest.raises(SystemExit):
            parser().parse_args(["--router", wrong])


@pytest.mark.parametrize("routers", [{"": ["a"]}, {"mine": []}, {"mine": [""]}])
def test_a_router_without_a_name_or_a_model_is_rejected(routers: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match="at least one model"):
        Options(routers=routers)


@each_operation
def test_affinity_fixes_the_model_and_the_route_for_ten_minutes(strict: APIClient, operation: str) -> None:
    first = send(strict, operation, body(operation, "Hi"), "a")
    for request in (body(operation, CODE), body(operation, CODE, routing_preference="quality")):
        again = send(strict, operation, request, "a")
        assert again.json()["model"] == first.json()["model"]
        assert again.headers["x-model-router-selected-route"] == "General"
    chosen = model_of(strict, operation, body(operation, CODE))
    assert chosen != first.json()["model"]
    assert model_of(strict, operation, body(operation, CODE), "b") == chosen
    assert model_of(strict, operation, body(operation, CODE, model="router:writing"), "a") != chosen

    clock = strict.emulator.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(599)
    assert model_of(strict, operation, body(operation, CODE), "a") == first.json()["model"]
    clock.advance(600)
    assert model_of(strict, operation, body(operation, CODE), "a") == chosen


@each_operation
@pytest.mark.parametrize("preference", ["balanced", "quality"])
def test_a_repeated_prefix_is_read_from_the_cache_of_the_remembered_model(
    strict: APIClient, operation: str, preference: str
) -> None:
    """Check that only the remembered model of a router has the prefix in its cache."""

    def usage(last: str, affinity: str | None) -> dict[str, Any]:
        request = body(operation, last, routing_preference=preference)
        start = {"role": "user", "content": LONG}
        if operation == "responses_create":
            request["input"] = [start, {"role": "user", "content": last}]
        else:
            request["messages"] = [start, *request["messages"]]
        described: dict[str, Any] = send(strict, operation, request, affinity).json()["usage"]
        return described

    assert cached(operation, usage("Hi", "a")) == 0
    assert cached(operation, usage(CODE, "a")) > 1000
    assert cached(operation, usage(CODE, None)) == 0


def test_a_router_marks_the_prompts_of_anthropic_models_for_the_cache(strict: APIClient) -> None:
    request = body("messages_create", LONG, routing_preference="quality")
    first, second = (strict.ok("messages_create", request)["usage"] for _ in range(2))
    assert first["cache_creation_input_tokens"] == second["cache_read_input_tokens"] > 1000
    assert second["cache_creation_input_tokens"] == 0
    request["model"] = "anthropic-claude-haiku-4.5"
    for _ in range(2):
        usage = strict.ok("messages_create", request)["usage"]
        assert usage["cache_creation_input_tokens"] == usage["cache_read_input_tokens"] == 0


def test_several_marks_of_one_lifetime_add_up(strict: APIClient) -> None:
    part = {"type": "text", "text": LONG, "cache_control": {"type": "ephemeral"}}
    turns = [
        {"role": "user", "content": [part]},
        {"role": "assistant", "content": "Yes."},
        {"role": "user", "content": [part]},
    ]
    request = {"model": "anthropic-claude-haiku-4.5", "max_tokens": 50, "messages": turns}
    first, second = (strict.ok("messages_create", request)["usage"] for _ in range(2))
    assert first["cache_creation_input_tokens"] == second["cache_read_input_tokens"] > 2000
    assert first["cache_creation"]["ephemeral_5m_input_tokens"] == first["cache_creation_input_tokens"]


@each_operation
@pytest.mark.parametrize(
    "failure", [{"status": 503}, {"fault": "429"}, {"fault": "status=500"}, {"status": 404}]
)
def test_the_next_model_is_tried_after_a_failure(
    strict: APIClient, operation: str, failure: dict[str, Any]
) -> None:
    strict.emulator.respond(operation, match={"model": "llama3.3-70b-instruct"}, **failure)
    response = send(strict, operation, body(operation), "a")
    assert response.json()["model"] == "openai-gpt-oss-120b"
    assert response.headers["x-model-router-selected-route"] == "General"
    strict.emulator.script.clear()
    assert model_of(strict, operation, body(operation), "a") == "openai-gpt-oss-120b"
    assert model_of(strict, operation, body(operation)) == "llama3.3-70b-instruct"


@each_operation
def test_a_model_is_used_again_after_its_fault_has_ended(strict: APIClient, operation: str) -> None:
    strict.emulator.respond(operation, match={"model": "llama3.3-70b-instruct"}, fault="503, times=1")
    assert model_of(strict, operation, body(operation)) == "openai-gpt-oss-120b"
    assert model_of(strict, operation, body(operation)) == "llama3.3-70b-instruct"


@each_operation
@pytest.mark.parametrize("failure", [{"status": 400}, {"fault": "status=403"}])
def test_a_rejected_request_is_not_sent_to_another_model(
    strict: APIClient, operation: str, failure: dict[str, Any]
) -> None:
    strict.emulator.respond(operation, match={"model": "llama3.3-70b-instruct"}, **failure)
    assert strict.call(operation, body(operation)).status_code in (400, 403)


@each_operation
def test_the_router_fails_if_all_its_models_do(strict: APIClient, operation: str) -> None:
    strict.emulator.respond(operation, match=lambda call: call.model != "inference-router", status=503)
    assert strict.call(operation, body(operation)).status_code == 503


@each_operation
def test_a_rule_for_a_model_applies_behind_a_router(strict: APIClient, operation: str) -> None:
    strict.emulator.respond(operation, "From the rule.", match={"model": "openai-gpt-oss-120b"})
    response = send(strict, operation, body(operation, CODE))
    assert "From the rule." in response.text
    assert response.json()["model"] == "openai-gpt-oss-120b"


@each_operation
def test_a_rule_for_a_router_returns_a_model(strict: APIClient, operation: str) -> None:
    strict.emulator.respond(operation, "From the rule.", match={"model": "router:mine"})
    response = send(strict, operation, body(operation, model="router:mine"))
    assert "From the rule." in response.text
    assert response.json()["model"] == "llama3.3-70b-instruct"


@each_operation
def test_the_journal_has_the_original_request(strict: APIClient, operation: str) -> None:
    send(strict, operation, body(operation))
    assert strict.emulator.requests[-1].body["model"] == "inference-router"


@each_operation
def test_a_key_of_the_prompt_cache_is_accepted(strict: APIClient, operation: str) -> None:
    send(strict, operation, body(operation, prompt_cache_key="reports"))


def test_a_line_of_a_batch_may_name_a_router(strict: APIClient) -> None:
    operation = strict.emulator.state.description.operations["batches_create"]
    line = {"custom_id": "1", "method": "POST", "url": "/v1/chat/completions"}
    lines = json.dumps({**line, "body": body("chat_completions_create", CODE)}).encode()
    call = EmulatedRequest(operation, strict.emulator.state, 1, "request", strict.emulator.api_key, 0.0)
    outcome = run(call, lines, "openai", "/v1/chat/completions")
    response = json.loads(outcome.output)["response"]
    assert (response["status_code"], response["body"]["model"]) == (200, "openai-gpt-oss-120b")


@pytest.mark.parametrize("streamed", [False, True])
def test_the_client_reads_route_model_and_cached_tokens_in_every_dialect(
    strict: APIClient, streamed: bool
) -> None:
    emulator = strict.emulator
    with Client(api_key=emulator.api_key, base_url=emulator.base_url) as client:
        chat = routed(client.chat.completions.create, streamed, messages=[{"role": "user", "content": LONG}])
        message = routed(
            client.messages.create, streamed, messages=[{"role": "user", "content": LONG}], max_tokens=50
        )
        response = routed(client.responses.create, streamed, input=LONG)
    assert {chat.model, message.model, response.model} == {"openai-gpt-oss-20b"}
    assert {chat.response.route, message.response.route, response.response.route} == {"General"}
    assert chat.usage.cache_read_input_tokens == chat.usage.prompt_tokens_details.cached_tokens > 1000
    assert message.usage.cache_read_input_tokens > 1000
    assert response.usage.input_tokens_details.cached_tokens > 1000


def routed(create: Callable[..., Any], streamed: bool, **arguments: Any) -> Any:
    """Send a request twice and return the second response, whose prompt is in the cache."""
    options = (
        {"stream_options": {"include_usage": True}} if streamed and "max_tokens" not in arguments else {}
    )
    parameters = {"routing_preference": "budget", "model_affinity": "a", **arguments, **options}
    for _ in range(2):
        result = create(model="inference-router", stream=streamed, **parameters)
        if streamed:
            with result as stream:
                result = stream.finish()
                assert (stream.response.route, stream.model) == ("General", result.model)
    return result
