"""AML703 too-few-replicas: the stated traffic needs more replicas than the deployment may have.

Microsoft's troubleshooting article gives the formula:

    concurrent requests = requests per second x seconds per request / target utilisation
    replicas = concurrent requests / requests that one container answers at a time, rounded up

With fewer, requests wait and are then answered 503 (Kubernetes) or 429 (managed). The traffic is what the
configuration states for the endpoint; the deployment's share of it and mirrored traffic are applied.

Config:
```toml
[tool.amllint.traffic."credit"]
target_rps = 20
request_seconds = 2
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
instance_type: Standard_DS3_v2
instance_count: 3  # <-
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
    "maxReplicas": 10, // <-
    "targetUtilization": 70
  },
  "containerResourceRequirements": { "cpu": 1, "memoryInGB": 2 }
}
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
environment_variables:
  WORKER_COUNT: "4"
instance_type: Standard_DS3_v2
instance_count: 15
request_settings:
  max_concurrent_requests_per_instance: 4
```
"""

from __future__ import annotations

from ...capacity.replicas import required_replicas
from ...facts.scaling import TARGET_UTILIZATION, V1_AKS
from ...finding import Edit, Fix, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...model import Setting


@rule(
    "AML703",
    "too-few-replicas",
    "warning",
    on="unit",
    kinds=("v2-managed", "v2-kubernetes", *V1_AKS),
    fix="unsafe",
    needs=("stated traffic",),
)
def too_few_replicas(unit: Unit) -> Iterator[Problem]:
    """Compare the most replicas that the deployment can have with the formula."""
    traffic = unit.traffic
    if traffic is None or traffic.request_seconds is None:
        return
    most = _most(unit)
    have = most.number
    concurrency_setting = unit.setting("request_settings.max_concurrent_requests_per_instance")
    concurrency = concurrency_setting.number if concurrency_setting.given else 1
    if have is None or most.span is None or concurrency is None or concurrency < 1:
        return
    target = unit.setting("scale_settings.target_utilization_percentage")
    if target.given and (target.number is None or not 1 <= target.number <= 100):
        return
    utilization = f"{target.text}/100" if target.number else f"{TARGET_UTILIZATION}/100"
    rps = f"{traffic.target_rps} x {traffic.share}" if traffic.share != "1" else traffic.target_rps
    need = required_replicas(_product(traffic.target_rps, traffic.share), traffic.request_seconds, utilization,
                             int(concurrency))  # fmt: skip
    if need <= have:
        return
    yield Problem(
        most.span,
        f"{most.spelled} {have:g} is too few for the stated traffic: {rps} requests/s x {traffic.request_seconds} s / "
        f"{utilization} utilisation / {int(concurrency)} at a time = {need} replicas; the rest is answered "
        f"{'429' if unit.kind == 'v2-managed' else '503'}",
        help=f"raise it to {need} (the traffic is stated in {traffic.origin})",
        fix=Fix("unsafe", f"write {need}", (Edit(most.span, str(need)),)),
        subject=most.name,
    )


def _most(unit: Unit) -> Setting:
    most = unit.setting("scale_settings.max_instances")
    return most if most.given else unit.setting("instance_count")


def _product(rps: str, share: str) -> str:
    from ...capacity.replicas import exact

    return str(exact(rps) * exact(share))
