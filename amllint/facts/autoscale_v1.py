"""What the v1 client accepts of autoscaling and fixed replicas on AKS, and what it accepts but cannot be meant.

Source: AksServiceDeploymentConfiguration.validate_configuration (azureml-core 1.61.0.post4); facts/v1.md, section 3.1.
The client asks for truth, so any text but the empty one turns autoscaling on.
"""

from __future__ import annotations

from ..model import Setting
from ..record import Record
from ..values import Scalar, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Ask = Callable[[str], Setting]

_ENABLED = "scale_settings.enabled"
_REPLICAS = "instance_count"
_LEAST, _MOST = "scale_settings.min_instances", "scale_settings.max_instances"
_TARGET = "scale_settings.target_utilization_percentage"
_AUTOSCALE = (_LEAST, _MOST, "scale_settings.polling_interval", _TARGET)


class Fault(Record):
    """Something wrong at `setting`, as a sentence without a full stop; `other` has to do with it.

    `rejected` tells that the client raises; else the service takes it for something that cannot be meant.
    """

    setting: Setting
    message: str
    help: str
    other: Setting | None = None
    rejected: bool = True


def faults(ask: Ask) -> Iterator[Fault]:
    """Everything that is wrong with the scaling of a v1 AKS deployment; `ask` gives a setting by its canonical name."""
    enabled, replicas = ask(_ENABLED), ask(_REPLICAS)
    if _not_positive(replicas):
        yield Fault(
            replicas, f"{replicas.spelled} is {replicas.text}, and must be greater than zero", "write at least 1"
        )
    if isinstance(enabled.value, Unknown):
        return
    if _true(enabled):
        yield from _with_autoscale(ask, enabled, replicas)
    else:
        yield from _without_autoscale(ask, enabled, replicas)


def _with_autoscale(ask: Ask, enabled: Setting, replicas: Setting) -> Iterator[Fault]:
    if _true(replicas):
        message = f"{replicas.spelled} is given although {enabled.spelled} is on"
        yield Fault(replicas, message, f"leave one of the two out: {enabled.spelled} or {replicas.spelled}", enabled)
    for name in _AUTOSCALE:
        setting = ask(name)
        if _not_positive(setting):
            message = f"{setting.spelled} is {setting.text}, and must be greater than zero"
            yield Fault(setting, message, "write at least 1")
    least, most = ask(_LEAST), ask(_MOST)
    low, high = _number(least), _number(most)
    if low and high and low > high:
        message = f"{least.spelled} {low:g} is above {most.spelled} {high:g}"
        yield Fault(least, message, f"swap them, or raise {most.spelled} to at least {low:g}", most)
    yield from _target(ask(_TARGET))


def _target(target: Setting) -> Iterator[Fault]:
    share = _number(target)
    if share is not None and 0 < share < 1:
        message = f"{target.spelled} {share:g} means {share:g} %, not {share * 100:g} %"
        yield Fault(target, message, f"write {share * 100:g}", rejected=False)
    elif share is not None and share > 100:
        message = f"{target.spelled} {share:g} is no percentage"
        yield Fault(target, message, "write a number from 1 to 100", rejected=False)


def _without_autoscale(ask: Ask, enabled: Setting, replicas: Setting) -> Iterator[Fault]:
    off = isinstance(enabled.value, Scalar) and enabled.value.data is False
    if off and not _true(replicas) and not isinstance(replicas.value, Unknown):
        message = f"{enabled.spelled} is off, and {replicas.spelled} is not given"
        yield Fault(enabled, message, f"write {replicas.spelled}, or turn autoscaling on")
    given = [setting for name in _AUTOSCALE if _true(setting := ask(name))]
    if given:
        why = f"{enabled.spelled} is off" if off else f"{enabled.spelled} is not there"
        message = f"{given[0].spelled} is given, but {why}"
        yield Fault(given[0], message, f"write {enabled.spelled}: true", enabled if off else None)


def _true(setting: Setting) -> bool:
    return isinstance(setting.value, Scalar) and bool(setting.value.data)


def _number(setting: Setting) -> float | None:
    """The number, if it is written as one; a text raises a TypeError, which is a matter of types."""
    data = setting.value.data if isinstance(setting.value, Scalar) else None
    return data if isinstance(data, (int, float)) else None


def _not_positive(setting: Setting) -> bool:
    number = _number(setting)
    return number is not None and number <= 0
