"""AML608 quota-reserve: the deployment needs more cores than the configuration says there are.

Managed endpoints reserve 20 % more instances than `instance_count`, so that an upgrade can roll: the quota must cover
ceil(1.2 x instances) x cores of the size (sizes with A100 or H100 cards and ND40rs_v2 are exempt). Below it the
deployment ends in `OutOfQuota`: "Not enough quota available for Standard_DS3_v2 in SubscriptionId ...". Only the
portal knows the quota; say what is free of it in the configuration, by size:

    [tool.amllint.quota]
    Standard_D4as_v4 = 16

Config:
```toml
[tool.amllint.quota]
Standard_D4as_v4 = 16
```

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
instance_count: 4  # <-
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

from ...facts import limits
from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML608", "quota-reserve", "note", on="unit", kinds=("v2-managed",), needs=("quota",))
def quota_reserve(unit: Unit) -> Iterator[Problem]:
    """Hold the cores with their reserve against the limit of the configuration."""
    setting, sku = unit.setting("instance_count"), unit.container.sku
    count, quota = setting.number, unit.quota_cores
    if sku is None or quota is None or count is None or count < 1 or setting.span is None:
        return
    exempt = limits.reserve_exempt(sku.name)
    instances = int(count) if exempt else limits.reserved_instances(int(count))
    cores = instances * sku.vcpus
    if cores <= quota:
        return
    reserve = "" if exempt else f" with the reserve of 20 % for upgrades are {instances} instances:"
    yield Problem(
        setting.span,
        f"{int(count)} x {sku.name}{reserve} {cores} cores, and {quota} are free of the quota (OutOfQuota)",
        help="lower instance_count, take a smaller size, or ask for more quota",
        subject="cores",
    )
