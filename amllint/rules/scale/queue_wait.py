"""AML709 queue-wait: requests may wait less long than one of them takes, so the second is already refused.

A request that finds every replica busy waits `max_queue_wait_ms` (v1: `maxQueueWaitMs`) and is then answered 503. Where
the stated request time is longer, no request that arrives just after another began can be served by that replica in
time. The request time is what the configuration states.

Config:
```toml
[tool.amllint.traffic."credit"]
target_rps = 0.5
request_seconds = 2
```

## Bad
Base: kubernetes

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
type: kubernetes
name: blue
endpoint_name: credit
model:
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
scale_settings:
  type: target_utilization
  min_instances: 2
  max_instances: 6
request_settings:
  max_queue_wait_ms: 100  # <-
```

## Good
Base: kubernetes

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
type: kubernetes
name: blue
endpoint_name: credit
model:
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
scale_settings:
  type: target_utilization
  min_instances: 2
  max_instances: 6
request_settings:
  max_queue_wait_ms: 3000
```
"""

from __future__ import annotations

from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_KINDS = ("v2-managed", "v2-kubernetes", "v1-aks", "v1-aksendpoint")


@rule("AML709", "queue-wait", "warning", on="unit", kinds=_KINDS, needs=("stated traffic",))
def queue_wait(unit: Unit) -> Iterator[Problem]:
    """Compare a stated wait with the stated request time."""
    setting = unit.setting("request_settings.max_queue_wait_ms")
    wait = setting.number
    seconds = unit.traffic.request_seconds if unit.traffic is not None else None
    if wait is None or seconds is None or setting.span is None or unit.traffic is None:
        return
    if wait < float(seconds) * 1000:
        yield Problem(
            setting.span,
            f"requests wait {wait:g} ms at most, and take {seconds} s: one that finds every replica busy "
            "is answered 503",
            help=f"raise it to {float(seconds) * 1000:g} or more, or have more replicas (the request time is stated in "
            f"{unit.traffic.origin})",
            subject="wait",
        )
