"""AML712 rate-limits: the stated traffic is above what a managed endpoint lets through.

A managed endpoint takes 500 requests a second, and as many connections (how-to-manage-quotas, 2026-01-27); beyond that
it answers 429. The limit can be raised by a support ticket, so this is a note.

Config:
```toml
[tool.amllint.traffic."credit"]
target_rps = 400
burst_factor = 2
```

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue  # <-
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

## Good
Config:
```toml
[tool.amllint.traffic."credit"]
target_rps = 100
burst_factor = 2
```

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

from ...capacity.replicas import exact
from ...facts.limits import ENDPOINT_RPS
from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML712", "rate-limits", "note", on="unit", kinds=("v2-managed",), needs=("stated traffic",))
def rate_limits(unit: Unit) -> Iterator[Problem]:
    """Hold the endpoint's whole stated traffic against its limit."""
    traffic = unit.traffic
    if traffic is None:
        return
    peak = exact(traffic.target_rps) * exact(traffic.burst_factor or "1")
    if peak > ENDPOINT_RPS:
        yield Problem(
            unit.span,
            f"the stated traffic is {float(peak):g} requests/s at its peak, and a managed endpoint takes "
            f"{ENDPOINT_RPS}: the rest is answered 429 (the traffic is stated in {traffic.origin})",
            help="ask for a higher limit, or spread the traffic over several endpoints",
            subject="rps",
        )
