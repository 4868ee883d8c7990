"""The capacity formula with its numbers, and what a burst does, as plain text."""

from __future__ import annotations

from ..capacity.replicas import exact, required_replicas
from ..capacity.simulation import Outcome, Scenario, simulate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fractions import Fraction

_BAR = 40
_STRETCHES = 12


def text(
    rps: str,
    seconds: str,
    *,
    utilization: str = "0.7",
    concurrency: int = 1,
    burst: str = "2",
    start_seconds: str = "60",
    queue_seconds: str = "0.5",
    least: int = 1,
    most: int = 10,
) -> str:
    """The answer to "how many replicas": `rps` requests a second that take `seconds` each, numbers as written.

    `least` and `most` are the replicas that the user's autoscaler may have. Raise ValueError for a number that is not
    positive.
    """
    numbers: dict[str, str | int] = {"rps": rps, "seconds": seconds, "utilization": utilization, "burst": burst}
    numbers |= {"concurrency": concurrency, "min": least, "max": most}
    for name, number in numbers.items():
        if exact(number) <= 0:
            raise ValueError(f"{name} must be above 0, not {number}")
    if least > most:
        raise ValueError(f"min {least} is above max {most}")
    if exact(utilization) > 1:
        raise ValueError(f"utilization is a share between 0 and 1, not {utilization}")
    need = required_replicas(rps, seconds, utilization, concurrency)
    at_peak = required_replicas(exact(rps) * exact(burst), seconds, utilization, concurrency)
    bears = required_replicas(exact(rps) * exact(burst), seconds, 1, concurrency)
    parts = [_formula(rps, seconds, utilization, concurrency, need)]
    scenario = Scenario(
        float(exact(rps)),
        float(exact(seconds)),
        least,
        most,
        concurrency,
        float(exact(utilization)),
        float(exact(burst)),
        calm_seconds=max(60.0, 3 * float(exact(seconds))),
        burst_seconds=max(120.0, 2 * float(exact(start_seconds))),
        start_seconds=float(exact(start_seconds)),
        queue_seconds=float(exact(queue_seconds)),
    )
    parts.append(
        f"A burst of {burst} x the load for {scenario.burst_seconds:g} s; a new replica answers after "
        f"{start_seconds} s, a request waits at most {queue_seconds} s, then it is answered 503:\n"
    )
    rows = [
        ("as given", least, most),
        ("formula", need, max(need, at_peak)),
        ("bears the burst", bears, max(bears, at_peak)),
    ]
    outcomes = [_run(scenario, low, high) for _, low, high in rows]
    parts.append(_table(rows, outcomes))
    parts += [_plot(rows[number][0], outcomes[number]) for number in (0, 1)]
    return "\n".join(parts)


def _run(scenario: Scenario, least: int, most: int) -> Outcome:
    from ..record import replace

    return simulate(replace(scenario, least=least, most=most), _STRETCHES)


def _formula(rps: str, seconds: str, utilization: str, concurrency: int, need: int) -> str:
    together = exact(rps) * exact(seconds) / exact(utilization)
    return (
        f"concurrent requests = {rps} requests/s x {seconds} s / {utilization} utilisation = {_number(together)}\n"
        f"replicas = {_number(together)} / {concurrency} at a time = {_number(together / concurrency)}, "
        f"rounded up: {need}\n"
    )


def _number(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}"


def _table(rows: list[tuple[str, int, int]], outcomes: list[Outcome]) -> str:
    lines = [f"{'':16} {'min':>6} {'max':>6} {'answered 503 in the burst':>27}"]
    for (name, least, most), outcome in zip(rows, outcomes):
        lines.append(f"{name:16} {least:6} {most:6} {outcome.refused_in_burst:26.1%}")
    return "\n".join(lines) + "\n"


def _plot(name: str, outcome: Outcome) -> str:
    lines = [f"{name}: share answered 503, by seconds after the burst began (replicas)"]
    for moment in outcome.moments:
        share = moment.refused / moment.arrived if moment.arrived else 0.0
        bar = "#" * round(share * _BAR)
        lines.append(f"{moment.at:6.0f} s |{bar:{_BAR}}| {share:4.0%} ({moment.replicas})")
    return "\n".join(lines) + "\n"
