"""Runs the script of a `RedisStore`, compares clocks, and distinguishes permanent errors from outages."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import ssl
import uuid
from collections.abc import Callable, Sequence
from importlib.resources import files
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from .._errors import RateLimitStoreError, StoreSetting

if TYPE_CHECKING:
    import redis

FORMAT = 3
"""Version of the keys and the text in Redis, raised with every change to either."""
_DRIFT = 20.0
"""Seconds after which the clocks are compared again. In this time two clocks that drift by 50 ppm, as computers do at
worst, diverge by a millisecond."""
_OUTAGES = (
    "LOADING",
    "OOM",
    "MISCONF",
    "NOREPLICAS",
    "READONLY",
    "BUSY",
    "CLUSTERDOWN",
    "MASTERDOWN",
    "TRYAGAIN",
)
"""Errors of a server that works again without a change of settings: it starts, fails over, or lacks memory or disk."""

_FORBIDDEN = ("NOPERM", "can't run this command", "ACL failure")
"""Errors of commands that the user may not run, in the words of different servers."""


class UnavailableError(Exception):
    """The server cannot be reached or cannot answer at the moment. The text holds no secrets."""


class Reply(NamedTuple):
    """What the script returns. Times are the server's."""

    now: float
    accepted: bool
    """Whether the question's changes were written: no other process wrote since the state it was decided by."""
    epoch: str
    """Names the data. It changes when the server has lost them, and is empty on an empty server."""
    serial: int
    """Counts writes that leave less room."""
    version: str
    """Names the text."""
    hold: float
    """Until when no process admits, because processes give back data that the server lost."""
    peers: int
    """Processes that asked within the last five minutes."""
    stamps: list[float]
    """The added stamps as they were recorded."""
    text: str | None
    """The text, if it is not the version that the question names."""
    log: list[float] | None
    """All stamps after `since` of the request, if it asks for them or was not taken."""


def missing_package() -> RateLimitStoreError:
    return RateLimitStoreError(
        "RedisStore needs the redis package: pip install 'do-inference[redis]'", setting="client"
    )


def invalid_url() -> RateLimitStoreError:
    return RateLimitStoreError(
        "the URL of the Redis server is not valid: redis://HOST:PORT/0, rediss:// for TLS or unix://PATH, with known "
        "options; special characters of the password must be percent-encoded",
        setting="url",
    )


def damaged() -> RateLimitStoreError:
    return RateLimitStoreError(
        "the ledger in Redis is damaged; delete its keys to start with an empty record, or use another scope",
        setting="scope",
    )


