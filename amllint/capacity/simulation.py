"""Requests meeting the autoscaler, event by event: how many are answered 503 when the load rises at once.

As Microsoft's troubleshooting article (11/25/2020) describes it: utilisation is the share of replicas that are busy;
the autoscaler decides to add replicas within about a second and to remove some only after about a minute; a new
container takes far longer to start. A request that finds every replica busy waits, and is answered 503 when its time
is up (`max_queue_wait_ms`, 500 ms where nothing is said).
"""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush

from ..record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from random import Random

_FOREVER = float("inf")


class Scenario(Record):
    """What is simulated. Times in seconds, rates in requests a second.

    For `calm_seconds` there are `rps` requests a second, then for `burst_seconds` `burst` times as many. Each takes
    `seconds`, exactly or (`exponential`) on average. The number of replicas moves between `least` and `most` towards
    busy / `utilization`; it starts at what the calm load needs. `start_seconds` until a new one answers,
    `refresh_seconds` between decisions, `shrink_seconds` that fewer must be enough before one goes. `queue_seconds`
    is how long a request waits at most.
    """

    rps: float
    seconds: float
    least: int
    most: int
    concurrency: int = 1
    utilization: float = 0.7
    burst: float = 1.0
    calm_seconds: float = 60.0
    burst_seconds: float = 120.0
    start_seconds: float = 60.0
    refresh_seconds: float = 1.0
    shrink_seconds: float = 60.0
    queue_seconds: float = 0.5
    exponential: bool = False
    seed: int = 1


class Moment(Record):
    """One stretch of the run: when it begins (s from the start of the burst), what arrived and was refused in it, and
    the replicas at its end."""

    at: float
    arrived: int
    refused: int
    replicas: int


class Outcome(Record):
    """What came of a run: requests in all, those that had to wait, those refused; the same for the burst alone."""

    requests: int
    waited: int
    refused: int
    burst_requests: int
    burst_refused: int
    moments: tuple[Moment, ...]

    @property
    def refused_in_burst(self) -> float:
        """Share of the burst's requests that are answered 503."""
        return self.burst_refused / self.burst_requests if self.burst_requests else 0.0


def simulate(scenario: Scenario, stretches: int = 20) -> Outcome:
    """Run a scenario; `stretches` is the number of moments that the burst is cut into."""
    from random import Random

    return _Run(scenario, Random(scenario.seed), stretches).outcome()


class _Run:
    """One run: the clock jumps from event to event (an arrival, an answer, a decision, a replica that is up)."""

    def __init__(self, scenario: Scenario, random: Random, stretches: int) -> None:
        self.scenario = scenario
        self.random = random
        needed = -int(-scenario.rps * scenario.seconds / scenario.utilization / scenario.concurrency // 1)
        self.replicas = min(max(needed, scenario.least), scenario.most)
        self.busy: list[float] = []  # times at which requests will be answered
        self.queue: deque[float] = deque()  # times of arrival
        self.starting: list[float] = []  # times at which replicas will be up
        self.enough_since = 0.0
        self.waited = self.refused = self.burst_refused = 0
        self.length = scenario.burst_seconds / stretches
        self.arrived_in = [0] * (stretches + 1)
        self.refused_in = [0] * (stretches + 1)
        self.replicas_in = [self.replicas] * (stretches + 1)

    def outcome(self) -> Outcome:
        scenario = self.scenario
        end = scenario.calm_seconds + scenario.burst_seconds
        scaled = scenario.least < scenario.most
        decision = scenario.refresh_seconds if scaled else _FOREVER
        expovariate, rate = self.random.expovariate, scenario.rps
        now, arrival, requests = 0.0, expovariate(scenario.rps), 0
        while True:
            answer = self.busy[0] if self.busy else _FOREVER
            started = self.starting[0] if self.starting else _FOREVER
            now = min(arrival, answer, decision, started)
            if now >= end:
                break
            if now == answer:
                heappop(self.busy)
                self._serve(now)
            elif now == arrival:
                requests += 1
                self._arrive(now)
                rate = scenario.rps * scenario.burst if now >= scenario.calm_seconds else scenario.rps
                arrival = now + expovariate(rate)
            elif now == started:
                heappop(self.starting)
                self.replicas += 1
                self._serve(now)
            else:
                self._decide(now)
                decision = now + scenario.refresh_seconds
        while self.queue:
            arrived = self.queue.popleft()
            if end - arrived > scenario.queue_seconds:
                self._refuse(arrived)
        moments = tuple(
            Moment(number * self.length, arrived, self.refused_in[number], self.replicas_in[number])
            for number, arrived in enumerate(self.arrived_in[:-1])
        )
        return Outcome(requests, self.waited, self.refused, sum(self.arrived_in), self.burst_refused, moments)

    def _stretch(self, time: float) -> int:
        """Number of the stretch of the burst in which a time lies; -1 before it."""
        after = time - self.scenario.calm_seconds
        return min(int(after / self.length), len(self.arrived_in) - 1) if after >= 0 else -1

    def _arrive(self, now: float) -> None:
        number = self._stretch(now)
        if number >= 0:
            self.arrived_in[number] += 1
        if len(self.busy) < self.replicas * self.scenario.concurrency and not self.queue:
            self._begin(now)
        else:
            self.waited += 1
            self.queue.append(now)

    def _begin(self, now: float) -> None:
        seconds = self.scenario.seconds
        heappush(self.busy, now + (self.random.expovariate(1 / seconds) if self.scenario.exponential else seconds))

    def _serve(self, now: float) -> None:
        """Begin with those who wait, in order; whose time was up has been refused."""
        places = self.replicas * self.scenario.concurrency
        while self.queue and len(self.busy) < places:
            arrived = self.queue.popleft()
            if now - arrived > self.scenario.queue_seconds:
                self._refuse(arrived)
            else:
                self._begin(now)

    def _refuse(self, arrived: float) -> None:
        self.refused += 1
        number = self._stretch(arrived)
        if number >= 0:
            self.burst_refused += 1
            self.refused_in[number] += 1

    def _decide(self, now: float) -> None:
        """Order the replicas that bring utilisation down to its target; send some away after a minute of plenty."""
        scenario = self.scenario
        while self.queue and now - self.queue[0] > scenario.queue_seconds:
            self._refuse(self.queue.popleft())
        in_use = len(self.busy) / scenario.concurrency
        wanted = min(max(-int(-in_use / scenario.utilization // 1), scenario.least), scenario.most)
        coming = self.replicas + len(self.starting)
        if wanted >= self.replicas:
            self.enough_since = now
        if wanted > coming:
            for _ in range(wanted - coming):
                heappush(self.starting, now + scenario.start_seconds)
        elif now - self.enough_since >= scenario.shrink_seconds:
            self.replicas = max(wanted, scenario.least)
            self.enough_since = now
        number = self._stretch(now)
        if number >= 0:
            self.replicas_in[number:] = [self.replicas] * (len(self.replicas_in) - number)
