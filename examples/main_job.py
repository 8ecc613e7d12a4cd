"""The main job: a complete and a streamed completion of each of the two APIs.

Without keys, it calls the emulator over local sockets. With a key in the environment (MODEL_ACCESS_KEY for serverless
inference; AGENT_ACCESS_KEY and AGENT_ENDPOINT for an agent), it makes the same calls to the real service.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from do_inference import AgentClient, Client, InferenceError

if TYPE_CHECKING:
    from do_inference import ResponseInfo
    from do_inference.emulator import Emulator

QUESTION = "What is an event stream? Answer in one sentence."


def main() -> int:
    """Make the four calls and print their responses."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="llama3.3-70b-instruct", help="default: %(default)s")
    parser.add_argument("--question", default=QUESTION)
    given = parser.parse_args()
    try:
        with ExitStack() as stack:
            serverless(stack, given.model, given.question)
            agent(stack, given.question)
    except InferenceError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


def serverless(stack: ExitStack, model: str, question: str) -> None:
    """Print a chat completion of serverless inference, complete and streamed."""
    if any(
        os.environ.get(name)
        for name in ("MODEL_ACCESS_KEY", "GRADIENT_MODEL_ACCESS_KEY", "DIGITALOCEAN_TOKEN")
    ):
        client = stack.enter_context(Client())
    else:
        emulator = start_emulator(stack)
        client = stack.enter_context(Client(api_key=emulator.api_key, base_url=emulator.base_url))

    heading(f"serverless inference at {client.base_url}: a completion")
    completion = client.chat.completions.create(model=model, messages=[{"role": "user", "content": question}])
    print(completion.choices[0].message.content)
    print_limits(completion.response)

    heading("the same as a stream")
    with client.chat.completions.create(
        model=model, messages=[{"role": "user", "content": question}], stream=True
    ) as stream:
        for text in stream.text:
            print(text, end="", flush=True)
        print()
        print_limits(stream.response)


def agent(stack: ExitStack, question: str) -> None:
    """Print a chat completion of an agent, complete and streamed."""
    if any(os.environ.get(name) for name in ("AGENT_ACCESS_KEY", "GRADIENT_AGENT_ACCESS_KEY")):
        client = stack.enter_context(AgentClient())
    else:
        emulator = start_emulator(stack)
        client = stack.enter_context(AgentClient(api_key=emulator.agent_key, endpoint=emulator.agent_url))

    heading(f"an agent at {client.base_url}: a completion")
    completion = client.chat.completions.create(messages=[{"role": "user", "content": question}])
    print(completion.choices[0].message.content)
    print_limits(completion.response)

    heading("the same as a stream")
    with client.chat.completions.create(
        messages=[{"role": "user", "content": question}], stream=True
    ) as stream:
        for text in stream.text:
            print(text, end="", flush=True)
        print()
        print_limits(stream.response)


def start_emulator(stack: ExitStack) -> Emulator:
    """Start an emulator that runs until the program ends."""
    from do_inference.emulator import Emulator

    return stack.enter_context(Emulator())


def heading(text: str) -> None:
    """Print the heading of the next output."""
    print(f"\n== {text}")


def print_limits(info: ResponseInfo | None) -> None:
    """Print the rate limits that a response reports."""
    assert info is not None
    windows = info.rate_limit.windows if info.rate_limit else {}
    reported = [f"{window.remaining} of {window.limit} {name}" for name, window in windows.items()]
    print(
        f"   rate limit: {', '.join(reported) + ' left' if reported else 'not reported'}; attempts: {info.attempts}"
    )


if __name__ == "__main__":
    sys.exit(main())
