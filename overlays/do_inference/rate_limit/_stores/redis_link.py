"""Execution of the script of a `RedisStore`, comparison of clocks, and classification of errors."""

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
"""Seconds after which the clocks are compared again. A drift of 50 ppm, the worst case of computers, is a millisecond
in this time."""
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
"""Error prefixes of a temporary outage: the server starts, fails over, or lacks memory or disk space."""

_FORBIDDEN = ("NOPERM", "can't run this command", "ACL failure")
"""Error texts of different servers for commands that the user may not run."""


class UnavailableError(Exception):
    """The server is temporarily unavailable. The message contains no secrets."""


class Reply(NamedTuple):
    """The result of the script. Times are those of the server's clock."""

    now: float
    accepted: bool
    """Whether the changes were written: no other process has written since the state on which they are based."""
    epoch: str
    """Identifies the data. It changes when the server has lost them, and is empty on an empty server."""
    serial: int
    """Number of writes."""
    version: str
    """Identifies the version of the text."""
    hold: float
    """Until when no process admits requests, because processes restore data that the server lost."""
    peers: int
    """Number of processes that sent a request within the last five minutes."""
    stamps: list[float]
    """The added stamps, as recorded."""
    text: str | None
    """The text, if its version differs from that in the request."""
    log: list[float] | None
    """All stamps after `since` of the request, if the serial number differs or the request was not accepted."""


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
    """A connection that runs the script. Not thread-safe."""

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
        """The clock offset assumed before the first reply."""
        self._reset()

    def _reset(self) -> None:
        self.peer = f"{os.getpid()}-{uuid.uuid4().hex[:12]}"
        self.low = self.high = 0.0
        """The bounds of the server's clock minus the local clock."""
        self._compared_at = -inf

    def after_fork(self) -> None:
        self._client.connection_pool.reset()
        self._reset()

    def waits_forever(self) -> bool:
        """Return whether the client has no timeout. The default depends on the version of the redis package."""
        from redis import connection

        default = getattr(connection, "DEFAULT_SOCKET_TIMEOUT", None)
        return self._settings().get("socket_timeout", default) is None

    # -- asking ---------------------------------------------------------------------------------------------------

    def run(self, request: dict[str, Any], text: str = "") -> Reply:
        """Run the script once. It replaces the text of the ledger unless `text` is empty.

        Raises:
            UnavailableError: The server is temporarily unavailable. RateLimitStoreError: The server or the settings
            have to be changed.
        """
        from redis.exceptions import RedisError

        sent_at = self._now()
        arguments = (json.dumps({**request, "format": FORMAT, "peer": self.peer}), text)
        try:
            result = self._run_script(arguments)
        except RedisError as error:
            # The original message may contain the user name.
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
        """Run `EVALSHA`, or `EVAL` if the server does not have the script or forbids `EVALSHA`."""
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
        """Return the latest server time, in microseconds precision, that corresponds to the local time `here`."""
        return round(here + self.high, 6)

    def earliest(self, here: float) -> float:
        return round(here + self.low, 6)

    def assume(self, offset: float) -> None:
        """Use `offset` if the clocks were never compared."""
        if self._compared_at == -inf and self.assumed is None:
            self.assumed = self.low = self.high = offset

    def _compare_clocks(self, there: float, sent_at: float, received_at: float) -> None:
        """Narrow the bounds of the clock offset. Start again after `_DRIFT` seconds, because clocks drift."""
        low, high = there - received_at, there - sent_at
        if received_at - self._compared_at > _DRIFT or low > self.high or high < self.low:
            self._compared_at, self.low, self.high = received_at, low, high
        else:
            self.low, self.high = max(low, self.low), min(high, self.high)

    # -- errors ---------------------------------------------------------------------------------------------------

    def _classified(self, error: Exception) -> UnavailableError | RateLimitStoreError:
        """Return the error to raise for `error` of the redis package. Anything but a known outage is permanent."""
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
                "the Redis user lacks permissions for RedisStore: EVALSHA or EVAL, TIME, EXISTS, PEXPIRE, HMGET, "
                f"HGET, HSET, ZADD, ZREM, ZSCORE, ZCARD, ZRANGEBYSCORE and ZREMRANGEBYSCORE on the keys "
                f"{self._keys[0][:-3]}*",
            )
        if isinstance(error, known.InvalidResponse):
            return _store_error("server", "the server at this address does not use the Redis protocol")
        if any(f"{outage} " in text for outage in _OUTAGES):
            return UnavailableError(_short(error))
        if "WRONGTYPE" in text:
            return _store_error(
                "scope", f"the keys {self._keys[0][:-3]}* in Redis contain other data; use another scope"
            )
        if "DB index" in text or "Invalid Database" in text:
            return _store_error("database", "the Redis server has no database with this number")
        return _store_error("server", f"the Redis server cannot store a ledger: {_short(error)}")

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
            return _store_error("permission", "this user may not open the socket of the Redis server")
        return UnavailableError(_short(error))

    def _settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = self._client.connection_pool.connection_kwargs
        return settings


def _check_client(client: object) -> None:
    """Raise an error for unsupported clients, before anything is sent."""
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
    """Return the first line of an error message without reprs of clients. Such messages contain no passwords."""
    return str(error).partition("\n")[0].partition(" : <")[0][:200]
