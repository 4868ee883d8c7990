"""AML701 autoscale-invalid: instance counts that the service rejects, or that cannot be meant.

The service refuses a deployment whose minimum is above its maximum, or whose counts are not positive
(`InvalidDeploymentSpec`), only after code, model and environment have been uploaded. The utilisation is a percentage:
`0.7` is read as an integer, so it becomes 0.

On v1 AKS it is the client that refuses, and CLI v1 hides the cause behind "Error parsing --deploy-config-file.": a key
of `autoScaler` without `autoscaleEnabled: true`, `numReplicas` together with autoscaling, neither of the two. There
`0.7` passes, and means 0.7 %.

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
  min_instances: 5  # <-
  max_instances: 3
  target_utilization_percentage: 0.7  # <-
```

## Bad: no instance at all
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
instance_type: Standard_DS3_v2
instance_count: 0  # <-
```

## Bad: v1, without autoscaleEnabled
Base: v1

`deploymentconfig.json`
```json
{
  "computeType": "AKS",
  "autoScaler": {
    "minReplicas": 2, // <-
    "maxReplicas": 6
  },
  "containerResourceRequirements": { "cpu": 1, "memoryInGB": 2 }
}
```

## Bad: v1, autoscaling and fixed replicas
Base: v1

`deploymentconfig.json`
```json
{
  "computeType": "AKS",
  "autoScaler": {
    "autoscaleEnabled": true,
    "minReplicas": 7, // <-
    "maxReplicas": 6,
    "targetUtilization": 0.7 // <-
  },
  "numReplicas": 3, // <-
  "containerResourceRequirements": { "cpu": 1, "memoryInGB": 2 }
}
```

## Good: v1
Base: v1

`deploymentconfig.json`
```json
{
  "computeType": "AKS",
  "autoScaler": {
    "autoscaleEnabled": true,
    "minReplicas": 2,
    "maxReplicas": 6,
    "targetUtilization": 70
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
  min_instances: 3
  max_instances: 5
  target_utilization_percentage: 70
```
"""

from __future__ import annotations

from ...facts import autoscale_v1
from ...facts.scaling import V1_AKS
from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_COUNTS = (
    "instance_count",
    "scale_settings.min_instances",
    "scale_settings.max_instances",
    "scale_settings.polling_interval",
)


@rule("AML701", "autoscale-invalid", "error", on="unit", kinds=("v2-managed", "v2-kubernetes", *V1_AKS))
def autoscale_invalid(unit: Unit) -> Iterator[Problem]:
    """Check each count alone, then the pair, then the percentage."""
    if unit.v1:
        yield from _v1(unit)
        return
    for name in _COUNTS:
        setting = unit.setting(name)
        number = setting.number
        if number is not None and int(number) < 1 and setting.span:
            yield Problem(
                setting.span,
                f"{setting.spelled} is {number}: the service wants at least 1 and rejects the deployment "
                "(InvalidDeploymentSpec)",
                subject=name,
            )
    least, most = unit.setting("scale_settings.min_instances"), unit.setting("scale_settings.max_instances")
    low, high = least.number, most.number
    if low is not None and high is not None and int(high) >= 1 and int(low) > int(high) and least.span and most.span:
        yield Problem(
            least.span,
            f"{least.spelled} {low} is above {most.spelled} {high}: the service rejects the deployment "
            "(InvalidDeploymentSpec)",
            (Label(most.span, "the maximum"),),
            f"swap them, or raise {most.spelled} to at least {low}",
            subject="min-above-max",
        )
    target = unit.setting("scale_settings.target_utilization_percentage")
    share = target.number
    if share is not None and target.span and not 1 <= int(share) <= 100:
        meant = f"; write {float(share) * 100:g}" if 0 < share < 1 else "; write a number from 1 to 100"
        read = f" and is read as {int(share)}" if share != int(share) else ""
        yield Problem(
            target.span,
            f"{target.spelled} {share} is no percentage{read}: the service rejects it{meant}",
            subject="target",
        )


def _v1(unit: Unit) -> Iterator[Problem]:
    in_file = unit.setting("compute_type").given
    for fault in autoscale_v1.faults(unit.setting):
        other = fault.other.span if fault.other is not None else None
        hidden = ', and CLI v1 says no more than "Error parsing --deploy-config-file."' if in_file else ""
        yield Problem(
            fault.setting.span or unit.span,
            f"{fault.message}: the client rejects it{hidden}"
            if fault.rejected
            else f"{fault.message}: the client takes it as it is",
            (Label(other, "this goes against it"),) if other is not None else (),
            fault.help,
            subject=fault.setting.name,
            severity=None if fault.rejected else "warning",
        )
