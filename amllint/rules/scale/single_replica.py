"""AML704 single-replica: one instance answers everything, so an update or a failing node is an outage.

Microsoft recommends at least three instances for availability (how-to-manage-quotas, 2026-01-27). One is right for
development and test, so this rule is off by default. Autoscaling whose maximum is one replica (the default of
`target_utilization`) is a warning: it cannot scale.

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
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
instance_type: Standard_D4as_v4
instance_count: 1  # <-
```

## Bad: autoscaling between one and one
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
  type: target_utilization  # <-
  target_utilization_percentage: 70
```

## Good
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
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
instance_type: Standard_D4as_v4
instance_count: 3
```
"""

from __future__ import annotations

from ...facts.scaling import default_most_replicas
from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_KINDS = ("v2-managed", "v2-kubernetes", "v1-aks", "v1-aksendpoint")


@rule("AML704", "single-replica", "note", on="unit", kinds=_KINDS, default=False)
def single_replica(unit: Unit) -> Iterator[Problem]:
    """Look at the fixed number, then at the range of the autoscaler."""
    count = unit.setting("instance_count")
    if count.number == 1 and count.span is not None:
        yield Problem(
            count.span,
            f"{count.spelled} is 1: an update or a failing node is an outage",
            help="three instances are recommended for availability",
            subject="count",
        )
    scaled = unit.setting("scale_settings.type").text == "target_utilization"
    enabled = unit.setting("scale_settings.enabled")
    most = unit.setting("scale_settings.max_instances")
    highest = most.number if most.given else default_most_replicas(unit.kind)
    if (scaled or enabled.flag) and highest == 1:
        place = most.span or unit.setting("scale_settings.type").span or enabled.span or unit.span
        by_default = "" if most.given else ", the default,"
        yield Problem(
            place,
            f"autoscaling is on, and its maximum is one replica{by_default} so it cannot scale",
            help="raise the maximum",
            subject="range",
            severity="warning",
        )
