"""The command `do-inference emulate`, which runs an emulator in the foreground."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from do_inference.emulator._clock import RealClock, VirtualClock
from do_inference.emulator._emulator import Emulator
from do_inference.emulator._faults import parse_fault
from do_inference.emulator._guard import is_loopback
from do_inference.emulator._limits import Limits, parse_limits
from do_inference.emulator._options import AGENT_KEY, MODEL_KEY, Options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from do_inference.emulator._journal import Exchange

DEFAULT_PORT = 4040


def parser() -> argparse.ArgumentParser:
    """Return the argument parser of the command."""
    made = argparse.ArgumentParser(
        prog="do-inference emulate", description="Serve both inference APIs on this machine."
    )
    made.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen on; other machines can reach addresses other than loopback",
    )
    made.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help=f"default {DEFAULT_PORT}; 0 selects a free port"
    )
    made.add_argument(
        "--api-key",
        action="append",
        help=f"a key for serverless inference; repeatable; * accepts any; default {MODEL_KEY}",
    )
    made.add_argument(
        "--agent-key",
        action="append",
        help=f"a key for the agent; repeatable; * accepts any; default {AGENT_KEY}",
    )
    made.add_argument("--seed", type=int, default=0, help="seed of the generated texts")
    made.add_argument(
        "--limits",
        metavar="SPEC",
        help="published (the default: 5000 an hour, 250 a minute), live, none, published+live, bucket:120/2, "
        "window:50/5,400/60, ...; see the documentation",
    )
    made.add_argument(
        "--limit",
        action="append",
        type=_limit,
        metavar="N/SECONDS",
        help="a custom limit, such as 25/1; repeatable",
    )
    made.add_argument("--tier", type=int, choices=range(1, 6), help="live limits of an account tier")
    made.add_argument(
        "--refused-count", action="store_true", help="count rejected requests towards the limits"
    )
    made.add_argument(
        "--state", metavar="FILE", help="store the use of limits in a file that several emulators share"
    )
    made.add_argument(
        "--fault",
        default="",
        help="faults of every request, such as token-quota or latency=0.2",
    )
    made.add_argument(
        "--live", action="store_true", help="use the errors, limits and deviations of the live service"
    )
    made.add_argument(
        "--event-delay",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="delay between the events of a stream",
    )
    made.add_argument(
        "--response-chunks",
        action="store_true",
        help="stream Responses as the documented response.chunk events",
    )
    made.add_argument(
        "--jobs", choices=("polls", "time"), default="polls", help="what advances jobs; default polls"
    )
    made.add_argument(
        "--any-model", action="store_true", help="accept unlisted models instead of responding with 404"
    )
    made.add_argument(
        "--router",
        action="append",
        default=[],
        type=_router,
        metavar="NAME=MODEL,...",
        help="a custom router and its models in the order in which to try them; repeatable",
    )
    made.add_argument(
        "--strict", action="store_true", help="respond with 404 to requests without a fixture or recording"
    )
    made.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="an additional host name for requests; repeatable; * accepts any",
    )
    made.add_argument(
        "--upstream",
        metavar="URL",
        help="an OpenAI-compatible server that generates the responses, such as http://127.0.0.1:11434/v1",
    )
    made.add_argument(
        "--upstream-key",
        help="the key of the upstream server; prefer UPSTREAM_API_KEY, since other users can see command lines",
    )
    made.add_argument(
        "--record", metavar="FILE", help="record the responses of the upstream server to a fixtures file"
    )
    made.add_argument(
        "--fixtures", action="append", default=[], metavar="FILE", help="prescribed responses, a JSON list"
    )
    made.add_argument(
        "--virtual-clock", action="store_true", help="use a clock that only POST /_emulator/advance moves"
    )
    made.add_argument("--quiet", action="store_true", help="do not print requests")
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Run until interrupted, and return the exit status: 1 if the address is unavailable, 2 for invalid options."""
    arguments = parser().parse_args(argv)
    try:
        emulator = emulator_of(arguments)
        for path in arguments.fixtures:
            print(f"{emulator.load_fixtures(path)} prescribed responses from {path}")
    except (OSError, ValueError, TypeError) as error:
        text = " ".join(str(error).split())
        print(f"do-inference emulate: {text}", file=sys.stderr)
        return 2
    if not arguments.quiet:
        emulator.requests.listen(_print)
    try:
        emulator.run(lambda: _announce(emulator, arguments.host))
    except OSError as error:
        print(
            f"do-inference emulate: cannot listen on {arguments.host}:{arguments.port}: {error.strerror}",
            file=sys.stderr,
        )
        return 1
    except ValueError as error:
        print(f"do-inference emulate: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass
    return 0


def emulator_of(arguments: argparse.Namespace) -> Emulator:
    """Create the emulator of a command line. Raises ValueError for invalid options."""
    options = Options(
        api_keys=tuple(arguments.api_key or (MODEL_KEY,)),
        agent_keys=tuple(arguments.agent_key or (AGENT_KEY,)),
        seed=arguments.seed,
        limits=_limits(arguments),
        faults=parse_fault(arguments.fault),
        live=arguments.live,
        responses="chunks" if arguments.response_chunks else "events",
        jobs=arguments.jobs,
        event_delay=arguments.event_delay,
        any_model=arguments.any_model,
        routers=dict(arguments.router),
        strict=arguments.strict,
        allow_hosts=tuple(arguments.allow_host),
        upstream=arguments.upstream,
        upstream_key=arguments.upstream_key or os.environ.get("UPSTREAM_API_KEY"),
        record=arguments.record,
    )
    clock = VirtualClock() if arguments.virtual_clock else RealClock()
    return Emulator(options, host=arguments.host, port=arguments.port, state=arguments.state, clock=clock)


def _limits(arguments: argparse.Namespace) -> Limits:
    if arguments.limit:
        limits = Limits.of(*arguments.limit)
    elif arguments.tier:
        limits = Limits.live(arguments.tier)
    else:
        limits = parse_limits(arguments.limits or ("live" if arguments.live else "published"))
    return limits.counting_refused() if arguments.refused_count else limits


def _limit(text: str) -> tuple[int, float]:
    number, _, seconds = text.partition("/")
    try:
        return int(number), float(seconds or 60)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"a limit is a number, a slash and seconds, such as 250/60, not {text!r}"
        ) from None


def _router(text: str) -> tuple[str, list[str]]:
    name, _, models = text.partition("=")
    if not name or not all(models.split(",")):
        raise argparse.ArgumentTypeError(
            f"a router is a name, an equals sign and models, such as mine=kimi-k3,glm-5.2, not {text!r}"
        )
    return name.removeprefix("router:"), models.split(",")


def _announce(emulator: Emulator, host: str) -> None:
    url = emulator.state.base_url
    print(f"Serverless inference  {url}      key {emulator.api_key}")
    print(f"Agent inference       {url}      key {emulator.agent_key}")
    print(f"Requests and limits   {url}/_emulator/")
    if is_loopback(host):
        print("Only this machine can reach it. Press Ctrl+C to stop.", flush=True)
    else:
        print(
            f"Anyone who can reach {host} can use it and read the requests. Press Ctrl+C to stop.", flush=True
        )


def _print(exchange: Exchange) -> None:
    print(exchange.line(), flush=True)
