"""AML702 autoscale-headroom: a target utilisation above 70 leaves little room for a burst, so requests get 503.

Utilisation is the share of replicas that are busy. At the default target of 70 % the load may grow to 100/70 = 1.43
times before every replica is busy; beyond that requests wait in the queue and are then answered 503, until new
replicas are up. The autoscaler decides within about a second, but a new container takes far longer to start:
Microsoft's troubleshooting article advises to lower the target (or to raise the minimum) when bursts bring 503.

## Bad
Base: kubernetes

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
name: green
type: kubernetes
endpoint_name: credit
model:
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: defaultinstancetype
scale_settings:
  type: target_utilization
  min_instances: 2
  max_instances: 6
  target_utilization_percentage: 95  # <-
```

## Bad: v1
Base: v1

`deploymentconfig.json`
```json
{
  "computeType": "AKS",
  "autoScaler": {
    "autoscaleEnabled": true,
    "minReplicas": 2,
    "maxReplicas": 6,
    "targetUtilization": 90 // <-
  },
  "containerResourceRequirements": { "cpu": 1, "memoryInGB": 2 }
}
```

## Good
Base: kubernetes

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
name: green
type: kubernetes
endpoint_name: credit
model:
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: defaultinstancetype
scale_settings:
  type: target_utilization
  min_instances: 2
  max_instances: 6
  target_utilization_percentage: 70
```
"""

from __future__ import annotations

from ...facts.scaling import TARGET_UTILIZATION, V1_AKS
from ...finding import Edit, Fix, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule(
    "AML702",
    "autoscale-headroom",
    "warning",
    on="unit",
    kinds=("v2-kubernetes", *V1_AKS),
    fix="unsafe",
    needs=("scale_settings",),
)
def autoscale_headroom(unit: Unit) -> Iterator[Problem]:
    """Give the free share and the factor of load that it stands for."""
    target = unit.setting("scale_settings.target_utilization_percentage")
    share = target.number
    if share is None or target.span is None or not TARGET_UTILIZATION < share <= 100:
        return
    yield Problem(
        target.span,
        f"at a target utilisation of {share:g} % only {100 - share:g} % of the capacity is free: a burst above "
        f"{100 / share:.2f} times the load is answered 503 until new replicas are up",
        help=f"write {TARGET_UTILIZATION} (the default), which bears {100 / TARGET_UTILIZATION:.2f} times the load",
        fix=Fix("unsafe", f"write {TARGET_UTILIZATION}", (Edit(target.span, str(TARGET_UTILIZATION)),)),
        subject="target",
    )
