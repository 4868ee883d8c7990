"""What a container on Kubernetes asks for and may use, in cores, GiB and GPUs."""

from __future__ import annotations

from .model import Answer, BoundUnit, Setting
from .record import Record
from .text import Span
from .values import Mapping, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from .values import Value

    Which = Literal["requests", "limits"]
    What = Literal["cpu", "memory", "gpu"]

_GIB = {"Ki": 2**-20, "Mi": 2**-10, "Gi": 1.0, "Ti": 1024.0, "K": 1e3 / 2**30, "M": 1e6 / 2**30, "G": 1e9 / 2**30}
_KEYS = {
    "cpu": ("cpu",),
    "memory": ("memory", "memory_gb"),
    "gpu": ("nvidia.com/gpu", "gpu"),
}
"""Keys of an amount; `memory_gb` is the plain number of GB that v1 writes."""


class Amount(Record):
    """An amount of a resource in cores, GiB or GPUs, and how it is written.

    `of_type` tells that the instance type states it and not the deployment.
    """

    amount: float
    span: Span
    spelled: str
    text: str
    of_type: bool = False


def resource(unit: BoundUnit, which: Which, what: What) -> Amount | None:
    """What a unit's container asks for or may use at most; None where nothing states it, or not readably.

    What the deployment states counts before what its instance type does.
    """
    for key in _KEYS[what]:
        setting = unit.setting(f"resources.{which}.{key}")
        if setting.given:
            return _amount(setting, key)
    block = _mapping(_mapping(_spec(unit), "resources"), which)
    for key in _KEYS[what]:
        entry = block.entry(key) if block is not None else None
        if entry is not None:
            return _amount(Setting(key, key, entry.value, entry.key), key, of_type=True)
    return None


def gpus_of_type(unit: BoundUnit) -> Answer:
    """Whether the project's definition of the unit's instance type gives a GPU; the value is their number."""
    gpus = resource(unit, "limits", "gpu") or resource(unit, "requests", "gpu")
    name = unit.setting("instance_type")
    if gpus is not None and gpus.amount:
        return Answer("yes", "the instance type has it", gpus.span, f"{gpus.amount:g}")
    defined = unit.instance_type
    if defined is None:
        return Answer("unknown", "the instance type is defined in the cluster")
    if any(_open(node) for node in _blocks(unit)):
        return Answer("unknown", "a placeholder may add a GPU", name.span)
    return Answer("no", f"the instance type {name.text} ({defined.source.path}) has no GPU", name.span, "0")


def _blocks(unit: BoundUnit) -> tuple[Value | None, ...]:
    """The mappings, of the deployment and of its instance type, in which an amount may stand."""
    own = tuple(unit.setting(name).value for name in ("resources", "resources.requests", "resources.limits"))
    spec = _spec(unit)
    typed = _mapping(spec, "resources")
    return (*own, spec, typed, *(typed.get(which) for which in ("requests", "limits") if typed is not None))


def _spec(unit: BoundUnit) -> Mapping | None:
    return _mapping(unit.instance_type.node, "spec") if unit.instance_type is not None else None


def _open(node: Value | None) -> bool:
    return isinstance(node, Unknown) or (
        isinstance(node, Mapping) and (node.open or any(isinstance(entry.value, Unknown) for entry in node))
    )


def _mapping(node: Mapping | None, key: str) -> Mapping | None:
    value = node.get(key) if node is not None else None
    return value if isinstance(value, Mapping) else None


def _amount(setting: Setting, key: str, of_type: bool = False) -> Amount | None:
    text = setting.text
    if text is None or setting.span is None:
        return None
    amount = (quantity_gib if key == "memory" else quantity_cores)(text.strip())
    return Amount(amount, setting.span, setting.spelled, text, of_type) if amount is not None else None


def quantity_gib(text: str) -> float | None:
    """A Kubernetes memory quantity (`512Mi`, `2Gi`, `1G`, plain bytes) in GiB; None if it is none."""
    for suffix, factor in _GIB.items():
        if text.endswith(suffix):
            try:
                return float(text.removesuffix(suffix)) * factor
            except ValueError:
                return None
    try:
        return float(text) / 2**30
    except ValueError:
        return None


def quantity_cores(text: str) -> float | None:
    """A Kubernetes CPU quantity (`500m`, `0.5`, `2`) in cores; None if it is none."""
    try:
        return float(text.removesuffix("m")) / 1000 if text.endswith("m") else float(text)
    except ValueError:
        return None
