"""The models that the emulator lists and serves, and the errors for those that it does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from do_inference.emulator._behaviours import routers
from do_inference.emulator._errors import Refusal
from do_inference.emulator._replies import JSONReply, Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference.emulator._call import Call
    from do_inference.emulator._language import Prompt

Kind = Literal[
    "chat", "responses", "embedding", "image", "speech", "transcription", "video", "rerank", "async"
]
CREATED = 1_777_633_630


@dataclass(frozen=True, slots=True)
class Model:
    """An entry of the list of models."""

    id: str
    kind: Kind
    owner: str = "digitalocean"
    context: int = 131_072
    output: int = 16_384


@dataclass(frozen=True, slots=True)
class Served:
    """The model that answers a request."""

    id: str
    context: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


MODELS: tuple[Model, ...] = (
    Model("llama3.3-70b-instruct", "chat"),
    Model("openai-gpt-oss-120b", "chat"),
    Model("openai-gpt-oss-20b", "chat"),
    Model("deepseek-v4-pro", "chat", context=262_144),
    Model("deepseek-v3.2", "chat"),
    Model("nemotron-nano-12b-v2-vl", "chat"),
    Model("qwen3-32b", "chat"),
    Model("qwen3.5-397b", "chat", context=262_144),
    Model("glm-5", "chat"),
    Model("glm-5.1", "chat"),
    Model("glm-5.2", "chat"),
    Model("kimi-k2.5", "chat", context=262_144),
    Model("kimi-k2.6", "chat", context=262_144),
    Model("kimi-k3", "chat", context=262_144),
    Model("mimo-v2.5-pro", "chat"),
    Model("minimax-m2.5", "chat"),
    Model("openai-gpt-4o", "chat", "openai"),
    Model("openai-gpt-5", "chat", "openai", 400_000, 128_000),
    Model("openai-gpt-5.2-pro", "responses", "openai", 400_000, 128_000),
    Model("openai-gpt-5.4", "responses", "openai", 400_000, 128_000),
    Model("openai-gpt-5.5", "responses", "openai", 400_000, 128_000),
    Model("anthropic-claude-4-sonnet", "chat", "anthropic", 200_000, 64_000),
    Model("anthropic-claude-4.5-sonnet", "chat", "anthropic", 200_000, 64_000),
    Model("anthropic-claude-4.6-sonnet", "chat", "anthropic", 200_000, 64_000),
    Model("anthropic-claude-opus-4.5", "chat", "anthropic", 200_000, 64_000),
    Model("anthropic-claude-haiku-4.5", "chat", "anthropic", 200_000, 64_000),
    Model("anthropic-claude-opus-4.6", "chat", "anthropic", 200_000, 64_000),
    Model("anthropic-claude-5-sonnet", "chat", "anthropic", 1_000_000, 64_000),
    Model("all-mini-lm-l6-v2", "embedding", context=256),
    Model("qwen3-embedding-0.6b", "embedding", context=8192),
    Model("openai-gpt-image-1", "image", "openai"),
    Model("openai-gpt-image-1.5", "image", "openai"),
    Model("openai-gpt-image-2", "image", "openai"),
    Model("stable-diffusion-3.5-large", "image"),
    Model("qwen3-tts-voicedesign", "speech"),
    Model("whisper-large-v3", "transcription"),
    Model("wan2-2-t2v-a14b", "video"),
    Model("bge-reranker-v2-m3", "rerank"),
    Model("fal-ai/flux/schnell", "async", "fal"),
    Model("fal-ai/fast-sdxl", "async", "fal"),
    Model("fal-ai/elevenlabs/tts/multilingual-v2", "async", "fal"),
    Model("fal-ai/stable-audio-25/text-to-audio", "async", "fal"),
)
_IN_EXAMPLES = (
    Model("claude-3-5-sonnet-latest", "chat", "anthropic", 200_000),
    Model("claude-opus-4-6", "chat", "anthropic", 200_000),
    Model("gpt-4.1-mini", "chat", "openai"),
    Model("gpt-4o-mini", "chat", "openai"),
    Model("llama3-8b-instruct", "chat"),
    Model("meta-llama/Meta-Llama-3.1-8B-Instruct", "chat"),
)
"""Names in examples of DigitalOcean's pages that its list of models does not have: they answer, and are not listed."""
_BY_ID = {model.id: model for model in (*_IN_EXAMPLES, *MODELS)}
_THINKERS = ("gpt-oss", "deepseek", "qwen3-32b", "glm", "kimi", "reason", "think", "-r1")
_ENTITLED = "not available for your subscription tier"
_TAKES: Mapping[str, tuple[Kind, ...]] = {"messages": ("chat",), "responses": ("chat", "responses")}
_NOUNS = {
    "image": "image generation",
    "speech": "audio generation",
    "embedding": "embedding",
    "rerank": "reranking",
    "async": "asynchronous",
}
ROUTE_HEADER = "x-model-router-selected-route"


def served(call: Call, purpose: str, wanted: str | None = None) -> Served:
    """The model that answers for `purpose`; `wanted` where it is not in the body's `model`.

    Raises Refusal 404 for a model of another kind, and for an unknown one unless the options accept any model, a rule
    says what the model answers or a router chose it; 403 for a model or a router whose name starts with `forbidden-`.
    """
    wanted = call.model if wanted is None else wanted
    known = _BY_ID.get(wanted)
    name = wanted.removeprefix("router:")
    if name.startswith("forbidden-"):
        raise Refusal(403, f"Model {wanted} is {_ENTITLED}.")
    routed = call.route is not None
    headers = {} if call.route is None else {ROUTE_HEADER: call.route}
    if known is None:
        accepted = call.world.options.any_model or call.is_prescribed or routed
        if not accepted or name.startswith("unknown-"):
            raise Refusal(404, f"Model {wanted} not found.")
        return Served(wanted, headers=headers)
    if known.kind not in _TAKES.get(purpose, (purpose,)):
        raise Refusal(404, f"Model {wanted} is not {_article(_NOUNS.get(purpose, purpose))} model.")
    return Served(wanted, known.context, headers)


def check_length(model: Served, prompt: Prompt) -> None:
    """Raises Refusal 400 where the prompt is longer than the model's context, in the words of the model's server."""
    if model.context is not None and prompt.tokens > model.context:
        message = (
            f"This model's maximum context length is {model.context} tokens. However, you requested {prompt.tokens} "
            "tokens in the messages. Please reduce the length of the messages."
        )
        raise Refusal(400, message, shape="E5n", kind="BadRequestError")


def thinks(model: str) -> bool:
    """Whether a model reasons without being asked to."""
    return any(name in model for name in _THINKERS)


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def list_all(call: Call) -> Reply:
    """Answers `models_list`."""
    data: list[dict[str, object]] = [
        {
            "id": model.id,
            "object": "model",
            "created": CREATED,
            "owned_by": model.owner,
            "context_length": model.context,
            "max_output_tokens": model.output,
        }
        for model in MODELS
    ]
    data += [
        {"id": name, "object": "model", "created": CREATED, "owned_by": "digitalocean"}
        for name in routers.names(call.world.options.routers)
    ]
    return JSONReply({"object": "list", "data": data})