class Link:
    """Runs the script. Not locked."""

    def __init__(self, client: redis.Redis, scope: str, now: Callable[[], float]) -> None:
        _check_client(client)
        self._client = client
        self._keys = [f"do-inference:{{{scope}}}:{part}" for part in ("log", "doc", "peers")]
        self._now = now
        self._script = (files("do_inference.rate_limit._stores") / "exchange.lua").read_text("utf-8")
        self._digest = hashlib.sha1(self._script.encode(), usedforsecurity=False).hexdigest()
        self._by_digest = True
        self._reached = False
        self.assumed: float | None = None
        """The offset of the clocks that was assumed before the first reply."""
        self._reset()

    def _reset(self) -> None:
        self.peer = f"{os.getpid()}-{uuid.uuid4().hex[:12]}"
        self.low = self.high = 0.0
        """The least and the most that the server's clock minus ours can be."""
        self._compared_at = -inf

    def after_fork(self) -> None:
        self._client.connection_pool.reset()
        self._reset()

    def waits_forever(self) -> bool:
        """Whether the client has no timeout. Its default depends on the version of the package."""
        from redis import connection

        default = getattr(connection, "DEFAULT_SOCKET_TIMEOUT", None)
        return self._settings().get("socket_timeout", default) is None

    # -- asking ---------------------------------------------------------------------------------------------------

    def run(self, request: dict[str, Any], text: str = "") -> Reply:
        """One exchange, which replaces the text of the ledger unless `text` is empty.

        Raises:
            UnavailableError: The server cannot be reached or cannot answer at the moment.
            RateLimitStoreError: It will never answer with these settings.
        """
        from redis.exceptions import RedisError

        sent_at = self._now()
        arguments = (json.dumps({**request, "format": FORMAT, "peer": self.peer}), text)
        try:
            result = self._run_script(arguments)
        except RedisError as error:
            # The text of the original may name the user.
            raise self._classified(error) from None
        except UnicodeError:
            raise _store_error("host", "the host name of the Redis server is not valid") from None
        self._reached = True
        summary, known, log = result
        now, accepted, epoch, serial, version, hold, peers, stamps = json.loads(summary)
        self._compare_clocks(float(now), sent_at, self._now())
        return Reply(
            float(now),
            accepted,
            epoch,
            serial,
            version,
            float(hold),
            peers,
            [float(stamp) for stamp in stamps],
            known.decode() if isinstance(known, bytes) else known,
            None if log is None else [float(stamp) for stamp in log],
        )

    def _run_script(self, arguments: tuple[str, str]) -> Sequence[Any]:
        """By `EVALSHA`, and by `EVAL` where the server does not know the script or forbids the former."""
        from redis.exceptions import NoPermissionError, NoScriptError, ResponseError

        result: Sequence[Any]
        if self._by_digest:
            try:
                result = self._client.evalsha(self._digest, len(self._keys), *self._keys, *arguments)  # type: ignore[no-untyped-call, unused-ignore]
            except NoScriptError:
                pass
            except NoPermissionError:
                self._by_digest = False
            except ResponseError as error:
                if "unknown command" not in str(error).lower():
                    raise
                self._by_digest = False
            else:
                return result
        result = self._client.eval(self._script, len(self._keys), *self._keys, *arguments)  # type: ignore[no-untyped-call, unused-ignore]
        return result

    # -- clocks ---------------------------------------------------------------------------------------------------

    def latest(self, here: float) -> float:
        """The latest that a moment of our clock can be by the server's, to its microseconds."""
        return round(here + self.high, 6)

    def earliest(self, here: float) -> float:
        return round(here + self.low, 6)

    def assume(self, offset: float) -> None:
        """Use `offset` where the clocks were never compared."""
        if self._compared_at == -inf and self.assumed is None:
            self.assumed = self.low = self.high = offset

    def _compare_clocks(self, there: float, sent_at: float, received_at: float) -> None:
        """Narrow the bounds of the server's clock minus ours; start again every while, since clocks drift."""
        low, high = there - received_at, there - sent_at
        if received_at - self._compared_at > _DRIFT or low > self.high or high < self.low:
            self._compared_at, self.low, self.high = received_at, low, high
        else:
            self.low, self.high = max(low, self.low), min(high, self.high)

    # -- errors ---------------------------------------------------------------------------------------------------

    def _classified(self, error: Exception) -> UnavailableError | RateLimitStoreError:
        """What to raise for `error` of the redis package. What is not known to be an outage is permanent."""
        from redis import exceptions as known

        text = str(error)
        if isinstance(error, known.AuthenticationError | known.AuthenticationWrongNumberOfArgsError):
            return _store_error("password", "the Redis server rejects the user name or the password")
        if isinstance(error, known.MovedError | known.AskError | known.ClusterCrossSlotError):
            return _store_error(
                "server", "the Redis server is a node of a cluster, which RedisStore does not support"
            )
        if isinstance(
            error, known.ReadOnlyError | known.OutOfMemoryError | known.ClusterError | known.TryAgainError
        ):
            return UnavailableError(_short(error))
        if isinstance(error, known.ConnectionError | known.TimeoutError):
            return self._classified_connection_error(error)
        if text.startswith("DOINFERENCE"):
            return _store_error(
                "scope",
                f"the ledger in Redis has format {text.split()[1]}, and this version of do-inference uses format "
                f"{FORMAT}: use one version for all processes, or another scope",
            )
        if isinstance(error, known.NoPermissionError) or any(sign in text for sign in _FORBIDDEN):
            return _store_error(
                "permission",
                "the Redis user may not do what RedisStore needs: EVALSHA or EVAL, TIME, EXISTS, PEXPIRE, HMGET, "
                f"HGET, HSET, ZADD, ZREM, ZSCORE, ZCARD, ZRANGEBYSCORE and ZREMRANGEBYSCORE on the keys "
                f"{self._keys[0][:-3]}*",
            )
        if isinstance(error, known.InvalidResponse):
            return _store_error("server", "what answers at this address does not speak the Redis protocol")
        if any(f"{outage} " in text for outage in _OUTAGES):
            return UnavailableError(_short(error))
        if "WRONGTYPE" in text:
            return _store_error(
                "scope", f"the keys {self._keys[0][:-3]}* in Redis hold something else; use another scope"
            )
        if "DB index" in text or "Invalid Database" in text:
            return _store_error("database", "the Redis server has no database of this number")
        return _store_error("server", f"the Redis server cannot keep a ledger: {_short(error)}")

    def _classified_connection_error(self, error: Exception) -> UnavailableError | RateLimitStoreError:
        cause = error.__cause__ or error.__context__
        if isinstance(cause, socket.gaierror) and not self._reached:
            return _store_error("host", "the host name of the Redis server cannot be resolved")
        if isinstance(cause, ssl.SSLError) and not isinstance(
            cause, ssl.SSLEOFError | ssl.SSLZeroReturnError
        ):
            return _store_error(
                "tls", f"the TLS handshake with the Redis server fails: {cause.reason or cause}"
            )
        if isinstance(cause, FileNotFoundError | PermissionError) and "path" not in self._settings():
            return _store_error("tls", f"a file for TLS cannot be read: {cause.strerror}")
        if isinstance(cause, PermissionError):
            return _store_error("permission", "the socket of the Redis server may not be opened by this user")
        return UnavailableError(_short(error))

    def _settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = self._client.connection_pool.connection_kwargs
        return settings


def _check_client(client: object) -> None:
    """Reject what cannot work before anything is sent."""
    try:
        import redis
        import redis.asyncio
        import redis.cluster
        from redis.client import Pipeline
    except ImportError as error:
        raise missing_package() from error
    kind = type(client)
    name = f"{kind.__module__.partition('.')[0]}.{kind.__qualname__}"
    if isinstance(client, redis.cluster.RedisCluster | redis.asyncio.RedisCluster):
        raise _store_error(
            "client", f"RedisStore does not support clusters; give it a redis.Redis, not a {name}"
        )
    if isinstance(client, redis.asyncio.Redis):
        raise _store_error(
            "client", "RedisStore needs the synchronous redis.Redis, in asynchronous programs too"
        )
    if not isinstance(client, redis.Redis) or isinstance(client, Pipeline):
        raise _store_error("client", f"RedisStore needs a redis.Redis, not a {name}")


def _store_error(setting: StoreSetting, message: str) -> RateLimitStoreError:
    return RateLimitStoreError(message, setting=setting)


def _short(error: Exception) -> str:
    """The first line of a message of the server or the socket, which repeat no passwords, without reprs of clients."""
    return str(error).partition("\n")[0].partition(" : <")[0][:200]
