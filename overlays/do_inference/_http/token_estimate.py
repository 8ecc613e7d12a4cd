"""Estimates the tokens of a request from its parts and from the usage that responses of the same model have reported.

The limiter reserves the estimate in the token limits until the response reports its usage. The estimate depends on JSON
types and on the shape of parts only, so it works for every operation. Base64 never counts as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from do_inference_generated._interface import NOT_GIVEN
from do_inference_generated._model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .._json.codec import Document
    from .._json.plain import Level

_TEXT_BYTES: Final = 4
"""Bytes of JSON per token of text. English prose has 4 to 5, code and JSON 3 to 4."""
_LONG: Final = 256
"""Characters from which a string can be a file in Base64. A shorter one costs at most 64 tokens as text."""
_SAMPLE: Final = 200
"""Characters at two places of a long string that distinguish Base64 from text: a text of this length has a space."""
_IDS: Final = 4096
"""Token ids of a list whose bytes are counted, evenly spread. Longer lists are extrapolated."""
_OUTPUT: Final = 256
"""Tokens of a response without a limit before the first one is known. Most chat responses have 100 to 500."""
_MOST: Final = 10_000_000
"""The largest plausible number of tokens of a request: five times the largest context window that a provider documents.
"""
_MODELS: Final = 64
"""Models whose usage is remembered: about as many as the service lists (68 in July 2026), in a few kilobytes."""
_WEIGHT: Final = 0.1
"""Weight of the newest response from the tenth on. The last seven responses then make up half of the mean."""
_STEEPEST: Final = 4.0
"""Largest ratio of usage to estimate; its inverse is the smallest. Tokenizers differ by less. What exceeds it, such as
the instructions and documents of an agent, does not grow with the request and is added as a constant."""
_JUMP: Final = 4096
"""Tokens above `_STEEPEST` times the prediction that one response may add to a mean. A single wrong usage then changes
little, and a large hidden prompt is learnt from a few responses."""


class _Cost(NamedTuple):
    """The cost of a file of one kind."""

    fixed: int
    """The least number of tokens, also used if only a URL or an id is known."""
    size: int
    """Characters of Base64 per token; 0 if the size does not matter."""
    most: int


_COSTS: Final = {
    # OpenAI: 85 tokens and 170 for each tile, 765 for 1024x1024. Anthropic: width x height / 750, at most about 1,600.
    "image": _Cost(1000, 0, 1000),
    # OpenAI and Gemini: 10 to 32 tokens a second. A second is 8 to 32 kB, and a third more in Base64.
    "audio": _Cost(300, 1000, 20_000),
    # Gemini: about 260 tokens a second. A second of compressed video is about 250 kB.
    "video": _Cost(3000, 1000, 50_000),
    # Anthropic: 1,500 to 3,000 tokens for a page of a PDF. A page is 50 to 100 kB.
    "file": _Cost(2000, 50, 20_000),
    # Signatures and encrypted reasoning: as files, but most of them are short.
    "opaque": _Cost(0, 50, 20_000),
}
_PARTS: Final = {
    name: kind
    for kind in ("image", "audio", "video", "file")
    for name in (kind, f"input_{kind}", f"{kind}_url")
} | {"document": "file", "input_document": "file"}
"""The kinds of parts by their `type`."""
_TEXTS: Final = frozenset({"text", "content", "input_text", "output_text"})
"""Types of sources in a part whose data is text."""
_PAYLOADS: Final = frozenset(
    {"data", "file_data", "file_id", "file_url", "image_url", "url", "video_url", "audio_url"}
)
"""Fields of a part, or of an object in it, that contain or name the file."""
_REFERENCES: Final = ("https://", "http://")
_DATA_URI: Final = re.compile(r"data:(?:(\w+)/[^\s,]{1,200}|;base64),")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_=\r\n-]+")
_MIXED: Final = re.compile(r"(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=[^0-9]*[0-9])")
_LISTS: Final = frozenset({list, tuple})
_NUMBERS: Final = frozenset({int, float, bool, type(None)})
_OUTPUT_LIMIT: Final = re.compile(r"max_(?:\w+_)?tokens")


class Estimate(NamedTuple):
    """How many tokens a request may cost."""

    tokens: int
    """The total, which the limiter reserves."""
    model: str
    input: int
    """Tokens of the request according to its parts alone."""
    output: int
    """Tokens of the response that the request permits or that are usual."""
    choices: int


class _Learnt(NamedTuple):
    """Means over the responses of one model."""

    responses: int
    estimated: float
    """Tokens of a request according to its parts."""
    input: float
    """Tokens of a request as the server counts them."""
    output: float
    """Tokens of a response."""

    def input_of(self, estimated: float) -> float:
        """Return the tokens that the server probably counts for a request whose parts suggest `estimate`."""
        ratio = min(max(self.input / max(self.estimated, 1.0), 1 / _STEEPEST), _STEEPEST)
        return estimated * ratio + max(self.input - self.estimated * ratio, 0.0)


class TokenEstimator:
    """Estimates requests and learns from the usage of their responses. Threads may share it.

    For each model it learns the ratio of usage to estimate, and the length of responses.
    """

    __slots__ = ("_learnt", "_lock")

    def __init__(self) -> None:
        self._learnt: dict[str, _Learnt] = {}
        self._lock = Lock()

    def estimate(
        self,
        fields: Mapping[str, Any],
        size: int,
        *,
        model: str | None,
        generates: bool,
        files: Sequence[str] = (),
        plain: Document | None = None,
    ) -> Estimate:
        """Return the estimate for a request with these fields, which are `size` bytes of JSON.

        `generates` is whether the operation writes text; then a usual length is assumed if `fields` set no limit.
        `files` names the fields that contain files. `plain` is the JSON document of `fields` with their
        levels, if they are plain.
        """
        asked = fields.get("n")
        choices = asked if type(asked) is int and 0 < asked <= _MOST else 1
        limit = 0
        for name, value in fields.items():
            if type(value) is int and name.startswith("max_") and _OUTPUT_LIMIT.fullmatch(name):
                limit = max(limit, value)
        output = min(limit, _MOST) if limit > 0 else _OUTPUT if generates else 0
        if plain is not None and plain.levels is not None and not files and _is_text(plain.levels, size):
            request = size // _TEXT_BYTES
        else:
            request = _input_tokens(fields, size, files)
        with self._lock:  # `learn` removes a model for a moment.
            learnt = self._learnt.get(model or "")
        if learnt is None:
            expected = request + output * choices
        else:
            mean = learnt.output if limit <= 0 else min(output, learnt.output)
            expected = int(learnt.input_of(request) + mean * choices)
        return Estimate(min(expected, _MOST), model or "", request, output, choices)

    def learn(self, estimate: Estimate, used: TokensUsed) -> None:
        """Learn from the usage that a response reports. A usage of 0, as mocks report, is ignored."""
        if not used.total:
            return
        _, model, parts, permitted, choices = estimate
        with self._lock:
            before = self._learnt.get(model) or _Learnt(0, parts, parts, permitted)
            expected = before.input_of(parts)
            counted, generated = used.divided(expected, before.output * choices)
            responses = before.responses + 1
            weight = max(1 / responses, _WEIGHT)
            request = min(counted, _STEEPEST * expected + _JUMP)
            output = min(generated / choices, _STEEPEST * before.output + _JUMP)
            self._learnt.pop(model, None)  # The end of the order is the most recent use.
            self._learnt[model] = _Learnt(
                responses,
                before.estimated + weight * (parts - before.estimated),
                before.input + weight * (request - before.input),
                before.output + weight * (output - before.output),
            )
            if len(self._learnt) > _MODELS:
                del self._learnt[next(iter(self._learnt))]


class TokensUsed(NamedTuple):
    """The tokens that a response reports."""

    total: int
    request: int | None
    response: int | None

    def divided(self, request: float, response: float) -> tuple[float, float]:
        """Return the tokens of request and response. A total alone is divided as predicted."""
        if self.request is not None and self.response is not None:
            return self.request, self.response
        if self.request is None and self.response is None:
            part = request / max(request + response, 1.0)
            return self.total * part, self.total * (1 - part)
        rest = max(self.total - (self.request or 0) - (self.response or 0), 0)
        return (rest, self.response or 0) if self.request is None else (self.request, rest)


def tokens_used(usage: object) -> TokensUsed | None:
    """Return the tokens that a response reports; None if it reports none or an implausible number."""
    if type(usage) is not dict and not isinstance(usage, Mapping):  # The first is faster.
        return None
    total = _count(usage, "total_tokens")
    request = _count(usage, "prompt_tokens")
    if request is None:
        request = _count(usage, "input_tokens")
    response = _count(usage, "completion_tokens")
    if response is None:
        response = _count(usage, "output_tokens")
    if total is None:
        if request is None and response is None:
            return None
        total = (request or 0) + (response or 0)
    return TokensUsed(total, request, response)


def _count(usage: Mapping[str, object], name: str) -> int | None:
    count = usage.get(name)
    return count if type(count) is int and 0 <= count <= _MOST else None


def _is_text(levels: Sequence[Level], size: int) -> bool:
    """Return whether all of a plain value, which is `size` bytes of JSON, counts as text: it contains neither files nor
    token ids.

    Most requests are. `_input_tokens` finds the same, more slowly.
    """
    lists: list[Any] = []
    for values, types in levels:
        if lists and int in types and any(type(item[0]) is int for item in lists if item):
            return False
        if size >= _LONG and str in types:
            texts = values if len(types) == 1 else [item for item in values if type(item) is str]
            if max(map(len, texts)) >= _LONG:
                # Nearly all long texts have a space, which is found sooner than the pattern fails.
                rare = [item for item in texts if item.find(" ", 0, _SAMPLE) < 0 or item.startswith("data:")]
                if any(map(_may_be_file, rare)):
                    return False
        if dict in types:
            dicts = values if len(types) == 1 else [item for item in values if type(item) is dict]
            for item in [item for item in dicts if "type" in item]:
                named = item["type"]
                if type(named) is str and named in _PARTS:
                    return False
        lists = [item for item in values if type(item) in _LISTS] if types & _LISTS else []
    return True


def _input_tokens(fields: Mapping[str, Any], size: int, files: Sequence[str]) -> int:
    """Return the tokens of a request by its parts: files and token ids by their kinds, everything else as text."""
    tokens = 0
    given = {name: value for name, value in fields.items() if value is not NOT_GIVEN}
    for name in files:
        if given.pop(name, None) is not None:
            tokens += _cost(_kind_of(name), 0)
    nodes: list[Any] = [given]
    for node in nodes:  # Grows as parts are found.
        names: dict[int, str] = {}
        if type(node) is dict:
            named = node.get("type")
            if named is not None and type(named) is str and named in _PARTS:
                of_part, payload = _part(node, _PARTS[named], nodes)
                tokens += of_part
                size -= payload
                continue
            values: Iterable[Any] = node.values()
        elif type(node[0]) is int:
            tokens += len(node)
            size -= _size_of_ids(node)
            continue
        else:
            values = node
        for value in values:
            of = type(value)
            if of is str:
                if _may_be_file(value):
                    names = names or _names(node)
                    kind = _payload(names.get(id(value), ""), value, None)
                    if kind is not None:
                        tokens += _cost(kind, len(value))
                        size -= _size_in_json(value)
            elif of is dict or of is list:
                if value:
                    nodes.append(value)
            elif of not in _NUMBERS and (plain := _plain(value)):
                nodes.append(plain)
    return tokens + max(size, 0) // _TEXT_BYTES


def _part(part: dict[str, Any], kind: str, others: list[Any]) -> tuple[int, int]:
    """Return the tokens of the files in a part, and their size in JSON. Texts and parts in it are added to `others`."""
    tokens = size = 0
    nodes: list[Any] = [part]
    for node in nodes:
        for name, value in node.items() if type(node) is dict else (("", each) for each in node):
            if type(value) is str:
                found = _payload(name, value, kind)
                if found is not None:
                    tokens += _cost(found, len(value))
                    size += _size_in_json(value)
            elif plain := value if type(value) in (dict, list) else _plain(value):
                named = plain.get("type") if type(plain) is dict else None
                is_text = type(named) is str and named in _TEXTS
                (others if is_text else nodes).append(plain)
    return tokens, size


def _names(node: Any) -> dict[int, str]:
    """Return the names of the fields of an object by the ids of their values; of a list none."""
    fields = (
        reversed(node.items()) if type(node) is dict else ()
    )  # Of several fields with a value, the first counts.
    return {id(value): name for name, value in fields}


def _size_in_json(payload: str) -> int:
    """Return the bytes of Base64 in JSON, where each line break takes two characters."""
    return len(payload) + payload.count("\n") + payload.count("\r")


def _size_of_ids(ids: list[int]) -> int:
    """Return the bytes of a list of numbers in JSON; a long one is extrapolated."""
    sample = ids[:: len(ids) // _IDS + 1]
    return (len(str(sample)) - len(sample)) * len(ids) // len(sample)


def _plain(value: Any) -> Any:
    """Return a value as dict or list if it is written as one; else None."""
    if isinstance(value, Model):
        return value._received()
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str | bytes) else None


def _payload(name: str, value: str, kind: str | None) -> str | None:
    """Return the kind of file that a string contains or names; None for text."""
    if value.startswith("data:") and (uri := _DATA_URI.match(value)) is not None:
        return uri[1] if uri[1] in _COSTS else kind or "file"
    if kind is not None and (name in _PAYLOADS or value.startswith(_REFERENCES)):
        return kind
    if len(value) < _LONG:
        return None
    if not (_is_base64(value, 0) and _is_base64(value, len(value) // 2)):
        return None
    found = kind or _kind_of(name)
    return "opaque" if found == "file" and kind is None else found


def _may_be_file(value: str) -> bool:
    """Return whether a string outside of parts can be a file, which `_payload` decides."""
    return len(value) >= _LONG and (value.startswith("data:") or _is_base64(value, 0))


def _is_base64(value: str, start: int) -> bool:
    """Return whether the characters at a place can be Base64: it has letters in both cases and digits, but no space."""
    end = start + _SAMPLE
    return _BASE64.fullmatch(value, start, end) is not None and _MIXED.match(value, start, end) is not None


def _kind_of(name: str) -> str:
    """Return the kind of file in a field of this name."""
    if name in {"b64_json", "mask"}:
        return "image"
    return next((kind for kind in ("image", "audio", "video") if kind in name), "file")


def _cost(kind: str, size: int) -> int:
    cost = _COSTS[kind]
    by_size = size // cost.size if cost.size else 0
    return min(max(cost.fixed, by_size), cost.most)
