"""AML603 size-retired: the instance type is retired, or will be.

A retired size cannot be allocated: the deployment fails with "not supported" or `OutOfCapacity`, and running instances
are stopped on the date. The dates are Azure's retirement notices, kept with their sources in `facts/data/skus.csv`; the
message gives the date. After it the finding is an error, in the year before it a warning.

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
instance_type: Standard_NC6s_v3  # <-
instance_count: 1
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
```
"""

from __future__ import annotations

from time import gmtime, strftime, time

from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_YEAR_SECONDS = 365 * 24 * 3600


@rule("AML603", "size-retired", "error", on="unit", kinds=("v2-managed",))
def size_retired(unit: Unit) -> Iterator[Problem]:
    """Compare the retirement date with today's."""
    setting, sku = unit.setting("instance_type"), unit.container.sku
    if sku is None or not sku.retired_on or setting.span is None:
        return
    if sku.retired_on > strftime("%Y-%m-%d", gmtime(time() + _YEAR_SECONDS)):
        return
    past = sku.retired_on <= strftime("%Y-%m-%d", gmtime())
    yield Problem(
        setting.span,
        f"{sku.name} was retired on {sku.retired_on}: no instance of it can be allocated"
        if past
        else f"{sku.name} will be retired on {sku.retired_on}: the deployment stops then",
        help=f"use {sku.successor} instead" if sku.successor else None,
        subject=sku.name,
        severity="error" if past else "warning",
    )
