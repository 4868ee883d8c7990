"""Sizes of virtual machines: what they hold, whether managed endpoints take them, when they retire."""

from __future__ import annotations

from ..record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal


class Sku(Record):
    """A size.

    `memory_gib` is the machine's memory in GiB; `gpus` counts whole or partitioned devices (None: unknown),
    `gpu_memory_gib` is the memory of one of them (None: unknown), `gpu_model` is empty without GPU. `managed_online`
    tells whether the size is on Microsoft's list for managed endpoints of the day `MANAGED_LIST` ("" if that is not
    known). `retired_on` is an ISO date, past or announced, or empty; `successor` is free text, empty if none is named.
    """

    name: str
    vcpus: int
    memory_gib: float
    gpus: int | None
    gpu_model: str
    gpu_memory_gib: float | None
    fpga: bool
    managed_online: Literal["yes", "no", ""]
    retired_on: str
    successor: str
    source: str


def __getattr__(name: str) -> Any:
    """`AS_OF` and `MANAGED_LIST`: ISO dates of the newest source and of the list for managed endpoints."""
    if name in ("AS_OF", "MANAGED_LIST"):
        from .tables import skus

        return getattr(skus, name)
    raise AttributeError(name)


def find(name: str) -> Sku | None:
    """The size of that name in any case, `Standard_` included; None if it is not in the table."""
    from .tables.skus import SKUS, SOURCES

    row = SKUS.get(name.strip().lower())
    return Sku(*row[:-1], SOURCES[row[-1]]) if row else None  # type: ignore[arg-type]


def near(name: str) -> tuple[str, ...]:
    """Names of the table that may have been meant, the nearest first: a lost `Standard_`, other signs, a typo."""
    from .tables.skus import SKUS

    wanted = name.strip().lower().replace("-", "_").replace(" ", "_")
    if not wanted.startswith("standard_"):
        wanted = "standard_" + wanted.removeprefix("standard")
    if wanted in SKUS:
        return (SKUS[wanted][0],)
    from difflib import get_close_matches

    return tuple(SKUS[key][0] for key in get_close_matches(wanted, SKUS, n=3, cutoff=0.85))
