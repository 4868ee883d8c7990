"""AML605 size-not-for-endpoints: a size that is not on Microsoft's list for managed online endpoints.

Managed endpoints take only a part of Azure's sizes: "The specified instance type is not supported". The list
(reference-managed-online-endpoints-vm-sku-list) changes; the message gives the day of the copy that amllint has, and
this is a warning. A size that is retired is reported by AML603 instead.

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
instance_type: Standard_B4ms  # <-
instance_count: 3
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

from time import gmtime, strftime

from ...facts import skus
from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML605", "size-not-for-endpoints", "warning", on="unit", kinds=("v2-managed",))
def size_not_for_endpoints(unit: Unit) -> Iterator[Problem]:
    """Report a real size that the dated list lacks."""
    setting, sku = unit.setting("instance_type"), unit.container.sku
    if sku is None or setting.span is None or sku.managed_online != "no":
        return
    if sku.retired_on and sku.retired_on <= strftime("%Y-%m-%d", gmtime()):
        return
    yield Problem(
        setting.span,
        f"{sku.name} is not on the list of sizes for managed endpoints of {skus.MANAGED_LIST}: the deployment is "
        "refused, unless it was added since",
        subject=sku.name,
    )
