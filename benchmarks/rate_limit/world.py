"""A simulation in virtual time: tasks send requests to the server by strategies, over a slow network."""

from __future__ import annotations

import heapq
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from math import inf

from .server import Answer, Server
from .strategies import Strategy

_BATCH = 64
"""How many are asked for at once."""


@dataclass
class Job:
    """One request of the workload, until its response."""

    attempts: int = 0
    process: Process | None = None
    since: float = 0.0
    """When the call began."""


@dataclass
class Process:
    """A process with a queue and a strategy. Processes may share a strategy, as they share a store."""

    strategy: Strategy
    queue: deque[Job] = field(default_factory=deque)
    wake_at: float = -1.0
    alive: bool = True
    asking: bool = False
    """Whether an exchange with the store is in progress."""


@dataclass
class World:
    """A run of a workload of `requests`, with `in_flight` of them active at any time."""

    server: Server
    seed: int
    requests: int = 20_000
    in_flight: int = 256
    slow: tuple[float, float] = (0.05, 2.0)
    """Seconds that a request takes to arrive."""
    back: tuple[float, float] | None = None
    """Seconds from its arrival to the response; as `slow` if None."""
    batches: tuple[int, ...] = ()
    """The workload in parts: each begins `rest` seconds after the last response of the one before."""
    rest: float = 0.0
    loss: float = 0.0
    """How often a request or its answer is lost, half and half; noticed after 30 s."""
    store: tuple[float, float] | None = None
    """Seconds that an exchange with the shared store takes; none where it is in memory."""
    give_up_after: float = 500_000.0
    now: float = 0.0
    done: int = 0
    failed: int = 0
    most_attempts: int = 0
    other_asked: int = 0
    other_served: int = 0
    other_burst: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.events: list[tuple[float, int, Callable[[], None]]] = []
        self.sequence = 0
        self.processes: list[Process] = []
        self.batches = self.batches or (self.requests,)
        self.requests = sum(self.batches)
        self.waiting = deque(self.batches)
        self.left = self.waiting.popleft()
        self.began: list[float] = []
        """When each call began."""
        self.accepted: list[float] = []
        """When the server accepted each."""
        self.refused: list[tuple[float, int]] = []
        """When the server rejected a request of ours, and by which rule."""
        self.took: list[float] = []
        """Seconds from the beginning of each call to its end."""

    def at(self, when: float, action: Callable[[], None]) -> None:
        self.sequence += 1
        heapq.heappush(self.events, (max(when, self.now), self.sequence, action))

    def start(self, strategies: list[Strategy], delay: float = 0.0) -> None:
        """Begin the workload after `delay` seconds."""
        self.processes = [Process(strategy) for strategy in strategies]
        self.at(delay, self.begin)

    def begin(self) -> None:
        for index in range(self.in_flight):
            self.feed(self.processes[index % len(self.processes)])
        for process in self.processes:
            # Processes do not start in the same instant.
            later = self.random.random() * 0.5 if len(self.processes) > 1 else 0.0
            self.at(self.now + later, partial(self.dispatch, process))

    def next_batch(self) -> None:
        self.left = self.waiting.popleft()
        self.begin()

    def run(self) -> None:
        while self.events and self.done + self.failed < self.requests and self.now < self.give_up_after:
            self.now, _, action = heapq.heappop(self.events)
            action()

    def feed(self, process: Process) -> None:
        if self.left > 0:
            self.left -= 1
            process.queue.append(Job(process=process, since=self.now))
            self.began.append(self.now)

    def dispatch(self, process: Process) -> None:
        if not process.alive:
            return
        if self.store is not None:
            self.ask_store(process, self.store)
            return
        while process.queue:
            ticket = process.strategy.admit(self.now)
            if ticket is None:
                at = max(process.strategy.retry_at, self.now + 1e-4)
                if process.wake_at <= self.now or at < process.wake_at:
                    process.wake_at = at
                    self.at(at, lambda: self.dispatch(process))
                return
            self.send(process, process.queue.popleft(), ticket)

    def ask_store(self, process: Process, latency: tuple[float, float]) -> None:
        """As a limiter does that waits for its store: one exchange at a time, for all that wait."""
        if process.asking or not process.queue:
            return
        process.asking = True
        there, back = self.random.uniform(*latency) / 2, self.random.uniform(*latency) / 2

        def decide() -> None:
            tickets: list[float] = []
            while len(tickets) < min(len(process.queue), _BATCH):
                ticket = process.strategy.admit(self.now)
                if ticket is None:
                    break
                tickets.append(ticket)
            again = process.strategy.retry_at if len(tickets) < len(process.queue) else inf
            self.at(self.now + back, lambda: reported(tickets, again))

        def reported(tickets: list[float], again: float) -> None:
            process.asking = False
            for ticket in tickets:
                self.send(process, process.queue.popleft(), ticket)
            if again < inf and (process.wake_at <= self.now or again < process.wake_at):
                process.wake_at = max(again, self.now + 1e-3)
                self.at(process.wake_at, lambda: self.dispatch(process))

        self.at(self.now + there, decide)

    def send(self, process: Process, job: Job, ticket: float) -> None:
        sent = self.now
        job.attempts += 1
        there, back = self.random.uniform(*self.slow), self.random.uniform(*(self.back or self.slow))
        fate = self.random.random()
        if fate < self.loss / 2:
            self.at(sent + 30.0, lambda: self.again(process, job, None))
            return

        def arrive() -> None:
            answer = self.server.arrive(self.now, self.random.random())
            if answer.full is None:
                self.accepted.append(self.now)
            else:
                self.refused.append((self.now, answer.full))
            if fate < self.loss:
                self.at(sent + 30.0, lambda: self.again(process, job, None))
            else:
                self.at(self.now + back, lambda: self.answer(process, job, ticket, sent, answer))

        self.at(sent + there, arrive)

    def answer(self, process: Process, job: Job, ticket: float, sent: float, answer: Answer) -> None:
        if not process.alive:
            # The process is gone; whoever replaced it makes the call once more.
            return
        process.strategy.responded(ticket, sent, self.now, answer)
        if answer.status == 200:
            self.done += 1
            self.took.append(self.now - job.since)
            self.most_attempts = max(self.most_attempts, job.attempts)
            self.feed(process)
            if self.waiting and self.done + self.failed == len(self.began):
                self.at(self.now + self.rest, self.next_batch)
        else:
            self.again(process, job, answer)
        # Other processes are not woken by what this one learns: they ask again when they planned to.
        self.dispatch(process)

    def again(self, process: Process, job: Job, answer: Answer | None) -> None:
        if not process.alive:
            return
        wait = process.strategy.retry_after(job.attempts, answer, self.now)
        if wait is None:
            self.failed += 1
            self.feed(process)
            self.dispatch(process)
            return

        def back() -> None:
            if process.alive:
                process.queue.append(job)
                self.dispatch(process)

        if wait:
            self.at(self.now + wait, back)
        else:
            process.queue.append(job)
            self.dispatch(process)

    def restart_every(self, seconds: float, make: Callable[[], Strategy]) -> None:
        """Kill the first process and start it again without knowledge. Its unfinished calls are repeated."""

        def restart() -> None:
            old = self.processes[0]
            old.alive = False
            fresh = Process(make())
            self.processes[0] = fresh
            for _ in range(min(self.in_flight, self.requests - self.done)):
                fresh.queue.append(Job(process=fresh, since=self.now))
            self.left = self.requests - self.done - len(fresh.queue)
            self.dispatch(fresh)
            self.at(self.now + seconds, restart)

        self.at(seconds, restart)

    def other_consumer(self, rate: float, burst: int = 1) -> None:
        """Another client of the same key, unseen: `rate` requests a second, in bursts at random moments."""

        def send() -> None:
            for _ in range(burst):
                self.other_asked += 1
                answer = self.server.arrive(self.now)
                if answer.full is None:
                    self.other_served += 1
                elif answer.full > 0:
                    self.other_burst += 1
            self.at(self.now + self.random.expovariate(rate / burst), send)

        self.at(self.random.expovariate(rate / burst), send)
