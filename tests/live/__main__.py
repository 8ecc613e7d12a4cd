"""Probe the live service: `python -m tests.live` calls every operation once and compares responses and description.

Keys come from MODEL_ACCESS_KEY and, for an agent, AGENT_ACCESS_KEY with AGENT_ENDPOINT. Without a key the probe says
so and calls the emulator instead. Without --spend, requests that cost more than a fraction of a cent name a model
that does not exist: the error response still proves that the operation exists, and shows the shape of errors.

Exit codes: 0 everything was as described, 1 deviations, 2 the service could not be reached.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Container
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from do_inference.emulator import Emulator
from do_inference.emulator._description import packaged
from tests.live.deviations import DeviationChecker
from tests.live.exchange import ReceivedResponse, Service
from tests.live.generic_probes import probes_for
from tests.live.probes import Context
from tests.live.questions import QUESTIONS
from tests.live.sanitise import sanitised, text

SERVERLESS = "https://inference.do-ai.run"


@dataclass
class Outcome:
    """The findings of the probe."""

    lines: list[str] = field(default_factory=list)
    deviations: dict[str, list[str]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    """Probes without a finding, because the key lacks a permission or reached a limit."""
    questions: dict[str, str] = field(default_factory=dict)


def probe(
    context: Context,
    checker: DeviationChecker,
    record: Path | None = None,
    *,
    only: Container[str] | None = None,
) -> Outcome:
    """Call all or some operations, compare every response with the description, and answer the open questions."""
    outcome = Outcome()
    for one in probes_for(checker.description):
        if only is not None and one.operation not in only:
            continue
        response = one.call(context)
        if response is None:
            outcome.skipped.append(one.name)
            continue
        context.responses[one.name] = response
        found = checker.deviations(one.operation, response)
        outcome.lines.append(
            f"{response.status} {response.seconds:6.2f} s  {one.name}{'' if not found else '  !'}"
        )
        if response.status in (401, 403, 429):
            outcome.rejected.append(f"{one.name} ({response.status})")
        if found:
            outcome.deviations[one.name] = [text(line) for line in found]
        if record:
            save(record, one.name, response)
    for question in QUESTIONS if only is None else ():
        outcome.questions[(question.__doc__ or "").strip()] = question(context)
    return outcome


def save(folder: Path, name: str, response: ReceivedResponse) -> None:
    """Save a response as a fixture without personal data."""
    folder.mkdir(parents=True, exist_ok=True)
    fixture = {
        "status": response.status,
        "content_type": response.content_type,
        "headers": {
            k: "0"
            for k in sorted(response.headers)
            if "ratelimit" in k or k in ("x-request-id", "retry-after")
        },
    }
    if response.frames:
        fixture["events"] = [sanitised(event) for event in response.events]
        fixture["last_frame"] = (
            sanitised(response.frames[-1][1]) if response.frames[-1][1].startswith("[") else ""
        )
    elif response.json is not None:
        fixture["body"] = sanitised(response.json)
    else:
        fixture["bytes"] = len(response.content)
    path = folder / f"{name.replace(' ', '-')}.json"
    path.write_text(json.dumps(fixture, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def report(outcome: Outcome) -> str:
    """Return the outcome as Markdown that is readable in a terminal too."""
    lines = ["## Open questions", ""] if outcome.questions else []
    lines += [
        f"{number}. {question} {result}"
        for number, (question, result) in enumerate(outcome.questions.items(), 1)
    ]
    lines += ["", "## Probes", "", *(f"    {line}" for line in outcome.lines)]
    if outcome.skipped:
        lines += [
            "",
            f"Not probed (no agent, no earlier response or no --spend): {', '.join(outcome.skipped)}.",
        ]
    if outcome.rejected:
        lines += ["", f"Rejected, so not checked: {', '.join(outcome.rejected)}."]
    lines += ["", "## Deviations from the description", ""]
    lines += [f"- `{name}`: {line}" for name, found in outcome.deviations.items() for line in found] or [
        "None."
    ]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.live", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--spend", action="store_true", help="also make an image, speech and a job; a few cents"
    )
    parser.add_argument("--record", type=Path, metavar="DIR", help="write sanitised responses into DIR")
    parser.add_argument(
        "--only", action="append", metavar="OPERATION", help="probe this operation; repeatable"
    )
    parser.add_argument("--emulator", action="store_true", help="probe the emulator even if there is a key")
    parser.add_argument("--chat-model", default="llama3.3-70b-instruct")
    parser.add_argument("--message-model", default="anthropic-claude-haiku-4.5")
    parser.add_argument("--embedding-model", default="qwen3-embedding-0.6b")
    given = parser.parse_args(arguments)
    with ExitStack() as stack:
        client = stack.enter_context(httpx.Client(timeout=httpx.Timeout(120, connect=10)))
        serverless, agent = services(client, stack, emulator=given.emulator)
        context = Context(
            serverless, agent, given.chat_model, given.message_model, given.embedding_model, given.spend
        )
        try:
            outcome = probe(context, DeviationChecker(packaged()), given.record, only=given.only)
        except httpx.TransportError as error:
            print(f"The service could not be reached: {error}", file=sys.stderr)
            return 2
    print(report(outcome))
    return 1 if outcome.deviations else 0


def services(client: httpx.Client, stack: ExitStack, *, emulator: bool) -> tuple[Service, Service | None]:
    """Return the live service if there is a key, and the emulator otherwise."""
    key = None if emulator else os.environ.get("MODEL_ACCESS_KEY")
    if key is None:
        print("No key in MODEL_ACCESS_KEY: this probes the emulator, and so only itself.\n")
        local = stack.enter_context(Emulator())
        return Service(client, local.base_url, local.api_key), Service(
            client, local.agent_url, local.agent_key
        )
    agent_url, agent_key = os.environ.get("AGENT_ENDPOINT"), os.environ.get("AGENT_ACCESS_KEY")
    agent = Service(client, agent_url, agent_key) if agent_url and agent_key else None
    return Service(client, SERVERLESS, key), agent


if __name__ == "__main__":
    sys.exit(main())
