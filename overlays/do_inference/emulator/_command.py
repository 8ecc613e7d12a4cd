"""`do-inference emulate`: the emulator in the foreground, with a line for each request."""

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
    """The options of the command."""
    made = argparse.ArgumentParser(
        prog="do-inference emulate", description="Serve both inference APIs on this machine."
    )
    made.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen on; others than loopback can be reached by others",
    )
    made.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help=f"default {DEFAULT_PORT}; 0 takes a free one"
    )
    made.add_argument(
        "--api-key",
        action="append",
        help=f"a key of serverless inference, may be repeated; * takes any; default {MODEL_KEY}",
    )
    made.add_argument(
        "--agent-key",
        action="append",
        help=f"a key of the agent, may be repeated; * takes any; default {AGENT_KEY}",
    )
    made.add_argument("--seed", type=int, default=0, help="other seeds give other texts")
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
        help="a limit of your own, such as 25/1; may be repeated",
    )
    made.add_argument("--tier", type=int, choices=range(1, 6), help="live limits of an account tier")
    made.add_argument("--refused-count", action="store_true", help="refused requests use up the limit too")
    made.add_argument(
        "--state", metavar="FILE", help="keep the limits in a file that several emulators share"
    )
    made.add_argument(
        "--fault",
        default="",
        help="faults that every request meets, such as token-quota or latency=0.2",
    )
    made.add_argument(
        "--live", action="store_true", help="as the live service: its errors, limits and deviations"
    )
    made.add_argument(
        "--event-delay",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="pause between the events of a stream",
    )
    made.add_argument(
        "--response-chunks",
        action="store_true",
        help="stream responses in the published response.chunk grammar",
    )
    made.add_argument(
        "--jobs", choices=("polls", "time"), default="polls", help="what moves jobs on; default polls"
    )
    made.add_argument(
        "--any-model", action="store_true", help="answer for models that are not listed, instead of with 404"
    )
    made.add_argument(
        "--router",
        action="append",
        default=[],
        type=_router,
        metavar="NAME=MODEL,...",
        help="a custom router and its models in the order in which it tries them, may be repeated",
    )
    made.add_argument(
        "--strict", action="store_true", help="refuse requests that no fixture and no recorded answer is for"
    )
    made.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name by which clients may call the emulator, may be repeated; * accepts any",
    )
    made.add_argument(
        "--upstream",
        metavar="URL",
        help="an OpenAI-compatible server that answers, such as http://127.0.0.1:11434/v1",
    )
    made.add_argument(
        "--upstream-key",
        help="the key that the upstream server takes; better in UPSTREAM_API_KEY, as others see command lines",
    )
    made.add_argument(
        "--record", metavar="FILE", help="write what the upstream server answers to a file of fixtures"
    )
    made.add_argument(
        "--fixtures", action="append", default=[], metavar="FILE", help="prescribed answers, a JSON list"
    )
    made.add_argument(
        "--virtual-clock", action="store_true", help="a clock that only POST /_emulator/advance moves"
    )
    made.add_argument("--quiet", action="store_true", help="no line for each request")
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Run until interrupted. Returns the exit status: 2 for options that make no sense."""
    arguments = parser().parse_args(argv)
    try:
        emulator = emulator_of(arguments)
        for path in arguments.fixtures:
            print(f"{emulator.load_fixtures(path)} prescribed answers from {path}")
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
    """The emulator that a command line asks for. Raises ValueError for what makes no sense."""
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
        print("Only this machine can reach it. Ctrl+C stops it.", flush=True)
    else:
        print(
            f"Anyone who can reach {host} can use it, and read what was asked. Ctrl+C stops it.", flush=True
        )


def _print(exchange: Exchange) -> None:
    print(exchange.line(), flush=True)
