"""Erlang's closed forms for a fixed number of servers, Poisson arrivals and exponential service: what holds without
scaling, and so what the simulation is checked against.

`servers` is the number of requests that are answered at a time (replicas x requests each), `load` the offered load in
Erlang: requests a second x seconds each.
"""

from __future__ import annotations


def refused_share(servers: int, load: float) -> float:
    """Erlang B: the share of requests refused where nobody waits (M/M/c/c). Raise ValueError for no server."""
    if servers < 1:
        raise ValueError("there must be at least one server")
    share = 1.0
    for number in range(1, servers + 1):
        share = load * share / (number + load * share)
    return share


def waiting_share(servers: int, load: float) -> float:
    """Erlang C: the share of requests that wait where all of them may (M/M/c); 1 if the load is not below `servers`."""
    if load >= servers:
        return 1.0
    refused = refused_share(servers, load)
    return refused / (1 - load / servers * (1 - refused))


def mean_wait(servers: int, load: float, seconds: float) -> float:
    """Mean wait (s) over all requests of M/M/c; infinite if the load is not below `servers`."""
    if load >= servers:
        return float("inf")
    return waiting_share(servers, load) * seconds / (servers - load)
