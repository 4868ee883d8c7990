"""AML610 aci-limits: a deployment to Azure Container Instances asks for what ACI does not have.

- More than 31 cores or 240 GB in a container group; the platform adds 0.2 cores and 1 GB of its own.
- A GPU, autoscale, replicas, timeouts, a queue, probes or token authentication: `AciWebservice.deploy_configuration`
  has no such arguments and raises TypeError. In a file the client drops the keys without a word, which AML501 reports.
- A model above 1 GB: ACI is meant for development and smaller models. A warning.

## Bad
Base: v1

`deploymentconfig.json`
```json
{
  "computeType": "ACI",
  "containerResourceRequirements": {
    "cpu": 40,  // <-
    "memoryInGB": 4
  }
}
```

## Good
Base: v1

`deploymentconfig.json`
```json
{
  "computeType": "ACI",
  "containerResourceRequirements": {
    "cpu": 1,
    "memoryInGB": 2
  }
}
```
"""

from __future__ import annotations

from ...facts import limits
from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_LACKS = {
    "resources.requests.nvidia.com/gpu": "GPU",
    "scale_settings.enabled": "autoscale",
    "scale_settings.min_instances": "autoscale",
    "instance_count": "replicas",
    "request_settings.request_timeout_ms": "timeouts",
    "request_settings.max_concurrent_requests_per_instance": "request settings",
    "request_settings.max_queue_wait_ms": "a queue",
    "liveness_probe.period": "probes",
    "liveness_probe.initial_delay": "probes",
    "liveness_probe.timeout": "probes",
    "liveness_probe.failure_threshold": "probes",
    "token_auth_enabled": "token authentication",
}
_LARGEST_MODEL = 10**9


@rule("AML610", "aci-limits", "error", on="unit", kinds=("v1-aci",))
def aci_limits(unit: Unit) -> Iterator[Problem]:
    """Check the amounts, then what ACI does not have, then the model."""
    for what, most, own, measure in (
        ("cpu", limits.ACI_CORES, limits.ACI_OWN_CORES, "cores"),
        ("memory", limits.ACI_GIB, limits.ACI_OWN_GIB, "GB"),
    ):
        asked = unit.container.resource("requests", what)  # type: ignore[arg-type]
        if asked is not None and asked.amount + own > most:
            yield Problem(
                asked.span,
                f"{asked.spelled} {asked.text}, with the {own:g} {measure} that the platform adds, is above ACI's "
                f"limit of {most:g} {measure}: the group cannot be created",
                subject=what,
            )
    if unit.form.startswith("sdk"):
        yield from _unknown_arguments(unit)
    for model in unit.models:
        size = unit.container.model_bytes(model) or 0
        if size > _LARGEST_MODEL:
            yield Problem(
                unit.span,
                f"ACI is meant for models below 1 GB, and this one has {size / 10**9:.1f} GB",
                (Label(model.span, "the model"),),
                subject="model-size",
                severity="warning",
            )


def _unknown_arguments(unit: Unit) -> Iterator[Problem]:
    for name, words in _LACKS.items():
        setting = unit.setting(name)
        place = setting.key or setting.span
        if setting.given and place is not None:
            yield Problem(
                place,
                f"ACI has no {words}: `deploy_configuration` of AciWebservice has no argument `{setting.spelled}` and "
                "raises TypeError",
                subject=name,
            )
