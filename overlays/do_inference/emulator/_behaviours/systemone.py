"""Systemone: an answer for each question, of the type of the question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from do_inference.emulator import _filler_text as filler_text
from do_inference.emulator._replies import JSONReply, Reply

if TYPE_CHECKING:
    from do_inference.emulator._request import EmulatedRequest


def create(call: EmulatedRequest) -> Reply:
    """Respond to `systemone_create`."""
    body = call.fields
    answers = {name: _answer(call, name, question) for name, question in body["questions"].items()}
    tokens = filler_text.count_tokens(body["state"]) + sum(
        filler_text.count_tokens(q["instructions"]) for q in body["questions"].values()
    )
    usage = {"input_tokens": tokens, "output_tokens": 0}
    return JSONReply({"model": call.model, "answers": answers, "usage": usage})


def _answer(call: EmulatedRequest, name: str, question: Mapping[str, Any]) -> dict[str, Any]:
    rng = call.rng(f"question {name}")
    kind, criteria = question["type"], question.get("criteria")
    answer: dict[str, Any] = {"type": kind, "confidence": round(0.5 + rng.random() / 2, 4)}
    if kind == "choice":
        given = criteria.get("choices", criteria) if isinstance(criteria, Mapping) else criteria
        options = (
            [str(option) for option in given]
            if isinstance(given, list | tuple | Mapping) and given
            else ["yes", "no"]
        )
        weights = [rng.random() for _ in options]
        shares = [round(weight / sum(weights), 4) for weight in weights]
        answer |= {
            "choice": options[shares.index(max(shares))],
            "probabilities": dict(zip(options, shares, strict=True)),
        }
    elif kind == "score":
        answer["score"] = round(rng.random() * 10, 2)
    else:
        answer["noul"] = round(rng.random(), 4)
    return answer
