"""AML705 managed-scale-settings: a managed deployment takes no autoscaling in its own file.

`scale_settings` of a managed deployment has one type, `default`. A `target_utilization` block passes the client's
schema and is refused when the deployment is submitted. Managed deployments scale by rules of Azure Monitor
(`az monitor autoscale create --resource DEPLOYMENT_ID ...`, or Bicep, ARM, Terraform), which stand outside the file.

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
instance_count: 2
scale_settings:
  type: target_utilization  # <-
  min_instances: 2
  max_instances: 5
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
instance_count: 2
scale_settings:
  type: default
```
"""

from __future__ import annotations

from ...facts.schema import snake
from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML705", "managed-scale-settings", "error", on="unit", kinds=("v2-managed",), needs=("scale_settings",))
def managed_scale_settings(unit: Unit) -> Iterator[Problem]:
    """Report the type of scaling that only Kubernetes has."""
    setting = unit.setting("scale_settings.type")
    if setting.text is not None and setting.span is not None and snake(setting.text) == "target_utilization":
        yield Problem(
            setting.span,
            "a managed deployment takes scale settings of type `default` only: the service refuses this one",
            help="write `instance_count`, and scale with Azure Monitor (`az monitor autoscale create`)",
            subject="type",
        )
