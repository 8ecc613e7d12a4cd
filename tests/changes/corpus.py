"""Edits of the small description, each with the grade that a careful reader gives it.

The third item of an edit is the name under which its user has to find it, where that matters.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.changes.change import Severity
from tests.changes.documents import BASE, OK, ref, text, thing

if TYPE_CHECKING:
    from collections.abc import Callable

B, R, A, F, I = Severity.BREAKING, Severity.RISKY, Severity.ADDITION, Severity.FIX, Severity.INTERNAL  # noqa: E741


class Edit(NamedTuple):
    name: str
    grade: Severity
    change: Callable[[dict[str, Any]], object]
    called: str = ""


def at(document: Any, pointer: str) -> Any:
    """The place that a short pointer names: `S/Chat/properties/id` is in a schema, `P/v1~chat/post` in a path."""
    steps = pointer.split("/")
    if steps[0] == "S":
        steps[:1] = ["components", "schemas"]
    elif steps[0] == "P":
        steps[:2] = ["paths", "/" + steps[1].replace("~", "/")]
    for step in filter(None, steps):
        document = document[int(step) if isinstance(document, list) else step]
    return document


def put(pointer: str, value: Any) -> Callable[[dict[str, Any]], object]:
    """Set what the pointer names."""
    parent, _, last = pointer.rpartition("/")

    def change(document: dict[str, Any]) -> None:
        holder = at(document, parent)
        holder[int(last) if isinstance(holder, list) else last] = json.loads(json.dumps(value))

    return change


def drop(pointer: str) -> Callable[[dict[str, Any]], object]:
    """Remove what the pointer names, from a mapping or, by value, from a list."""
    parent, _, last = pointer.rpartition("/")

    def change(document: dict[str, Any]) -> None:
        holder = at(document, parent)
        if isinstance(holder, list):
            holder.remove(last)
        else:
            del holder[last]

    return change


def append(pointer: str, value: Any) -> Callable[[dict[str, Any]], object]:
    return lambda document: at(document, pointer).append(value)


def rename(pointer: str, new: str) -> Callable[[dict[str, Any]], object]:
    parent, _, last = pointer.rpartition("/")

    def change(document: dict[str, Any]) -> None:
        holder = at(document, parent)
        holder[new] = holder.pop(last)

    return change


def both(*changes: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
    return lambda document: [change(document) for change in changes]


def rewrite(before: str, after: str) -> Callable[[dict[str, Any]], object]:
    """Replace a text everywhere."""

    def change(document: dict[str, Any]) -> None:
        edited = json.loads(json.dumps(document).replace(before, after))
        document.clear()
        document.update(edited)

    return change


def path(old: str, new: str) -> Callable[[dict[str, Any]], object]:
    def change(document: dict[str, Any]) -> None:
        document["paths"][new] = document["paths"].pop(old)

    return change


def method(where: str, old: str, new: str) -> Callable[[dict[str, Any]], object]:
    def change(document: dict[str, Any]) -> None:
        document["paths"][where][new] = document["paths"][where].pop(old)

    return change


REQUEST, ANSWER = "S/ChatRequest/properties", "S/Chat/properties"
CHAT, SPEECH, FETCH, UPLOAD = (
    "P/v1~chat/post",
    "P/v1~speech/post",
    "P/v1~things~{thing_id}/get",
    "P/{upload_url}/put",
)
NEW_OPERATION = {
    "operationId": "chat_list",
    "summary": "List.",
    "description": "Lists.",
    "tags": ["chat"],
    "responses": {"200": {"description": "Fine."}},
}


def event_stream(document: dict[str, Any]) -> Any:
    return document["paths"]["/v1/chat"]["post"]["responses"]["200"]["content"]["text/event-stream"]


def success(document: dict[str, Any], where: str, verb: str) -> Any:
    return document["paths"][where][verb]["responses"]["200"]


SPEED = "client.chat.speak(..., speed=)"
TEXT_PART, USER = "S/TextPart/properties", "S/UserMessage/properties"


def as_list(node: dict[str, Any], *more: str) -> None:
    """A constant as an enum, perhaps of several values."""
    node["enum"] = [node.pop("const"), *more]


def or_list(**limits: Any) -> dict[str, Any]:
    """A text or several."""
    return {
        "description": "A text.",
        "oneOf": [{"type": "string", **limits}, {"type": "array", "items": {"type": "string"}}],
    }


def moved(document: dict[str, Any], pointer: str, name: str) -> dict[str, Any]:
    """Move a field into a schema of its own; a reference to that."""
    parent, _, field = pointer.rpartition("/")
    document["components"]["schemas"][name] = thing({field: at(document, parent).pop(field)})
    return ref(name)


def rename_kind(answer: dict[str, Any], kind: str) -> None:
    (media,) = answer["content"].values()
    answer["content"] = {kind: media}


EDITS = [
    # operations
    Edit("operation removed", B, lambda d: d["paths"].pop("/v1/chat"), "client.chat.create"),
    Edit(
        "operation added",
        A,
        lambda d: d["paths"].update({"/v1/list": {"get": NEW_OPERATION}}),
        "client.chat.list",
    ),
    Edit("operation renamed", B, put(f"{CHAT}/operationId", "chat_begin"), "client.chat.begin"),
    Edit("resource renamed", B, rewrite('"chat', '"talk'), "client.talk.create"),
    Edit("path moved", B, path("/v1/chat", "/v2/chat"), "client.chat.create"),
    Edit("method changed", B, method("/v1/things/{thing_id}", "get", "post"), "client.chat.retrieve"),
    Edit(
        "path and operationId changed",
        B,
        both(put(f"{CHAT}/operationId", "chat_begin"), path("/v1/chat", "/v2/chat")),
    ),
    Edit("operation deprecated", A, put(f"{CHAT}/deprecated", True), "client.chat.create"),
    Edit("stable becomes experimental", R, put(f"{CHAT}/x-stability", "experimental"), "client.chat.create"),
    Edit("experimental becomes stable", A, put(f"{SPEECH}/x-stability", "stable"), "client.chat.speak"),
    Edit("summary reworded", F, put(f"{CHAT}/summary", "Speak."), "client.chat.create"),
    Edit("description reworded", F, put(f"{CHAT}/description", "Speaks."), "client.chat.create"),
    Edit("source noted", I, put(f"{CHAT}/x-source", "another test")),
    Edit(
        "departure noted",
        I,
        put(f"{REQUEST}/top_k/x-departure", {"upstream": "x", "reason": "y", "source": "z"}),
    ),
    Edit("idempotent no longer", R, drop(f"{SPEECH}/x-idempotent"), "client.chat.speak"),
    Edit("idempotent now", R, put(f"{CHAT}/x-idempotent", True), "client.chat.create"),
    Edit("unknown extension of an operation", R, put(f"{CHAT}/x-surprise", 1), "client.chat.create"),
    Edit("unknown key of the document", R, put("webhooks", {"a": {}})),
    Edit("unknown key of a path", R, lambda d: d["paths"]["/v1/chat"].update({"x-odd": 1})),
    Edit("two tags", R, append(f"{CHAT}/tags", "agent")),
    # servers and keys
    Edit("server moved for all", B, lambda d: d["servers"][0].update(url="https://two.example.com")),
    Edit(
        "server of one operation moved",
        B,
        lambda d: at(d, "P/health/get/servers/0").update(url="https://{agent}.example.org"),
        "agent.health",
    ),
    Edit(
        "server given to an operation",
        B,
        put(f"{CHAT}/servers", [{"url": "https://three.example.com", "x-api": "serverless"}]),
    ),
    Edit(
        "server variable's default",
        B,
        lambda d: at(d, "P/health/get/servers/0/variables/agent").update(default="b"),
    ),
    Edit("server reworded", F, lambda d: d["servers"][0].update(description="The host.")),
    Edit("server's rate limits", R, lambda d: d["servers"][0].update({"x-rate-limits": [{"amount": 1}]})),
    Edit("operation asked for the rate limit", I, put(f"{FETCH}/x-probe", True)),
    Edit("other api", B, lambda d: at(d, "P/health/get/servers/0").update({"x-api": "serverless"})),
    Edit("key for all changed", B, put("security", [{"agent_access_key": []}])),
    Edit("key dropped", B, put(f"{CHAT}/security", []), "client.chat.create"),
    Edit("key asked for", B, drop(f"{UPLOAD}/security"), "client.chat.upload"),
    Edit("scheme changed", B, put("components/securitySchemes/model_access_key/scheme", "basic")),
    Edit("scheme reworded", F, put("components/securitySchemes/model_access_key/description", "The key.")),
    Edit("absolute URL dropped", B, drop(f"{UPLOAD}/x-absolute-url"), "client.chat.upload"),
    # parameters
    Edit(
        "parameter removed",
        B,
        lambda d: at(d, f"{FETCH}/parameters").pop(),
        "client.chat.retrieve(..., limit=)",
    ),
    Edit(
        "optional parameter added",
        A,
        append(f"{FETCH}/parameters", {"name": "after", "in": "query", "schema": {"type": "string"}}),
        "client.chat.retrieve(..., after=)",
    ),
    Edit(
        "required parameter added",
        B,
        append(
            f"{FETCH}/parameters",
            {"name": "after", "in": "query", "required": True, "schema": {"type": "string"}},
        ),
        "client.chat.retrieve(..., after=)",
    ),
    Edit(
        "parameter required now",
        B,
        lambda d: at(d, f"{FETCH}/parameters/1").update(required=True),
        "client.chat.retrieve(..., limit=)",
    ),
    Edit("path parameter optional", A, lambda d: at(d, f"{FETCH}/parameters/0").update(required=False)),
    Edit("parameter moved to a header", B, lambda d: at(d, f"{FETCH}/parameters/1").update({"in": "header"})),
    Edit(
        "parameter's default documented anew",
        R,
        lambda d: at(d, f"{FETCH}/parameters/1/schema").update(default=50),
        "client.chat.retrieve(..., limit=)",
    ),
    Edit(
        "parameter's limit lowered",
        B,
        lambda d: at(d, f"{FETCH}/parameters/1/schema").update(maximum=50),
        "client.chat.retrieve(..., limit=)",
    ),
    Edit(
        "parameter's limit raised",
        A,
        lambda d: at(d, f"{FETCH}/parameters/1/schema").update(maximum=500),
        "client.chat.retrieve(..., limit=)",
    ),
    Edit(
        "parameter's type",
        B,
        lambda d: at(d, f"{FETCH}/parameters/1/schema").update(type="string"),
        "client.chat.retrieve(..., limit=)",
    ),
    Edit(
        "sent default changed",
        B,
        lambda d: at(d, f"{CHAT}/parameters/1/schema").update(default=False),
        "client.chat.create(..., agent=)",
    ),
    Edit(
        "default no longer sent",
        B,
        lambda d: at(d, f"{CHAT}/parameters/1").pop("x-send-default"),
        "client.chat.create(..., agent=)",
    ),
    Edit("parameter reworded", F, lambda d: at(d, f"{CHAT}/parameters/1").update(description="If.")),
    Edit("parameter's style", R, lambda d: at(d, f"{FETCH}/parameters/1").update(style="form")),
    Edit("parameters in another order", I, lambda d: at(d, f"{FETCH}/parameters").reverse()),
    Edit("shared parameter reworded", F, put("components/parameters/Speed/description", "Speed.")),
    Edit("shared parameter required", B, put("components/parameters/Speed/required", True), SPEED),
    Edit("shared parameter limited", B, put("components/parameters/Speed/schema/minimum", 2), SPEED),
    Edit("shared parameter renamed", B, put("components/parameters/Speed/name", "pace"), SPEED),
    Edit(
        "shared parameter written in place",
        I,
        lambda d: at(d, f"{SPEECH}/parameters").__setitem__(0, BASE["components"]["parameters"]["Speed"]),
    ),
    # request fields
    Edit("field removed", B, drop(f"{REQUEST}/top_k"), "client.chat.create(..., top_k=)"),
    Edit("field renamed", B, rename(f"{REQUEST}/top_k", "k"), "client.chat.create(..., top_k=)"),
    Edit(
        "optional field added",
        A,
        put(f"{REQUEST}/seed", {"type": "integer", "description": "Seed."}),
        "client.chat.create(..., seed=)",
    ),
    Edit(
        "required field added",
        B,
        both(put(f"{REQUEST}/seed", text()), append("S/ChatRequest/required", "seed")),
        "client.chat.create(..., seed=)",
    ),
    Edit(
        "field required now", B, append("S/ChatRequest/required", "top_k"), "client.chat.create(..., top_k=)"
    ),
    Edit("field may be left out", A, drop("S/ChatRequest/required/model"), "client.chat.create(..., model=)"),
    Edit(
        "field refuses null",
        B,
        put(f"{REQUEST}/temperature/type", "number"),
        "client.chat.create(..., temperature=)",
    ),
    Edit(
        "field takes null",
        A,
        put(f"{REQUEST}/top_k/type", ["integer", "null"]),
        "client.chat.create(..., top_k=)",
    ),
    Edit(
        "object field refuses null",
        B,
        put(f"{REQUEST}/options", ref("Options", description="Options.")),
        "client.chat.create(..., options=)",
    ),
    Edit(
        "field's type changed", B, put(f"{REQUEST}/top_k/type", "string"), "client.chat.create(..., top_k=)"
    ),
    Edit(
        "field's type widened", A, put(f"{REQUEST}/top_k/type", "number"), "client.chat.create(..., top_k=)"
    ),
    Edit(
        "field's type narrowed",
        B,
        put(f"{REQUEST}/temperature/type", ["integer", "null"]),
        "client.chat.create(..., temperature=)",
    ),
    Edit("field's type open", A, lambda d: at(d, f"{REQUEST}/top_k").pop("type")),
    Edit("any field closed to strings", B, put(f"{REQUEST}/any", text())),
    Edit("field's minimum raised", B, put(f"{REQUEST}/temperature/minimum", 0.5)),
    Edit("field's minimum lowered", A, put(f"{REQUEST}/temperature/minimum", -1)),
    Edit("field's maximum raised", A, put(f"{REQUEST}/temperature/maximum", 3)),
    Edit("field's maximum added", B, put(f"{REQUEST}/top_k/maximum", 3)),
    Edit("field's pattern changed", B, put(f"{REQUEST}/user/pattern", "^[A-Z]+$")),
    Edit("field's pattern dropped", A, drop(f"{REQUEST}/user/pattern")),
    Edit("field's length shortened", B, put(f"{REQUEST}/user/maxLength", 8)),
    Edit("array's length limited", B, put(f"{REQUEST}/messages/maxItems", 8)),
    Edit("array must be unique", B, put(f"{REQUEST}/messages/uniqueItems", True)),
    Edit("multiple asked for", B, put(f"{REQUEST}/top_k/multipleOf", 2)),
    Edit("format asked for", B, put(f"{REQUEST}/user/format", "email")),
    Edit(
        "field's default changed",
        R,
        put(f"{REQUEST}/temperature/default", 0.7),
        "client.chat.create(..., temperature=)",
    ),
    Edit("field's default dropped", R, drop(f"{REQUEST}/temperature/default")),
    Edit("field deprecated", A, put(f"{REQUEST}/top_k/deprecated", True), "client.chat.create(..., top_k=)"),
    Edit("field reworded", F, put(f"{REQUEST}/top_k/description", "Fewer.")),
    Edit(
        "enum value removed from a request",
        B,
        both(drop("S/Effort/enum/low"), drop("S/Effort/x-enum-descriptions/low")),
    ),
    Edit(
        "enum value added to a request",
        A,
        both(append("S/Effort/enum", "max"), put("S/Effort/x-enum-descriptions/max", "All.")),
    ),
    Edit("enum value reworded", F, put("S/Effort/x-enum-descriptions/low", "A little.")),
    Edit("enum in another order", I, lambda d: at(d, "S/Effort/enum").reverse()),
    Edit("enum instead of any text", B, put(f"{REQUEST}/user", ref("Effort", description="A text."))),
    Edit(
        "any text instead of enum", A, put(f"{REQUEST}/effort", {"type": "string", "description": "Effort."})
    ),
    Edit("union's scalar removed", B, put(f"{REQUEST}/stop/oneOf", [{"type": "string"}])),
    Edit("union's scalar added", A, lambda d: at(d, f"{REQUEST}/stop/oneOf").append({"type": "integer"})),
    Edit("items' type", B, lambda d: at(d, f"{REQUEST}/stop/oneOf/1").update(items={"type": "integer"})),
    Edit("map's values", B, put(f"{REQUEST}/metadata/additionalProperties", {"type": "integer"})),
    Edit("map's values freed", A, put(f"{REQUEST}/metadata/additionalProperties", True)),
    Edit(
        "message kind removed",
        B,
        both(
            lambda d: at(d, "S/ChatMessage/oneOf").pop(), drop("S/ChatMessage/discriminator/mapping/system")
        ),
    ),
    Edit(
        "message kind added",
        A,
        both(
            put("S/ToolMessage", thing({"role": text(const="tool")}, ("role",))),
            append("S/ChatMessage/oneOf", ref("ToolMessage")),
            put("S/ChatMessage/discriminator/mapping/tool", "#/components/schemas/ToolMessage"),
        ),
    ),
    Edit("tag of a message changed", B, put("S/UserMessage/properties/role/const", "human")),
    Edit("tag of a message freed", A, drop("S/UserMessage/properties/role/const")),
    Edit(
        "nested field removed",
        B,
        drop("S/Options/properties/include_usage"),
        'params.OptionsParam["include_usage"]',
    ),
    Edit("request closed", B, put("S/ChatRequest/additionalProperties", False)),
    Edit("request opened", A, put("S/SpeechRequest/additionalProperties", True)),
    Edit(
        "body instead of fields",
        B,
        put(
            f"{CHAT}/requestBody/content",
            {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        ),
    ),
    Edit(
        "form instead of JSON",
        B,
        put(f"{CHAT}/requestBody/content", {"multipart/form-data": {"schema": ref("ChatRequest")}}),
    ),
    Edit("body need not be given", A, put(f"{SPEECH}/requestBody/required", False)),
    Edit("body dropped", B, drop(f"{SPEECH}/requestBody")),
    Edit(
        "body asked for",
        B,
        put(
            f"{UPLOAD}/requestBody",
            {
                "required": True,
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            },
        ),
    ),
    Edit("unknown keyword of a field", R, put(f"{REQUEST}/top_k/x-surprise", 1)),
    Edit("condition in a schema", R, put("S/ChatRequest/if", {"properties": {"model": {"const": "a"}}})),
    # answer fields
    Edit("answer's field removed", B, drop(f"{ANSWER}/score"), "models.Chat.score"),
    Edit("answer's field added", A, put(f"{ANSWER}/extra", text()), "models.Chat.extra"),
    Edit(
        "answer's required field added",
        A,
        both(put(f"{ANSWER}/extra", text()), append("S/Chat/required", "extra")),
    ),
    Edit("answer's field may be missing", B, drop("S/Chat/required/created"), "models.Chat.created"),
    Edit("answer's field always comes", F, append("S/Chat/required", "score"), "models.Chat.score"),
    Edit("answer's array always comes", R, append("S/Chat/required", "parts"), "models.Chat.parts"),
    Edit(
        "answer's field may be null",
        B,
        put(f"{ANSWER}/created/type", ["integer", "null"]),
        "models.Chat.created",
    ),
    Edit("answer's field is never null", F, put(f"{ANSWER}/note/type", "string"), "models.Chat.note"),
    Edit("answer's object is never null", F, put(f"{ANSWER}/usage", ref("Usage", description="Tokens."))),
    Edit(
        "answer's object may be null",
        B,
        put("S/StopEvent/properties/usage", {"oneOf": [ref("Usage"), {"type": "null"}]}),
    ),
    Edit("answer's type changed", B, put(f"{ANSWER}/created/type", "string"), "models.Chat.created"),
    Edit("answer's type widened", B, put(f"{ANSWER}/created/type", "number"), "models.Chat.created"),
    Edit("answer's type narrowed", F, put(f"{ANSWER}/score/type", "integer"), "models.Chat.score"),
    Edit("answer's union narrowed", B, put(f"{ANSWER}/value/oneOf", [{"type": "string"}])),
    Edit("answer's union widened", B, lambda d: at(d, f"{ANSWER}/value/oneOf").append({"type": "boolean"})),
    Edit("answer's time is text", B, drop(f"{ANSWER}/finished/format"), "models.Chat.finished"),
    Edit("answer's text is a time", B, put(f"{ANSWER}/id/format", "date-time"), "models.Chat.id"),
    Edit("answer's format", F, put(f"{ANSWER}/id/format", "uri")),
    Edit("answer's limit raised", R, put(f"{ANSWER}/score/maximum", 10)),
    Edit("answer's limit lowered", F, put(f"{ANSWER}/score/maximum", 0.5)),
    Edit(
        "answer's enum value added",
        R,
        both(append("S/Reason/enum", "tool"), put("S/Reason/x-enum-descriptions/tool", "A tool.")),
    ),
    Edit(
        "answer's enum value removed",
        F,
        both(drop("S/Reason/enum/length"), drop("S/Reason/x-enum-descriptions/length")),
    ),
    Edit("answer's enum freed", R, put(f"{ANSWER}/reason", text())),
    Edit(
        "answer's part kind added",
        R,
        both(
            put("S/FilePart", thing({"type": text(const="file")}, ("type",))),
            append("S/Part/oneOf", ref("FilePart")),
            put("S/Part/discriminator/mapping/file", "#/components/schemas/FilePart"),
        ),
    ),
    Edit(
        "answer's part kind removed",
        B,
        both(lambda d: at(d, "S/Part/oneOf").pop(), drop("S/Part/discriminator/mapping/image")),
    ),
    Edit(
        "new event type",
        R,
        both(
            put("S/PingEvent", thing({"type": text(const="ping")}, ("type",))),
            append("S/Event/oneOf", ref("PingEvent")),
            put("S/Event/discriminator/mapping/ping", "#/components/schemas/PingEvent"),
        ),
        "models.PingEvent",
    ),
    Edit(
        "event type removed",
        B,
        both(lambda d: at(d, "S/Event/oneOf").pop(), drop("S/Event/discriminator/mapping/stop")),
    ),
    Edit(
        "tag means another event",
        B,
        put("S/Event/discriminator/mapping/stop", "#/components/schemas/DeltaEvent"),
    ),
    Edit(
        "second tag for an event",
        R,
        put("S/Event/discriminator/mapping/halt", "#/components/schemas/StopEvent"),
    ),
    Edit("told apart by another field", B, put("S/Event/discriminator/propertyName", "kind")),
    Edit("discriminator dropped", B, drop("S/Event/discriminator")),
    Edit("event's tag changed", B, put("S/StopEvent/properties/type/const", "end")),
    Edit("union's members in another order", R, lambda d: at(d, "S/Part/oneOf").reverse()),
    Edit("union matched otherwise", R, rename("S/Part/oneOf", "anyOf")),
    Edit("answer closed", R, put("S/Chat/additionalProperties", False)),
    Edit("answer's map values", B, put(f"{ANSWER}/labels/additionalProperties", {"type": "integer"})),
    Edit("answer's map becomes an object", B, put(f"{ANSWER}/labels", ref("Usage", description="Marks."))),
    Edit("answer's model renamed", B, rewrite("Usage", "TokenUsage"), "models.TokenUsage"),
    Edit(
        "answer's model exchanged", B, lambda d: at(d, f"{ANSWER}/usage/oneOf").__setitem__(0, ref("Health"))
    ),
    Edit("answer's field hidden", F, put(f"{ANSWER}/id/x-sensitive", True), "models.Chat.id"),
    Edit("answer's field shown", R, drop(f"{ANSWER}/url/x-sensitive"), "models.Chat.url"),
    Edit("answer's default", R, put(f"{ANSWER}/note/default", "none")),
    Edit("model reworded", F, put("S/Chat/description", "A talk.")),
    Edit("an error's field removed", B, drop("S/Error/properties/message")),
    # both directions
    Edit("answer's items in order", B, put(f"{ANSWER}/labels/x-ordered-by", "index")),
    Edit("values of another schema taken", A, put("S/Shared/x-also-takes", ref("Usage"))),
    Edit("other objects taken in requests", A, put("S/Shared/x-forwarded", True)),
    Edit("shared field removed", B, drop("S/Shared/properties/label"), "models.Shared.label"),
    Edit("shared field widened", B, put("S/Shared/properties/count/type", "number")),
    Edit("shared field narrowed", B, put("S/Shared/properties/count/minimum", 1)),
    Edit("shared field takes null", B, put("S/Shared/properties/label/type", ["string", "null"])),
    Edit("shared field refuses more", B, append("S/Shared/required", "label")),
    Edit("shared field added", A, put("S/Shared/properties/more", text())),
    # answers
    Edit(
        "bytes become JSON",
        B,
        lambda d: success(d, "/v1/speech", "post").update(
            content={"application/json": {"schema": ref("Chat")}}
        ),
        "client.chat.speak",
    ),
    Edit(
        "JSON becomes bytes",
        B,
        lambda d: success(d, "/v1/things/{thing_id}", "get").update(
            content={"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        ),
        "client.chat.retrieve",
    ),
    Edit(
        "other bytes",
        R,
        lambda d: success(d, "/v1/speech", "post").update(
            content={"audio/wav": {"schema": {"type": "string", "format": "binary"}}}
        ),
        "client.chat.speak",
    ),
    Edit(
        "bytes may come in JSON as well",
        A,
        lambda d: success(d, "/v1/speech", "post")["content"].update(
            {"application/json": {"schema": ref("Chat"), "x-bytes": ["id"]}}
        ),
        "client.chat.speak",
    ),
    Edit(
        "answer becomes nothing",
        B,
        lambda d: success(d, "/v1/things/{thing_id}", "get").pop("content"),
        "client.chat.retrieve",
    ),
    Edit(
        "nothing becomes an answer",
        B,
        lambda d: success(d, "/{upload_url}", "put").update(
            content={"application/json": {"schema": ref("Chat")}}
        ),
    ),
    Edit(
        "stream added",
        A,
        lambda d: success(d, "/v1/things/{thing_id}", "get")["content"].update(
            {"text/event-stream": {"schema": ref("Event"), "x-event-stream": {"accumulator": "none"}}}
        ),
        "client.chat.retrieve",
    ),
    Edit(
        "stream dropped",
        B,
        lambda d: success(d, "/v1/chat", "post")["content"].pop("text/event-stream"),
        "client.chat.create",
    ),
    Edit(
        "only the stream is left",
        B,
        lambda d: success(d, "/v1/chat", "post")["content"].pop("application/json"),
        "client.chat.create",
    ),
    Edit(
        "stream's terminator",
        R,
        lambda d: event_stream(d)["x-event-stream"].update(terminator="[END]"),
        "client.chat.create",
    ),
    Edit("stream's terminator dropped", R, lambda d: event_stream(d)["x-event-stream"].pop("terminator")),
    Edit(
        "stream's final events",
        R,
        lambda d: event_stream(d)["x-event-stream"].update(final_events=["stop", "end"]),
    ),
    Edit(
        "stream's accumulator",
        B,
        lambda d: event_stream(d)["x-event-stream"].update(accumulator="none"),
        "client.chat.create",
    ),
    Edit("stream's unknown key", R, lambda d: event_stream(d)["x-event-stream"].update(retry=3)),
    Edit("stream's grammar dropped", B, lambda d: event_stream(d).pop("x-event-stream")),
    Edit(
        "success status",
        R,
        lambda d: at(d, f"{FETCH}/responses").update({"201": at(d, f"{FETCH}/responses").pop("200")}),
    ),
    Edit(
        "second success status",
        R,
        lambda d: at(d, f"{FETCH}/responses").update({"202": at(d, f"{FETCH}/responses/200")}),
    ),
    Edit(
        "error documented", F, lambda d: at(d, f"{FETCH}/responses").update({"404": {"description": "Gone."}})
    ),
    Edit("error no longer documented", F, lambda d: at(d, f"{FETCH}/responses").pop("401")),
    Edit(
        "error's body changed",
        R,
        lambda d: at(d, "components/responses/Unauthorized/content").update(
            {"text/html": {"schema": {"type": "string"}}}
        ),
    ),
    Edit("answer reworded", F, lambda d: success(d, "/v1/chat", "post").update(description="Good.")),
    Edit(
        "header added",
        A,
        lambda d: success(d, "/v1/chat", "post")["headers"].update(
            {"x-request-id": {"description": "Id.", "schema": {"type": "string"}}}
        ),
        "the header x-request-id",
    ),
    Edit(
        "header removed",
        R,
        lambda d: success(d, "/v1/chat", "post")["headers"].pop("ratelimit-limit"),
        "the header ratelimit-limit",
    ),
    Edit(
        "header's type",
        R,
        put("components/headers/ratelimit-limit/schema", {"type": "string"}),
        "the header ratelimit-limit",
    ),
    Edit("header reworded", F, put("components/headers/ratelimit-limit/description", "Requests.")),
    # the document
    Edit("title", I, put("info/title", "Smaller")),
    Edit("version of the API", I, put("info/version", "2")),
    Edit("version of OpenAPI", R, put("openapi", "3.2.0")),
    Edit("tag reworded", F, lambda d: d["tags"][0].update(description="Speak.")),
    Edit("unused schema added", A, put("S/Unused", thing({"a": text()}))),
    Edit("unused answer added", I, put("components/responses/Teapot", {"description": "Tea."})),
    Edit("links", R, put("components/links", {"a": {}})),
    # what is written otherwise, to the same effect
    Edit("constant written as a list of one value", I, lambda d: as_list(at(d, f"{TEXT_PART}/type"))),
    Edit("key stated as inherited", I, put(f"{SPEECH}/security", [{"model_access_key": []}])),
    Edit(
        "server stated as inherited",
        I,
        lambda d: at(d, SPEECH).update(servers=json.loads(json.dumps(d["servers"]))),
    ),
    Edit("repeating stated as the method has it", I, put(f"{FETCH}/x-idempotent", True)),
    Edit("not deprecated, stated", I, put(f"{CHAT}/deprecated", False)),
    Edit("a least length of nothing", I, put(f"{REQUEST}/model/minLength", 0)),
    Edit("tag's schema by its name alone", I, put("S/Part/discriminator/mapping/text", "TextPart")),
    Edit(
        "header parameter in small letters",
        I,
        lambda d: at(d, f"{CHAT}/parameters/0").update(name="x-affinity"),
    ),
    Edit(
        "fields moved into a part of their own",
        A,
        lambda d: at(d, "S/SpeechRequest").update(
            allOf=[moved(d, "S/SpeechRequest/properties/input", "Spoken")]
        ),
    ),
    # keys and servers
    Edit(
        "another key will do as well",
        A,
        put(f"{SPEECH}/security", [{"model_access_key": []}, {"agent_access_key": []}]),
    ),
    Edit("no key will do as well", A, put(f"{SPEECH}/security", [{"model_access_key": []}, {}])),
    Edit(
        "two keys at once", B, put(f"{SPEECH}/security", [{"model_access_key": [], "agent_access_key": []}])
    ),
    Edit(
        "second server",
        A,
        lambda d: d["servers"].append({"url": "https://two.example.com", "x-api": "serverless"}),
    ),
    Edit(
        "second server before the first",
        B,
        lambda d: d["servers"].insert(0, {"url": "https://two.example.com"}),
    ),
    Edit("kind of key token", F, put("components/securitySchemes/model_access_key/bearerFormat", "opaque")),
    Edit(
        "a scheme nobody asks for",
        I,
        put("components/securitySchemes/other", {"type": "http", "scheme": "basic"}),
    ),
    # the first of their kind
    Edit(
        "first parameter of an operation",
        A,
        put("P/health/get/parameters", [{"name": "deep", "in": "query", "schema": {"type": "boolean"}}]),
        "agent.health(..., deep=)",
    ),
    Edit(
        "first required parameter of an operation",
        B,
        put("P/health/get/parameters", [{"name": "deep", "in": "query", "required": True, "schema": {}}]),
        "agent.health(..., deep=)",
    ),
    Edit(
        "headers of a bare answer",
        A,
        lambda d: success(d, "/{upload_url}", "put").update(headers=OK["headers"]),
    ),
    Edit(
        "first required field of an answer",
        A,
        both(put("S/Health/properties/more", text()), put("S/Health/required", ["more"])),
    ),
    # values
    Edit("constant becomes one of several, sent", A, lambda d: as_list(at(d, f"{USER}/role"), "human")),
    Edit(
        "constant becomes one of several, received", R, lambda d: as_list(at(d, f"{TEXT_PART}/type"), "prose")
    ),
    Edit(
        "constant becomes one of others",
        B,
        put(f"{USER}/role", {"type": "string", "enum": ["human", "person"]}),
    ),
    Edit("bound excluded", B, put(f"{REQUEST}/temperature/exclusiveMaximum", 2)),
    Edit("least length", B, put(f"{REQUEST}/model/minLength", 1)),
    Edit("field forbidden", R, put(f"{REQUEST}/top_k", False)),
    # one of several
    Edit("sent text may be a list too", A, put(f"{REQUEST}/user", or_list(pattern="^[a-z]+$", maxLength=64))),
    Edit(
        "sent text may be a list too, and is limited",
        B,
        put(f"{REQUEST}/user", or_list(pattern="^[a-z]+$", maxLength=6)),
    ),
    Edit(
        "sent text may be a list too, and something unknown",
        R,
        put(f"{REQUEST}/model", {**or_list(), "x-odd": 1}),
    ),
    Edit("received text may be a list too", B, put(f"{ANSWER}/id", or_list())),
    Edit("sent union is one of its members", B, put(f"{REQUEST}/messages/items", ref("UserMessage"))),
    Edit("received union is one of its members", R, put(f"{ANSWER}/parts/items", ref("TextPart"))),
    Edit(
        "received object may be another too",
        B,
        both(
            put("S/Total", {"oneOf": [ref("Usage"), ref("Health")]}),
            put("S/StopEvent/properties/usage", ref("Total")),
        ),
    ),
    Edit(
        "sent object may be another too",
        A,
        both(
            put("S/Choice", {"oneOf": [ref("Options"), ref("Shared")]}),
            put(f"{REQUEST}/options/oneOf/0", ref("Choice")),
        ),
    ),
    Edit(
        "sent object may be another too, and lost a field",
        B,
        both(
            put("S/Choice", {"oneOf": [ref("Options"), ref("Shared")]}),
            put(f"{REQUEST}/options/oneOf/0", ref("Choice")),
            drop("S/Options/properties/include_usage"),
        ),
    ),
    # two at once
    Edit(
        "may be left out, and is limited",
        B,
        both(drop("S/ChatRequest/required/model"), put(f"{REQUEST}/model/maxLength", 9)),
    ),
    Edit("one value more, one less", B, both(append("S/Effort/enum", "max"), drop("S/Effort/enum/low"))),
    Edit(
        "model renamed, and lost a field",
        B,
        both(drop("S/Usage/properties/total"), rewrite("Usage", "TokenUsage")),
    ),
    Edit(
        "operation added, another deprecated",
        A,
        both(
            put(f"{CHAT}/deprecated", True), lambda d: d["paths"].update({"/v1/list": {"get": NEW_OPERATION}})
        ),
    ),
    Edit(
        "field added, another renamed",
        B,
        both(put(f"{REQUEST}/seed", text()), rename(f"{REQUEST}/top_k", "k")),
    ),
    Edit(
        "enum of a field without one",
        B,
        both(put("S/Way", {"type": "string", "enum": ["a", "b"]}), put(f"{REQUEST}/user", ref("Way"))),
        "client.chat.create(..., user=)",
    ),
    # answers
    Edit(
        "JSON with a charset",
        R,
        lambda d: rename_kind(success(d, "/v1/things/{thing_id}", "get"), "application/json; charset=utf-8"),
    ),
    Edit(
        "second success of another kind",
        B,
        lambda d: at(d, f"{FETCH}/responses").update(
            {"202": {"description": "Later.", "content": {"application/json": {"schema": ref("Health")}}}}
        ),
    ),
]
