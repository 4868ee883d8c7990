"""The replica formula of Microsoft's troubleshooting article, in exact arithmetic.

Source: facts/troubleshooting-v2.md, section 5 (the v1 article "Troubleshooting remote model deployment", 11/25/2020):
concurrent requests = target rps x request time / target utilisation; replicas = concurrent / requests per container.
Its example (20 rps, 10 s, 0.7, 1) gives 285.7, so 286.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fractions import Fraction

    Amount = str | int | float | Fraction


def exact(amount: Amount) -> Fraction:
    """An amount as an exact fraction: text is read as written (`0.7` is 7/10), a float by its shortest decimal form."""
    from fractions import Fraction  # costs more than all of a clean check's rules, and few projects state traffic

    return Fraction(str(amount)) if isinstance(amount, float) else Fraction(amount)


def required_replicas(rps: Amount, seconds: Amount, utilization: Amount, concurrency: Amount) -> int:
    """Replicas needed so that requests are answered at the target utilisation.

    `rps` requests a second, `seconds` a request takes (s), `utilization` the target share of busy replicas (0 to 1),
    `concurrency` requests that one container answers at a time. Raise ValueError if the last two are not positive.
    """
    share, each = exact(utilization), exact(concurrency)
    if share <= 0 or each <= 0:
        raise ValueError("utilisation and concurrency must be positive")
    needed = exact(rps) * exact(seconds) / share / each
    return -(-needed.numerator // needed.denominator)


def load_headroom(utilization_percent: Amount) -> Fraction:
    """By which factor the load may grow before every replica is busy: 100 / target (percent)."""
    return exact(100) / exact(utilization_percent)
